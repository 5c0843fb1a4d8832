import Bytes

/// Guesses the charset of bytes that are not UTF-8: the one that gives the most readable text; nil
/// if none does.
///
/// Each candidate decodes a sample. The results are compared by how closely they resemble the
/// writing of the languages that use the charset; see `WritingModel`.
/// - Parameter likely: charsets to prefer if the results are close.
func guessCharset(of bytes: Span<UInt8>, likely: Set<String> = []) -> Charset? {
  let sample = sampleAroundHighBytes(bytes)
  var best: (charset: Charset, score: Double)?
  for model in WritingModel.candidates {
    guard let charset = Charset.named(model.charset) else { continue }
    let bonus = likely.contains(model.charset) ? TextLimits.regionalBonus : 0
    let score = model.score(charset.decode(sample.span).text) + bonus
    if score > best?.score ?? -.infinity { best = (charset, score) }
  }
  return best?.charset
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
    if asciiRun == 3 { sample.append(UInt8(ascii: " ")) }
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
