import Bytes

/// Folder names as IMAP servers store them (RFC 3501 section 5.1.3): "&" begins base64 of UTF-16,
/// with "," instead of "/", and "-" ends it; "&-" is "&".
enum ModifiedUTF7 {
  private static let alphabet = Base64.alphabet.dropLast() + [Byte.comma]

  /// Nil if `name` is not exactly of this form; it is then best used unchanged.
  static func decode(_ name: [UInt8]) -> String? {
    guard let text = decodeLoosely(name), encode(text) == name else { return nil }
    return text
  }

  private static func decodeLoosely(_ name: [UInt8]) -> String? {
    var text = ""
    var rest = name[...]
    while let first = rest.popFirst() {
      guard first == UInt8(ascii: "&") else {
        guard (0x20...0x7e).contains(first) else { return nil }
        text.unicodeScalars.append(Unicode.Scalar(first))
        continue
      }
      guard let end = rest.firstIndex(of: UInt8(ascii: "-")) else { return nil }
      if end == rest.startIndex {
        text += "&"
      } else {
        guard let units = utf16(rest[..<end]), let part = String(validating: units, as: UTF16.self)
        else { return nil }
        text += part
      }
      rest = rest[(end + 1)...]
    }
    return text
  }

  static func encode(_ name: String) -> [UInt8] {
    var result: [UInt8] = []
    var pending: [UInt16] = []
    for scalar in name.unicodeScalars {
      if (0x20...0x7e).contains(scalar.value) {
        flush(&pending, to: &result)
        result.append(UInt8(scalar.value))
        if scalar == "&" { result.append(UInt8(ascii: "-")) }
      } else {
        pending += String(scalar).utf16
      }
    }
    flush(&pending, to: &result)
    return result
  }

  private static func flush(_ units: inout [UInt16], to result: inout [UInt8]) {
    if units.isEmpty { return }
    result.append(UInt8(ascii: "&"))
    var bits: UInt32 = 0
    var count = 0
    for unit in units {
      bits = bits << 16 | UInt32(unit)
      count += 16
      while count >= 6 {
        count -= 6
        result.append(alphabet[Int(bits >> UInt32(count) & 63)])
      }
    }
    if count > 0 { result.append(alphabet[Int(bits << UInt32(6 - count) & 63)]) }
    result.append(UInt8(ascii: "-"))
    units = []
  }

  private static func utf16(_ base64: ArraySlice<UInt8>) -> [UInt16]? {
    var units: [UInt16] = []
    var bits: UInt32 = 0
    var count = 0
    for letter in base64 {
      guard let value = alphabet.firstIndex(of: letter) else { return nil }
      bits = bits << 6 | UInt32(value)
      count += 6
      if count >= 16 {
        count -= 16
        units.append(UInt16(truncatingIfNeeded: bits >> UInt32(count)))
      }
    }
    return units
  }
}
