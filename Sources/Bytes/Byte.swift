/// Names for bytes, and the character classes that several grammars share.
@usableFromInline package enum Byte {
  @inlinable package static var tab: UInt8 { UInt8(ascii: "\t") }
  @inlinable package static var lf: UInt8 { UInt8(ascii: "\n") }
  @inlinable package static var cr: UInt8 { UInt8(ascii: "\r") }
  @inlinable package static var escape: UInt8 { 0x1B }
  @inlinable package static var space: UInt8 { UInt8(ascii: " ") }
  @inlinable package static var quote: UInt8 { UInt8(ascii: "\"") }
  @inlinable package static var backslash: UInt8 { UInt8(ascii: "\\") }
  @inlinable package static var dash: UInt8 { UInt8(ascii: "-") }
  @inlinable package static var colon: UInt8 { UInt8(ascii: ":") }
  @inlinable package static var semicolon: UInt8 { UInt8(ascii: ";") }
  @inlinable package static var comma: UInt8 { UInt8(ascii: ",") }
  @inlinable package static var equals: UInt8 { UInt8(ascii: "=") }
  @inlinable package static var question: UInt8 { UInt8(ascii: "?") }
  @inlinable package static var less: UInt8 { UInt8(ascii: "<") }
  @inlinable package static var greater: UInt8 { UInt8(ascii: ">") }
  @inlinable package static var at: UInt8 { UInt8(ascii: "@") }
  @inlinable package static var dot: UInt8 { UInt8(ascii: ".") }
  @inlinable package static var slash: UInt8 { UInt8(ascii: "/") }
  @inlinable package static var star: UInt8 { UInt8(ascii: "*") }
  @inlinable package static var percent: UInt8 { UInt8(ascii: "%") }
  @inlinable package static var apostrophe: UInt8 { UInt8(ascii: "'") }
  @inlinable package static var underscore: UInt8 { UInt8(ascii: "_") }
  @inlinable package static var openParenthesis: UInt8 { UInt8(ascii: "(") }
  @inlinable package static var closeParenthesis: UInt8 { UInt8(ascii: ")") }

  /// Space or tab (RFC 5234 WSP).
  @inlinable @inline(__always)
  package static func isBlank(_ byte: UInt8) -> Bool { byte == space || byte == tab }

  /// Blank, line end, or NUL, which has no meaning in a header.
  @inlinable @inline(__always)
  package static func isSpace(_ byte: UInt8) -> Bool {
    byte == space || (byte >= tab && byte <= cr) || byte == 0
  }

  /// "0" to "9".
  @inlinable
  package static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

  /// An ASCII letter of either case.
  @inlinable
  package static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- UInt8(ascii: "a") < 26 }

  /// Converts an ASCII capital to lower case; returns every other byte unchanged.
  @inlinable @inline(__always)
  package static func lowercased(_ byte: UInt8) -> UInt8 {
    byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
  }

  /// RFC 2045 section 5.1 token.
  @inlinable
  package static func isToken(_ byte: UInt8) -> Bool {
    guard byte > 0x20, byte < 0x7F else { return false }
    switch byte {
    case openParenthesis, closeParenthesis, less, greater, at, comma, semicolon, colon, backslash,
      quote, slash, question, equals, UInt8(ascii: "["), UInt8(ascii: "]"):
      return false
    default: return true
    }
  }
}
