import Bytes

/// Text of a header value on one line.
package struct HeaderText: Sendable, Equatable {
  package var text = ""
  /// Some bytes could not be read and were replaced by U+FFFD.
  package var isLossy = false
  /// A charset was missing, unknown or wrong, and another was used.
  package var isGuess = false

  mutating func append(_ decoded: DecodedText) {
    text += controlsReplaced(decoded.text)
    isLossy = isLossy || decoded.isLossy
    isGuess = isGuess || decoded.isGuess
  }
}

/// Decodes unstructured header text: folds are removed (RFC 5322 section 2.2.3), encoded-words are
/// decoded (RFC 2047), 8-bit text is read as UTF-8 (RFC 6532) or with the best guess.
///
/// Encoded-words are recognised anywhere, also inside words and quoted strings, against RFC 2047
/// section 5: searches never find a word that remains encoded.
/// - Parameter hint: charset for 8-bit text.
func decodeUnstructured(
  _ bytes: borrowing Span<UInt8>, _ range: Range<Int>, hint: CharsetHint? = nil
) -> HeaderText {
  let area = bytes.trimmed(range)
  let hasWord = bytes.firstIndex(of: Byte.equals, Byte.question, in: area) != nil
  if !hasWord, bytes.isPlainASCII(area) { return HeaderText(text: unfoldedASCII(bytes, area)) }
  var decoder = HeaderTextDecoder(hint: hint)
  if hasWord {
    decoder.decode(bytes, area)
  } else {
    decoder.appendLiteral(bytes, area)
  }
  return decoder.finish()
}

/// Unfolds ASCII: removes line ends; white space after them becomes one blank.
func unfoldedASCII(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> String {
  var unfolder = Unfolder()
  let area = bytes.extracting(range)
  return unsafe String(unsafeUninitializedCapacity: range.count) { target in
    var count = 0
    for index in 0..<area.count {
      guard let byte = unfolder.next(area[index]) else { continue }
      unsafe target.initializeElement(at: count, to: byte)
      count += 1
    }
    return count
  }
}

/// Converts a fold (a line end and the white space around it) to one blank, and other control
/// characters to blanks.
struct Unfolder {
  private var isInFold = false
  private var isAfterBlank = false

  @inline(__always)
  mutating func next(_ byte: UInt8) -> UInt8? {
    if byte > Byte.space {
      isInFold = false
      isAfterBlank = false
      return byte == 0x7F ? Byte.space : byte
    }
    let isLineEnd = byte == Byte.cr || byte == Byte.lf
    let isDropped = isInFold || (isLineEnd && isAfterBlank)
    isInFold = isInFold || isLineEnd
    isAfterBlank = true
    return isDropped ? nil : Byte.space
  }
}

/// Replaces line ends and other control characters in decoded text by blanks, because a header
/// value is one line. Removes control sequences for terminals.
func controlsReplaced(_ text: String) -> String {
  guard text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { return text }
  let shown = withoutControlSequences(text)
  return String(decoding: shown.utf8.map { $0 < 0x20 || $0 == 0x7F ? 0x20 : $0 }, as: UTF8.self)
}

/// The charset label of the first encoded-word, in lower case.
func charsetOfFirstEncodedWord(
  _ bytes: borrowing Span<UInt8>, _ range: Range<Int>
) -> String? {
  guard let start = bytes.firstIndex(of: Byte.equals, Byte.question, in: range) else { return nil }
  let word = HeaderTextDecoder(hint: nil).encodedWord(
    at: start, before: range.upperBound, in: bytes)
  return word.map { bytes.lowercasedString($0.charset) }
}

/// An encoded-word: "=?charset*language?encoding?text?=".
private struct EncodedWord {
  var charset: Range<Int>
  var isBase64: Bool
  var text: Range<Int>
  var end: Int
}

/// Collects the text of a header value. Adjacent encoded-words of one charset are joined before
/// they are decoded, because mailers split characters between them (against RFC 2047 section 5).
private struct HeaderTextDecoder {
  private let hint: CharsetHint?
  private var result = HeaderText()
  private var pendingCharset = ""
  private var pending: [UInt8] = []
  /// Base64 digits of earlier words that do not yet form a group.
  private var pendingDigits: [UInt8] = []

  init(hint: CharsetHint?) {
    self.hint = hint
  }

  mutating func finish() -> HeaderText {
    flush()
    return result
  }

  mutating func decode(_ bytes: borrowing Span<UInt8>, _ area: Range<Int>) {
    var literal = area.lowerBound
    var position = area.lowerBound
    while let start = bytes.firstIndex(
      of: Byte.equals, Byte.question, in: position..<area.upperBound)
    {
      guard let word = encodedWord(at: start, before: area.upperBound, in: bytes) else {
        position = start + 2
        continue
      }
      // RFC 2047 section 6.2: white space between two encoded-words is not text.
      let isBetween = hasPending && bytes.trimmed(literal..<start).isEmpty
      if !isBetween { appendLiteral(bytes, literal..<start) }
      append(word, in: bytes)
      position = word.end
      literal = word.end
    }
    appendLiteral(bytes, literal..<area.upperBound)
  }

  private var hasPending: Bool { !pendingCharset.isEmpty }

  mutating func appendLiteral(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) {
    guard !range.isEmpty else { return }
    flush()
    if bytes.isPlainASCII(range) {
      result.text += unfoldedASCII(bytes, range)
    } else {
      var unfolder = Unfolder()
      var unfolded: [UInt8] = []
      unfolded.reserveCapacity(range.count)
      for index in range {
        if bytes[index] == Byte.escape {
          unfolded.append(Byte.escape)
        } else if let byte = unfolder.next(bytes[index]) {
          unfolded.append(byte)
        }
      }
      result.append(decodeText(unfolded, hint: hint))
    }
  }

  private mutating func append(_ word: EncodedWord, in bytes: borrowing Span<UInt8>) {
    let charset = bytes.lowercasedString(word.charset)
    if charset != pendingCharset { flush() }
    pendingCharset = charset
    guard word.isBase64 else {
      finishDigits()
      appendQ(word.text, in: bytes)
      return
    }
    for index in word.text where !Byte.isSpace(bytes[index]) {
      pendingDigits.append(bytes[index])
    }
    // A group of four may be split between words (against RFC 2047 section 5).
    if pendingDigits.count % 4 == 0 || pendingDigits.last == Byte.equals { finishDigits() }
  }

  private mutating func finishDigits() {
    guard !pendingDigits.isEmpty else { return }
    pending += decodeBase64(pendingDigits.span, 0..<pendingDigits.count).bytes
    pendingDigits.removeAll(keepingCapacity: true)
  }

  /// The "Q" encoding (RFC 2047 section 4.2). Blanks inside are kept.
  private mutating func appendQ(_ range: Range<Int>, in bytes: borrowing Span<UInt8>) {
    var unfolder = Unfolder()
    var position = range.lowerBound
    while position < range.upperBound {
      let byte = bytes[position]
      position += 1
      if byte == Byte.equals, position + 1 < range.upperBound,
        let high = Hexadecimal.value(of: bytes[position]),
        let low = Hexadecimal.value(of: bytes[position + 1])
      {
        pending.append(high << 4 | low)
        position += 2
      } else if byte == Byte.underscore {
        pending.append(Byte.space)
      } else if byte == Byte.equals, position == range.upperBound {
        // A soft line break that was removed by unfolding.
      } else if let byte = unfolder.next(byte) {
        pending.append(byte)
      }
    }
  }

  private mutating func flush() {
    finishDigits()
    guard hasPending else { return }
    result.append(decodeText(pending, declared: pendingCharset, hint: hint))
    pending.removeAll(keepingCapacity: true)
    pendingCharset = ""
  }

  /// The encoded-word that begins with the "=?" at `start`.
  func encodedWord(
    at start: Int, before end: Int, in bytes: borrowing Span<UInt8>
  ) -> EncodedWord? {
    let label = start + 2
    var position = label
    let limit = min(end, label + Reach.charsetLabel)
    while position < limit, bytes[position] != Byte.question, !Byte.isSpace(bytes[position]) {
      position += 1
    }
    guard position > label, position + 2 < end, bytes[position] == Byte.question,
      bytes[position + 2] == Byte.question
    else { return nil }
    let isBase64: Bool
    switch bytes[position + 1] | 0x20 {
    case UInt8(ascii: "b"): isBase64 = true
    case UInt8(ascii: "q"): isBase64 = false
    default: return nil
    }
    // RFC 2231 section 5: a language may follow the charset.
    let star = bytes.firstIndex(of: Byte.star, in: label..<position) ?? position
    guard star > label else { return nil }
    let text = position + 3
    let textEnd = textEnd(from: text, before: end, isBase64: isBase64, in: bytes)
    return EncodedWord(
      charset: label..<star, isBase64: isBase64, text: text..<textEnd,
      end: min(end, textEnd + 2))
  }

  /// The position of the "?=" that ends the text, or the end of the value if the word was cut off.
  private func textEnd(
    from start: Int, before end: Int, isBase64: Bool, in bytes: borrowing Span<UInt8>
  ) -> Int {
    var from = start
    while let hit = bytes.firstIndex(of: Byte.question, Byte.equals, in: from..<end) {
      if isBase64 || !isQuestionMark(at: hit, before: end, in: bytes) { return hit }
      from = hit + 1
    }
    return end
  }

  /// In a Q text, "?=20" is a question mark that the mailer did not encode, if another "?=" follows
  /// without a blank between.
  private func isQuestionMark(
    at hit: Int, before end: Int, in bytes: borrowing Span<UInt8>
  ) -> Bool {
    guard hit + 3 < end, Hexadecimal.value(of: bytes[hit + 2]) != nil,
      Hexadecimal.value(of: bytes[hit + 3]) != nil
    else { return false }
    var position = hit + 4
    let limit = min(end, hit + Reach.encodedWord)
    while position + 1 < limit, !Byte.isSpace(bytes[position]) {
      if bytes[position] == Byte.equals, bytes[position + 1] == Byte.question { return false }
      if bytes[position] == Byte.question, bytes[position + 1] == Byte.equals { return true }
      position += 1
    }
    return false
  }
}
