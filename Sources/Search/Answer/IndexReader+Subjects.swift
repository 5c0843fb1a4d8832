import Mail

/// Conditions on subjects alone: the store's rows tell them without reading a message, so that all
/// candidates are looked at, however many there are.
extension IndexReader {
  /// Lends the subjects of messages, whose numbers are ascending, with their places among the numbers;
  /// leaves out those that only the message tells.
  package typealias Subjects = (
    _ ids: [Int64], _ body: (_ place: Int, _ subject: Span<UInt8>) -> Void
  ) -> Void

  /// Nil where other conditions are to be looked at, or another order than by date is wanted.
  func filteredBySubject(
    _ compiled: CompiledQuery, _ request: SearchOptions, _ subjects: Subjects,
    _ headerText: HeaderText
  ) throws(SearchError) -> SearchAnswer? {
    guard count == 1, lexicon.isLocal, request.order != .relevance,
      compiled.alternatives.allSatisfy({ $0.filters.allSatisfy { $0.target == .field(.subject) } })
    else { return nil }
    let isDescending = request.order == .newest
    let candidates = try database.list(compiled.query, by: .date, descending: isDescending)
    // By document.
    var passes = [Bool](repeating: false, count: Int(candidates.max() ?? 0) + 1)
    for alternative in compiled.alternatives {
      let isOnly = compiled.alternatives.count == 1
      let own =
        isOnly ? candidates : try database.list(alternative.query, by: .date, descending: false)
      let documents = own.filter { Int($0) < passes.count && !passes[Int($0)] }.sorted()
      mark(&passes, documents, alternative.filters, subjects, headerText)
    }
    let found = candidates.filter { passes[Int($0)] }
    let page: SearchAnswer.Hits
    var total = found.count
    let first = max(0, request.offset)
    let limit = max(0, request.limit)
    if request.threads {
      let threads = try firstOfThreads(SearchAnswer.Hits(documents: found))
      total = threads.count
      page = .init(threads.dropFirst(first).prefix(limit))
    } else {
      page = .init(documents: Array(found.dropFirst(first).prefix(limit)))
    }
    return SearchAnswer(
      hits: page, total: self.total(.exactly(total), compiled),
      facets: try facets(of: found, request))
  }

  /// Marks the documents for which all filters hold.
  ///
  /// - Parameter documents: ascending.
  private func mark(
    _ passes: inout [Bool], _ documents: [UInt32], _ filters: [HeaderFilter], _ subjects: Subjects,
    _ headerText: HeaderText
  ) {
    for start in stride(from: 0, to: documents.count, by: Limits.subjectsAtOnce) {
      let portion = documents[start..<min(start + Limits.subjectsAtOnce, documents.count)]
      var isTold = [Bool](repeating: false, count: portion.count)
      subjects(portion.map(Int64.init)) { place, subject in
        isTold[place] = true
        passes[Int(portion[start + place])] = filters.allSatisfy { $0.holds(forSubject: subject) }
      }
      for place in isTold.indices where !isTold[place] {
        let document = portion[start + place]
        let hit = SearchAnswer.Hit(index: 0, id: Int64(document), score: 0, moreInThread: 0)
        passes[Int(document)] = filters.allSatisfy { $0.holds(for: headerText(hit, $0.target)) }
      }
    }
  }
}
