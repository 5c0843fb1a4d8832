import Bytes

/// The charset label that an HTML document declares in its own `meta` elements (WHATWG HTML section
/// 13.2.3.2), searched in the first kilobytes.
package func htmlCharset(in bytes: Span<UInt8>) -> String? {
  let head = bytes.extracting(..<min(bytes.count, TextLimits.htmlCharsetSearch))
  var index = 0
  while let start = head.firstIndex(of: UInt8(ascii: "<"), from: index) {
    index = start + 1
    guard head.hasName("meta", at: index) else { continue }
    let end = head.firstIndex(of: UInt8(ascii: ">"), from: index) ?? head.count
    if let label = charsetLabel(head, in: index + 4..<end) { return label }
    index = end
  }
  return nil
}

/// The value after "charset=", which is an attribute or part of the value of one.
private func charsetLabel(_ bytes: Span<UInt8>, in range: Range<Int>) -> String? {
  func skipSpace(_ start: Int) -> Int {
    var index = start
    while index < range.upperBound, bytes[index] <= 0x20 { index += 1 }
    return index
  }
  for start in range where bytes.hasName("charset", at: start) {
    var index = skipSpace(start + 7)
    guard index < range.upperBound, bytes[index] == UInt8(ascii: "=") else { continue }
    index = skipSpace(index + 1)
    if index < range.upperBound, bytes[index] == 0x22 || bytes[index] == 0x27 { index += 1 }
    var label = ""
    while index < range.upperBound, bytes[index] > 0x20, ![0x22, 0x27, 0x3B].contains(bytes[index])
    {
      label.unicodeScalars.append(Unicode.Scalar(bytes[index]))
      index += 1
    }
    // A document that declares UTF-16 in ASCII is not UTF-16.
    if !label.isEmpty { return label.lowercased().hasPrefix("utf-16") ? "utf-8" : label }
  }
  return nil
}
