package import Mail

/// Searches one index or several as one. Readers see what was committed when they were opened or
/// last reopened, and never wait for a writer. Used by one thread at a time.
package final class IndexReader {
  package let states: [IndexState]
  let database: XapianDatabase
  let lexicon: Lexicon
  let count: Int
  var manyDocuments = Limits.manyDocuments
  var sampleDocuments = Limits.sampleDocuments
  var fewPhraseCandidates = Limits.fewPhraseCandidates
  var firstPhraseCandidates = Limits.firstPhraseCandidates
  var phraseCandidates = Limits.phraseCandidates

  /// - Parameter paths: directories of indexes, or files that name remote ones as Xapian's stub
  ///   databases do, each of a single database.
  /// - Parameter stores: that each follows, if known; the index of another, or one ahead of it, is
  ///   refused.
  package init(paths: [String], stores: [FollowedStore] = []) throws(SearchError) {
    var states: [IndexState] = []
    var members: [XapianDatabase] = []
    for (index, path) in paths.enumerated() {
      let store = index < stores.count ? stores[index] : FollowedStore()
      members.append(try XapianDatabase(path: path))
      states.append(try IndexState(of: members[index], store: store))
    }
    self.states = states
    count = paths.count
    database = members.count == 1 ? members[0] : try XapianDatabase(joining: members)
    lexicon = try Lexicon(
      database, isLocal: paths.allSatisfy(IndexDirectory.exists),
      languages: Set(states.flatMap(\.languages)).sorted())
  }

  /// Sees what has been committed since.
  package func reopen() throws(SearchError) { try database.reopen() }

  /// - Parameter headerText: reads the values of fields of a message, for conditions that the
  ///   index cannot answer (regular expressions; fields that `HeaderName` leaves out).
  /// - Parameter subjects: reads subjects of a single index's messages without the messages.
  /// - Parameter countExactlyTo: matches are counted exactly up to this number; of more it is said that
  ///   there are at least these.
  package func search(
    _ tree: QueryTree, _ request: SearchOptions = SearchOptions(),
    countExactlyTo: Int = Limits.countExactlyTo, headerText: HeaderText = { _, _ in [] },
    subjects: Subjects? = nil
  ) throws(SearchError) -> SearchAnswer {
    let compiled = try QueryCompiler.compile(
      tree, lexicon, isRanked: request.order == .relevance)
    if compiled.hasFilters {
      if let subjects,
        let answer = try filteredBySubject(compiled, request, subjects, headerText)
      {
        return answer
      }
      return try filtered(compiled, request, headerText)
    }
    if let answer = try foundAmongTheFirst(tree, compiled, request) { return answer }
    if let answer = try listed(compiled, request) { return answer }
    if let answer = try countedOverAll(tree, compiled, request) { return answer }
    var match = options(request)
    match.checkAtLeast = countExactlyTo
    if request.facets.isEmpty {
      let found = try firstByDate(compiled.query, within: tree.dates, match)
      return SearchAnswer(
        hits: .init(found.hits.map(hit)), total: total(found.total, compiled), facets: [:])
    }
    match.checkAtLeast = try database.counts().documents
    let result = try database.match(compiled.query, match)
    return SearchAnswer(
      hits: .init(result.hits.map(hit)), total: total(result.total, compiled),
      facets: try facets(request) { index throws(SearchError) in try result.facet(index) })
  }

  /// All that is found by date, where all is wanted. Nil where it is not, or not all that easily.
  private func listed(
    _ compiled: CompiledQuery, _ request: SearchOptions
  ) throws(SearchError) -> SearchAnswer? {
    let wanted = max(0, request.offset).addingReportingOverflow(max(0, request.limit))
    guard count == 1, lexicon.isLocal, request.order != .relevance, !request.threads,
      request.facets.isEmpty
    else { return nil }
    let all = try database.counts().documents
    guard wanted.overflow || wanted.partialValue >= all else { return nil }
    var documents = try database.list(
      compiled.query, by: .date, descending: request.order == .newest)
    let found = SearchAnswer.Total.exactly(documents.count)
    documents.removeFirst(min(max(0, request.offset), documents.count))
    return SearchAnswer(
      hits: .init(documents: Array(documents.prefix(max(0, request.limit)))),
      total: total(found, compiled), facets: [:])
  }

  /// Facets of all messages: their values are read one after the other, and no dates for it.
  private func countedOverAll(
    _ tree: QueryTree, _ compiled: CompiledQuery, _ request: SearchOptions
  ) throws(SearchError) -> SearchAnswer? {
    guard tree.kind == .all, lexicon.isLocal, request.order != .relevance, !request.threads,
      !request.facets.isEmpty
    else { return nil }
    let documents = try database.counts().documents
    var match = options(request)
    match.facets = []
    match.checkAtLeast = documents
    let found = try firstByDate(compiled.query, within: tree.dates, match)
    return SearchAnswer(
      hits: .init(found.hits.map(hit)), total: .exactly(documents),
      facets: try facets(request) { index throws(SearchError) in
        try database.countValues(request.facets[index].slot)
      })
  }

  func options(_ request: SearchOptions) -> XapianMatch {
    XapianMatch(
      offset: max(0, request.offset), limit: max(0, request.limit),
      sort: request.order == .relevance ? nil : .date, descending: request.order == .newest,
      group: request.threads ? .thread : nil, facets: request.facets.map(\.slot))
  }

  func hit(_ found: XapianResult.Hit) -> SearchAnswer.Hit {
    let number = Int(found.document) - 1
    return SearchAnswer.Hit(
      index: number % count, id: Int64(number / count + 1), score: found.weight,
      moreInThread: found.more)
  }

  func total(_ found: SearchAnswer.Total, _ compiled: CompiledQuery)
    -> SearchAnswer.Total
  {
    compiled.isComplete ? found : .atLeast(found.count)
  }

  /// - Parameter values: those of each facet that is asked for, by its place.
  private func facets(
    _ request: SearchOptions,
    _ values: (Int) throws(SearchError) -> [(value: [UInt8], count: Int)]
  ) throws(SearchError) -> [SearchFacet: [FacetCount]] {
    var facets: [SearchFacet: [FacetCount]] = [:]
    for (index, facet) in request.facets.enumerated() {
      var counts: [String: Int] = [:]
      for (value, count) in try values(index) {
        // One value may hold several, as types do.
        for each in value.split(separator: 0) {
          counts[String(decoding: each, as: UTF8.self), default: 0] += count
        }
      }
      facets[facet] = [FacetCount](counts)
    }
    return facets
  }

  // MARK: Conditions on the messages themselves

  /// The values that a filter is for, of one message.
  package typealias HeaderText = (SearchAnswer.Hit, HeaderFilter.Target) -> [String]

  /// Looks at what the index finds.
  private func filtered(
    _ compiled: CompiledQuery, _ request: SearchOptions, _ headerText: HeaderText
  ) throws(SearchError) -> SearchAnswer {
    var options = options(request)
    options.offset = 0
    options.limit = Limits.filterCandidates
    options.facets = []
    // A thread is found if any message of it is.
    options.group = nil
    let candidates = try database.match(compiled.query, options).hits
    let passing = try passing(compiled, candidates, headerText)
    let facets = try facets(of: passing, request)
    var kept = candidates.filter { passing.contains($0.document) }.map(hit)
    if request.threads { kept = try firstOfThreads(kept) }
    return SearchAnswer(
      hits: .init(kept.dropFirst(max(0, request.offset)).prefix(max(0, request.limit))),
      total: candidates.count < Limits.filterCandidates && compiled.isComplete
        ? .exactly(kept.count) : .atLeast(kept.count),
      facets: facets)
  }

  /// The documents for which the conditions of an alternative hold. Messages are read in the order
  /// in which they are stored: in that of their dates it takes some thirty times as long.
  private func passing(
    _ compiled: CompiledQuery, _ candidates: [XapianResult.Hit], _ headerText: HeaderText
  ) throws(SearchError) -> Set<UInt32> {
    let members = try members(of: compiled, candidates)
    let stored = candidates.map { (document: $0.document, hit: hit($0)) }
      .sorted { ($0.hit.index, $0.hit.id) < ($1.hit.index, $1.hit.id) }
    var passing: Set<UInt32> = []
    for (document, hit) in stored {
      let holds = zip(compiled.alternatives, members).contains { alternative, documents in
        documents.contains(document)
          && alternative.filters.allSatisfy { $0.holds(for: headerText(hit, $0.target)) }
      }
      if holds { passing.insert(document) }
    }
    return passing
  }

  func facets(
    of documents: some Collection<UInt32>, _ request: SearchOptions
  ) throws(SearchError) -> [SearchFacet: [FacetCount]] {
    guard !request.facets.isEmpty else { return [:] }
    var match = options(request)
    match.limit = 0
    match.group = nil
    match.checkAtLeast = documents.count
    let result = try database.match(.documents(documents.sorted()), match)
    return try facets(request) { index throws(SearchError) in try result.facet(index) }
  }

  /// The documents of each alternative.
  private func members(
    of compiled: CompiledQuery, _ candidates: [XapianResult.Hit]
  ) throws(SearchError) -> [Set<UInt32>] {
    guard compiled.alternatives.count > 1 else { return [Set(candidates.map(\.document))] }
    let all = XapianMatch(limit: Limits.filterCandidates, checkAtLeast: 0, sort: .date)
    var members: [Set<UInt32>] = []
    for alternative in compiled.alternatives {
      members.append(Set(try database.match(alternative.query, all).hits.map(\.document)))
    }
    return members
  }

  func firstOfThreads(
    _ hits: some Sequence<SearchAnswer.Hit>
  ) throws(SearchError) -> [SearchAnswer.Hit] {
    var places: [Int64: Int] = [:]
    var first: [SearchAnswer.Hit] = []
    for hit in hits {
      let thread = try summary(of: hit).thread
      if let place = places[thread] {
        first[place].moreInThread += 1
      } else {
        places[thread] = first.count
        first.append(hit)
      }
    }
    return first
  }
}
