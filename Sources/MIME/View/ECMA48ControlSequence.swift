import Bytes

/// Removes sequences that control a terminal: colours, titles, links, character sets. ECMA-48
/// sections 5.4 (control sequences) and 5.6 (control strings), ISO 2022 section 6.2. An escape
/// character that begins none of these is kept.
func withoutControlSequences(_ text: String) -> String {
  let bytes = text.utf8.span
  guard bytes.firstIndex(of: Byte.escape, in: 0..<bytes.count) != nil else { return text }
  var output: [UInt8] = []
  output.reserveCapacity(bytes.count)
  var copied = 0
  var position = 0
  while let escape = bytes.firstIndex(of: Byte.escape, in: position..<bytes.count) {
    position = escape + 1
    guard let end = controlSequenceEnd(bytes, at: escape) else { continue }
    output.append(bytes, in: copied..<escape)
    copied = end
    position = end
  }
  output.append(bytes, in: copied..<bytes.count)
  return String(decoding: output, as: UTF8.self)
}

/// End of the sequence that begins with the escape character at `start`; nil if there is none.
private func controlSequenceEnd(_ bytes: Span<UInt8>, at start: Int) -> Int? {
  let next = start + 1
  guard next < bytes.count else { return nil }
  switch bytes[next] {
  case UInt8(ascii: "["):
    // Parameters, intermediates, and the final byte.
    var end = next + 1
    while end < bytes.count, 0x20...0x3F ~= bytes[end] { end += 1 }
    return end < bytes.count && 0x40...0x7E ~= bytes[end] ? end + 1 : nil
  case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"),
    UInt8(ascii: "_"):
    return controlStringEnd(bytes, from: next + 1)
  case 0x21...0x2F:
    var end = next + 1
    while end < bytes.count, 0x20...0x2F ~= bytes[end] { end += 1 }
    return end < bytes.count && 0x30...0x7E ~= bytes[end] ? end + 1 : nil
  // Private sequences: saving and restoring the cursor, the keypad.
  case 0x30...0x3F: return next + 1
  default: return nil
  }
}

/// End of a control string, which is on one line: after BEL, or after ESC and a backslash.
private func controlStringEnd(_ bytes: Span<UInt8>, from start: Int) -> Int? {
  let limit = min(bytes.count, start + Reach.controlString)
  for index in start..<limit {
    switch bytes[index] {
    case 0x07: return index + 1
    case Byte.escape:
      return index + 1 < bytes.count && bytes[index + 1] == Byte.backslash ? index + 2 : nil
    case Byte.lf, Byte.cr: return nil
    default: break
    }
  }
  return nil
}
