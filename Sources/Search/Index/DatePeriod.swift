/// A stretch of time that documents have a term for, so that those of a time are found without
/// looking at the dates of all: 2²¹ seconds, some 24 days, counted from 2³⁹ seconds before 1970.
struct DatePeriod: Equatable {
  let number: UInt32

  private static let bits: UInt64 = 21
  private static let byteCount = 3

  init(of date: Int64) {
    let sortable = IndexFormat.bytes(date, signed: true)
    number = UInt32(truncatingIfNeeded: IndexFormat.unsigned(sortable) >> Self.bits)
  }

  /// Reads a period from its term without the prefix; nil for other terms.
  init?(_ bytes: some Collection<UInt8>) {
    guard bytes.count == Self.byteCount else { return nil }
    number = UInt32(truncatingIfNeeded: IndexFormat.unsigned(bytes))
  }

  var bytes: [UInt8] {
    (0..<Self.byteCount).reversed().map { UInt8(truncatingIfNeeded: number >> UInt32($0 * 8)) }
  }

  var term: [UInt8] { IndexFormat.term(.period, bytes) }
}

extension Lexicon {
  /// All periods that there are messages of, ascending.
  func periods() throws(SearchError) -> [(period: DatePeriod, documents: Int)] {
    let prefix = Array(IndexFormat.Exact.period.rawValue.utf8)
    var periods: [(period: DatePeriod, documents: Int)] = []
    try database.eachTerm(prefix: prefix) { term, documents in
      let bytes = (prefix.count..<term.count).map { term[$0] }
      if let period = DatePeriod(bytes) { periods.append((period, documents)) }
      return true
    }
    return periods
  }

  /// Messages of a time, both ends included: of the periods within it, and of those at its ends the
  /// messages whose date is.
  func messages(from first: Int64?, through last: Int64?) throws(SearchError) -> XapianQuery {
    let start = first.map { DatePeriod(of: $0).number } ?? 0
    let end = last.map { DatePeriod(of: $0).number } ?? .max
    guard start <= end else { return try .none() }
    var within: [XapianQuery] = []
    var atEnds: [XapianQuery] = []
    for (period, _) in try periods() where start...end ~= period.number {
      let isEnd =
        (first != nil && period.number == start) || (last != nil && period.number == end)
      let query = try XapianQuery.term(period.term)
      if isEnd { atEnds.append(query) } else { within.append(query) }
    }
    if atEnds.isEmpty { return try .combine(.or, within) }
    let low = IndexFormat.bytes(first ?? .min, signed: true)
    let high = IndexFormat.bytes(last ?? .max, signed: true)
    let range =
      isLocal
      ? try XapianQuery.inRange(.date, from: low, to: high) : try .range(.date, from: low, to: high)
    return try .combine(.or, within + [.combine(.and, [.combine(.or, atEnds), range])])
  }
}
