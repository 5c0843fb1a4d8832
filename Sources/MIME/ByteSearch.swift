import Glibc

// Searches over bytes. Ranges must lie inside the span; the checked `extracting` is the contract
// that the unsafe calls below rely on.
extension Span<UInt8> {
  /// Position of the first `byte` in `range`.
  @inline(__always)
  func position(of byte: UInt8, in range: Range<Int>) -> Int? {
    let area = extracting(range)
    return unsafe area.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress,
        let hit = unsafe memchr(base, Int32(byte), buffer.count)
      else { return nil }
      return unsafe range.lowerBound + (UnsafeRawPointer(hit) - UnsafeRawPointer(base))
    }
  }

  /// Position of the first occurrence of two bytes in a row in `range`.
  func position(of first: UInt8, _ second: UInt8, in range: Range<Int>) -> Int? {
    var start = range.lowerBound
    while start < range.upperBound,
      let hit = position(of: first, in: start..<range.upperBound)
    {
      if hit + 1 < range.upperBound, self[hit + 1] == second { return hit }
      start = hit + 1
    }
    return nil
  }

  /// Position of the first occurrence of `other` in `range`; nil when `other` is empty.
  func position(of other: borrowing Span<UInt8>, in range: Range<Int>) -> Int? {
    guard !other.isEmpty else { return nil }
    var start = range.lowerBound
    while let hit = position(of: other[0], in: start..<range.upperBound),
      hit + other.count <= range.upperBound
    {
      if hasBytes(other, at: hit) { return hit }
      start = hit + 1
    }
    return nil
  }

  /// Position of the first CR that no LF follows.
  var firstBareCR: Int? {
    var start = 0
    while let hit = position(of: Byte.cr, in: start..<count) {
      if hit + 1 >= count || self[hit + 1] != Byte.lf { return hit }
      start = hit + 2
    }
    return nil
  }

  /// The bytes at `start` are exactly `other`.
  @inline(__always)
  func hasBytes(_ other: borrowing Span<UInt8>, at start: Int) -> Bool {
    guard start + other.count <= count else { return false }
    let area = extracting(start..<start + other.count)
    return unsafe area.withUnsafeBufferPointer { left in
      unsafe other.withUnsafeBufferPointer { right in
        guard let a = left.baseAddress, let b = right.baseAddress else { return true }
        return unsafe memcmp(a, b, left.count) == 0
      }
    }
  }

  /// The bytes of `range` are `text` without regard to ASCII case; `text` is in lower case.
  func isEqual(_ range: Range<Int>, lowercase text: StaticString) -> Bool {
    guard range.count == text.utf8CodeUnitCount else { return false }
    return text.withUTF8Buffer { buffer in
      for offset in 0..<buffer.count
      where unsafe Byte.lowercased(self[range.lowerBound + offset]) != buffer[offset] {
        return false
      }
      return true
    }
  }

  /// `range` without the white space (and NUL) at both ends.
  func trimmed(_ range: Range<Int>) -> Range<Int> {
    var start = range.lowerBound
    var end = range.upperBound
    while start < end, Byte.isSpace(self[start]) { start += 1 }
    while end > start, Byte.isSpace(self[end - 1]) { end -= 1 }
    return start..<end
  }

  /// The bytes of `range` as an array.
  func array(_ range: Range<Int>) -> [UInt8] {
    let area = extracting(range)
    return unsafe area.withUnsafeBufferPointer { unsafe [UInt8]($0) }
  }

  /// The bytes of `range` are all below 128.
  func isASCII(_ range: Range<Int>) -> Bool {
    let area = extracting(range)
    return unsafe area.withUnsafeBufferPointer { unsafe $0.allSatisfy { $0 < 0x80 } }
  }

  /// The bytes of `range` are ASCII and mean it: ESC shifts the ISO 2022 charsets, which consist of
  /// bytes below 128 too.
  func isPlainASCII(_ range: Range<Int>) -> Bool {
    let area = extracting(range)
    return unsafe area.withUnsafeBufferPointer {
      unsafe $0.allSatisfy { $0 < 0x80 && $0 != Byte.escape }
    }
  }

  /// ASCII bytes of `range` as a string, in lower case.
  func lowercasedString(_ range: Range<Int>) -> String {
    let area = extracting(range)
    return unsafe String(unsafeUninitializedCapacity: range.count) { target in
      for offset in 0..<area.count {
        let byte = area[offset]
        unsafe target.initializeElement(
          at: offset, to: byte < 0x80 ? Byte.lowercased(byte) : UInt8(ascii: "?"))
      }
      return area.count
    }
  }
}

/// Octets by name, and the classes of RFC 5322.
enum Byte {
  static let tab = UInt8(ascii: "\t")
  static let lf = UInt8(ascii: "\n")
  static let cr = UInt8(ascii: "\r")
  static let escape: UInt8 = 0x1B
  static let space = UInt8(ascii: " ")
  static let quote = UInt8(ascii: "\"")
  static let backslash = UInt8(ascii: "\\")
  static let dash = UInt8(ascii: "-")
  static let colon = UInt8(ascii: ":")
  static let semicolon = UInt8(ascii: ";")
  static let comma = UInt8(ascii: ",")
  static let equals = UInt8(ascii: "=")
  static let question = UInt8(ascii: "?")
  static let less = UInt8(ascii: "<")
  static let greater = UInt8(ascii: ">")
  static let at = UInt8(ascii: "@")
  static let dot = UInt8(ascii: ".")
  static let slash = UInt8(ascii: "/")
  static let star = UInt8(ascii: "*")
  static let percent = UInt8(ascii: "%")
  static let apostrophe = UInt8(ascii: "'")
  static let underscore = UInt8(ascii: "_")
  static let openParenthesis = UInt8(ascii: "(")
  static let closeParenthesis = UInt8(ascii: ")")

  /// Space and tab (RFC 5234 WSP).
  @inline(__always)
  static func isBlank(_ byte: UInt8) -> Bool { byte == space || byte == tab }

  /// Blank, line end, or NUL, which stands for nothing in a header.
  @inline(__always)
  static func isSpace(_ byte: UInt8) -> Bool {
    byte == space || (byte >= tab && byte <= cr) || byte == 0
  }

  static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

  static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- UInt8(ascii: "a") < 26 }

  @inline(__always)
  static func lowercased(_ byte: UInt8) -> UInt8 {
    byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
  }

  static func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    default: nil
    }
  }

  /// RFC 2045 section 5.1 token.
  static func isToken(_ byte: UInt8) -> Bool {
    guard byte > 0x20, byte < 0x7F else { return false }
    switch byte {
    case openParenthesis, closeParenthesis, less, greater, at, comma, semicolon, colon, backslash,
      quote, slash, question, equals, UInt8(ascii: "["), UInt8(ascii: "]"):
      return false
    default: return true
    }
  }
}
