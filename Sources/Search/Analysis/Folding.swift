/// Folding of whole strings, for names that are compared as they are: tags, folders, mailboxes.
package enum Folding {
  /// Folded UTF-8, separators kept.
  ///
  /// - Parameter isTranscribed: in the other spelling (`Transcription`).
  package static func key(_ text: some StringProtocol, isTranscribed: Bool = false) -> [UInt8] {
    var folded: [UInt8] = []
    folded.reserveCapacity(text.utf8.count)
    for byte in text.utf8 where byte < 0x80 { folded.append(ASCII.lowered[byte]) }
    if folded.count == text.utf8.count { return folded }
    folded.removeAll(keepingCapacity: true)
    for scalar in text.unicodeScalars {
      if scalar.isASCII {
        folded.append(
          UInt8(ascii: "A")...UInt8(ascii: "Z") ~= UInt8(ascii: scalar)
            ? UInt8(ascii: scalar) | 0x20 : UInt8(ascii: scalar))
        continue
      }
      let (kind, range) = UnicodeData.shared.folding(scalar.value)
      if kind == .ignored {
        if isTranscribed, let last = folded.last,
          let letter = Transcription.second(of: last, with: scalar.value)
        {
          folded.append(letter)
        }
        continue
      }
      let targets =
        range.isEmpty ? [scalar.value] : range.map { UnicodeData.shared.foldedScalar(at: $0) }
      for target in targets.compactMap(Unicode.Scalar.init) {
        folded.append(contentsOf: UTF8.encode(target) ?? UTF8.encodedReplacementCharacter)
      }
      if isTranscribed, let letter = Transcription.second(of: scalar.value) {
        folded.append(letter)
      }
    }
    return folded
  }

  package static func string(_ text: some StringProtocol) -> String {
    String(decoding: key(text), as: UTF8.self)
  }
}
