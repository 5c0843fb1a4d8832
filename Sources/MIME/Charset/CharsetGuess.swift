import Bytes

/// Guesses the charset of bytes that are not UTF-8: the one that gives the most readable text; nil
/// if none does.
///
/// Each candidate decodes a sample. The results are compared by how closely they resemble the
/// writing of the languages that use the charset; see `WritingModel`, and for a few words in an
/// alphabet `LetterPairs`.
/// - Parameter likely: charsets to prefer if the results are close.
func guessCharset(of bytes: Span<UInt8>, likely: Set<String> = []) -> Charset? {
  let sample = sampleAroundHighBytes(bytes)
  let words = withoutUTF8(sample)
  let isShort = words.count(where: { $0 >= 0x80 }) <= TextLimits.shortSample
  var best: (charset: Charset, model: WritingModel, score: Double)?
  var alphabetic: (charset: Charset, cost: Double)?
  for model in WritingModel.candidates {
    guard let charset = Charset.named(model.charset) else { continue }
    let isLikely = likely.contains(model.charset)
    let text = charset.decode(sample.span).text
    let score = model.score(text) + (isLikely ? TextLimits.regionalBonus : 0)
    if score > best?.score ?? -.infinity { best = (charset, model, score) }
    guard isShort, let (pairs, bias) = LetterPairs.of(model.charset) else { continue }
    let cost =
      pairs.cost(of: Array(charset.decode(words.span).text.unicodeScalars)) - bias
      - (isLikely ? TextLimits.regionalDiscount : 0)
    if cost < alphabetic?.cost ?? .infinity { alphabetic = (charset, cost) }
  }
  guard let best, let alphabetic, LetterPairs.of(best.model.charset) != nil else {
    return best?.charset
  }
  return alphabetic.charset
}

/// A text in UTF-8 with stray bytes: these alone are to be guessed. All of it where there are none.
private func withoutUTF8(_ sample: [UInt8]) -> [UInt8] {
  var rest: [UInt8] = []
  var index = 0
  while index < sample.count {
    // The number of bytes that a lead byte announces (RFC 3629 section 3).
    let width =
      switch sample[index] {
      case 0xC2...0xDF: 2
      case 0xE0...0xEF: 3
      case 0xF0...0xF4: 4
      default: 1
      }
    let end = index + width
    if width > 1, end <= sample.count, sample[(index + 1)..<end].allSatisfy({ $0 & 0xC0 == 0x80 }) {
      index = end
    } else {
      rest.append(sample[index])
      index += 1
    }
  }
  return rest.contains { $0 >= 0x80 } ? rest : sample
}

/// The words with bytes above 7F, up to a maximum size.
func sampleAroundHighBytes(_ bytes: Span<UInt8>) -> [UInt8] {
  var sample: [UInt8] = []
  var index = 0
  while let high = bytes.firstHighByte(from: index), sample.count < TextLimits.guessSample {
    // The ASCII letters before a high byte show whether they share a word.
    for context in max(index, high - 3)..<high { sample.append(bytes[context]) }
    index = high
    var asciiRun = 0
    while index < bytes.count, asciiRun < 3, sample.count < TextLimits.guessSample {
      asciiRun = bytes[index] < 0x80 ? asciiRun + 1 : 0
      sample.append(bytes[index])
      index += 1
    }
    // What comes next may go on with the same word.
    let isFar = bytes.firstHighByte(from: index).map { $0 > index + 3 } ?? true
    if asciiRun == 3, isFar { sample.append(UInt8(ascii: " ")) }
  }
  return sample
}

/// The 7-bit encoding whose shift sequences an undeclared text contains.
func shiftedCharset(of bytes: Span<UInt8>) -> Charset? {
  var position = 0
  while let escape = bytes.firstIndex(of: Byte.escape, from: position), escape + 2 < bytes.count {
    switch (bytes[escape + 1], bytes[escape + 2]) {
    case (UInt8(ascii: "$"), UInt8(ascii: "B")), (UInt8(ascii: "$"), UInt8(ascii: "@")),
      (UInt8(ascii: "$"), UInt8(ascii: "(")), (UInt8(ascii: "("), UInt8(ascii: "I")),
      (UInt8(ascii: "("), UInt8(ascii: "J")):
      return Charset.named("iso-2022-jp")
    case (UInt8(ascii: "$"), UInt8(ascii: ")")) where escape + 3 < bytes.count:
      return Charset.named(
        bytes[escape + 3] == UInt8(ascii: "C") ? "iso-2022-kr" : "iso-2022-cn")
    default:
      // A return to ASCII, or a terminal's colour.
      position = escape + 1
    }
  }
  return position == 0 && isHZ(bytes) ? Charset.named("hz-gb-2312") : nil
}

/// Whether the bytes contain "~{" with pairs of GB 2312 bytes up to "~}" (RFC 1843) on one line.
private func isHZ(_ bytes: Span<UInt8>) -> Bool {
  guard var index = bytes.firstIndex(of: UInt8(ascii: "~")), index + 1 < bytes.count,
    bytes[index + 1] == UInt8(ascii: "{")
  else { return false }
  index += 2
  let start = index
  while index + 1 < bytes.count {
    if bytes[index] == UInt8(ascii: "~") && bytes[index + 1] == UInt8(ascii: "}") {
      return index > start
    }
    guard 0x21...0x77 ~= bytes[index], 0x21...0x7E ~= bytes[index + 1] else { return false }
    index += 2
  }
  return false
}
