import Bytes

/// Decodes the text of a body part, header field or parameter.
///
/// Never fails: bytes without meaning become U+FFFD and are counted in `replacements`.
/// - Parameters:
///   - bytes: content after transfer decoding. For encoded-words, the joined bytes of adjacent
///     words of the same charset: real mail splits characters between them.
///   - declared: the charset label as found, including quotes and trailing junk; nil if absent.
///   - hint: what else the message reveals about it; evaluated if nothing usable is declared and
///     the text is neither ASCII nor UTF-8.
package func decodeText(
  _ bytes: Span<UInt8>, declared: String? = nil, hint: @autoclosure () -> CharsetHint? = nil
) -> DecodedText {
  let charset = declared.flatMap { Charset.named($0) }
  var decoded =
    if let charset, let shifted = decodeShifted(bytes, declared: charset) {
      shifted
    } else if let charset, case .utf8 = charset.codec, let text = validUTF8(bytes) {
      DecodedText(text: withoutMark(text), used: "utf-8", reason: .declared)
    } else if let charset {
      decodeMarked(bytes, declared: charset) ?? decode(bytes, declared: charset)
    } else if let marked = decodeMarked(bytes, declared: nil) {
      marked
    } else {
      decodeUndeclared(bytes, hint: hint)
    }
  decoded.declared = declared
  return decoded
}

/// Decodes an array of bytes; see `decodeText(_:declared:hint:)` for spans.
package func decodeText(
  _ bytes: [UInt8], declared: String? = nil, hint: @autoclosure () -> CharsetHint? = nil
) -> DecodedText {
  decodeText(bytes.span, declared: declared, hint: hint())
}

// MARK: - Declared

private func decode(_ bytes: Span<UInt8>, declared charset: Charset) -> DecodedText {
  switch charset.codec {
  case .utf8:
    // The bytes are not valid UTF-8; otherwise this point would not be reached.
    return decodeMixed(bytes, reason: .declaredButInvalid, isDeclaredUTF8: true)
  case .singleByte(let table):
    guard charset.containsASCII else { break }
    if bytes.firstHighByte() == nil {
      return DecodedText(text: ascii(bytes), used: charset.name, reason: .declared)
    }
    // Two bytes of a windows code page are hardly ever valid UTF-8 by chance, but Thai letters are.
    if charset.name != "windows-874", let text = validUTF8(bytes) {
      return DecodedText(text: text, used: "utf-8", reason: .declaredButUTF8)
    }
    if let page = windowsPage(for: bytes, declared: charset) {
      let (text, replacements) = page.decode(bytes)
      return DecodedText(
        text: text, used: page.name, reason: .declaredButInvalid, replacements: replacements)
    }
    let (text, replacements) = table.decode(bytes)
    if replacements == 0 {
      return DecodedText(text: text, used: charset.name, reason: .declared)
    }
  case .utf16, .iconv(_, unit: 2..., _):
    if looksLikeASCII(bytes) {
      return DecodedText(text: ascii(bytes), used: "us-ascii", reason: .declaredButInvalid)
    }
  case .iconv:
    if charset.containsASCII, bytes.firstHighByte() == nil {
      return DecodedText(text: ascii(bytes), used: charset.name, reason: .declared)
    }
  }
  return decodeDoubtful(bytes, declared: charset)
}

/// Decodes as declared, and searches for something better if many bytes are invalid.
private func decodeDoubtful(_ bytes: Span<UInt8>, declared charset: Charset) -> DecodedText {
  let (text, replacements) = charset.decode(bytes)
  let asDeclared = DecodedText(
    text: text, used: charset.name, reason: .declared, replacements: replacements)
  guard replacements > 0, bytes.firstHighByte() != nil else { return asDeclared }
  if let text = validUTF8(bytes) {
    return DecodedText(text: text, used: "utf-8", reason: .declaredButUTF8)
  }
  // A few damaged characters do not mean that the charset is wrong.
  guard replacements > 1 + bytes.highByteCount / 16 else { return asDeclared }
  let other = decodeMixed(bytes, reason: .declaredButInvalid)
  return other.replacements < replacements ? other : asDeclared
}

/// Decodes text in one of the 7-bit encodings with shift sequences that is labelled as something
/// else. No other charset has these sequences, which begin with ESC.
private func decodeShifted(_ bytes: Span<UInt8>, declared: Charset) -> DecodedText? {
  guard bytes.firstIndex(of: Byte.escape) != nil, bytes.firstHighByte() == nil,
    let shifted = shiftedCharset(of: bytes),
    // "iso-2022-jp-2" has the sequences of "iso-2022-jp" and more.
    !declared.name.hasPrefix(shifted.name)
  else { return nil }
  let (text, replacements) = shifted.decode(bytes)
  guard replacements * TextLimits.oddShifted <= bytes.count else { return nil }
  return DecodedText(
    text: text, used: shifted.name, reason: .declaredButInvalid, replacements: replacements)
}

// MARK: - Undeclared

private func decodeUndeclared(
  _ bytes: Span<UInt8>, hint: () -> CharsetHint?
) -> DecodedText {
  if let charset = shiftedCharset(of: bytes) {
    let (text, replacements) = charset.decode(bytes)
    if replacements * TextLimits.oddShifted <= bytes.count {
      return DecodedText(
        text: text, used: charset.name, reason: .guessed, replacements: replacements)
    }
  }
  if isUTF16WithoutMark(bytes), let charset = CharsetLabel.special["utf16"] {
    let (text, replacements) = charset.decode(bytes)
    if replacements == 0 { return DecodedText(text: text, used: "utf-16", reason: .guessed) }
  }
  if bytes.firstHighByte() == nil {
    return DecodedText(text: ascii(bytes), used: "us-ascii", reason: .ascii)
  }
  if let text = validUTF8(bytes) {
    return DecodedText(text: text, used: "utf-8", reason: .validUTF8)
  }
  let hint = hint()
  if let charset = hint?.label.flatMap({ fitting($0, bytes) }) {
    return DecodedText(text: charset.decode(bytes).text, used: charset.name, reason: .hint)
  }
  return decodeMixed(
    bytes, reason: .guessed, likely: hint?.likely ?? [],
    guess: hint?.guess.flatMap { fitting($0, bytes) })
}

/// The charset of a label; nil unless all bytes are valid in it.
private func fitting(_ label: String, _ bytes: Span<UInt8>) -> Charset? {
  guard let named = Charset.named(label), named.containsASCII else { return nil }
  let charset = windowsPage(for: bytes, declared: named) ?? named
  return charset.decode(bytes).replacements == 0 ? charset : nil
}

/// Decodes bytes that are not valid UTF-8: as UTF-8 with stray bytes between if they are mostly
/// UTF-8, or else with the best guess.
private func decodeMixed(
  _ bytes: Span<UInt8>, reason: DecodedText.Reason, isDeclaredUTF8: Bool = false,
  likely: Set<String> = [], guess: Charset? = nil
) -> DecodedText {
  let guess = guess ?? guessCharset(of: bytes, likely: likely)
  var survey = UTF8Survey()
  var strays = 0
  let text = decodeUTF8(bytes, survey: &survey) { byte in
    guard let guess, case .singleByte(let table) = guess.codec else { return nil }
    let scalar = table.scalars[Int(byte)]
    if scalar != nil { strays += 1 }
    return scalar
  }
  let valid = bytes.highByteCount - survey.invalidHighBytes
  // Two Latin letters that are valid UTF-8 by chance are rare; pairs of East Asian bytes are not.
  let needed =
    switch guess.map({ ($0.name, $0.codec) }) {
    case nil, ("windows-1252", _)?, ("windows-1250", _)?, ("iso-8859-2", _)?: 0
    // Damaged UTF-8 still has more valid than invalid bytes.
    case _ where isDeclaredUTF8: 1
    case (_, .singleByte)?: 2
    default: 8
    }
  if let guess, valid <= needed * survey.invalidHighBytes {
    let (text, replacements) = guess.decode(bytes)
    return DecodedText(text: text, used: guess.name, reason: reason, replacements: replacements)
  }
  return DecodedText(
    text: text, used: "utf-8", reason: strays > 0 ? .mixed : reason,
    replacements: survey.invalid - strays)
}

// MARK: - Byte order marks and plain ASCII

/// Decodes text that begins with a byte order mark (Unicode 23.8), unless what follows contradicts
/// it.
private func decodeMarked(_ bytes: Span<UInt8>, declared: Charset?) -> DecodedText? {
  guard bytes.count >= 2 else { return nil }
  switch (bytes[0], bytes[1]) {
  case (0xEF, 0xBB):
    guard bytes.count >= 3, bytes[2] == 0xBF, let text = validUTF8(bytes) else { return nil }
    return DecodedText(text: withoutMark(text), used: "utf-8", reason: .byteOrderMark)
  case (0xFF, 0xFE), (0xFE, 0xFF):
    // UTF-32LE begins with the same two bytes; it is assumed only if declared.
    if let declared, case .iconv(_, unit: 4, _) = declared.codec { return nil }
    guard bytes.count % 2 == 0, let utf16 = CharsetLabel.special["utf16"] else { return nil }
    let (text, replacements) = utf16.decode(bytes)
    let wide = declared.map { !$0.containsASCII } ?? true
    guard replacements == 0 || wide else { return nil }
    return DecodedText(
      text: withoutMark(text), used: "utf-16", reason: .byteOrderMark, replacements: replacements)
  default:
    return nil
  }
}

private func withoutMark(_ text: String) -> String {
  text.utf8.starts(with: [0xEF, 0xBB, 0xBF]) ? String(text.unicodeScalars.dropFirst()) : text
}

/// Decodes bytes that the caller knows to be below 80.
private func ascii(_ bytes: Span<UInt8>) -> String {
  unsafe bytes.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
}

/// UTF-16 or UTF-32 is declared, but the bytes are lines of ASCII, as some senders write.
private func looksLikeASCII(_ bytes: Span<UInt8>) -> Bool {
  // A shorter text could be two or three rare Chinese characters.
  bytes.count >= 8
    && bytes.indices.prefix(512).allSatisfy {
      (0x20..<0x7F).contains(bytes[$0]) || (0x09...0x0D).contains(bytes[$0])
    }
}
