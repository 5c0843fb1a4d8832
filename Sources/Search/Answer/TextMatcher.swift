/// Finds the words of a query in a text: for marking hits, and for conditions that the index
/// holds too little for.
struct TextMatcher {
  /// Words of a query that are looked for, folded.
  private var exact: Set<[UInt8]> = []
  private var patterns: [WildcardPattern] = []
  /// Of stems, by language, as the stemmers give them.
  private var stems: [Set<[UInt8]>]
  private let stemmers: [Stemmer]

  init(_ tree: QueryTree, languages: [String]) throws(SearchError) {
    var stemmers: [Stemmer] = []
    for language in languages { stemmers.append(try Stemmer(language: language)) }
    self.stemmers = stemmers
    stems = stemmers.map { _ in [] }
    add(tree)
  }

  var isEmpty: Bool { exact.isEmpty && patterns.isEmpty }

  /// What is excluded is not marked; nor is what is wanted of names and subjects only.
  private mutating func add(_ tree: QueryTree) {
    switch tree.kind {
    case .and(let parts), .or(let parts), .near(let parts, _): for part in parts { add(part) }
    case .saved(_, let inner): add(inner)
    case .text(nil, let pattern), .text(.body, let pattern), .text(.subject, let pattern):
      add(pattern)
    default: break
    }
  }

  private mutating func add(_ pattern: TextPattern) {
    switch pattern {
    case .words(let text):
      let words = QueryWords.phrase(text).map(\.bytes)
      exact.formUnion(words)
      guard words.count == 1, Vocabulary.hasStems(words[0]) else { return }
      for index in stemmers.indices { stems[index].insert(stemmers[index].stem(words[0])) }
    case .phrase(let text), .fuzzy(let text):
      exact.formUnion(QueryWords.phrase(text).map(\.bytes))
    case .wildcard(let text):
      for case .pattern(let pattern) in WildcardPattern.pieces(of: text) {
        patterns.append(pattern)
      }
    case .regex: break
    }
  }

  private func matches(_ word: Span<UInt8>) -> Bool {
    if patterns.contains(where: { $0.matches(word, from: 0) }) { return true }
    let bytes = word.indices.map { word[$0] }
    if exact.contains(bytes) { return true }
    guard Vocabulary.hasStems(bytes) else { return false }
    return stemmers.indices.contains { index in
      !stems[index].isEmpty && stems[index].contains(stemmers[index].stem(bytes))
    }
  }

  /// Places of the words looked for, in bytes of the text, ascending.
  func places(in text: String) -> [Range<Int>] {
    var sink = Places(matcher: self)
    var analyser = Analyser()
    _ = analyser.analyse(text.utf8.span, from: 1, into: &sink)
    return sink.joined
  }

  private struct Places: TokenSink {
    let matcher: TextMatcher
    var found: [Range<Int>] = []

    mutating func take(_ word: Span<UInt8>, kind: TokenKind, position: UInt32, source: Range<Int>) {
      if found.count < Limits.snippetPlaces, matcher.matches(word) { found.append(source) }
    }

    /// Pairs of characters overlap: what touches is one place.
    var joined: [Range<Int>] {
      found.sorted { $0.lowerBound < $1.lowerBound }.reduce(into: []) { places, next in
        if let last = places.last, next.lowerBound <= last.upperBound {
          places[places.count - 1] =
            last.lowerBound..<max(last.upperBound, next.upperBound)
        } else {
          places.append(next)
        }
      }
    }
  }
}
