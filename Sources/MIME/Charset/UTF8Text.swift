/// The result of strictly reading bytes as UTF-8.
struct UTF8Survey {
  /// Number of sequences or single bytes that are not UTF-8.
  var invalid = 0
  /// Number of bytes in those.
  var invalidHighBytes = 0
}

/// Decodes UTF-8 with one U+FFFD per maximal invalid sequence (Unicode 3.9, D93b).
func decodeUTF8(_ bytes: Span<UInt8>) -> (text: String, replacements: Int) {
  if let text = validUTF8(bytes) { return (text, 0) }
  var survey = UTF8Survey()
  let text = decodeUTF8(bytes, survey: &survey) { _ in nil }
  return (text, survey.invalid)
}

/// The bytes as text if they are all valid UTF-8.
func validUTF8(_ bytes: Span<UInt8>) -> String? {
  unsafe bytes.withUnsafeBufferPointer { unsafe String(validating: $0, as: UTF8.self) }
}

/// Decodes UTF-8. Calls `meaning` for the character of each single byte that is neither UTF-8 nor
/// the beginning of a cut character.
func decodeUTF8(
  _ bytes: Span<UInt8>, survey: inout UTF8Survey, meaning: (UInt8) -> Unicode.Scalar?
) -> String {
  var output: [UInt8] = []
  output.reserveCapacity(bytes.count + bytes.count / 8)
  var start = 0
  while start < bytes.count {
    let rest = bytes.extracting(start...)
    let bad: Range<Int>
    do throws(UTF8.ValidationError) {
      _ = try UTF8Span(validating: rest)
      bad = rest.count..<rest.count
    } catch {
      bad = error.byteOffsets
    }
    unsafe rest.extracting(..<bad.lowerBound).withUnsafeBufferPointer {
      unsafe output.append(contentsOf: $0)
    }
    guard bad.lowerBound < rest.count else { break }
    survey.invalid += 1
    let breaksOff = bad.count > 1 || endsCut(rest, at: bad)
    survey.invalidHighBytes += bad.count
    let scalar = breaksOff ? nil : meaning(rest[bad.lowerBound])
    output.append(contentsOf: (scalar ?? "\u{FFFD}").utf8)
    start += bad.upperBound
  }
  return String(decoding: output, as: UTF8.self)
}

/// Whether the last byte begins a character that may have been cut off: it follows the bytes of
/// another one, or is the first byte of accented Latin letters or of quotation marks.
private func endsCut(_ bytes: Span<UInt8>, at bad: Range<Int>) -> Bool {
  guard bad.upperBound == bytes.count else { return false }
  let byte = bytes[bad.lowerBound]
  let followsCharacter = bad.lowerBound > 0 && bytes[bad.lowerBound - 1] >= 0x80
  return 0xC2...0xF4 ~= byte && (followsCharacter || 0xC2...0xC5 ~= byte || byte == 0xE2)
}
