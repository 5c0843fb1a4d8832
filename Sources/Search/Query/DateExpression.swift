internal import Mail

/// What people write for a day, a month, a year or a moment; a range of seconds since 1970.
struct DateExpression {
  var calendar: LocalCalendar
  var now: Int64

  func interval(_ expression: String) -> Range<Int64>? {
    let text = expression.lowercased()
    return named(text) ?? numeric(text) ?? moment(text) ?? spacedTime(text) ?? worded(text)
  }

  /// The moment a span before now: `3d`, `2weeks`, `1y`.
  func ago(_ expression: String) -> Int64? {
    let text = expression.lowercased().filter { $0 != "-" && $0 != "_" && $0 != " " }
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let count = Int(digits), count <= 100_000 else { return nil }
    var unit = text.dropFirst(digits.count)
    if unit.hasSuffix("ago") { unit = unit.dropLast(3) }
    var date = calendar.civil(now)
    switch unit {
    case "h", "hour", "hours": return now - Int64(count) * 3_600
    case "min", "mins", "minute", "minutes": return now - Int64(count) * 60
    case "d", "day", "days": date.day -= count
    case "w", "week", "weeks": date.day -= count * 7
    case "m", "mo", "month", "months": moveMonths(&date, -count)
    case "y", "year", "years": moveMonths(&date, -count * 12)
    default: return nil
    }
    return calendar.epoch(date)
  }

  /// Back by months; the 31st becomes the last day of a shorter month.
  private func moveMonths(_ date: inout CivilDate, _ months: Int) {
    let first = CivilDate(epoch: CivilDate(date.year, date.month + months, 1).epoch)
    let last = CivilDate(epoch: CivilDate(first.year, first.month + 1, 0).epoch).day
    (date.year, date.month, date.day) = (first.year, first.month, min(date.day, last))
  }

  // MARK: Names

  private static let months = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
  ]
  private static let weekdays = [
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
  ]

  private func named(_ text: String) -> Range<Int64>? {
    let today = day(calendar.civil(now))
    let name = text.replacing("_", with: "-").replacing(" ", with: "-")
    switch name {
    case "today": return days(today, 1)
    case "tomorrow": return days(offset(today, 1), 1)
    case "yesterday": return days(offset(today, -1), 1)
    case "week", "this-week", "thisweek": return days(offset(today, -today.weekday), 7)
    case "last-week", "lastweek": return days(offset(today, -today.weekday - 7), 7)
    case "month", "this-month", "thismonth": return months(today.year, today.month, 1)
    case "last-month", "lastmonth": return months(today.year, today.month - 1, 1)
    case "year", "this-year", "thisyear": return months(today.year, 1, 12)
    case "last-year", "lastyear": return months(today.year - 1, 1, 12)
    case "now": return now..<(now + 1)
    default: break
    }
    if let weekday = index(of: name, in: Self.weekdays) {
      return days(offset(today, -((today.weekday - weekday + 7) % 7)), 1)
    }
    let parts = name.split(separator: "-", maxSplits: 1)
    guard let word = parts.first, let month = index(of: String(word), in: Self.months) else {
      return nil
    }
    if parts.count == 1 {
      let year = month + 1 > today.month ? today.year - 1 : today.year
      return months(year, month + 1, 1)
    }
    guard let year = Int(parts[1]), 1...9999 ~= year else { return nil }
    return months(year, month + 1, 1)
  }

  /// Whole or by at least its first three letters.
  private func index(of name: String, in names: [String]) -> Int? {
    name.count >= 3 ? names.firstIndex { $0.hasPrefix(name) } : nil
  }

  /// `15-jan-2003`, `jan 15, 2003`, `2003 january`: a month's name among numbers.
  private func worded(_ text: String) -> Range<Int64>? {
    let parts = text.split { "-_/., ".contains($0) }.map(String.init)
    guard 2...3 ~= parts.count else { return nil }
    let months = parts.compactMap { index(of: $0, in: Self.months) }
    var numbers = parts.filter { $0.allSatisfy { $0.isASCII && $0.isNumber } }
    guard months.count == 1, numbers.count == parts.count - 1,
      let year = numbers.firstIndex(where: { $0.count == 4 })
    else { return nil }
    let fields = [numbers.remove(at: year), String(months[0] + 1)] + numbers
    return numeric(fields.joined(separator: "-"))
  }

  /// `2021-05-17 10:30`.
  private func spacedTime(_ text: String) -> Range<Int64>? {
    let parts = text.split(separator: " ")
    return parts.count == 2 ? numeric(parts.joined(separator: "t")) : nil
  }

  // MARK: Numbers

  /// `2021`, `2021-05`, `2021-05-17` (also with "/" or without anything), `17.05.2021`,
  /// `05/17/2021` (as in Gmail, where months come first), `2021-05-17T10:30`, `@1621240200`, the
  /// seconds alone where they are too many digits for a day.
  private func numeric(_ text: String) -> Range<Int64>? {
    let isSeconds = 9...11 ~= text.utf8.count && text.allSatisfy { $0.isASCII && $0.isNumber }
    let digits = text.hasPrefix("@") ? text.dropFirst() : text[...]
    if isSeconds || digits.count < text.count, let seconds = Int64(digits), abs(seconds) < 1 << 39 {
      return seconds..<(seconds + 1)
    }
    let halves = text.split(separator: "t", maxSplits: 1, omittingEmptySubsequences: false)
    var fields = halves[0].split(omittingEmptySubsequences: false) { "-/.".contains($0) }
      .map(String.init)
    if fields.count == 1, fields[0].count == 8 {
      let digits = fields[0]
      fields = [
        String(digits.prefix(4)), String(digits.dropFirst(4).prefix(2)), String(digits.suffix(2)),
      ]
    }
    if fields.count == 3, fields[2].count == 4, fields[0].count <= 2 {
      if text.contains("/") { fields.swapAt(0, 1) }
      fields.reverse()
    }
    let numbers = fields.compactMap { $0.allSatisfy(\.isNumber) ? Int($0) : nil }
    guard numbers.count == fields.count, fields[0].count == 4, let year = numbers.first else {
      return nil
    }
    switch numbers.count {
    case 1: return halves.count == 1 ? months(year, 1, 12) : nil
    case 2:
      guard 1...12 ~= numbers[1], halves.count == 1 else { return nil }
      return months(year, numbers[1], 1)
    case 3:
      let date = CivilDate(year, numbers[1], numbers[2])
      guard 1...12 ~= date.month, 1...31 ~= date.day,
        CivilDate(epoch: date.epoch).month == date.month
      else { return nil }
      return halves.count == 1 ? days(date, 1) : time(String(halves[1]), on: date)
    default: return nil
    }
  }

  private func time(_ text: String, on day: CivilDate) -> Range<Int64>? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
    guard 1...3 ~= parts.count, let hour = parts[0], 0...23 ~= hour else { return nil }
    var date = day
    date.hour = hour
    var span: Int64 = 3_600
    if parts.count > 1 {
      guard let minute = parts[1], 0...59 ~= minute else { return nil }
      date.minute = minute
      span = 60
    }
    if parts.count > 2 {
      guard let second = parts[2], 0...60 ~= second else { return nil }
      date.second = second
      span = 1
    }
    let start = calendar.epoch(date)
    return start..<(start + span)
  }

  /// A span ago as a day: `date:3d` is the day three days ago, `date:1y..` all since then.
  private func moment(_ text: String) -> Range<Int64>? {
    ago(text).map { days(day(calendar.civil($0)), 1) }
  }

  // MARK: Days

  private func day(_ date: CivilDate) -> CivilDate { CivilDate(date.year, date.month, date.day) }

  private func offset(_ date: CivilDate, _ days: Int) -> CivilDate {
    day(CivilDate(epoch: date.epoch + Int64(days) * 86_400))
  }

  private func days(_ date: CivilDate, _ count: Int) -> Range<Int64> {
    calendar.epoch(date)..<calendar.epoch(offset(date, count))
  }

  private func months(_ year: Int, _ month: Int, _ count: Int) -> Range<Int64> {
    func first(_ month: Int) -> CivilDate { CivilDate(epoch: CivilDate(year, month, 1).epoch) }
    return calendar.epoch(first(month))..<calendar.epoch(first(month + count))
  }
}
