/// What a query became: for Xapian, and what is left to look at in each message.
struct CompiledQuery {
  struct Alternative {
    var query: XapianQuery
    /// All must hold.
    var filters: [HeaderFilter]
  }

  /// One of these must hold. Those that can be told without a message come first.
  var alternatives: [Alternative]
  /// What the index can tell of all alternatives.
  var query: XapianQuery
  /// False when a phrase has too many candidates in a remote index to look at all of them, or a
  /// wildcard has too many words.
  var isComplete: Bool
  /// At least as many as there are documents whose positions of words must be looked at.
  var arrangedDocuments: Int

  var hasFilters: Bool { alternatives.contains { !$0.filters.isEmpty } }
}

extension QueryTree.ExactField {
  /// Whether "*" in a value stands for any characters.
  fileprivate var hasWildcards: Bool {
    switch self {
    case .tag, .folder, .account, .type: true
    case .id, .thread, .is, .has: false
    }
  }
}

extension QueryTree {
  fileprivate var isNegation: Bool {
    if case .not = kind { true } else { false }
  }

  /// Whether positions of words must be looked at.
  fileprivate var isArranged: Bool {
    switch kind {
    case .near: true
    case .and(let parts), .or(let parts): parts.contains(where: \.isArranged)
    case .saved(_, let inner): inner.isArranged
    case .text(_, let pattern): QueryWords.phrase(pattern.text).count > 1
    default: false
    }
  }
}

/// Turns a tree into a Xapian query over the words that the index has.
struct QueryCompiler {
  let lexicon: Lexicon
  /// All that a word stands for counts as one word for the rank.
  let isRanked: Bool
  private var isComplete = true
  private var arrangedDocuments = 0
  /// The wildcards so far by their places in the query, and how many words they stand for.
  private var wildcards: Set<Range<Int>> = []
  private var wildcardWords = 0
  /// Whether words may stand anywhere: what is found then holds all that the query finds.
  private var isLoose = false
  private var hasArrangements = false
  /// Whether what is found is only counted.
  private var isCounted = false
  /// What else must hold, if anything: positions are looked at in no other messages. Without it a
  /// phrase that is asked for its first message after some other looks for one that may be of no use.
  private var rest: XapianQuery?

  /// - Parameter rest: what will have to hold as well.
  static func compile(
    _ tree: QueryTree, _ lexicon: Lexicon, isRanked: Bool = false, with rest: XapianQuery? = nil
  ) throws(SearchError) -> CompiledQuery {
    var compiler = QueryCompiler(lexicon: lexicon, isRanked: isRanked)
    compiler.rest = rest
    var alternatives: [CompiledQuery.Alternative] = []
    for parts in try tree.alternatives() { alternatives.append(try compiler.alternative(parts)) }
    alternatives.sort { $0.filters.count < $1.filters.count }
    return CompiledQuery(
      alternatives: alternatives,
      query: try .combine(.or, alternatives.map(\.query)), isComplete: compiler.isComplete,
      arrangedDocuments: compiler.arrangedDocuments)
  }

  /// For counting what is found; nil for what the index alone cannot tell.
  static func compileForCount(_ tree: QueryTree, _ lexicon: Lexicon) throws(SearchError)
    -> XapianQuery?
  {
    var compiler = QueryCompiler(lexicon: lexicon, isRanked: false)
    compiler.isCounted = true
    var queries: [XapianQuery] = []
    for parts in try tree.alternatives() {
      let alternative = try compiler.alternative(parts)
      guard alternative.filters.isEmpty else { return nil }
      queries.append(alternative.query)
    }
    return try .combine(.or, queries)
  }

  /// What holds all that the query finds, and more where words must stand beside each other; nil
  /// where they need not.
  static func compileLoosely(_ tree: QueryTree, _ lexicon: Lexicon)
    throws(SearchError) -> XapianQuery?
  {
    var compiler = QueryCompiler(lexicon: lexicon, isRanked: false)
    compiler.isLoose = true
    let query = try compiler.alternative(tree.alternatives().first ?? []).query
    return compiler.hasArrangements ? query : nil
  }

  private init(lexicon: Lexicon, isRanked: Bool) {
    self.lexicon = lexicon
    self.isRanked = isRanked
  }

  /// Conditions that the index cannot answer are taken out here, where all parts must hold.
  private mutating func alternative(_ parts: [QueryTree]) throws(SearchError)
    -> CompiledQuery.Alternative
  {
    var filters: [HeaderFilter] = []
    var indexed: [QueryTree] = []
    /// What the messages that a filter holds for have in any case.
    var narrowing: [XapianQuery] = []
    for part in parts {
      guard let filter = try HeaderFilter(part) else {
        indexed.append(part)
        continue
      }
      filters.append(filter)
      guard case .header(let name) = filter.target, !filter.isNegated else { continue }
      indexed.append(QueryTree(kind: .header(name, nil), range: part.range))
      for word in filter.traceNames {
        narrowing.append(try .term(term(word, HeaderName.namePrefix)))
      }
    }
    let query =
      indexed.count == 1 ? try compile(indexed[0]) : try conjunction(indexed)
    return CompiledQuery.Alternative(
      query: try .combine(.and, [query] + narrowing), filters: filters)
  }

  private mutating func compile(_ tree: QueryTree) throws(SearchError) -> XapianQuery {
    switch tree.kind {
    case .all: return try .all()
    case .and(let parts): return try conjunction(parts)
    case .or(let parts): return try .combine(.or, map(parts))
    case .not(let inner): return try .combine(.andNot, [.all(), excluded(inner)])
    case .near(let parts, let words): return try near(parts, words)
    case .saved(_, let inner): return try compile(inner)
    case .text(let field, let pattern): return try text(field, pattern, tree.range)
    case .header(let name, let pattern): return try header(name, pattern, tree.range)
    case .exact(.id, let value): return try id(value)
    case .exact(.is, MessageState.duplicate.rawValue): return try lexicon.sharing(.messageID)
    case .exact(let field, let value) where value.contains("*") && field.hasWildcards:
      return try exact(field, matching: value)
    case .exact(.folder, let value): return try folder(value)
    case .exact(let field, let value): return try .term(exactTerm(field, value))
    case .date(let from, let until):
      return try lexicon.messages(from: from, through: until.map { $0 &- 1 })
    case .size(let from, let to):
      return try .range(
        .size, from: from.map { IndexFormat.bytes($0) }, to: to.map { IndexFormat.bytes($0) })
    }
  }

  private mutating func map(_ parts: [QueryTree]) throws(SearchError) -> [XapianQuery] {
    var compiled: [XapianQuery] = []
    for part in parts { compiled.append(try compile(part)) }
    return compiled
  }

  /// Strictly, as to exclude more is to find less.
  private mutating func excluded(_ tree: QueryTree) throws(SearchError) -> XapianQuery {
    let wasLoose = isLoose
    isLoose = false
    defer { isLoose = wasLoose }
    return try compile(tree)
  }

  /// What is excluded is taken from the rest at once. Where words must be arranged comes last.
  private mutating func conjunction(_ parts: [QueryTree]) throws(SearchError) -> XapianQuery {
    let outer = rest
    defer { rest = outer }
    var wanted: [XapianQuery] = []
    func narrow() throws(SearchError) {
      guard !wanted.isEmpty else { return }
      rest = try .combine(.and, wanted + (outer.map { [$0] } ?? []))
    }
    for part in parts where !part.isNegation && part.kind != .all && !part.isArranged {
      wanted.append(try compile(part))
    }
    try narrow()
    for part in parts where !part.isNegation && part.isArranged {
      wanted.append(try compile(part))
    }
    try narrow()
    var excluded: [XapianQuery] = []
    for case .not(let inner) in parts.map(\.kind) { excluded.append(try self.excluded(inner)) }
    let all = wanted.isEmpty ? try XapianQuery.all() : try .combine(.and, wanted)
    return excluded.isEmpty ? all : try .combine(.andNot, [all, .combine(.or, excluded)])
  }

  private static let filterMisplaced =
    "what only the messages themselves can tell cannot stand here"

  // MARK: Text

  private static let anywhere: [IndexFormat.Field] = IndexFormat.Field.allCases.filter {
    $0 != .list
  }

  private mutating func text(_ field: QueryField?, _ pattern: TextPattern, _ range: Range<Int>)
    throws(SearchError) -> XapianQuery
  {
    let places = field?.textFields ?? Self.anywhere
    if let field, pattern == .any { return try any(in: field) }
    if let field, case .words(let text) = pattern, text.dropFirst().dropLast().contains("@") {
      // A whole mailbox: nothing that merely contains it.
      let mailbox = Folding.key(QueryParser.bare(text))
      let terms = field.mailboxTerms.map { IndexFormat.term($0, mailbox) }
      if !terms.isEmpty { return try any(terms) }
    }
    var alternatives: [XapianQuery] = []
    var inDocuments: [XapianQuery] = []
    var words: [[UInt8]] = []
    var hasPhrase = false
    for place in places {
      let prefix = Array(place.rawValue.utf8)
      let slots = try slots(pattern, prefix, range)
      hasPhrase = slots.count > 1
      var found: [XapianQuery] = []
      if slots.count == 1, !isRanked {
        words += slots[0].map { term($0, prefix) }
      } else if slots.count == 1 {
        found = try terms(slots[0], prefix)
      } else if !slots.isEmpty {
        found = [try arranged(.phrase, slots.map { $0.map { term($0, prefix) } })]
      }
      if isRanked, place == .document { inDocuments += found } else { alternatives += found }
    }
    if !words.isEmpty { alternatives.append(try any(words)) }
    let operation: XapianQuery.Operation = isRanked && !hasPhrase ? .synonym : .or
    let query = try XapianQuery.combine(operation, alternatives)
    guard !inDocuments.isEmpty else { return query }
    let documents = try XapianQuery.combine(operation, inDocuments)
    return try .combine(.or, [query, documents.weighted(by: Limits.documentWeight)])
  }

  /// Messages that have the field at all: `cc:*`, `attachment:*`.
  private mutating func any(in field: QueryField) throws(SearchError) -> XapianQuery {
    let names: [String]
    switch field {
    case .attachment, .filename: return try .term(exactTerm(.has, Feature.attachment.rawValue))
    case .list: return try .term(exactTerm(.has, Feature.list.rawValue))
    case .body: return try .all()
    case .with: names = ["from", "to", "cc", "bcc"]
    case .recipient: names = ["to", "cc", "bcc"]
    default: names = [field.rawValue]
    }
    var queries: [XapianQuery] = []
    for name in names { queries.append(try header(name, nil, 0..<0)) }
    return try .combine(.or, queries)
  }

  /// For each word of the pattern the words of a field that may stand in its place.
  private mutating func slots(_ pattern: TextPattern, _ prefix: [UInt8], _ range: Range<Int>)
    throws(SearchError) -> [[[UInt8]]]
  {
    var slots: [[[UInt8]]] = []
    switch pattern {
    case .words(let text):
      let words = QueryWords.phrase(text)
      guard words.count == 1, words[0].kind == .word else { return words.map(\.spellings) }
      slots = [try lexicon.forms(of: words[0].spellings)]
    case .phrase(let text): slots = QueryWords.phrase(text).map(\.spellings)
    case .wildcard(let text):
      for piece in WildcardPattern.pieces(of: text) {
        switch piece {
        case .words(let text): slots += QueryWords.phrase(text).map(\.spellings)
        case .patterns(let spellings):
          let words = try lexicon.words(matching: spellings, prefix: prefix)
          if words.count >= Limits.wildcardExpansions { isComplete = false }
          try count(words.count, of: range)
          slots.append(words)
        }
      }
    case .fuzzy(let text):
      for word in QueryWords.phrase(text) {
        guard word.kind == .word else {
          slots.append([word.bytes])
          continue
        }
        var similar: [[UInt8]] = []
        for spelling in word.spellings {
          similar += try lexicon.similar(to: spelling, prefix: prefix)
        }
        slots.append(similar)
      }
    case .regex:
      throw .syntax(reason: Self.filterMisplaced, at: range)
    }
    return slots
  }

  /// What a query can cost has a limit: each wildcard looks through words, and each word is a term.
  private mutating func count(_ words: Int, of range: Range<Int>) throws(SearchError) {
    wildcards.insert(range)
    wildcardWords += words
    guard wildcards.count > Limits.wildcards || wildcardWords > Limits.wildcardWords else { return }
    throw .syntax(
      reason: "the wildcards up to here stand for too many words: give more of their letters",
      at: range)
  }

  private func terms(_ words: [[UInt8]], _ prefix: [UInt8]) throws(SearchError) -> [XapianQuery] {
    var queries: [XapianQuery] = []
    for word in words { queries.append(try .term(term(word, prefix))) }
    return queries
  }

  private func term(_ word: [UInt8], _ prefix: [UInt8]) -> [UInt8] {
    IndexFormat.cut(prefix + word, to: Limits.termBytes)
  }

  /// Documents that have a term of each place, arranged as they should be.
  private mutating func arranged(_ kind: WordArrangement.Kind, _ places: [[[UInt8]]])
    throws(SearchError) -> XapianQuery
  {
    let documents = try documents(of: places)
    guard documents.allSatisfy({ $0 > 0 }) else { return try .none() }
    var parts: [XapianQuery] = []
    for place in places { parts.append(try any(place)) }
    var candidates = try XapianQuery.combine(.and, parts)
    if let rest { candidates = try .combine(.filter, [candidates, rest]) }
    if isLoose {
      hasArrangements = true
      return candidates
    }
    let arrangement = WordArrangement(kind, places, documents: documents)
    if lexicon.isLocal { return try .checked(candidates, arrangement) }
    let found = try lexicon.documents(candidates, where: arrangement)
    if !found.isComplete { isComplete = false }
    return try .combine(.and, [candidates, found.query])
  }

  /// How many documents have a term of each place at most, up to the first place that none has; counts those
  /// that may have one for each. Most fields have none of a phrase's words, and to ask so costs half of what a
  /// search in them does.
  private mutating func documents(of places: [[[UInt8]]]) throws(SearchError) -> [Int] {
    guard lexicon.isLocal else { return [] }
    let unknown = Int(UInt32.max)  // More documents than there can be.
    var counts: [Int] = []
    for place in places where counts.last != 0 {
      var documents = place.count <= Limits.termsCounted ? 0 : unknown
      for term in place where documents < unknown {
        documents += try lexicon.database.frequency(term)
      }
      counts.append(documents)
    }
    arrangedDocuments += counts.min() ?? 0
    return counts
  }

  private func any(_ terms: [[UInt8]]) throws(SearchError) -> XapianQuery {
    // To know how many documents have any of some terms takes all of their lists.
    let apart = isCounted ? 1 : Limits.termsApart
    if terms.count > apart, lexicon.isLocal, !isRanked { return try .union(terms) }
    var queries: [XapianQuery] = []
    for term in terms { queries.append(try .term(term)) }
    return try .combine(.or, queries)
  }

  /// Words near each other in one place of the message.
  private mutating func near(_ parts: [QueryTree], _ distance: Int) throws(SearchError)
    -> XapianQuery
  {
    var alternatives: [XapianQuery] = []
    for place in Self.anywhere {
      let prefix = Array(place.rawValue.utf8)
      var neighbours: [[[UInt8]]] = []
      for part in parts {
        guard case .text(let field, let pattern) = part.kind,
          field?.textFields?.contains(place) ?? true
        else { break }
        neighbours += try slots(pattern, prefix, part.range).map { $0.map { term($0, prefix) } }
      }
      guard neighbours.count >= parts.count else { continue }
      let window = neighbours.count + (distance - 1) * (parts.count - 1)
      alternatives.append(try arranged(.near(window: UInt32(clamping: window)), neighbours))
    }
    return try .combine(.or, alternatives)
  }

  // MARK: Values that are compared whole

  private mutating func header(_ name: String, _ pattern: TextPattern?, _ range: Range<Int>)
    throws(SearchError) -> XapianQuery
  {
    let folded = HeaderName.folded(name)
    guard let pattern else {
      guard HeaderName.usual.contains(folded) else {
        return try .term(IndexFormat.term(.header, folded))
      }
      return try .combine(.andNot, [.all(), .term(IndexFormat.term(.headerMissing, folded))])
    }
    if let field = QueryField.ofHeader(name) {
      if field == .id { return try .term(exactTerm(.id, String(QueryParser.bare(pattern.text)))) }
      return try text(field, pattern, range)
    }
    guard HeaderName.indexedWords(folded) == .all else {
      throw .syntax(reason: Self.filterMisplaced, at: range)
    }
    let prefix = HeaderName.wordPrefix(folded)
    var words: [XapianQuery] = []
    for slot in try slots(pattern, prefix, range) {
      words.append(try .combine(.or, terms(slot, prefix)))
    }
    return try .combine(.and, words)
  }

  /// A Message-ID, or the number of a message in its archive, as lists show it.
  private func id(_ value: String) throws(SearchError) -> XapianQuery {
    let messageID = try XapianQuery.term(exactTerm(.id, value))
    guard lexicon.isLocal, let number = UInt32(value), number > 0 else { return messageID }
    // Documents that there are not would be found as well.
    return try .combine(.or, [messageID, .combine(.and, [.all(), .documents([number])])])
  }

  /// A folder by its name, or by some levels of its path: `folder:2019/bills` finds what is in
  /// `archive/2019/bills` and below. "/" in front asks for the whole path from the top.
  private func folder(_ value: String) throws(SearchError) -> XapianQuery {
    let term = exactTerm(.folder, value)
    guard !value.hasPrefix("/") else { return try .term(term) }
    let prefix = Array(IndexFormat.Exact.folder.rawValue.utf8)
    let ending = [UInt8(ascii: "/")] + term.dropFirst(prefix.count)
    var folders = [term]
    try lexicon.database.eachTerm(prefix: prefix) { found, _ in
      let start = found.count - ending.count
      if start > prefix.count, ending.indices.allSatisfy({ found[start + $0] == ending[$0] }) {
        folders.append(found.indices.map { found[$0] })
      }
      return true
    }
    return try any(folders)
  }

  /// `tag:*`, `folder:lists/*`.
  private func exact(
    _ field: QueryTree.ExactField, matching value: String
  ) throws(SearchError) -> XapianQuery {
    let prefix = exactTerm(field, "")
    let segments = value.split(separator: "*", omittingEmptySubsequences: false)
    let pattern = WildcardPattern(segments: segments.map { Folding.key($0) })
    return try .combine(
      .or, terms(lexicon.values(matching: pattern, prefix: prefix), prefix))
  }

  private func exactTerm(_ field: QueryTree.ExactField, _ value: String) -> [UInt8] {
    switch field {
    case .id: IndexFormat.term(.messageID, value.utf8)
    case .thread: IndexFormat.term(.thread, value.utf8)
    case .tag: IndexFormat.term(.tag, Folding.key(value))
    case .account: IndexFormat.term(.account, Folding.key(value))
    case .folder:
      IndexFormat.term(.folder, Folding.key(value.split(separator: "/").joined(separator: "/")))
    case .type:
      IndexFormat.term(.type, (value.hasSuffix("/*") ? value.dropLast(2) : value[...]).utf8)
    case .is: IndexFormat.term(.flag, value.utf8)
    case .has: IndexFormat.term(.feature, value.utf8)
    }
  }
}
