import Bytes

/// Decodes base64 (RFC 2045 section 6.8): other characters are skipped as the standard asks, and
/// data after padding, which comes from pieces encoded one by one, is decoded too. A body that is
/// plainly no base64 is given as it is.
func decodeBase64(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> DecodedBody {
  var decoder = Base64Decoder()
  let area = bytes.extracting(range)
  let decoded = unsafe [UInt8](unsafeUninitializedCapacity: area.count / 4 * 3 + 3) {
    target, count in
    count = unsafe decoder.decode(area, into: target)
  }
  if decoder.isImplausible(area) {
    return DecodedBody(bytes: bytes.array(range), defects: [.notBase64])
  }
  return DecodedBody(bytes: decoded, defects: decoder.defects)
}

/// Octets that `decodeBase64` gives, without writing them.
func base64Size(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> Int {
  var decoder = Base64Decoder()
  let area = bytes.extracting(range)
  let size = unsafe decoder.decode(area, into: nil)
  return decoder.isImplausible(area) ? range.count : size
}

private struct Base64Decoder {
  /// 0–63 for digits; above for what is none.
  private static let values: [UInt8] = {
    var values = Base64.values
    for blank in [Byte.space, Byte.tab] { values[Int(blank)] = blankOctet }
    for lineEnd in [Byte.cr, Byte.lf] { values[Int(lineEnd)] = lineEndOctet }
    values[Int(Byte.equals)] = padding
    return values
  }()
  private static let lineEndOctet: UInt8 = 0x80
  private static let blankOctet: UInt8 = 0x82
  private static let padding: UInt8 = 0x81
  private static let junk = Base64.notADigit

  private var group: UInt32 = 0
  private var digits = 0
  private var isAfterPadding = false
  private var isLineDamaged = false
  private var junkCount = 0
  private var blankCount = 0
  private var digitCount = 0
  private var isTruncated = false
  private var isConcatenated = false

  var defects: [Defect.Kind] {
    var defects: [Defect.Kind] = []
    if junkCount > 0 { defects.append(.base64Junk) }
    if isConcatenated { defects.append(.base64Concatenated) }
    if isTruncated { defects.append(.base64Truncated) }
    return defects
  }

  /// Words, not base64: one in eight characters is neither a digit nor a line end; or one in
  /// thirty-two, and capitals, nearly half of the letters in base64, are as rare as in words.
  func isImplausible(_ area: borrowing Span<UInt8>) -> Bool {
    let others = junkCount + blankCount
    guard others * 8 <= digitCount else { return true }
    guard others * 32 > digitCount else { return false }
    let capitals = area.indices.count { area[$0] &- UInt8(ascii: "A") < 26 }
    return capitals * 8 < digitCount
  }

  /// Contract: `target` has room for three octets per four of `area` and three more. Every digit
  /// yields at most six bits and only whole octets are written, so this is never exceeded.
  /// - Parameter target: nil to count only.
  /// - Returns: octets written.
  @inline(__always)
  mutating func decode(
    _ area: borrowing Span<UInt8>, into target: UnsafeMutableBufferPointer<UInt8>?
  ) -> Int {
    let table = Self.values.span
    var position = 0
    var written = 0
    while position < area.count {
      // Whole groups without anything between them.
      while digits == 0, !isAfterPadding, position + 4 <= area.count {
        let a = table[Int(area[position])]
        let b = table[Int(area[position + 1])]
        let c = table[Int(area[position + 2])]
        let d = table[Int(area[position + 3])]
        guard (a | b | c | d) < 64 else { break }
        if let target = unsafe target {
          unsafe target.initializeElement(at: written, to: a << 2 | b >> 4)
          unsafe target.initializeElement(at: written + 1, to: b << 4 | c >> 2)
          unsafe target.initializeElement(at: written + 2, to: c << 6 | d)
        }
        written += 3
        position += 4
        digitCount += 4
      }
      guard position < area.count else { break }
      let value = table[Int(area[position])]
      position += 1
      switch value {
      case 0..<64:
        if isAfterPadding {
          isConcatenated = true
          isAfterPadding = false
        }
        group = group << 6 | UInt32(value)
        digits += 1
        digitCount += 1
        if digits == 4 { unsafe flush(target, &written) }
      case Self.padding:
        if digits > 0 { unsafe flush(target, &written) }
        isAfterPadding = true
      case Self.blankOctet: blankCount += 1
      case Self.junk:
        junkCount += 1
        isLineDamaged = true
      case Self.lineEndOctet:
        // Lines hold whole groups; after a damaged one the groups begin anew.
        if isLineDamaged, digits > 0 { unsafe flush(target, &written) }
        isLineDamaged = false
      default: break
      }
    }
    if digits > 0 {
      isTruncated = true
      unsafe flush(target, &written)
    }
    return written
  }

  /// Writes the whole octets of the group.
  private mutating func flush(
    _ target: UnsafeMutableBufferPointer<UInt8>?, _ written: inout Int
  ) {
    if digits == 1 { isTruncated = true }
    let bits = group << UInt32(6 * (4 - digits))
    for octet in 0..<max(0, digits - 1) {
      unsafe target?.initializeElement(
        at: written, to: UInt8(truncatingIfNeeded: bits >> UInt32(16 - 8 * octet)))
      written += 1
    }
    group = 0
    digits = 0
  }
}
