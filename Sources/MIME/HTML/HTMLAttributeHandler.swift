import Bytes

/// Receives the attributes of one start tag.
package protocol HTMLAttributeHandler {
  init()

  /// Ranges refer to the document; the value's range excludes its quotes, and is empty if there is
  /// no value.
  mutating func note(_ bytes: Span<UInt8>, name: Range<Int>, value: Range<Int>)
}

extension HTMLAttributeHandler {
  /// Reads attributes, from the end of the tag's name to after its ">".
  /// - Parameter isOpenEnded: the tag has no ">" of its own. It ends at a word without a value,
  ///   because that is more likely text.
  /// - Returns: `end` is nil if the bytes end inside the tag, unless it is open-ended.
  static func read(
    _ bytes: Span<UInt8>, from start: Int, isOpenEnded: Bool
  ) -> (Self, end: Int?) {
    var attributes = Self()
    var index = start
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: ">") { return (attributes, index + 1) }
      if byte <= 0x20 || byte == UInt8(ascii: "/") {
        index += 1
        continue
      }
      let name = nameRange(bytes, from: index)
      let value = valueRange(bytes, from: name.upperBound)
      if isOpenEnded, value.end == name.upperBound { return (attributes, index) }
      attributes.note(bytes, name: name, value: value.range)
      index = value.end
    }
    return (attributes, isOpenEnded ? index : nil)
  }

  private static func nameRange(_ bytes: Span<UInt8>, from start: Int) -> Range<Int> {
    // A name may begin with "=", which is not a separator then.
    var end = start + 1
    while end < bytes.count {
      switch bytes[end] {
      case 0...0x20, UInt8(ascii: "="), UInt8(ascii: ">"), UInt8(ascii: "/"): return start..<end
      default: end += 1
      }
    }
    return start..<end
  }

  private static func valueRange(
    _ bytes: Span<UInt8>, from nameEnd: Int
  ) -> (range: Range<Int>, end: Int) {
    var index = skipSpace(bytes, from: nameEnd)
    guard index < bytes.count, bytes[index] == UInt8(ascii: "=") else {
      return (nameEnd..<nameEnd, nameEnd)
    }
    index = skipSpace(bytes, from: index + 1)
    guard index < bytes.count else { return (index..<index, index) }
    let quote = bytes[index]
    if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
      let start = index + 1
      let close = bytes.firstIndex(of: quote, from: start)
      if let close, !isOpeningQuote(bytes, at: close, ofValueAt: start) {
        return (start..<close, close + 1)
      }
      // Not closed: end the value where the tag seems to end, or else at the end of the word, to
      // lose no text.
      let tagEnd = bytes.firstIndex(of: UInt8(ascii: ">"), from: start)
      let end = tagEnd ?? (start..<bytes.count).first { bytes[$0] <= 0x20 } ?? bytes.count
      return (start..<end, end)
    }
    var end = index
    while end < bytes.count, bytes[end] > 0x20, bytes[end] != UInt8(ascii: ">") { end += 1 }
    return (index..<end, end)
  }

  /// Whether the quote begins the value of an attribute in another tag: "=" precedes it, and the
  /// end of a tag is before that.
  private static func isOpeningQuote(
    _ bytes: Span<UInt8>, at quote: Int, ofValueAt start: Int
  ) -> Bool {
    quote > start && bytes[quote - 1] == UInt8(ascii: "=")
      && (start..<quote).contains { bytes[$0] == UInt8(ascii: ">") }
  }

  private static func skipSpace(_ bytes: Span<UInt8>, from start: Int) -> Int {
    var index = start
    while index < bytes.count, bytes[index] <= 0x20 { index += 1 }
    return index
  }
}
