import Bytes

extension CalendarZone {
  /// Parses a rule for all years in the format of POSIX's TZ (IEEE 1003.1 section 8.3), such as
  /// "CET-1CEST,M3.5.0,M10.5.0/3"; days must be given by month, week and weekday.
  package init?(posixRule text: String) {
    self.init()
    var scanner = RuleScanner(text.utf8Array)
    guard scanner.takeName(), let west = scanner.takeTime() else { return nil }
    guard scanner.takeName() else {
      add(offset: -west, rule: [:], at: 0)
      return
    }
    let summer = scanner.takeTime().map { -$0 } ?? 3600 - west
    guard let start = scanner.takeDay(), let end = scanner.takeDay() else { return nil }
    add(offset: -west, rule: end.rule, at: end.time)
    add(offset: summer, rule: start.rule, at: start.time)
  }
}

private struct RuleScanner {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    position += 1
    return true
  }

  private mutating func takeNumber() -> Int? {
    let start = position
    var number = 0
    while let byte = next, Byte.isDigit(byte), position - start < 4 {
      number = number * 10 + Int(byte - UInt8(ascii: "0"))
      position += 1
    }
    return position > start ? number : nil
  }

  /// Reads a name such as "CET" or "<+03>".
  mutating func takeName() -> Bool {
    let start = position
    if take(Byte.less) {
      while let byte = next, byte != Byte.greater { position += 1 }
      return take(Byte.greater)
    }
    while let byte = next, Byte.isLetter(byte) { position += 1 }
    return position > start
  }

  /// Reads a time such as "-1" or "3:30"; returns seconds.
  mutating func takeTime() -> Int? {
    let isNegative = take(Byte.dash)
    if !isNegative { _ = take(UInt8(ascii: "+")) }
    guard var seconds = takeNumber().map({ $0 * 3600 }) else { return nil }
    var unit = 60
    while unit > 0, take(Byte.colon), let number = takeNumber() {
      seconds += number * unit
      unit /= 60
    }
    return isNegative ? -seconds : seconds
  }

  /// Reads a day such as ",M3.5.0/2": the last Sunday of March at two.
  mutating func takeDay() -> (rule: [String: String], time: Int)? {
    guard take(Byte.comma), take(UInt8(ascii: "M")), let month = takeNumber(), take(Byte.dot),
      let week = takeNumber(), take(Byte.dot), let weekday = takeNumber(), weekday < 7
    else { return nil }
    let time = take(Byte.slash) ? takeTime() : 7200
    // POSIX's weekdays begin with Sunday, those of `CalendarWeekday` with Monday.
    let name = CalendarWeekday.names[(weekday + 6) % 7]
    return (
      [
        "FREQ": "YEARLY", "BYMONTH": "\(month)", "BYDAY": "\(week == 5 ? -1 : week)\(name)",
      ], max(0, min(time ?? 7200, 86_399))
    )
  }
}
