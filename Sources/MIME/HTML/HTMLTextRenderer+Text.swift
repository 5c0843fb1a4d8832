import Bytes

/// Characters, white space and line ends.
extension HTMLTextRenderer {
  /// Appends text of the document, resolving its character references, if it is visible.
  mutating func add(text bytes: Span<UInt8>, in range: Range<Int>, inAttribute: Bool) {
    guard isVisible else { return }
    let keepsSpace = mode.contains(.preformatted) && !inAttribute
    var index = range.lowerBound
    while index < range.upperBound {
      let start = index
      index = endOfPlainText(bytes, from: start, to: range.upperBound, keepsSpace: keepsSpace)
      if start < index {
        beginText()
        output.append(bytes, in: start..<index)
        continue
      }
      switch bytes[index] {
      case 0x0A where keepsSpace:
        breaks += 1
        index += 1
      case 0x09, 0x0A, 0x0C, 0x0D, 0x20:
        if gap == 0 && !keepsSpace { gap = 0x20 }
        index += 1
      case UInt8(ascii: "&"):
        index += reference(bytes, at: index, end: range.upperBound, inAttribute: inAttribute)
      case 0xC2...:
        index += character(bytes, at: index, end: range.upperBound)
      default:
        // Control characters, including NUL.
        index += 1
      }
    }
  }

  /// The end of a run of characters that need no special treatment; single spaces between them are
  /// included.
  private func endOfPlainText(
    _ bytes: Span<UInt8>, from start: Int, to end: Int, keepsSpace: Bool
  ) -> Int {
    var index = start
    while index < end {
      let byte = bytes[index]
      if byte == 0x20 {
        let next = index &+ 1 < end ? bytes[index &+ 1] : 0
        guard keepsSpace || (index > start && Self.isPlain(next)) else { return index }
      } else if !Self.isPlain(byte) && !(keepsSpace && byte == 0x09) {
        return index
      }
      index &+= 1
    }
    return index
  }

  /// Whether a byte is neither white space nor "&", nor the first byte of a character in
  /// `role(of:)`.
  @inline(__always)
  private static func isPlain(_ byte: UInt8) -> Bool {
    byte > 0x20 && byte != UInt8(ascii: "&") && byte != 0xC2 && byte != 0xCD && byte != 0xE2
      && byte != 0xEF
  }

  private mutating func reference(
    _ bytes: Span<UInt8>, at index: Int, end: Int, inAttribute: Bool
  ) -> Int {
    guard
      let match = HTMLCharacterReference.match(
        bytes, at: index, end: end, inAttribute: inAttribute)
    else {
      append("&")
      return 1
    }
    append(match.first)
    if let second = match.second { append(second) }
    return match.length
  }

  /// Appends the UTF-8 character at `index`; returns its length.
  private mutating func character(_ bytes: Span<UInt8>, at index: Int, end: Int) -> Int {
    let length = bytes[index] >= 0xE0 ? 3 : 2
    guard index + length <= end else {
      append("\u{FFFD}")
      return end - index
    }
    var value = UInt32(bytes[index]) & (length == 3 ? 0x0F : 0x1F)
    for offset in 1..<length { value = value << 6 | UInt32(bytes[index + offset] & 0x3F) }
    append(Unicode.Scalar(value) ?? "\u{FFFD}")
    return length
  }

  // MARK: - Single characters

  private enum Role { case text, space, lineBreak, joiner, nothing }

  private static func role(of scalar: Unicode.Scalar) -> Role {
    switch scalar.value {
    case 0x09, 0x0A, 0x0C, 0x0D, 0x20: .space
    // No-break and fixed-width spaces, which pad the hidden first lines of newsletters.
    case 0xA0, 0x2000...0x200A, 0x202F, 0x205F: .space
    case 0x2028, 0x2029: .lineBreak
    // Soft hyphen, grapheme joiner, zero-width space, word joiner and similar characters, byte
    // order mark: inside words they would prevent searches from finding them.
    case 0xAD, 0x34F, 0x200B, 0x2060...0x2064, 0xFEFF: .nothing
    // Zero-width joiners and direction marks have a meaning beside letters of some scripts.
    case 0x200C...0x200F: .joiner
    case 0..<0x20: .nothing
    default: .text
    }
  }

  private mutating func append(_ scalar: Unicode.Scalar) {
    switch Self.role(of: scalar) {
    case .space:
      if gap == 0 { gap = 0x20 }
      if mode.contains(.preformatted) { appendText(" ") }
    case .lineBreak: lineBreak()
    case .nothing: break
    case .joiner:
      if gap == 0, breaks == 0, let last = output.last, last >= 0x80 { appendText(scalar) }
    case .text: appendText(scalar)
    }
  }

  private mutating func appendText(_ scalar: Unicode.Scalar) {
    beginText()
    output.append(contentsOf: scalar.utf8)
  }

  // MARK: - Lines

  /// Writes the line ends, line prefix or space that are pending before text.
  mutating func beginText() {
    if output.isEmpty || breaks > 0 {
      beginLine()
    } else if gap != 0 {
      output.append(gap)
    }
    gap = 0
  }

  private mutating func beginLine() {
    if output.isEmpty {
      firstBreaks = breaks
    } else {
      output.append(0x0A)
      let between = min(quoteDepth, lastQuoteDepth, TextLimits.drawnQuoteDepth)
      for _ in 1..<max(breaks, 1) {
        output.append(contentsOf: repeatElement(UInt8(ascii: ">"), count: between))
        output.append(0x0A)
      }
    }
    breaks = 0
    lastQuoteDepth = quoteDepth
    for _ in 0..<min(quoteDepth, TextLimits.drawnQuoteDepth) {
      output.append(UInt8(ascii: ">"))
      output.append(0x20)
    }
    // Later lines of an item are aligned with its text.
    let indentation = min(marker.isEmpty ? lists.count : lists.count - 1, TextLimits.drawnListDepth)
    for _ in 0..<2 * max(indentation, 0) { output.append(0x20) }
    output.append(contentsOf: marker)
    marker = []
  }

  mutating func requireBreaks(_ count: Int) {
    breaks = max(breaks, count)
    if count > 0 { gap = 0 }
  }

  /// A line break in the source: two make an empty line, more have no further effect.
  mutating func lineBreak() {
    breaks = mode.contains(.preformatted) ? breaks + 1 : min(breaks + 1, 2)
    gap = 0
  }
}
