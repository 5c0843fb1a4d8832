/// Base64 (RFC 4648 section 4): the alphabet, one encoder and the two strict decoders. The tolerant
/// decoder of mail bodies and the storage of decoded mail bodies build on these.
@usableFromInline package enum Base64 {
  package static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// 0–63 for each character of the alphabet, `notADigit` for all others.
  package static let values: [UInt8] = {
    var values = [UInt8](repeating: notADigit, count: 256)
    for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
    return values
  }()

  @inlinable package static var notADigit: UInt8 { 0xFF }
  @inlinable package static var padding: UInt8 { UInt8(ascii: "=") }

  /// Number of characters in the encoding of `count` bytes, including padding.
  @inlinable
  package static func encodedCount(of count: Int) -> Int { (count + 2) / 3 * 4 }

  /// Encodes with padding, on one line.
  package static func encode(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    text.append(addingCapacity: encodedCount(of: bytes.count)) { output in
      encode(bytes.span, 0..<bytes.count, alphabet.span, to: &output)
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Appends the encoding of `range` of `bytes`, with padding. `output` must have room for
  /// `encodedCount` characters.
  /// - Parameter alphabet: `Base64.alphabet`, which the caller fetches once.
  @inlinable @inline(__always)
  package static func encode(
    _ bytes: borrowing Span<UInt8>, _ range: Range<Int>, _ alphabet: borrowing Span<UInt8>,
    to output: inout OutputSpan<UInt8>
  ) {
    var position = range.lowerBound
    let end = range.upperBound
    while position + 3 <= end {
      let group =
        Int(bytes[position]) << 16 | Int(bytes[position + 1]) << 8 | Int(bytes[position + 2])
      output.append(alphabet[group >> 18])
      output.append(alphabet[group >> 12 & 63])
      output.append(alphabet[group >> 6 & 63])
      output.append(alphabet[group & 63])
      position += 3
    }
    if position < end {
      let two = position + 1 < end
      let group = Int(bytes[position]) << 8 | (two ? Int(bytes[position + 1]) : 0)
      output.append(alphabet[group >> 10])
      output.append(alphabet[group >> 4 & 63])
      output.append(two ? alphabet[group << 2 & 63] : padding)
      output.append(padding)
    }
  }

  /// Decodes base64 on one line, with or without padding; nil if `text` is anything else.
  package static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
    var bytes: [UInt8] = []
    var bits: UInt32 = 0
    var count = 0
    let digits = text.reversed().drop { $0 == padding }.reversed()
    guard digits.count % 4 != 1, text.count - digits.count <= 2 else { return nil }
    for digit in digits {
      let value = values[Int(digit)]
      guard value != notADigit else { return nil }
      bits = bits << 6 | UInt32(value)
      count += 6
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
      }
    }
    return bytes
  }

  /// Appends the decoded bytes of `range` if encoding them gives the same characters again.
  /// Otherwise leaves `decoded` unchanged and returns false.
  package static func decodeCanonical(
    _ text: [UInt8], _ range: Range<Int>, into decoded: inout [UInt8]
  ) -> Bool {
    guard !range.isEmpty, range.count % 4 == 0 else { return false }
    let count = decoded.count
    var position = range.lowerBound
    while position < range.upperBound {
      let (a, b) = (values[Int(text[position])], values[Int(text[position + 1])])
      let (c, d) = (values[Int(text[position + 2])], values[Int(text[position + 3])])
      if (a | b | c | d) & 0xC0 == 0 {
        decoded.append(a << 2 | b >> 4)
        decoded.append(b << 4 | c >> 2)
        decoded.append(c << 6 | d)
        position += 4
        continue
      }
      guard position + 4 == range.upperBound, (a | b) & 0xC0 == 0, text[position + 3] == padding,
        c & 0xC0 == 0 ? c & 3 == 0 : text[position + 2] == padding && b & 15 == 0
      else {
        decoded.removeSubrange(count...)
        return false
      }
      decoded.append(a << 2 | b >> 4)
      if c & 0xC0 == 0 { decoded.append(b << 4 | c >> 2) }
      position += 4
    }
    return true
  }
}
