private import Glibc
import Text

/// The formats in which lists show dates.
package enum DateStyle: String, CaseIterable, Sendable {
  case absolute, relative

  /// The date in a fixed width: 10 columns, or 9 for relative dates.
  package func text(_ seconds: Int64) -> String {
    switch self {
    case .absolute: localDate(seconds, format: "%Y-%m-%d")
    case .relative:
      padded(Self.age(Int64(time(nil)) - seconds), to: Self.ageColumns, alignedRight: true)
    }
  }

  private static let ageColumns = 9

  /// The age, rounded down: "now", "5 min", "3 h", "2 days", "6 weeks", "4 months", "12 years".
  package static func age(_ seconds: Int64) -> String {
    let units: [(Int64, String, isCounted: Bool)] = [
      (31_556_952, "year", true), (2_629_746, "month", true), (604_800, "week", true),
      (86_400, "day", true), (3_600, "h", false), (60, "min", false),
    ]
    guard seconds >= 0 else { return "ahead" }
    for (length, name, isCounted) in units where seconds >= length {
      // Up to two weeks in days, up to two months in weeks, up to two years in months.
      if isCounted, length > 86_400, seconds < 2 * length { continue }
      let count = seconds / length
      return isCounted ? counted(Int(count), name) : "\(count) \(name)"
    }
    return "now"
  }

}

/// A point in time on the local calendar: "2024-05-03 12:30".
package func localDate(_ seconds: Int64?, format: String = "%Y-%m-%d %H:%M") -> String {
  guard let seconds else { return "no date" }
  var time = time_t(seconds)
  var parts = unsafe tm()
  guard unsafe localtime_r(&time, &parts) != nil else { return "no date" }
  var text = [CChar](repeating: 0, count: 64)
  let length = unsafe strftime(&text, text.count, format, &parts)
  return String(decoding: text.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

/// RFC 3339 in UTC: "2024-05-03T10:30:00Z".
package func utcDate(_ seconds: Int64) -> String {
  var time = time_t(seconds)
  var parts = unsafe tm()
  guard unsafe gmtime_r(&time, &parts) != nil else { return "" }
  var text = [CChar](repeating: 0, count: 64)
  let length = unsafe strftime(&text, text.count, "%Y-%m-%dT%H:%M:%SZ", &parts)
  return String(decoding: text.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
