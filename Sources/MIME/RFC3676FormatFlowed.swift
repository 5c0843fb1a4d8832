import Bytes

/// Joins the soft-broken lines of a text/plain body with format=flowed (RFC 3676 section 4).
///
/// Quote marks are normalised to "> " per level; space-stuffing is removed; the signature separator
/// "-- " is kept on a line of its own.
/// - Parameters:
///   - text: the decoded body with any line ends.
///   - delSp: the part has DelSp=yes, so the space before a soft break is removed, too.
/// - Returns: one line per paragraph, separated by LF.
package func unflow(_ text: String, delSp: Bool) -> String {
  let bytes = text.utf8.span
  var output: [UInt8] = []
  output.reserveCapacity(bytes.count)
  /// Quote depth of the paragraph that the next line may continue.
  var openDepth: Int?
  var index = 0
  while index < bytes.count {
    let (end, next) = lineEnd(bytes, from: index)
    var start = index
    while start < end, bytes[start] == UInt8(ascii: ">") { start += 1 }
    let depth = start - index
    // Stuffing protects lines that begin with a space, "From " or ">" (section 4.4).
    if start < end, bytes[start] == 0x20 { start += 1 }
    let isSignature =
      end - start == 3 && bytes[start] == UInt8(ascii: "-")
      && bytes[start + 1] == UInt8(ascii: "-") && bytes[start + 2] == 0x20
    let isFlowed = !isSignature && start < end && bytes[end - 1] == 0x20

    // A paragraph that continues at another depth is a sender's mistake, and ends (section 4.5).
    if index > 0, openDepth != depth || isSignature { output.append(0x0A) }
    if openDepth != depth || isSignature {
      for _ in 0..<depth { output.append(contentsOf: [UInt8(ascii: ">"), 0x20]) }
    }
    output.append(bytes, in: start..<(isFlowed && delSp ? end - 1 : end))
    openDepth = isFlowed ? depth : nil
    index = next
  }
  if let last = bytes.isEmpty ? nil : bytes[bytes.count - 1], last == 0x0A || last == 0x0D {
    output.append(0x0A)
  }
  return String(decoding: output, as: UTF8.self)
}

/// The end of the line at `start`, and the start of the next one.
private func lineEnd(_ bytes: Span<UInt8>, from start: Int) -> (end: Int, next: Int) {
  var end = start
  while end < bytes.count, bytes[end] != 0x0A, bytes[end] != 0x0D { end &+= 1 }
  let isPair = end + 1 < bytes.count && bytes[end] == 0x0D && bytes[end + 1] == 0x0A
  return (end, min(bytes.count, end + (isPair ? 2 : 1)))
}
