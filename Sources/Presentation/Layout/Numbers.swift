// Numbers formatted for people.

/// A size in bytes for people: "812 B", "24 KB", "3.1 MB"; powers of 1,000, as disks and mail
/// programs count.
package func humanSize(_ bytes: Int) -> String {
  let units = ["KB", "MB", "GB", "TB"]
  guard bytes >= 1_000 else { return "\(bytes) B" }
  var tenths = bytes / 100
  for unit in units {
    if tenths < 100 { return "\(tenths / 10).\(tenths % 10) \(unit)" }
    if tenths < 10_000 || unit == units.last { return "\(tenths / 10) \(unit)" }
    tenths /= 1_000
  }
  return "\(bytes) B"
}

/// A count with its noun: "1 message", "20,000 messages".
package func counted(_ count: Int, _ noun: String) -> String {
  "\(grouped(count)) \(noun)\(count == 1 ? "" : "s")"
}

/// A number in groups of three digits: "20,000".
package func grouped(_ number: Int) -> String {
  let digits = Array(String(number))
  var text = ""
  for (index, digit) in digits.enumerated() {
    let left = digits.count - index
    if index > 0, left.isMultiple(of: 3), digits[index - 1] != "-" { text.append(",") }
    text.append(digit)
  }
  return text
}

/// A percentage: "39 %", with one decimal place for small values.
package func percent(_ part: Int64, of whole: Int64) -> String {
  guard whole > 0 else { return "0 %" }
  let share = 100 * Double(part) / Double(whole)
  let tenths = Int((share * 10).rounded())
  return share > 0 && share < 10 ? "\(tenths / 10).\(tenths % 10) %" : "\(Int(share.rounded())) %"
}
