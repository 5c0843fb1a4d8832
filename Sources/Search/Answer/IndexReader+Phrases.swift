import Mail

/// Phrases of common words. Nearly all messages have such words, and to look at the places of words takes
/// most of the time: it is done once for each message at most, and for no more than are needed.
extension IndexReader {
  /// A page that the first of the messages with the words of a phrase fill; if they do not, all that have the
  /// phrase. Nil where the words are in few messages, or another order than by date is wanted.
  func foundAmongTheFirst(
    _ tree: QueryTree, _ compiled: CompiledQuery, _ request: SearchOptions
  ) throws(SearchError) -> SearchAnswer? {
    guard compiled.arrangedDocuments > fewPhraseCandidates, count == 1, lexicon.isLocal,
      request.order != .relevance, !request.threads, request.facets.isEmpty,
      let loose = try QueryCompiler.compileLoosely(tree, lexicon)
    else { return nil }
    let wanted = max(0, request.offset).addingReportingOverflow(max(0, request.limit))
    guard !wanted.overflow, wanted.partialValue < phraseCandidates else { return nil }
    var match = options(request)
    var found: [UInt32] = []
    var lookedAt: [UInt32] = []
    var portion = firstPhraseCandidates
    while lookedAt.count < phraseCandidates {
      match.offset = lookedAt.count
      match.limit = portion
      let candidates = try firstByDate(loose, within: tree.dates, match)
      guard candidates.total.count > fewPhraseCandidates else { break }
      let documents = candidates.hits.map(\.document)
      found += try arranged(tree, .documents(documents), request)
      lookedAt += documents
      let isAll = documents.count < portion
      if found.count >= wanted.partialValue || isAll {
        return page(
          of: found, request, total: isAll ? .exactly(found.count) : .atLeast(found.count))
      }
      portion = nextPortion(
        found: found.count, of: lookedAt.count, missing: wanted.partialValue - found.count)
    }
    // Few have the phrase, so that the others can as well be counted.
    found += try arranged(tree, .others(than: lookedAt), request)
    return page(of: found, request, total: total(.exactly(found.count), compiled))
  }

  /// As many as will probably do, and a few more; where that was too few, all that are looked at: to find the
  /// candidates again takes as long as to look at many of them.
  private func nextPortion(found: Int, of lookedAt: Int, missing: Int) -> Int {
    let left = max(1, phraseCandidates - lookedAt)
    guard lookedAt <= firstPhraseCandidates, found > 0 else { return left }
    let enough = Double(missing) * Double(lookedAt) / Double(found) * 1.3
    return enough < Double(left) ? max(Int(enough), firstPhraseCandidates) : left
  }

  /// What is found of some documents, in order.
  private func arranged(
    _ tree: QueryTree, _ documents: XapianQuery, _ request: SearchOptions
  ) throws(SearchError) -> [UInt32] {
    let query = try QueryCompiler.compile(tree, lexicon, with: documents).query
    return try database.list(
      .combine(.and, [query, documents]), by: .date, descending: request.order == .newest)
  }

  private func page(
    of found: [UInt32], _ request: SearchOptions, total: SearchAnswer.Total
  ) -> SearchAnswer {
    let first = max(0, request.offset)
    let page = found.dropFirst(first).prefix(max(0, request.limit))
    return SearchAnswer(hits: .init(documents: Array(page)), total: total, facets: [:])
  }
}
