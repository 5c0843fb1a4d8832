internal import Mail

/// The contents of a calendar, as lines for people.
extension Calendar {
  /// - Parameter clock: the reader's; nil leaves times as written.
  func text(_ clock: CalendarClock?) -> String {
    components.map { component in
      CalendarText(component, self, clock).text
    }.joined(separator: "\n")
  }
}

private struct CalendarText {
  private let component: CalendarComponent
  private let calendar: Calendar
  private let clock: CalendarClock?

  init(_ component: CalendarComponent, _ calendar: Calendar, _ clock: CalendarClock?) {
    self.component = component
    self.calendar = calendar
    self.clock = clock
  }

  var text: String {
    var lines = ["\(title): \(component.summary.isEmpty ? "(untitled)" : component.summary)"]
    func add(_ label: String, _ values: [String]) {
      let indent = String(repeating: " ", count: label.utf8.count + 2)
      for (index, value) in values.enumerated() where !value.isEmpty {
        lines.append(index == 0 ? "\(label): \(value)" : indent + value)
      }
    }
    add("When", times)
    add("Only", component.occurrence.map { [occurrence($0)] } ?? [])
    add("Repeats", component.rule.map { [recurrence($0)] } ?? [])
    add("Where", component.location.split(separator: "\n").map(String.init))
    add("Who", people)
    add("Address", [component.address])
    add("Comment", [component.comment])
    add("About", [component.others.joined(separator: ", ")])
    if !component.description.isEmpty { lines += ["", component.description] }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The purpose of the message (RFC 5546 section 1.4).
  private var title: String {
    let thing = component.kind == "VTODO" ? "Task" : "Event"
    if component.status == "CANCELLED" { return "Cancelled" }
    switch calendar.method {
    case "REQUEST": return component.sequence > 0 ? "Changed invitation" : "Invitation"
    case "CANCEL": return "Cancelled"
    case "REPLY": return "Reply" + answers
    case "COUNTER": return "Another time is proposed"
    case "DECLINECOUNTER": return "The other time is declined"
    case "REFRESH": return "Asks for the latest version"
    case "ADD": return "Additional date"
    default: return thing
    }
  }

  /// The replies: ", Ada accepts".
  private var answers: String {
    let answers = component.attendees.compactMap { person in
      Self.answer(person.answer).map { "\(person.name ?? person.address) \($0)" }
    }
    return answers.isEmpty ? "" : ", " + answers.joined(separator: ", ")
  }

  private static func answer(_ status: String?) -> String? {
    switch status {
    case "ACCEPTED": "accepts"
    case "DECLINED": "declines"
    case "TENTATIVE": "accepts tentatively"
    case "DELEGATED": "sends somebody else"
    case "COMPLETED": "has done it"
    default: nil
    }
  }

  private var people: [String] {
    let organizer = component.organizer.map { [described($0, "organizer")] } ?? []
    let others = component.attendees.filter { $0.address != component.organizer?.address }
    return organizer + others.map { described($0, Self.answer($0.answer)) }
  }

  private func described(_ person: CalendarComponent.Person, _ remark: String?) -> String {
    let name = person.name.map { "\($0) <\(person.address)>" } ?? person.address
    return remark.map { "\(name) (\($0))" } ?? name
  }

  // MARK: Times

  /// The times as written and, if that differs, in the reader's own zone.
  private var times: [String] {
    guard let start = component.start else {
      return component.end.map(until) ?? []
    }
    let end = endClock(start)
    guard !start.isDate else { return [days(start, end)] }
    return lines(start, end)
  }

  /// The time until which a task is to be done.
  private func until(_ end: CalendarTime) -> [String] {
    let lines = end.isDate ? [moment(end.clock, isDate: true)] : lines(end, nil)
    return lines.enumerated().map { $0 == 0 ? "until " + $1 : $1 }
  }

  private func lines(_ start: CalendarTime, _ end: Int64?) -> [String] {
    let offset = offset(of: start)
    let zone =
      start.isUTC ? "UTC" : [start.zone, offset.map(utc)].compactMap { $0 }.joined(separator: ", ")
    var lines = [span(start.clock, end) + (zone.isEmpty ? "" : " (\(zone))")]
    if let offset, let clock {
      let seconds = start.clock - Int64(offset)
      let local = clock.local(seconds)
      if local.offset != offset {
        let shift = Int64(local.offset - offset)
        lines.append(span(start.clock + shift, end.map { $0 + shift }) + " (here, \(local.name))")
      }
    }
    return lines
  }

  /// The end, in the zone of the start.
  private func endClock(_ start: CalendarTime) -> Int64? {
    guard let end = component.end else {
      return component.duration.map { start.clock + Int64($0) }
    }
    guard end.zone != start.zone || end.isUTC != start.isUTC, let there = offset(of: end),
      let here = offset(of: start)
    else { return end.clock }
    return end.clock - Int64(there) + Int64(here)
  }

  private func offset(of time: CalendarTime) -> Int? {
    if time.isUTC { return 0 }
    guard let zone = time.zone else { return nil }
    return calendar.zones[zone]?.offset(at: time.clock)
      ?? clock.flatMap { CalendarZoneName.offset(of: zone, at: time.clock, $0) }
  }

  private func span(_ start: Int64, _ end: Int64?) -> String {
    guard let end, end > start else { return moment(start, isDate: false) }
    let isSameDay = CivilDate.dayNumber(of: start) == CivilDate.dayNumber(of: end)
    return moment(start, isDate: false) + "–" + (isSameDay ? time(end) : moment(end, isDate: false))
  }

  /// A range of whole days; `end` is the day after the last.
  private func days(_ start: CalendarTime, _ end: Int64?) -> String {
    let last = end.map { $0 - 86_400 } ?? start.clock
    let first = moment(start.clock, isDate: true)
    return last > start.clock ? "\(first) to \(moment(last, isDate: true))" : "\(first), all day"
  }

  /// A time such as "Fri 2024-03-01 14:30".
  private func moment(_ clock: Int64, isDate: Bool) -> String {
    let date = CivilDate(epoch: clock)
    return "\(CivilDate.weekdayNames[date.weekday]) \(date.text)"
      + (isDate ? "" : " " + time(clock))
  }

  private func time(_ clock: Int64) -> String {
    let date = CivilDate(epoch: clock)
    return "\(CivilDate.padded(date.hour, 2)):\(CivilDate.padded(date.minute, 2))"
  }

  /// An offset such as "UTC+01:00".
  private func utc(_ offset: Int) -> String {
    let minutes = abs(offset) / 60
    return
      "UTC\(offset < 0 ? "-" : "+")\(CivilDate.padded(minutes / 60, 2)):\(CivilDate.padded(minutes % 60, 2))"
  }

  // MARK: Repetition

  /// Which event of a series is meant: it is named by when it was to be.
  private func occurrence(_ time: CalendarTime) -> String {
    let first =
      time.isDate ? moment(time.clock, isDate: true) : lines(time, nil).joined(separator: ", ")
    return "the one of \(first)" + (component.changesLater ? ", and all later ones" : "")
  }

  /// A rule such as "every 2 weeks on Mon and Wed, until 2024-06-30".
  private func recurrence(_ rule: String) -> String {
    let parts = recurrenceParts(rule)
    let units = [
      "DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year", "HOURLY": "hour",
    ]
    guard let unit = parts["FREQ"].flatMap({ units[$0] }) else { return rule }
    let interval = parts["INTERVAL"].flatMap { Int($0) } ?? 1
    var text = interval > 1 ? "every \(interval) \(unit)s" : "every \(unit)"
    if let days = parts["BYDAY"] {
      text += " on " + days.split(separator: ",").map(weekday).joined(separator: ", ")
    } else if let day = parts["BYMONTHDAY"] {
      text += " on day \(day)"
    }
    if let until = parts["UNTIL"].flatMap({ CalendarTime($0) }) {
      text += ", until \(moment(until.clock, isDate: true))"
    }
    if let count = parts["COUNT"] { text += ", \(count) times" }
    return text
  }

  /// A weekday such as "-1FR", the last Friday.
  private func weekday(_ text: Substring) -> String {
    guard let index = CalendarWeekday.names.firstIndex(of: String(text.suffix(2))) else {
      return String(text)
    }
    let place = text.dropLast(2)
    let ordinals = ["1": "first ", "2": "second ", "3": "third ", "4": "fourth ", "-1": "last "]
    return (ordinals[String(place)] ?? (place.isEmpty ? "" : "\(place). "))
      + CivilDate.weekdayNames[index]
  }
}
