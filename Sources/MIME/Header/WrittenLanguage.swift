/// A language as the letters of a text tell it: those in which one name stands for different months,
/// and whose letters differ.
enum WrittenLanguage: String, CaseIterable {
  case croatian = "hr"
  case polish = "pl"
  case czech = "cs"

  /// Letters beyond ASCII, small.
  private var letters: Set<Unicode.Scalar> {
    switch self {
    case .croatian: Set("čćđšž".unicodeScalars)
    case .polish: Set("ąćęłńóśźż".unicodeScalars)
    case .czech: Set("áčďéěíňóřšťúůýž".unicodeScalars)
    }
  }

  /// The language that has most of the letters beyond ASCII of a text; of several the one with the
  /// fewest others. Nil if more are of none.
  init?(of text: String) {
    let found = Set(
      text.unicodeScalars.lazy.filter { $0.value >= 0x80 && $0.properties.isAlphabetic }
        .compactMap { $0.properties.lowercaseMapping.unicodeScalars.first })
    func rank(_ language: Self) -> (Int, Int) {
      (found.intersection(language.letters).count, -language.letters.count)
    }
    guard let best = Self.allCases.max(by: { rank($0) < rank($1) }),
      2 * rank(best).0 > found.count
    else { return nil }
    self = best
  }
}

extension Message {
  /// What the subject and the beginning of the first text are written in.
  var writtenLanguage: WrittenLanguage? {
    let subject = header.first("subject").map { header.text(of: $0) } ?? ""
    let part = parts.first { $0.kind == .leaf && $0.mediaType.type == "text" }
    let text = part.map { part in
      withBeginning(of: part, Reach.languageBytes) { bytes in
        let end = min(bytes.count, Reach.languageBytes)
        return decode(bytes.extracting(..<end), declared: contentType(of: part)["charset"]).text
      }
    }
    // A character that was cut in two.
    return WrittenLanguage(of: (subject + " " + (text ?? "")).replacing("\u{FFFD}", with: ""))
  }
}
