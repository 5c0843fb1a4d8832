/// The words of a query's text, cut as the index cuts its texts.
struct QueryWords: TokenSink {
  struct Word: Equatable {
    var bytes: [UInt8]
    var kind: TokenKind
    var position: UInt32
  }

  private var taken: [Word] = []

  mutating func take(_ word: Span<UInt8>, kind: TokenKind, position: UInt32, source: Range<Int>) {
    taken.append(Word(bytes: word.indices.map { word[$0] }, kind: kind, position: position))
  }

  /// What must stand side by side for the text to be found: of a run without spaces the pairs
  /// and, where something follows or it is alone, the last character.
  static func phrase(_ text: String) -> [Word] {
    var words = QueryWords()
    var analyser = Analyser()
    _ = analyser.analyse(text.utf8.span, from: 1, into: &words)
    let pairs = Set(words.taken.filter { $0.kind == .pair }.map(\.position))
    let last = words.taken.last?.position
    return words.taken.filter { word in
      switch word.kind {
      case .word, .pair: true
      case .unit:
        !pairs.contains(word.position)
          && !(word.position == last && pairs.contains(word.position - 1))
      }
    }
  }
}
