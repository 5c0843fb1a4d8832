import Digests
import Search
import Testing

/// An index proves what it holds: that it is of this archive, and of each message what was written.
struct IndexProofTests {
  private func document(_ id: Int64, _ text: String, row: UInt64) -> IndexDocument {
    IndexDocument(id, text).with { $0.row = row }
  }

  private func encoded(_ document: IndexDocument) -> EncodedDocument {
    var encoder = DocumentEncoder()
    return encoder.encode(document)
  }

  private func held(_ index: TestIndex) throws -> [HeldDocument] { try index.reader().examine() }

  private func expected(_ documents: [IndexDocument]) throws -> [HeldDocument] {
    try documents.map {
      HeldDocument(id: $0.id, row: $0.row, content: try encoded($0).digest, isWhole: true)
    }
  }

  @Test func eachChangeIsProven() throws {
    let index = TestIndex()
    var documents = (1...200).map { document($0, "word\($0) all say this", row: UInt64($0)) }
    let writer = try IndexWriter(path: index.path)
    for document in documents { try writer.put(encoded(document)) }
    try writer.commit(revision: 1)
    #expect(try held(index) == expected(documents))
    // In the place of one, and twice before a commit.
    documents[4] = document(5, "other words", row: 205)
    try writer.put(encoded(document(5, "in between", row: 204)))
    try writer.put(encoded(documents[4]))
    // Tags and a thread alone.
    documents[6].tags = ["work", "later"]
    documents[6].thread = 3
    documents[6].row = 206
    var update = IndexUpdate()
    (update.tags, update.thread, update.row) = (["work", "later"], 3, 206)
    #expect(try writer.update(7, update))
    try writer.delete(100)
    try writer.delete(999)
    documents.remove(at: 99)
    try writer.commit(revision: 2)
    #expect(try held(index) == expected(documents))
    #expect(try held(index) != expected(documents.map { $0.with { $0.subject = "other" } }))
  }

  /// The databases that it is merged from share blocks.
  @Test(arguments: [1, 7, 64, 1_000])
  func aBulkImportIsProven(_ segment: Int) throws {
    let index = TestIndex()
    var documents = (1...150).map { document($0, "word\($0)", row: UInt64($0)) }
    let bulk = try BulkIndexer(
      target: index.path, archive: [1, 2], revision: 1, segmentDocuments: segment)
    for document in documents { try bulk.add(encoded(document)) }
    try bulk.finish()
    #expect(try held(index) == expected(documents))
    let writer = try IndexWriter(path: index.path)
    documents[70] = document(71, "changed", row: 271)
    try writer.put(encoded(documents[70]))
    try writer.commit(revision: 2)
    #expect(try held(index) == expected(documents))
  }

  @Test func whatWasNotCommittedIsNotProven() throws {
    let index = try TestIndex([document(1, "one", row: 1)])
    do {
      let writer = try IndexWriter(path: index.path)
      try writer.put(encoded(document(2, "two", row: 2)))
    }
    #expect(try held(index) == expected([document(1, "one", row: 1)]))
  }

  @Test func theIndexOfAnotherArchiveIsRefused() throws {
    let index = TestIndex()
    let (own, other) = (FollowedStore(archive: [1, 2]), FollowedStore(archive: [1, 3]))
    try IndexWriter(path: index.path, store: own).commit(revision: 1)
    let refusal = SearchError.indexForeign(path: index.path)
    #expect(throws: refusal) { try IndexState(path: index.path, store: other) }
    #expect(throws: refusal) { try IndexWriter(path: index.path, store: other) }
    #expect(throws: refusal) { try IndexReader(paths: [index.path], stores: [other]) }
    #expect(try IndexState(path: index.path, store: own).revision == 1)
    #expect(try IndexState(path: index.path).revision == 1)
  }

  @Test func eachRevisionOfAMessageHasANumberOfItsOwn() throws {
    let digest = try SHA256Digest(of: Array("a".utf8))
    let numbers = Set((0..<1_000).map { StoreRow.number(digest: digest, revision: $0) })
    #expect(numbers.count == 1_000)
  }
}
