import Bytes
internal import Mail

/// Time zone information of the machine that the program runs on.
package struct CalendarClock: Sendable {
  /// Offset of a time zone, by its name in the tz database, in seconds east of Greenwich, when its
  /// clocks show the given time (seconds since 1970); nil for an unknown zone.
  package var offset: @Sendable (_ zone: String, _ clock: Int64) -> Int?
  /// The person's own zone at a point in time: seconds east of Greenwich, and its name.
  package var local: @Sendable (_ seconds: Int64) -> (offset: Int, name: String)

  package init(
    offset: @escaping @Sendable (_ zone: String, _ clock: Int64) -> Int?,
    local: @escaping @Sendable (_ seconds: Int64) -> (offset: Int, name: String)
  ) {
    self.offset = offset
    self.local = local
  }
}

/// A date or time of RFC 5545 sections 3.3.4 and 3.3.5: the local time in a zone.
struct CalendarTime: Sendable {
  /// The local time in seconds since 1970.
  var clock: Int64
  var isDate = false
  var isUTC = false
  /// The TZID parameter.
  var zone: String?

  init(clock: Int64) { self.clock = clock }

  init?(_ line: ContentLine) {
    self.init(line.rawValue)
    zone = line["TZID"]
  }

  /// Parses "20240301T143000Z" or "20240301".
  init?(_ text: String) {
    let bytes = text.utf8Array
    func number(_ range: Range<Int>) -> Int? {
      guard range.upperBound <= bytes.count, bytes[range].allSatisfy(Byte.isDigit) else {
        return nil
      }
      return bytes[range].reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }
    guard let year = number(0..<4), let month = number(4..<6), let day = number(6..<8),
      1...9999 ~= year, 1...12 ~= month, 1...31 ~= day
    else { return nil }
    let days = CivilDate(year, month, day).dayNumber
    guard bytes.count > 8, bytes[8] | 0x20 == UInt8(ascii: "t"), let hour = number(9..<11),
      let minute = number(11..<13), hour < 25, minute < 60
    else {
      clock = Int64(days) * 86_400
      isDate = true
      return
    }
    let second = min(59, number(13..<15) ?? 0)
    clock = Int64(days * 86_400 + hour * 3600 + minute * 60 + second)
    isUTC = bytes.last.map { $0 | 0x20 } == UInt8(ascii: "z")
  }

  /// Parses a duration such as "P1DT2H30M" (section 3.3.6).
  static func seconds(ofDuration text: String) -> Int? {
    var total = 0
    var number = 0
    for byte in text.uppercased().utf8 {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        number = min(number * 10 + Int(byte - UInt8(ascii: "0")), 10_000_000)
        continue
      case UInt8(ascii: "W"): total += number * 604_800
      case UInt8(ascii: "D"): total += number * 86_400
      case UInt8(ascii: "H"): total += number * 3600
      case UInt8(ascii: "M"): total += number * 60
      case UInt8(ascii: "S"): total += number
      case UInt8(ascii: "P"), UInt8(ascii: "T"), UInt8(ascii: "+"): break
      default: return nil
      }
      number = 0
    }
    return total
  }
}

/// A time zone as a calendar defines it (RFC 5545 section 3.6.5).
package struct CalendarZone: Sendable {
  private(set) var name = ""
  private var observances: [Observance] = []

  /// A rule for when clocks are set forward or back.
  fileprivate struct Observance {
    var start: CalendarTime?
    var offset = 0
    var rule: [String: String] = [:]
  }

  init() {}

  mutating func begin(_ kind: String) {
    if kind == "STANDARD" || kind == "DAYLIGHT", observances.count < TextLimits.zoneObservances {
      observances.append(Observance())
    }
  }

  /// Adds a rule for all years.
  mutating func add(offset: Int, rule: [String: String], at time: Int) {
    // The first day of the previous 400-year cycle of the Gregorian calendar.
    let start = CalendarTime(clock: CivilDate(1601).epoch + Int64(time))
    observances.append(Observance(start: start, offset: offset, rule: rule))
  }

  mutating func take(_ line: ContentLine) {
    if line.name == "TZID" { name = line.text }
    guard let last = observances.indices.last else { return }
    switch line.name {
    case "DTSTART": observances[last].start = CalendarTime(line.rawValue)
    case "TZOFFSETTO": observances[last].offset = Self.offset(line.rawValue)
    case "RRULE": observances[last].rule = recurrenceParts(line.rawValue)
    default: break
    }
  }

  /// Parses an offset such as "+0100".
  private static func offset(_ text: String) -> Int {
    let digits = text.utf8.filter(Byte.isDigit).map { Int($0 - UInt8(ascii: "0")) }
    guard digits.count >= 4 else { return 0 }
    let seconds = (digits[0] * 10 + digits[1]) * 3600 + (digits[2] * 10 + digits[3]) * 60
    return text.utf8.first == Byte.dash ? -seconds : seconds
  }

  /// Seconds east of Greenwich when the clocks show this time; nil if the calendar does not define
  /// it.
  package func offset(at clock: Int64) -> Int? {
    let onsets = observances.compactMap { observance in
      observance.onset(before: clock).map { (onset: $0, offset: observance.offset) }
    }
    return onsets.max { $0.onset < $1.onset }?.offset ?? observances.first?.offset
  }
}

extension CalendarZone.Observance {
  /// The last time at or before `clock` at which it began.
  fileprivate func onset(before clock: Int64) -> Int64? {
    guard let start, start.clock <= clock else { return nil }
    guard rule["FREQ"] == "YEARLY", let month = rule["BYMONTH"].flatMap({ Int($0) }),
      1...12 ~= month
    else { return start.clock }
    let year = CivilDate(epoch: clock).year
    let until = rule["UNTIL"].flatMap { CalendarTime($0) }?.clock
    let onsets = [year - 1, year].compactMap { day(in: month, of: $0) }.map {
      Int64($0 - CivilDate.dayNumber(of: start.clock)) * 86_400 + start.clock
    }
    let onset = onsets.last { $0 <= clock && $0 >= start.clock && $0 <= until ?? .max }
    return onset ?? start.clock
  }

  /// The day, in days since 1970, of "-1SU", the last Sunday, or "2SU", the second.
  private func day(in month: Int, of year: Int) -> Int? {
    guard 1...9998 ~= year else { return nil }
    let first = CivilDate(year, month).dayNumber
    let next = CivilDate(year, month + 1).dayNumber
    guard let byDay = rule["BYDAY"],
      let weekday = CalendarWeekday.names.firstIndex(of: String(byDay.suffix(2)))
    else { return rule["BYMONTHDAY"].flatMap { Int($0) }.map { first + $0 - 1 } }
    let count = Int(byDay.dropLast(2)) ?? 1
    if count < 0 {
      let last = next - 1
      return last - (CivilDate.weekday(ofDay: last) - weekday + 7) % 7 + (count + 1) * 7
    }
    return first + (weekday - CivilDate.weekday(ofDay: first) + 7) % 7 + (count - 1) * 7
  }
}

/// Parses a rule such as "FREQ=WEEKLY;BYDAY=MO" (RFC 5545 section 3.3.10).
func recurrenceParts(_ rule: String) -> [String: String] {
  var parts: [String: String] = [:]
  for part in rule.uppercased().split(separator: ";") {
    let sides = part.split(separator: "=", maxSplits: 1)
    if sides.count == 2 { parts[String(sides[0])] = String(sides[1]) }
  }
  return parts
}

enum CalendarWeekday {
  /// Starting with Monday, as in `CivilDate`.
  static let names = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
}
