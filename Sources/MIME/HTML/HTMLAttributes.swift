import Bytes

/// What the attributes of one start tag say that matters for text; ranges are in the document.
struct HTMLAttributes {
  var href: Range<Int>?
  var alt: Range<Int>?
  /// Number that a list starts with or an item has (`start`, `value`).
  var number: Int?
  var style = HTMLStyle()

  /// Reads attributes from after the tag's name to after its ">".
  /// - Parameter isOpenEnded: the tag has no ">" of its own. It ends where a word stands without
  ///   a value, because that is rather text.
  /// - Returns: `end` is nil when the bytes end inside the tag, unless it is open-ended.
  static func parse(
    _ bytes: Span<UInt8>, from start: Int, isOpenEnded: Bool
  ) -> (HTMLAttributes, end: Int?) {
    var attributes = HTMLAttributes()
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
    // A name may begin with "=", which is then no separator.
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
      // Never closed: end the value where the tag seems to end, or else the word, to lose no text.
      let tagEnd = bytes.firstIndex(of: UInt8(ascii: ">"), from: start)
      let end = tagEnd ?? (start..<bytes.count).first { bytes[$0] <= 0x20 } ?? bytes.count
      return (start..<end, end)
    }
    var end = index
    while end < bytes.count, bytes[end] > 0x20, bytes[end] != UInt8(ascii: ">") { end += 1 }
    return (index..<end, end)
  }

  /// The quote begins the value of an attribute in another tag: "=" stands before it, and the end of
  /// a tag between.
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

  private mutating func note(_ bytes: Span<UInt8>, name: Range<Int>, value: Range<Int>) {
    switch name.count {
    case 3 where alt == nil && bytes.hasName("alt", at: name.lowerBound): alt = value
    case 4 where href == nil && bytes.hasName("href", at: name.lowerBound): href = value
    case 5 where bytes.hasName("style", at: name.lowerBound): style.read(bytes, in: value)
    case 5 where bytes.hasName("start", at: name.lowerBound),
      5 where bytes.hasName("value", at: name.lowerBound):
      number = Self.number(bytes, in: value)
    case 6 where bytes.hasName("hidden", at: name.lowerBound): style.hasHiddenAttribute = true
    default: break
    }
  }

  private static func number(_ bytes: Span<UInt8>, in range: Range<Int>) -> Int? {
    var number = 0
    for index in range.prefix(9) {
      guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= bytes[index] else { return nil }
      number = number * 10 + Int(bytes[index] - UInt8(ascii: "0"))
    }
    return range.isEmpty ? nil : number
  }
}

extension Span<UInt8> {
  /// The lower-case ASCII `name` is at `index` in any case.
  func hasName(_ name: StaticString, at index: Int) -> Bool {
    guard index + name.utf8CodeUnitCount <= count else { return false }
    for offset in 0..<name.utf8CodeUnitCount
    where unsafe name.utf8Start[offset] != self[index + offset] | 0x20 {
      return false
    }
    return true
  }
}
