import Text

/// The words of the index, for what a query's words may stand for.
struct Lexicon {
  let database: XapianDatabase
  /// Whether no part of it is served by another process, which cannot look at positions.
  let isLocal: Bool
  private let stemmers: [Stemmer]

  init(_ database: XapianDatabase, isLocal: Bool, languages: [String]) throws(SearchError) {
    self.database = database
    self.isLocal = isLocal
    var stemmers: [Stemmer] = []
    for language in languages { stemmers.append(try Stemmer(language: language)) }
    self.stemmers = stemmers
  }

  /// The spellings of a word, and the words that share a stem with one in one of the languages.
  func forms(of spellings: [[UInt8]]) throws(SearchError) -> [[UInt8]] {
    var forms = spellings
    for spelling in spellings where Vocabulary.hasStems(spelling) {
      for stemmer in stemmers {
        let stem = stemmer.stem(spelling)
        forms.append(stem)
        let others = try database.metadata(IndexFormat.Metadata.stem(stemmer.language, stem))
        forms += others.split(separator: 0).prefix(Limits.expansions).map(Array.init)
      }
    }
    // A set would take longer to be made than these few take to be compared.
    return forms.indices.filter { !forms[..<$0].contains(forms[$0]) }.map { forms[$0] }
  }

  /// Words with the prefix (which is not part of the result) that fit one of the patterns; when
  /// there are too many the commonest, which stand for nearly all messages that have any.
  func words(matching patterns: [WildcardPattern], prefix: [UInt8]) throws(SearchError)
    -> [[UInt8]]
  {
    var found: [(word: [UInt8], documents: Int)] = []
    for (index, pattern) in patterns.enumerated() {
      for beginning in pattern.beginnings {
        try eachTerm(prefix, beginning, matching: pattern) { word, documents in
          guard !NumberPair.isPair(word.span),
            !patterns[..<index].contains(where: { $0.matches(word.span, from: 0) })
          else { return }
          found.append((word, documents))
        }
      }
    }
    guard found.count > Limits.wildcardExpansions else { return found.map(\.word) }
    return found.sorted { $0.documents > $1.documents }.prefix(Limits.wildcardExpansions)
      .map(\.word)
  }

  /// Whole values, of tags and the like, that fit the pattern.
  func values(matching pattern: WildcardPattern, prefix: [UInt8]) throws(SearchError) -> [[UInt8]] {
    var found: [[UInt8]] = []
    try eachTerm(prefix, pattern.segments.first ?? [], matching: pattern) { value, _ in
      found.append(value)
    }
    return found
  }

  /// Messages that share a value with others.
  func sharing(_ field: IndexFormat.Exact) throws(SearchError) -> XapianQuery {
    var shared: [[UInt8]] = []
    try database.eachTerm(prefix: Array(field.rawValue.utf8)) { term, documents in
      if documents > 1 { shared.append(term.indices.map { term[$0] }) }
      return true
    }
    var queries: [XapianQuery] = []
    for term in shared { queries.append(try .term(term)) }
    return try .combine(.or, queries)
  }

  private func eachTerm(
    _ prefix: [UInt8], _ beginning: [UInt8], matching pattern: WildcardPattern,
    _ take: (_ rest: [UInt8], _ documents: Int) -> Void
  ) throws(SearchError) {
    try database.eachTerm(prefix: prefix + beginning) { term, documents in
      if pattern.matches(term, from: prefix.count) {
        take((prefix.count..<term.count).map { term[$0] }, documents)
      }
      return true
    }
  }

  /// Words at most a few mistakes away, those with the same first letter.
  func similar(to word: [UInt8], prefix: [UInt8]) throws(SearchError) -> [[UInt8]] {
    let letters = Spelling.letters(of: word)
    let limit = Spelling.tolerance(letters: letters.count)
    guard limit > 0 else { return [word] }
    var found = [word]
    var scan = SpellingScan(word, limit: limit)
    var first: [UInt8]? = []
    while let start = first {
      first = nil
      var rejected = 0
      try database.eachTerm(prefix: prefix + word.prefix(1), from: start) { term, _ in
        let candidate = term.extracting(prefix.count...)
        if scan.isNear(candidate), !NumberPair.isPair(term) {
          let bytes = candidate.indices.map { candidate[$0] }
          if bytes != word { found.append(bytes) }
          rejected = 0
        } else {
          rejected += 1
        }
        if rejected >= Limits.wordsBeforeLeap, let next = scan.nextBeginning {
          first = prefix + next
        }
        return first == nil && found.count < Limits.expansions
      }
    }
    return found
  }

  // MARK: Remote indexes

  /// The newest candidates whose words are arranged as they should be, by what tells messages
  /// apart in any index; whether all candidates were looked at.
  func documents(_ candidates: XapianQuery, where arrangement: WordArrangement)
    throws(SearchError) -> (query: XapianQuery, isComplete: Bool)
  {
    let match = XapianMatch(limit: Limits.remotePhraseCandidates, sort: .date)
    let hits = try database.match(candidates, match).hits
    var found: [XapianQuery] = []
    var room = WordArrangement.Room()
    for hit in hits {
      let terms = try terms(of: hit.document)
      let positions = try database.positions(of: hit.document)
      guard arrangement.holds(in: positions.span, &room, hasTerm: terms.contains) ?? false else {
        continue
      }
      let size = try database.value(.size, of: hit.document)
      let messageID = Array(IndexFormat.Exact.messageID.rawValue.utf8)
      var identity = [
        try XapianQuery.range(.date, from: hit.sortValue, to: hit.sortValue),
        try XapianQuery.range(.size, from: size, to: size),
      ]
      for term in terms where term.starts(with: messageID) { identity.append(try .term(term)) }
      found.append(try .combine(.and, identity))
    }
    return (try .combine(.or, found), hits.count < Limits.remotePhraseCandidates)
  }

  private func terms(of document: UInt32) throws(SearchError) -> Set<[UInt8]> {
    var terms: Set<[UInt8]> = []
    try database.eachTerm(of: document, prefix: []) { term, _ in
      terms.insert(term.indices.map { term[$0] })
      return true
    }
    return terms
  }

  /// Whether any text has the word.
  func exists(_ word: [UInt8]) throws(SearchError) -> Bool {
    for field in IndexFormat.Field.allCases
    where try database.frequency(Array(field.rawValue.utf8) + word) > 0 {
      return true
    }
    return false
  }

  /// For a word that is in no message the commonest of the nearest ones.
  func correction(of word: [UInt8], prefixes: [[UInt8]]) throws(SearchError) -> [UInt8]? {
    for form in try forms(of: [word]) {
      for prefix in prefixes where try database.frequency(prefix + form) > 0 { return nil }
    }
    let letters = Spelling.letters(of: word)
    var best: (word: [UInt8], distance: Int, count: Int)?
    var candidates: Set<[UInt8]> = []
    for prefix in prefixes { candidates.formUnion(try similar(to: word, prefix: prefix)) }
    for candidate in candidates where candidate != word {
      var count = 0
      for prefix in prefixes { count += try database.frequency(prefix + candidate) }
      let distance = editDistance(letters, Spelling.letters(of: candidate), limit: 2) ?? .max
      if (distance, -count) < (best?.distance ?? .max, -(best?.count ?? 0)) {
        best = (candidate, distance, count)
      }
    }
    return best?.word
  }
}
