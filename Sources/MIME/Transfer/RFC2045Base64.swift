import Bytes

/// Decodes base64 (RFC 2045 section 6.8). Other characters are skipped, as the standard requires,
/// and data after padding, which results from encoding pieces separately, is decoded, too. A body
/// that is clearly not base64 is returned unchanged.
/// - Parameter keepsText: lines of text that others wrote above, between or below the base64 are
///   kept unchanged; otherwise they are omitted.
func decodeBase64(
  _ bytes: borrowing Span<UInt8>, _ range: Range<Int>, keepsText: Bool = false
) -> DecodedBody {
  let (decoded, decoder) = decodedBase64(bytes.extracting(range))
  let whole = DecodedBody(bytes: decoded, defects: decoder.defects)
  guard decoder.mayHoldText else { return whole }
  return decodeMixedBase64(bytes.extracting(range), whole, keepsText: keepsText)
}

/// Number of bytes that `decodeBase64` returns, without storing them.
func base64Size(
  _ bytes: borrowing Span<UInt8>, _ range: Range<Int>, keepsText: Bool = false
) -> Int {
  var decoder = Base64Decoder()
  let size = unsafe decoder.decode(bytes.extracting(range), into: nil)
  guard decoder.mayHoldText else { return size }
  return decodeBase64(bytes, range, keepsText: keepsText).bytes.count
}

/// - Parameter whole: the result of decoding all of `area`.
@inline(never)
private func decodeMixedBase64(
  _ area: borrowing Span<UInt8>, _ whole: DecodedBody, keepsText: Bool
) -> DecodedBody {
  let lines = Base64Lines(area, hasWords: keepsText)
  if lines.isText {
    return DecodedBody(bytes: area.array(0..<area.count), defects: [.notBase64])
  }
  guard lines.runs.contains(where: \.isText) else { return whole }
  var body = DecodedBody(bytes: [], defects: [.base64Junk])
  for run in lines.runs {
    if !run.isText {
      let (decoded, decoder) = decodedBase64(area.extracting(run.range))
      body.bytes += decoded
      body.defects += decoder.defects.filter { !body.defects.contains($0) }
    } else if keepsText {
      if let last = body.bytes.last, last != Byte.lf { body.bytes.append(Byte.lf) }
      body.bytes += area.array(run.range)
    }
  }
  return body
}

/// Decodes all base64 in `area`.
func decodedBase64(
  _ area: borrowing Span<UInt8>
) -> (bytes: [UInt8], decoder: Base64Decoder) {
  var decoder = Base64Decoder()
  let decoded = unsafe [UInt8](unsafeUninitializedCapacity: area.count / 4 * 3 + 3) {
    target, count in
    count = unsafe decoder.decode(area, into: target)
  }
  return (decoded, decoder)
}

struct Base64Decoder {
  /// 0–63 for digits; larger values for other characters.
  private static let values: [UInt8] = {
    var values = Base64.values
    for blank in [Byte.space, Byte.tab] { values[Int(blank)] = blankByte }
    for lineEnd in [Byte.cr, Byte.lf] { values[Int(lineEnd)] = lineEndByte }
    values[Int(Byte.equals)] = padding
    return values
  }()
  private static let lineEndByte: UInt8 = 0x80
  private static let blankByte: UInt8 = 0x82
  private static let padding: UInt8 = 0x81
  private static let junk = Base64.notADigit
  /// Minimum length of undeclared base64: a word may have nearly that many letters.
  static let leastUnmarked = 24

  private var group: UInt32 = 0
  private var digits = 0
  private var isAfterPadding = false
  private var isLineDamaged = false
  private var junkCount = 0
  private var blankCount = 0
  private var isTruncated = false
  private var isConcatenated = false
  /// Number of equals signs that the last padding should have, and has.
  private var neededPadding = 0
  private var paddingCount = 0

  var defects: [Defect.Kind] {
    var defects: [Defect.Kind] = []
    if junkCount > 0 { defects.append(.base64Junk) }
    if isConcatenated { defects.append(.base64Concatenated) }
    if isTruncated { defects.append(.base64Truncated) }
    return defects
  }

  /// Whether characters were skipped that belong neither to base64 nor to its line ends.
  var hasSkipped: Bool { junkCount > 0 || blankCount > 0 }

  /// Whether lines of other text may be among the base64: letters of a word shift the groups.
  var mayHoldText: Bool {
    hasSkipped || isTruncated || isConcatenated || hasOddPadding
  }

  /// Whether padding of a usual length does not complete the last group.
  private var hasOddPadding: Bool { paddingCount != neededPadding && paddingCount <= 3 }

  /// Contract: `target` has room for three bytes per four of `area` and three more. Every digit
  /// gives at most six bits and only whole bytes are written, so this is never exceeded.
  /// - Parameter target: nil to count only.
  /// - Returns: number of bytes written.
  @inline(__always)
  mutating func decode(
    _ area: borrowing Span<UInt8>, into target: UnsafeMutableBufferPointer<UInt8>?
  ) -> Int {
    let table = Self.values.span
    var position = 0
    var written = 0
    while position < area.count {
      // Complete groups without anything between them.
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
        if digits == 4 { unsafe flush(target, &written) }
      case Self.padding:
        if !isAfterPadding { (neededPadding, paddingCount) = ((4 - digits) % 4, 0) }
        paddingCount += 1
        if digits > 0 { unsafe flush(target, &written) }
        isAfterPadding = true
      case Self.blankByte: blankCount += 1
      case Self.junk:
        junkCount += 1
        isLineDamaged = true
      case Self.lineEndByte:
        // Lines hold complete groups; after a damaged line, a new group begins.
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

  /// Writes the complete bytes of the group.
  private mutating func flush(
    _ target: UnsafeMutableBufferPointer<UInt8>?, _ written: inout Int
  ) {
    if digits == 1 { isTruncated = true }
    let bits = group << UInt32(6 * (4 - digits))
    for byte in 0..<max(0, digits - 1) {
      unsafe target?.initializeElement(
        at: written, to: UInt8(truncatingIfNeeded: bits >> UInt32(16 - 8 * byte)))
      written += 1
    }
    group = 0
    digits = 0
  }
}

/// Whether the body of a text is entirely base64 although its header does not declare it: base64 of
/// markup, or of a text with words.
func isUnmarkedBase64(
  _ bytes: borrowing Span<UInt8>, _ range: Range<Int>, isMarkup: Bool
) -> Bool {
  let area = bytes.trimmed(range)
  // Nearly all texts begin with markup or with a short word.
  guard area.count >= Base64Decoder.leastUnmarked,
    (area.lowerBound..<area.lowerBound + Base64Decoder.leastUnmarked).allSatisfy({
      Base64.values[Int(bytes[$0])] != Base64.notADigit
    })
  else { return false }
  var decoder = Base64Decoder()
  let size = unsafe decoder.decode(bytes.extracting(area), into: nil)
  guard size > 0, !decoder.hasSkipped, decoder.defects.isEmpty else { return false }
  let beginning = area.lowerBound..<min(area.upperBound, area.lowerBound + Reach.looks)
  let decoded = decodeBase64(bytes, beginning).bytes
  return isMarkup ? decoded.span.beginsWithMarkup : decoded.span.isTextWithWords
}

extension Span<UInt8> {
  /// Whether "<" comes first, after optional white space and a byte order mark.
  fileprivate var beginsWithMarkup: Bool {
    var content = trimmed(0..<count)
    if hasBytes([0xEF, 0xBB, 0xBF].span, at: content.lowerBound) {
      content = trimmed(content.lowerBound + 3..<count)
    }
    return !content.isEmpty && self[content.lowerBound] == Byte.less
  }

  /// Whether it is UTF-8 with blanks, and without control characters. The last character may be cut.
  fileprivate var isTextWithWords: Bool {
    var end = count
    while end > 0, count - end < 3, self[end - 1] & 0xC0 == 0x80 { end -= 1 }
    if end > 0, self[end - 1] >= 0xC0 { end -= 1 }
    let (whole, cut) = (validUTF8(extracting(..<count)), validUTF8(extracting(..<end)))
    guard whole != nil || cut != nil else { return false }
    var hasBlank = false
    for index in indices {
      let byte = self[index]
      guard byte >= Byte.space || Byte.isSpace(byte) else { return false }
      if byte == Byte.space { hasBlank = true }
    }
    return hasBlank
  }
}
