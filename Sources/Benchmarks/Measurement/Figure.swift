import Foundation

/// Results of several runs of the same job: the median counts, and the spread is reported.
struct Figure: Codable {
  let median: Double
  let minimum: Double
  let maximum: Double
  let runs: Int

  /// Nil if `values` is empty.
  init?(_ values: [Double]) {
    let sorted = values.sorted()
    guard let first = sorted.first, let last = sorted.last else { return nil }
    minimum = first
    maximum = last
    runs = sorted.count
    let middle = sorted.count / 2
    median =
      sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }

  var text: String {
    runs > 1
      ? "\(median.brief) (\(minimum.brief)–\(maximum.brief))" : median.brief
  }
}

extension Double {
  /// The value with three significant digits.
  var brief: String {
    switch magnitude {
    case 0: "0"
    case 100...: String(format: "%.0f", self)
    case 10..<100: String(format: "%.1f", self)
    case 1..<10: String(format: "%.2f", self)
    default: String(format: "%.3g", self)
    }
  }
}

extension Sequence<Double> {
  /// The smallest value that at least the given share of all values does not exceed (nearest rank);
  /// nil without values.
  func percentile(_ share: Double) -> Double? {
    let sorted = sorted()
    guard !sorted.isEmpty else { return nil }
    let rank = Int((share * Double(sorted.count)).rounded(.up)) - 1
    return sorted[Swift.min(Swift.max(rank, 0), sorted.count - 1)]
  }
}
