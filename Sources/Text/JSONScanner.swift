/// Reads one JSON object (RFC 8259) whose members are strings, integers or literals: one line of a
/// manifest, which may have millions of lines.
package struct JSONScanner {
  private let bytes: [UInt8]
  private var index = 0

  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Calls `member` with each name. It reads the value, or returns false if the value is not as
  /// expected. Returns false unless the text is exactly one complete object.
  package mutating func object(_ member: (inout JSONScanner, String) -> Bool) -> Bool {
    guard take("{") else { return false }
    if take("}") { return isAtEnd }
    repeat {
      guard let name = string(), take(":"), member(&self, name) else { return false }
    } while take(",")
    return take("}") && isAtEnd
  }

  package mutating func integer<Number: FixedWidthInteger>() -> Number? {
    skipSpace()
    let start = index
    while index < bytes.count, Self.isNumeric(bytes[index]) { index += 1 }
    return Number(String(decoding: bytes[start..<index], as: UTF8.self))
  }

  /// Reads true, false or null; nil for anything else.
  package mutating func literal() -> String? {
    skipSpace()
    let start = index
    while index < bytes.count, (0x61...0x7a).contains(bytes[index]) { index += 1 }
    let word = String(decoding: bytes[start..<index], as: UTF8.self)
    return ["true", "false", "null"].contains(word) ? word : nil
  }

  package mutating func string() -> String? {
    guard take("\"") else { return nil }
    let start = index
    while index < bytes.count, bytes[index] != 0x22, bytes[index] != 0x5c { index += 1 }
    guard index < bytes.count else { return nil }
    if bytes[index] == 0x22 {
      index += 1
      return String(validating: bytes[start..<(index - 1)], as: UTF8.self)
    }
    return escapedString(Array(bytes[start..<index]))
  }

  /// Skips a value of any kind except an object or array.
  package mutating func skipValue() -> Bool {
    skipSpace()
    guard index < bytes.count else { return false }
    if bytes[index] == 0x22 { return string() != nil }
    if Self.isNumeric(bytes[index]) { return (integer() as Int64?) != nil }
    return literal() != nil
  }

  // MARK: Inside

  private mutating func escapedString(_ start: [UInt8]) -> String? {
    var text = start
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if byte == 0x22 { return String(validating: text, as: UTF8.self) }
      if byte != 0x5c {
        text.append(byte)
      } else if let scalar = escape() {
        text += Array(String(scalar).utf8)
      } else {
        return nil
      }
    }
    return nil
  }

  /// Reads what follows a backslash (section 7).
  private mutating func escape() -> Unicode.Scalar? {
    guard index < bytes.count else { return nil }
    let letter = bytes[index]
    index += 1
    switch letter {
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "u"):
      guard let unit = hexadecimalUnit() else { return nil }
      guard (0xd800..<0xdc00).contains(unit) else { return Unicode.Scalar(unit) }
      guard bytes[index...].starts(with: "\\u".utf8) else { return nil }
      index += 2
      guard let low = hexadecimalUnit(), (0xdc00..<0xe000).contains(low) else { return nil }
      return Unicode.Scalar(0x10000 + (unit - 0xd800) << 10 + (low - 0xdc00))
    default: return Unicode.Scalar(letter)
    }
  }

  private mutating func hexadecimalUnit() -> UInt32? {
    guard bytes.count - index >= 4 else { return nil }
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = Character(Unicode.Scalar(bytes[index])).hexDigitValue else { return nil }
      unit = unit << 4 | UInt32(digit)
      index += 1
    }
    return unit
  }

  private mutating func take(_ sign: Unicode.Scalar) -> Bool {
    skipSpace()
    guard index < bytes.count, bytes[index] == UInt8(ascii: sign) else { return false }
    index += 1
    return true
  }

  private mutating func skipSpace() {
    while index < bytes.count, bytes[index] <= 0x20 { index += 1 }
  }

  private var isAtEnd: Bool { bytes[index...].allSatisfy { $0 <= 0x20 } }

  private static func isNumeric(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
  }
}
