import Bytes

/// The parts of a calendar (RFC 5545) that are of interest to people.
struct Calendar {
  /// What is requested of the recipient (RFC 5546 section 1.4), in upper case.
  private(set) var method: String?
  private(set) var components: [CalendarComponent] = []
  private(set) var zones: [String: CalendarZone] = [:]

  init(_ text: String) {
    var open: [CalendarComponent] = []
    var zone: CalendarZone?
    for line in ContentLine.lines(of: text) {
      switch line.name {
      case "BEGIN":
        let kind = line.rawValue.uppercased()
        if kind == "VTIMEZONE" { zone = CalendarZone() }
        if zone != nil { zone?.begin(kind) } else { open.append(CalendarComponent(kind)) }
      case "END":
        guard zone == nil else {
          if line.rawValue.uppercased() == "VTIMEZONE", let ended = zone {
            zones[ended.name] = ended
            zone = nil
          }
          continue
        }
        if let ended = open.popLast() { end(ended) }
      case "METHOD" where zone == nil && open.last?.isPartOfCalendar == false:
        method = line.text.uppercased()
      default:
        if zone != nil {
          zone?.take(line)
        } else if let last = open.indices.last {
          open[last].take(line)
        }
      }
    }
    // A calendar that was cut off still contains information.
    for component in open.reversed() { end(component) }
  }

  private mutating func end(_ component: CalendarComponent) {
    if component.isPartOfCalendar { components.append(component) }
  }
}

/// An event, task or journal entry of a calendar.
struct CalendarComponent {
  struct Person {
    var name: String?
    var address: String
    /// PARTSTAT: the person's reply, in upper case.
    var answer: String?
  }

  let kind: String
  private(set) var summary = ""
  private(set) var location = ""
  private(set) var description = ""
  private(set) var comment = ""
  private(set) var status = ""
  private(set) var address = ""
  private(set) var organizer: Person?
  private(set) var attendees: [Person] = []
  private(set) var start: CalendarTime?
  private(set) var end: CalendarTime?
  /// In seconds.
  private(set) var duration: Int?
  private(set) var rule: String?
  /// RECURRENCE-ID: the event of a series that is meant.
  private(set) var occurrence: CalendarTime?
  /// All events of the series from `occurrence` on are meant.
  private(set) var changesLater = false
  private(set) var sequence = 0
  /// CATEGORIES and similar properties, for searching.
  private(set) var others: [String] = []

  init(_ kind: String) { self.kind = kind }

  /// Alarms and availabilities are not shown.
  var isPartOfCalendar: Bool { ["VEVENT", "VTODO", "VJOURNAL"].contains(kind) }

  mutating func take(_ line: ContentLine) {
    switch line.name {
    case "SUMMARY": summary = line.text
    case "LOCATION": location = line.text
    case "DESCRIPTION": description = line.text
    case "COMMENT": comment = line.text
    case "STATUS": status = line.rawValue.uppercased()
    case "URL": address = line.rawValue
    case "ORGANIZER": organizer = person(line)
    case "ATTENDEE": attendees.append(person(line))
    case "DTSTART": start = CalendarTime(line)
    case "DTEND", "DUE": end = CalendarTime(line)
    case "DURATION": duration = CalendarTime.seconds(ofDuration: line.rawValue)
    case "RECURRENCE-ID":
      occurrence = CalendarTime(line)
      changesLater = line["RANGE"]?.uppercased() == "THISANDFUTURE"
    case "RRULE": rule = line.rawValue.uppercased()
    case "SEQUENCE": sequence = Int(line.rawValue) ?? 0
    case "CATEGORIES", "CONTACT", "RESOURCES": others.append(line.text)
    default: break
    }
  }

  private func person(_ line: ContentLine) -> Person {
    var address = line.rawValue
    if address.prefix(7).lowercased() == "mailto:" { address.removeFirst(7) }
    let name = line["CN"].flatMap { $0.isEmpty || $0 == address ? nil : $0 }
    return Person(name: name, address: address, answer: line["PARTSTAT"]?.uppercased())
  }
}
