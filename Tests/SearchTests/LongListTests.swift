import Mail
import Testing

@testable import Search

/// Where all that is found is wanted, it is listed without Xapian's order: the list must be the same.
@Suite struct LongListTests {
  private static let documents: [IndexDocument] = (1...500).map { (id: Int64) in
    // Many have a date in common; some are before 1970.
    IndexDocument(
      id, "common \(id % 3 == 0 ? "third" : "other") word", date: id * 7 % 40 * 100_000 - 1_000_000
    ).with {
      $0.addresses = [.init(role: .from, name: "", mailbox: "user\(id % 7)@example.org")]
      $0.accounts = id % 4 == 0 ? ["work"] : []
      $0.attachments = id % 5 == 0 ? [.init(name: "a.pdf", type: "application/pdf")] : []
      $0.tags = id % 11 == 0 ? ["todo"] : []
    }
  }

  @Test(arguments: [
    "", "common", "third", "-third", "\"third word\"", "third OR tag:todo", "comm*", "date:1970",
    "nothing-of-this", "from:user3@example.org -is:seen tag:todo",
  ])
  func aListOfAllIsInTheOrderOfAPage(_ query: String) throws {
    let index = try TestIndex(Self.documents)
    let reader = try index.reader()
    let tree = try QueryParser.parse(query, .test)
    let compiled = try QueryCompiler.compile(tree, reader.lexicon)
    for order in [SearchOptions.Order.newest, .oldest] {
      let all = try reader.database.match(
        compiled.query,
        XapianMatch(limit: 500, checkAtLeast: 500, sort: .date, descending: order == .newest))
      for (offset, limit) in [(0, 500), (0, Int(Int32.max)), (7, 500), (1_000, 5_000), (3, .max)] {
        var request = SearchOptions()
        (request.order, request.offset, request.limit) = (order, offset, limit)
        let answer = try reader.search(tree, request)
        #expect(
          answer.hits.map(\.id) == all.hits.dropFirst(offset).map { Int64($0.document) },
          "\(order), from \(offset)")
        #expect(answer.total == .exactly(all.hits.count))
      }
    }
  }

  @Test func facetsOfAllMessagesAreThoseOfASearchThatFindsAll() throws {
    let reader = try TestIndex(Self.documents).reader()
    var request = SearchOptions()
    request.facets = SearchFacet.allCases
    request.limit = 20
    let all = try reader.search(QueryParser.parse("", .test), request)
    let found = try reader.search(QueryParser.parse("common", .test), request)
    #expect(all.facets == found.facets)
    #expect(all.facets[.type]?.first?.count == 100)
    #expect(all.hits == found.hits)
    #expect(all.total == .exactly(500))
  }
}
