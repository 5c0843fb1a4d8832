import Bytes

/// The Windows code page of a text that is labelled as the corresponding ISO 8859 charset; nil if
/// the label is right.
///
/// Bytes 80 to 9F are not printable in ISO 8859, but are letters and quotation marks on Windows,
/// whose programs mislabel their text. For ISO 8859-1, -9 and -11 the WHATWG encoding standard
/// always uses the code page (section 4.2); see `CharsetLabel`.
func windowsPage(for bytes: Span<UInt8>, declared charset: Charset) -> Charset? {
  guard case .singleByte(let table) = charset.codec, charset.name.hasPrefix("iso-8859-"),
    let neighbour = neighbours[charset.name], let page = Charset.named(neighbour.page)
  else { return nil }
  let (controls, unread) = survey(bytes, table)
  guard controls > 0 else {
    // Bytes that the ISO charset leaves undefined.
    guard unread > 0, neighbour.sharesLetters else { return nil }
    return page.decode(bytes).replacements < unread ? page : nil
  }
  return neighbour.sharesLetters || reads(page, better: charset, bytes) ? page : nil
}

/// - Parameter sharesLetters: most letters have the same bytes in both.
private let neighbours: [String: (page: String, sharesLetters: Bool)] = [
  "iso-8859-2": ("windows-1250", true), "iso-8859-4": ("windows-1257", true),
  "iso-8859-5": ("windows-1251", false), "iso-8859-6": ("windows-1256", false),
  "iso-8859-7": ("windows-1253", true), "iso-8859-8": ("windows-1255", true),
  "iso-8859-8-i": ("windows-1255", true), "iso-8859-13": ("windows-1257", true),
  "iso-8859-15": ("windows-1252", true),
]

/// Counts the bytes that are control characters of ISO 6429's C1 set, and the others without
/// meaning.
private func survey(_ bytes: Span<UInt8>, _ table: SingleByteTable) -> (controls: Int, unread: Int)
{
  var controls = 0
  var unread = 0
  var index = 0
  while let high = bytes.firstHighByte(from: index) {
    if bytes[high] < 0xA0 {
      controls += 1
    } else if table.scalars[Int(bytes[high])] == nil {
      unread += 1
    }
    index = high + 1
  }
  return (controls, unread)
}

private func reads(_ page: Charset, better iso: Charset, _ bytes: Span<UInt8>) -> Bool {
  guard let model = WritingModel.candidates.first(where: { $0.charset == page.name }) else {
    return false
  }
  let sample = sampleAroundHighBytes(bytes)
  return model.score(page.decode(sample.span).text) > model.score(iso.decode(sample.span).text)
}
