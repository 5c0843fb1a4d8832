/// Bars of block characters, with a resolution of an eighth of a column.
package enum BarChart {
  /// - Parameter share: relative to the longest bar, 0 to 1.
  package static func bar(_ share: Double, width: Int) -> String {
    guard share > 0, width > 0 else { return "" }
    // Even the smallest count must be visible.
    let eighths = max(1, Int((min(1, share) * Double(width * 8)).rounded()))
    let whole = String(repeating: "█", count: eighths / 8)
    return whole + (eighths % 8 > 0 ? String(parts[eighths % 8 - 1]) : "")
  }

  /// One column per value, with a height relative to the largest value; a space for zero.
  package static func sparkline(_ values: [Int]) -> String {
    let most = values.max() ?? 0
    return String(
      values.map { value in
        guard value > 0, most > 0 else { return " " }
        let level = Int((Double(value) / Double(most) * Double(heights.count)).rounded(.up))
        return heights[max(1, min(level, heights.count)) - 1]
      })
  }

  private static let parts: [Character] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"]
  private static let heights: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
}
