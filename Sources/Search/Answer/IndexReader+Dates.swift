extension IndexReader {
  /// The first matches by date. Where there are many messages, they are looked for in the newest (or
  /// oldest) periods alone: as long as these hold enough, no other match need be visited, and the
  /// number of all is estimated, if it is far above what is to be counted exactly.
  func firstByDate(_ query: XapianQuery, _ match: XapianMatch) throws(SearchError)
    -> (hits: [XapianResult.Hit], total: SearchAnswer.Total)
  {
    if match.sort == .date, match.group == nil, match.facets.isEmpty,
      let first = try firstPeriods(descending: match.descending)
    {
      var some = match
      some.checkAtLeast = first.documents
      let found = try database.match(.combine(.and, [query, first.query]), some)
      let share = Double(found.total.count) / Double(first.documents)
      let all = Int(share * Double(try database.counts().documents))
      if found.hits.count == match.limit, all / 2 > match.checkAtLeast {
        return (found.hits, .about(all))
      }
    }
    let found = try database.match(query, match)
    return (found.hits, found.total)
  }

  /// So many of the periods at one end as hold a sample of all messages; nil where there are too few
  /// messages for that to help.
  private func firstPeriods(descending: Bool) throws(SearchError)
    -> (query: XapianQuery, documents: Int)?
  {
    guard try database.counts().documents >= manyDocuments else { return nil }
    let periods = try lexicon.periods()
    var terms: [XapianQuery] = []
    var documents = 0
    for (period, count) in descending ? periods.reversed() : periods {
      guard documents < sampleDocuments else { break }
      terms.append(try .term(period.term))
      documents += count
    }
    return documents == 0 ? nil : (try .combine(.or, terms), documents)
  }
}
