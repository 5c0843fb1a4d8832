/// Where there are many messages, the first matches by date are looked for in the newest (or oldest)
/// periods alone: as long as these hold enough, the dates of all other matches need not be read.
extension IndexReader {
  /// If there are far more than are to be counted exactly, those in the sample are what is known.
  func firstByDate(
    _ query: XapianQuery, within dates: ClosedRange<Int64>, _ match: XapianMatch
  ) throws(SearchError) -> (hits: [XapianResult.Hit], total: SearchAnswer.Total) {
    if match.group != nil { return try firstThreads(query, within: dates, match) }
    for sample in try samples(dates, match) {
      let found = try database.match(sample.of(query), sample.whole(match))
      guard found.hits.count == match.limit else { continue }
      return (found.hits, try total(of: query, exactlyTo: match.checkAtLeast, found, in: sample))
    }
    let found = try database.match(query, match)
    return (found.hits, found.total)
  }

  /// The threads are found in the sample, then what else of them matches is counted.
  private func firstThreads(
    _ query: XapianQuery, within dates: ClosedRange<Int64>, _ match: XapianMatch
  ) throws(SearchError) -> (hits: [XapianResult.Hit], total: SearchAnswer.Total) {
    for sample in try samples(dates, match) {
      let found = try database.match(sample.of(query), sample.whole(match))
      guard found.hits.count == match.limit else { continue }
      let limit = min(match.checkAtLeast, Limits.countThreadsExactlyTo)
      var total = try total(of: query, exactlyTo: limit, found, in: sample)
      if case .exactly(let messages) = total, messages <= limit {
        total = try database.match(query, XapianMatch(limit: 0, group: .thread)).total
      } else {
        total = .atLeast(found.total.count)
      }
      return (try whole(found.hits, of: query, match), total)
    }
    let found = try database.match(query, match)
    return (found.hits, found.total)
  }

  /// The same threads with all that matches in them.
  private func whole(
    _ hits: [XapianResult.Hit], of query: XapianQuery, _ match: XapianMatch
  ) throws(SearchError) -> [XapianResult.Hit] {
    var threads: [XapianQuery] = []
    for hit in hits {
      let thread = IndexFormat.number(try database.value(.thread, of: hit.document))
      threads.append(try .term(IndexFormat.term(.thread, "\(thread)".utf8)))
    }
    var all = match
    all.offset = 0
    return try database.match(.combine(.and, [query, .combine(.or, threads)]), all).hits
  }

  /// To count takes no dates; of a single word the index knows it. As soon as there are more than
  /// wanted, it is given up.
  ///
  /// - Parameter found: what there is of it in the sample.
  private func total(
    of query: XapianQuery, exactlyTo limit: Int, _ found: XapianResult, in sample: Sample
  ) throws(SearchError) -> SearchAnswer.Total {
    let isFarMore = sample.estimate(found.total.count) / 2 > limit
    let match = XapianMatch(limit: 0, checkAtLeast: isFarMore ? 0 : limit)
    let total = try database.match(query, match).total
    if case .exactly = total { return total }
    return .atLeast(max(total.count, found.total.count))
  }

  private struct Sample {
    var periods: XapianQuery
    /// In the sample, and in all that it is one of.
    var documents: Int
    var all: Int

    func of(_ query: XapianQuery) throws(SearchError) -> XapianQuery {
      try .combine(.and, [query, periods])
    }

    /// Makes `match` count everything that matches in the sample.
    func whole(_ match: XapianMatch) -> XapianMatch {
      var match = match
      match.checkAtLeast = documents
      return match
    }

    func estimate(_ found: Int) -> Int { Int(Double(found) / Double(documents) * Double(all)) }
  }

  /// As many periods at one end as hold enough messages, then more of them: what one sample
  /// is too small for, the next may do. None where there are too few messages for that to help.
  private func samples(_ dates: ClosedRange<Int64>, _ match: XapianMatch) throws(SearchError)
    -> [Sample]
  {
    let wanted = match.offset.addingReportingOverflow(match.limit)
    guard match.sort == .date, !wanted.overflow,
      try database.counts().documents >= manyDocuments
    else { return [] }
    let numbers = DatePeriod(of: dates.lowerBound).number...DatePeriod(of: dates.upperBound).number
    let periods = try lexicon.periods().filter { numbers ~= $0.period.number }
    let all = periods.reduce(0) { $0 + $1.documents }
    var samples: [Sample] = []
    var terms: [XapianQuery] = []
    var documents = 0
    var enough = max(sampleDocuments, wanted.partialValue)
    for (period, count) in match.descending ? periods.reversed() : periods {
      terms.append(try .term(period.term))
      documents += count
      guard documents < all / 2 else { break }
      guard documents >= enough else { continue }
      samples.append(Sample(periods: try .combine(.or, terms), documents: documents, all: all))
      enough = documents * Limits.sampleGrowth
    }
    return samples
  }
}

extension QueryTree {
  /// What a message's date must lie in for it to be found.
  var dates: ClosedRange<Int64> {
    switch kind {
    case .date(let from, let until):
      let first = from ?? .min
      return first...max(first, until.map { $0 &- 1 } ?? .max)
    case .and(let parts):
      return parts.reduce(Int64.min...Int64.max) { dates, part in dates.clamped(to: part.dates) }
    default: return .min ... .max
    }
  }
}
