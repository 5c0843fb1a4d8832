/// Hexadecimal text, two digits per byte.
@usableFromInline package enum Hexadecimal {
  @usableFromInline package enum Case: Sendable { case lower, upper }

  package static func encode(_ bytes: some Sequence<UInt8>, _ letters: Case = .lower) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(2 * bytes.underestimatedCount)
    for byte in bytes { append(byte, letters, to: &text) }
    return String(decoding: text, as: UTF8.self)
  }

  /// Decodes pairs of digits, of either case; nil if `text` is anything else.
  package static func decode(_ text: some Sequence<UInt8>) -> [UInt8]? {
    var bytes: [UInt8] = []
    var high: UInt8?
    for digit in text {
      guard let value = value(of: digit) else { return nil }
      if let half = high {
        bytes.append(half << 4 | value)
        high = nil
      } else {
        high = value
      }
    }
    return high == nil ? bytes : nil
  }

  /// The digit for the lower four bits.
  @inlinable @inline(__always)
  package static func digit(_ nibble: UInt8, _ letters: Case = .lower) -> UInt8 {
    let value = nibble & 15
    return value < 10
      ? value + UInt8(ascii: "0") : value - 10 + UInt8(ascii: letters == .lower ? "a" : "A")
  }

  @inlinable
  package static func value(of digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    default: nil
    }
  }

  static func append(_ byte: UInt8, _ letters: Case, to text: inout [UInt8]) {
    text.append(digit(byte >> 4, letters))
    text.append(digit(byte, letters))
  }
}

/// Bytes in a text that cannot hold all of them: the others become "%" and two hexadecimal digits
/// (RFC 3986 section 2.1).
package enum PercentEncoding {
  /// - Parameter isPlain: the bytes that are not escaped: ASCII without "%".
  package static func encode(
    _ bytes: some Sequence<UInt8>, _ letters: Hexadecimal.Case = .upper,
    keeping isPlain: (UInt8) -> Bool
  ) -> String {
    var text: [UInt8] = []
    for byte in bytes {
      if isPlain(byte) {
        text.append(byte)
      } else {
        text.append(Byte.percent)
        Hexadecimal.append(byte, letters, to: &text)
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Decodes each "%" that is followed by two digits; any other "%" is kept as it is.
  package static func decode(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    var position = text.startIndex
    while position < text.endIndex {
      if text[position] == Byte.percent, position + 2 < text.endIndex,
        let high = Hexadecimal.value(of: text[position + 1]),
        let low = Hexadecimal.value(of: text[position + 2])
      {
        bytes.append(high << 4 | low)
        position += 3
      } else {
        bytes.append(text[position])
        position += 1
      }
    }
    return bytes
  }

  /// RFC 3986 section 2.3 unreserved.
  package static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
    default: Byte.isLetter(byte) || Byte.isDigit(byte)
    }
  }
}
