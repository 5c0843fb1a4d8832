/// Character references in text and attribute values (WHATWG HTML section 13.2.5.72 ff.).
package enum HTMLCharacterReference {
  /// One or two characters and the range of the bytes that represent them.
  struct Match {
    var first: Unicode.Scalar
    var second: Unicode.Scalar?
    var length: Int
  }

  /// The reference that begins with the "&" at `index`; nil if it is a literal ampersand.
  /// - Parameter inAttribute: addresses contain "&copy=1", which is not a copyright sign.
  static func match(
    _ bytes: Span<UInt8>, at index: Int, end: Int, inAttribute: Bool
  ) -> Match? {
    guard index + 1 < end else { return nil }
    return bytes[index + 1] == UInt8(ascii: "#")
      ? numeric(bytes, at: index, end: end)
      : named(bytes, at: index, end: end, inAttribute: inAttribute)
  }

  /// An attribute's value with its character references resolved.
  package static func resolved(_ bytes: Span<UInt8>, in range: Range<Int>) -> [UInt8] {
    var value: [UInt8] = []
    resolve(bytes, in: range) { value.append($0) }
    return value
  }

  /// Calls `body` with each byte of the resolved value.
  @inline(__always)
  static func resolve(_ bytes: Span<UInt8>, in range: Range<Int>, _ body: (UInt8) -> Void) {
    var index = range.lowerBound
    while index < range.upperBound {
      if bytes[index] == UInt8(ascii: "&"),
        let match = match(bytes, at: index, end: range.upperBound, inAttribute: true)
      {
        for byte in match.first.utf8 { body(byte) }
        if let second = match.second { for byte in second.utf8 { body(byte) } }
        index += match.length
      } else {
        body(bytes[index])
        index += 1
      }
    }
  }

  // MARK: - Numeric

  private static func numeric(_ bytes: Span<UInt8>, at index: Int, end: Int) -> Match? {
    var next = index + 2
    guard next < end else { return nil }
    let isHex = bytes[next] | 0x20 == UInt8(ascii: "x")
    if isHex { next += 1 }
    let firstDigit = next
    var value: UInt32 = 0
    while next < end, let digit = digit(bytes[next], hex: isHex) {
      // Beyond the last code point, further digits do not matter.
      if value < 0x11_0000 { value = value * (isHex ? 16 : 10) + digit }
      next += 1
    }
    guard next > firstDigit else { return nil }
    if next < end, bytes[next] == UInt8(ascii: ";") { next += 1 }
    return Match(first: scalar(value), second: nil, length: next - index)
  }

  private static func digit(_ byte: UInt8, hex: Bool) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f") where hex: UInt32(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F") where hex: UInt32(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
  }

  private static func scalar(_ value: UInt32) -> Unicode.Scalar {
    // Numbers 80 to 9F mean windows-1252, whatever the document's charset.
    if 0x80..<0xA0 ~= value { return windows1252[Int(value) - 0x80] }
    return value == 0 ? "\u{FFFD}" : Unicode.Scalar(value) ?? "\u{FFFD}"
  }

  private static let windows1252 = Array(
    "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8D}Ž\u{8F}\u{90}‘’“”•–—˜™š›œ\u{9D}žŸ".unicodeScalars)

  // MARK: - Named

  private static func named(
    _ bytes: Span<UInt8>, at index: Int, end: Int, inAttribute: Bool
  ) -> Match? {
    let start = index + 1
    let limit = min(end, start + longestName)
    var next = start
    var hash = fnvOffset
    /// The longest name so far that does not need a semicolon.
    var legacy: Match?
    while next < limit, isAlphanumeric(bytes[next]) {
      hash = (hash ^ UInt64(bytes[next])) &* fnvPrime
      next += 1
      if next - start <= longestLegacyName, let entry = table[hash], entry.isLegacy {
        legacy = Match(first: entry.first, second: nil, length: next - index)
      }
    }
    if next < end, bytes[next] == UInt8(ascii: ";"), let entry = table[hash] {
      return Match(first: entry.first, second: entry.second, length: next + 1 - index)
    }
    guard let legacy else { return nil }
    let after = index + legacy.length
    if inAttribute, after < end, isAlphanumeric(bytes[after]) || bytes[after] == UInt8(ascii: "=") {
      return nil
    }
    return legacy
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
      || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
  }

  private struct Entry {
    var first: Unicode.Scalar
    var second: Unicode.Scalar?
    var isLegacy: Bool
  }

  private static let longestName = 32
  private static let longestLegacyName = 6
  private static let fnvOffset: UInt64 = 0xCBF2_9CE4_8422_2325
  private static let fnvPrime: UInt64 = 0x100_0000_01B3

  /// Entries by the FNV-1a hash of their names, which has no collisions among them.
  private static let table: [UInt64: Entry] = {
    var table: [UInt64: Entry] = [:]
    table.reserveCapacity(2_200)
    for field in htmlNamedCharacters.utf8.split(separator: UInt8(ascii: " ")) {
      guard
        let mark = field.firstIndex(where: { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "!") })
      else { continue }
      let hash = field[..<mark].reduce(fnvOffset) { ($0 ^ UInt64($1)) &* fnvPrime }
      let values = field[field.index(after: mark)...].split(separator: UInt8(ascii: "+"))
        .map { Unicode.Scalar(UInt32(Substring($0), radix: 16) ?? 0xFFFD) ?? "\u{FFFD}" }
      table[hash] = Entry(
        first: values.first ?? "\u{FFFD}", second: values.count > 1 ? values[1] : nil,
        isLegacy: field[mark] == UInt8(ascii: "!"))
    }
    return table
  }()

  /// Number of known names, for the test that checks for collisions.
  static var nameCount: Int { table.count }
}
