/// The words of a query's text, cut as the index cuts its texts.
struct QueryWords: TokenSink {
  struct Word: Equatable {
    var bytes: [UInt8]
    var kind: TokenKind
    var position: UInt32
    /// In its other spelling, if it has one.
    var transcription: [UInt8]?

    var spellings: [[UInt8]] { [bytes] + (transcription.map { [$0] } ?? []) }
  }

  private var taken: [Word] = []

  mutating func take(_ word: Span<UInt8>, kind: TokenKind, position: UInt32, source: Range<Int>) {
    // What is added to a text for those who look for less or for more than a word of it.
    if kind == .part || kind == .joined { return }
    let bytes = word.indices.map { word[$0] }
    if kind == .transcription, let last = taken.indices.last {
      taken[last].transcription = bytes
    } else {
      taken.append(Word(bytes: bytes, kind: kind, position: position))
    }
  }

  /// Whether the text has characters of a script that is written without spaces.
  static func isWithoutSpaces(_ text: String) -> Bool { all(text).contains { $0.kind == .unit } }

  /// All words of a text in order, with all pairs.
  static func all(_ text: String) -> [Word] {
    var words = QueryWords()
    var analyser = Analyser()
    _ = analyser.analyse(text.utf8.span, from: 1, into: &words)
    return words.taken
  }

  /// What must stand side by side for the text to be found: of a run that gives pairs those and,
  /// where something follows or it is alone, its last part.
  static func phrase(_ text: String) -> [Word] {
    let words = all(text)
    let pairs = Set(words.filter { $0.kind == .pair }.map(\.position))
    let last = words.last?.position
    return words.filter { word in
      word.kind == .pair
        || !pairs.contains(word.position)
          && !(word.position == last && pairs.contains(word.position - 1))
    }
  }
}
