import Mail
import Rows

/// Messages and bytes by month, in UTC.
struct MonthCounts {
  private struct Count {
    var messages = 0
    var bytes: Int64 = 0
    /// A time within the month.
    var example: Int64 = 0
  }

  /// Months of the years that nearly all mail has; the others.
  private var usual = [Count](repeating: Count(), count: Self.usualMonths.count)
  private var others: [Int64: Count] = [:]

  /// Month numbers: years times 12, plus 0 to 11.
  private static let usualMonths: Range<Int64> = 1_970 * 12..<2_070 * 12
  /// What SQLite makes a date of; other numbers are in no month.
  private static let dates: ClosedRange<Int64> = -210_866_760_000...253_402_300_799
  private static let noMonth = Int64.min
  private static let secondsPerDay: Int64 = 86_400

  mutating func add(_ time: Int64, bytes: Int64) {
    let month = Self.month(of: time)
    if Self.usualMonths.contains(month) {
      Self.add(time, bytes, to: &usual[Int(month - Self.usualMonths.lowerBound)])
    } else {
      Self.add(time, bytes, to: &others[month, default: Count()])
    }
  }

  private static func add(_ time: Int64, _ bytes: Int64, to count: inout Count) {
    count.messages += 1
    count.bytes &+= bytes
    count.example = time
  }

  /// By name, "2024-05"; what is in no month has an empty one.
  func groups(_ source: any StatementSource) throws -> [MailStatistics.Group] {
    let names = try source.statement("SELECT coalesce(strftime('%Y-%m', ?, 'unixepoch'), '')")
    var groups: [MailStatistics.Group] = []
    for count in usual + others.values where count.messages > 0 {
      names.bind(count.example)
      try names.eachRow { row in
        groups.append(
          MailStatistics.Group(
            name: row.text(0) ?? "", messages: count.messages, bytes: count.bytes))
      }
    }
    return groups.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  /// In the proleptic Gregorian calendar, by Howard Hinnant's days_from_civil turned round: years begin
  /// in March, so that the leap day is the last.
  private static func month(of time: Int64) -> Int64 {
    guard dates.contains(time) else { return noMonth }
    let rest = time % secondsPerDay
    let day = time / secondsPerDay - (rest < 0 ? 1 : 0) + 719_468
    let era = (day >= 0 ? day : day - 146_096) / 146_097
    let ofEra = day - era * 146_097
    let yearOfEra = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365
    let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * ofYear + 2) / 153
    // March is 2 of the same year; January and February belong to the next.
    return (yearOfEra + era * 400) * 12 + marchMonth + 2
  }
}
