/// Finds the words of a query in a text, for marking hits.
struct TextMatcher {
  /// A place of what is looked for, in bytes of the text.
  struct Place {
    var range: Range<Int>
    /// Which of the words and phrases of the query it is of.
    var part: Int
  }

  /// Words of a query that are looked for, folded.
  private var exact: [[UInt8]: Int] = [:]
  private var patterns: [(pattern: WildcardPattern, part: Int)] = []
  private var misspelled: [(model: Spelling.Model, part: Int)] = []
  /// Parts of the query by stem, for each stemmer.
  private var stems: [[[UInt8]: Int]]
  /// Words that must stand side by side.
  private var sequences: [[QueryWords.Word]] = []
  private let stemmers: [Stemmer]
  private let known = KnownWords()
  private var parts = 0

  init(_ tree: QueryTree, languages: [String]) throws(SearchError) {
    var stemmers: [Stemmer] = []
    for language in languages { stemmers.append(try Stemmer(language: language)) }
    self.stemmers = stemmers
    stems = stemmers.map { _ in [:] }
    add(tree)
  }

  var isEmpty: Bool {
    exact.isEmpty && patterns.isEmpty && misspelled.isEmpty && sequences.isEmpty
  }

  /// What is excluded is not marked; nor is what is wanted of names only.
  private mutating func add(_ tree: QueryTree) {
    switch tree.kind {
    case .and(let parts), .or(let parts), .near(let parts, _): for part in parts { add(part) }
    case .saved(_, let inner): add(inner)
    case .text(nil, let pattern), .text(.body, let pattern), .text(.subject, let pattern),
      .text(.attachment, let pattern):
      add(pattern)
      parts += 1
    default: break
    }
  }

  private mutating func add(_ pattern: TextPattern) {
    switch pattern {
    case .fuzzy(let text):
      for word in QueryWords.phrase(text) {
        misspelled += word.spellings.map { (Spelling.Model($0), parts) }
      }
    case .words(let text), .phrase(let text):
      let words = QueryWords.phrase(text)
      guard words.count == 1 else {
        if !words.isEmpty { sequences.append(words) }
        return
      }
      for spelling in words[0].spellings {
        exact[spelling] = parts
        guard case .words = pattern, Vocabulary.hasStems(spelling) else { continue }
        for index in stemmers.indices {
          stems[index][stemmers[index].stem(spelling)] = parts
        }
      }
    case .wildcard(let text):
      for case .patterns(let spellings) in WildcardPattern.pieces(of: text) {
        patterns += spellings.map { ($0, parts) }
      }
    case .regex: break
    }
  }

  private func part(of word: Span<UInt8>) -> Int? {
    known.part(of: WordPositions.key(of: word)) { part(of: word.indices.map { word[$0] }) }
  }

  private func part(of word: [UInt8]) -> Int? {
    if let part = exact[word] { return part }
    if let found = patterns.first(where: { $0.pattern.matches(word.span, from: 0) }) {
      return found.part
    }
    if let found = misspelled.first(where: { $0.model.isLike(word) }) { return found.part }
    guard Vocabulary.hasStems(word) else { return nil }
    for index in stemmers.indices where !stems[index].isEmpty {
      if let part = stems[index][stemmers[index].stem(word)] { return part }
    }
    return nil
  }

  /// Ascending.
  func places(in text: String) -> [Place] {
    var sink = Places(matcher: self)
    var analyser = Analyser()
    _ = analyser.analyse(text.utf8.span, from: 1, into: &sink)
    return sink.joined
  }

  private struct Places: TokenSink {
    let matcher: TextMatcher
    var found: [Place] = []
    /// For each sequence the beginnings of it that the text has had so far.
    var begun: [[Beginning]]

    struct Beginning {
      var words: Int
      var position: UInt32
      var ranges: [Range<Int>]
    }

    init(matcher: TextMatcher) {
      self.matcher = matcher
      begun = matcher.sequences.map { _ in [] }
    }

    mutating func take(_ word: Span<UInt8>, kind: TokenKind, position: UInt32, source: Range<Int>) {
      guard found.count < Limits.snippetPlaces else { return }
      if let part = matcher.part(of: word) { found.append(Place(range: source, part: part)) }
      guard !begun.isEmpty else { return }
      let bytes = word.indices.map { word[$0] }
      for index in begun.indices { follow(index, bytes, position, source) }
    }

    private mutating func follow(
      _ index: Int, _ word: [UInt8], _ position: UInt32, _ source: Range<Int>
    ) {
      let sequence = matcher.sequences[index]
      var kept: [Beginning] = []
      for var beginning in begun[index] {
        let next = beginning.position &+ Self.step(sequence, beginning.words)
        guard position <= next else { continue }
        if position == next, sequence[beginning.words].spellings.contains(word) {
          beginning.words += 1
          beginning.position = position
          beginning.ranges.append(source)
        }
        if beginning.words < sequence.count {
          kept.append(beginning)
        } else {
          // Parts of the query are fewer than the words that it may have.
          found += beginning.ranges.map { Place(range: $0, part: Limits.queryTerms + index) }
        }
      }
      if sequence[0].spellings.contains(word) {
        kept.append(Beginning(words: 1, position: position, ranges: [source]))
      }
      begun[index] = kept
    }

    /// Positions from a word of the sequence to the next.
    private static func step(_ sequence: [QueryWords.Word], _ words: Int) -> UInt32 {
      sequence[words].position &- sequence[words - 1].position
    }

    /// Pairs of characters overlap: what touches is one place.
    var joined: [Place] {
      found.sorted { $0.range.lowerBound < $1.range.lowerBound }.reduce(into: []) { places, next in
        if let last = places.last, next.range.lowerBound <= last.range.upperBound {
          places[places.count - 1].range =
            last.range.lowerBound..<max(last.range.upperBound, next.range.upperBound)
        } else {
          places.append(next)
        }
      }
    }
  }
}

/// What was found out about words. Most words of a text were in one before it, and to stem a word takes
/// longer than all else that is done with it.
private final class KnownWords {
  /// In each place the latest word that belongs there.
  private var keys: [UInt64]
  private var parts: [Int?]

  init() {
    keys = [UInt64](repeating: 0, count: Limits.wordsKnown)
    parts = [Int?](repeating: nil, count: Limits.wordsKnown)
  }

  func part(of key: UInt64, _ find: () -> Int?) -> Int? {
    let place = Int(truncatingIfNeeded: key & UInt64(keys.count - 1))
    if keys[place] == key { return parts[place] }
    let part = find()
    keys[place] = key
    parts[place] = part
    return part
  }
}
