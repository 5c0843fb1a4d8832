import Mail
import Testing

@testable import Search

/// Dates are found by periods; what is found must be what the dates themselves say.
@Suite struct DateTests {
  private static let month: Int64 = 30 * 86_400
  /// Some at the ends of periods, before 1970, and as far away as can be told.
  private static let dates: [Int64] =
    (0..<300).map { (place: Int64) in (place * 7_919 % 300 - 100) * month / 3 + place }
    + [-1, 0, 1, (1 << 21) - 1, 1 << 21, (1 << 21) + 1, -(1 << 39), (1 << 39) - 1]

  private static func index() throws -> TestIndex {
    try TestIndex(
      dates.enumerated().map { place, date in IndexDocument(Int64(place + 1), "x", date: date) })
  }

  @Test func rangesHoldTheDatesBetweenTheirEnds() throws {
    let reader = try Self.index().reader()
    var ends: [Int64?] = Self.dates.shuffled().prefix(30).map { $0 }
    ends += [nil, 1 << 21, (1 << 21) - 1, 0, -(1 << 39), (1 << 39) - 1]
    for from in ends {
      for through in ends {
        let query = try reader.lexicon.messages(from: from, through: through)
        let found = try reader.database.match(query, XapianMatch(limit: 1_000))
        let expected = Self.dates.indices.filter {
          (from ?? .min)...max(from ?? .min, through ?? .max) ~= Self.dates[$0]
            && Self.dates[$0] <= through ?? .max
        }
        #expect(
          found.hits.map { Int($0.document) - 1 }.sorted() == expected,
          "\(String(describing: from)) to \(String(describing: through))")
      }
    }
  }

  /// In a large index the newest are looked for among the newest alone, where that is enough.
  @Test(arguments: [
    "common", "common -even", "even odd", "old", "common date:1972", "\"common even\"", "",
  ])
  func theFirstByDateAreTheSameWithAndWithoutASample(_ query: String) throws {
    let index = try TestIndex(
      (1...3_000).map { (id: Int64) in
        let text = "common \(id % 2 == 0 ? "even" : "odd") \(id < 20 ? "old" : "new")"
        return IndexDocument(id, text, date: id * 7 % 3_001 * 40_000)
      })
    let (whole, sampled) = (try index.reader(), try index.reader())
    (sampled.manyDocuments, sampled.sampleDocuments) = (1_000, 300)
    let tree = try QueryParser.parse(query, .test)
    for order in [SearchOptions.Order.newest, .oldest] {
      for offset in [0, 30] {
        var request = SearchOptions()
        (request.order, request.offset, request.limit) = (order, offset, 20)
        let all = try whole.search(tree, request)
        let some = try sampled.search(tree, request, countExactlyTo: 1_000)
        #expect(all.hits == some.hits)
        #expect(abs(all.total.count - some.total.count) <= all.total.count / 2)
        if query == "common" { #expect(some.total == SearchAnswer.Total.about(3_000)) }
        if query == "old" { #expect(some.total == .exactly(19)) }
      }
    }
  }
}
