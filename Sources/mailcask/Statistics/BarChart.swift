/// Bars of block characters, to an eighth of a column.
enum BarChart {
  /// - Parameter share: of the longest bar, 0 to 1.
  static func bar(_ share: Double, width: Int) -> String {
    guard share > 0, width > 0 else { return "" }
    // The smallest count is still to be seen.
    let eighths = max(1, Int((min(1, share) * Double(width * 8)).rounded()))
    let whole = String(repeating: "█", count: eighths / 8)
    return whole + (eighths % 8 > 0 ? String(parts[eighths % 8 - 1]) : "")
  }

  /// One column a value, as high as its share of the largest; a space for nothing.
  static func sparkline(_ values: [Int]) -> String {
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

/// "20,000": groups of three digits, as tables are read.
func grouped(_ number: Int) -> String {
  let digits = Array(String(number))
  var text = ""
  for (index, digit) in digits.enumerated() {
    let left = digits.count - index
    if index > 0, left.isMultiple(of: 3), digits[index - 1] != "-" { text.append(",") }
    text.append(digit)
  }
  return text
}

/// "1 message", "20,000 messages".
func groupedCount(_ count: Int, _ noun: String) -> String {
  "\(grouped(count)) \(noun)\(count == 1 ? "" : "s")"
}

/// "39 %", with a digit more for what is small.
func percent(_ part: Int64, of whole: Int64) -> String {
  guard whole > 0 else { return "0 %" }
  let share = 100 * Double(part) / Double(whole)
  let tenths = Int((share * 10).rounded())
  return share > 0 && share < 10 ? "\(tenths / 10).\(tenths % 10) %" : "\(Int(share.rounded())) %"
}
