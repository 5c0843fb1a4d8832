import Glibc
import Mail
import Search
import Testing

@Suite struct IndexTests {
  private func encoded(_ document: IndexDocument) -> EncodedDocument {
    var encoder = DocumentEncoder()
    return encoder.encode(document)
  }

  @Test func aDocumentPutAgainReplacesTheOld() throws {
    let index = try TestIndex([IndexDocument(1, "old text")])
    let writer = try IndexWriter(path: index.path)
    try writer.put(encoded(IndexDocument(1, "new text")))
    try writer.commit(revision: 2)
    #expect(try index.find("old") == [])
    #expect(try index.find("new") == [1])
  }

  @Test func aDeletedDocumentIsGone() throws {
    let index = try TestIndex([IndexDocument(1, "one"), IndexDocument(2, "one")])
    let writer = try IndexWriter(path: index.path)
    try writer.delete(1)
    try writer.delete(77)
    try writer.commit(revision: 3)
    #expect(try index.find("one") == [2])
  }

  @Test func stateChangesWithoutTheText() throws {
    let index = try TestIndex([
      IndexDocument(1, "some text").with {
        $0.tags = ["a", "b"]
        $0.flags = [.flagged]
        $0.folders = ["INBOX"]
      }
    ])
    let writer = try IndexWriter(path: index.path)
    var update = IndexUpdate()
    update.tags = ["b", "c"]
    update.flags = .seen
    update.thread = 9
    #expect(try writer.update(1, update))
    #expect(try !writer.update(2, update))
    try writer.commit(revision: 2)
    for query in [
      "tag:b", "tag:c", "-tag:a", "is:read", "-is:flagged", "thread:9", "-thread:1",
      "folder:inbox", "\"some text\"",
    ] {
      #expect(try index.find(query) == [1], "\(query)")
    }
  }

  @Test func readersSeeTheLastCommitOnly() throws {
    let index = try TestIndex([IndexDocument(1, "one")])
    let reader = try index.reader()
    let writer = try IndexWriter(path: index.path)
    try writer.put(encoded(IndexDocument(2, "one")))
    let tree = try QueryParser.parse("one", .test)
    #expect(try reader.search(tree).total == .exactly(1))
    try writer.commit(revision: 2)
    #expect(try reader.search(tree).total == .exactly(1))
    try reader.reopen()
    #expect(try reader.search(tree).total == .exactly(2))
  }

  @Test func aReaderThatIsOvertakenGoesOn() throws {
    let index = try TestIndex((1...50).map { IndexDocument($0, "word\($0) one") })
    let reader = try index.reader()
    let writer = try IndexWriter(path: index.path)
    for round in 1...4 {
      for id in Int64(1)...50 { try writer.put(encoded(IndexDocument(id, "one changed \(round)"))) }
      try writer.commit(revision: Int64(50 + round))
    }
    let answer = try reader.search(QueryParser.parse("one", .test))
    #expect(answer.total == .exactly(50))
  }

  @Test func whatWasNotCommittedIsGoneWithTheRevision() throws {
    let index = try TestIndex([IndexDocument(1, "one")])
    do {
      let writer = try IndexWriter(path: index.path)
      try writer.put(encoded(IndexDocument(2, "two")))
    }
    let writer = try IndexWriter(path: index.path)
    #expect(writer.revision == 1)
    #expect(try index.find("two") == [])
  }

  @Test func oneWriterAtATime() throws {
    let index = try TestIndex([])
    let writer = try IndexWriter(path: index.path)
    #expect(throws: SearchError.indexLocked(path: index.path)) {
      try IndexWriter(path: index.path)
    }
    try writer.commit(revision: 1)
  }

  @Test func aMissingIndexIsSaidToBe() {
    let index = TestIndex()
    #expect(throws: SearchError.indexMissing(path: index.path)) { try index.reader() }
    #expect(throws: SearchError.indexMissing(path: index.path)) {
      try IndexState(path: index.path)
    }
  }

  @Test func anIndexAheadOfTheStoreIsRefused() throws {
    let index = try TestIndex([IndexDocument(1, "one"), IndexDocument(2, "two")])
    let refusal = SearchError.indexNewer(path: index.path, index: 2, store: 1)
    #expect(throws: refusal) { try IndexState(path: index.path, store: FollowedStore(revision: 1)) }
    #expect(throws: refusal) {
      try IndexWriter(path: index.path, store: FollowedStore(revision: 1))
    }
    #expect(throws: refusal) {
      try IndexReader(paths: [index.path], stores: [FollowedStore(revision: 1)])
    }
    #expect(try IndexState(path: index.path, store: FollowedStore(revision: 2)).revision == 2)
  }

  @Test(arguments: ["iamglass", "postlist.glass", "termlist.glass"])
  func aDamagedIndexIsSaidToBe(file: String) throws {
    let index = try TestIndex((1...300).map { IndexDocument($0, "word\($0) one two three") })
    let name = index.path + "/" + file
    _ = unsafe truncate(name, 10)
    let error = #expect(throws: SearchError.self) {
      let writer = try IndexWriter(path: index.path)
      try writer.update(5, IndexUpdate())
      _ = try index.find("one")
    }
    switch try #require(error) {
    case .indexDamaged, .indexVersion, .storage: break
    default: Issue.record("\(String(describing: error))")
    }
  }

  @Test func otherLanguagesAreDue() throws {
    let index = try TestIndex(
      [IndexDocument(1, "les factures")], settings: IndexSettings(languages: ["fr"]))
    #expect(try index.find("facture") == [1])
    let state = try IndexState(path: index.path)
    #expect(state.isReindexDue(for: IndexSettings()))
    #expect(!state.isReindexDue(for: IndexSettings(languages: ["fr"])))
  }

  @Test func anUnknownLanguageIsRefused() {
    let index = TestIndex()
    #expect(throws: SearchError.unknownLanguage("xx")) {
      try IndexWriter(path: index.path, settings: IndexSettings(languages: ["xx"]))
    }
  }

  /// Much of the mail is French, and one message Spanish.
  @Test func languagesThatMuchOfTheMailIsInAreAdded() throws {
    let index = try TestIndex(
      (1...20).map { IndexDocument($0, "Avec vous nous sommes dans une de ces journaux \($0)") }
        + [IndexDocument(21, "Pero los más días hasta una fecha")])
    #expect(try index.find("journal").isEmpty)
    let writer = try IndexWriter(path: index.path)
    try writer.addDetectedLanguages()
    #expect(try IndexState(path: index.path).languages == ["en", "de", "fr"])
    #expect(
      try !IndexState(path: index.path).isReindexDue(for: IndexSettings(detectsLanguages: true)))
    #expect(try index.find("journal").count == 20)
    var encoder = DocumentEncoder()
    try writer.put(encoder.encode(IndexDocument(22, "deux factures")))
    try writer.commit(revision: 22)
    #expect(try index.find("facturer") == [22])
  }

  @Test(arguments: [0, -1, 1 << 32]) func documentNumbersAreChecked(id: Int64) throws {
    let index = try TestIndex([])
    let writer = try IndexWriter(path: index.path)
    #expect(throws: SearchError.documentNumber(id)) {
      try writer.put(encoded(IndexDocument(1).with { $0.id = id }))
    }
  }

  @Test(arguments: [1, 300, 6_000, 100_000]) func phrasesAreFoundInTextsOfAnyLength(words: Int)
    throws
  {
    let text = (1...words).map { "w\($0)" }.joined(separator: " ")
    let index = try TestIndex([IndexDocument(1, text + " some end"), IndexDocument(2, "end some")])
    #expect(try index.find("\"some end\"") == [1])
    #expect(try index.find("\"w\(words) some end\"") == [1])
    #expect(try index.find("\"w\(max(1, words - 1)) w\(words) some\"") == (words > 1 ? [1] : []))
    #expect(try index.find("\"w1 end\"") == [])
    #expect(try index.find("w1 NEAR/2 end") == (words <= 1 ? [1] : []))
  }

  @Test func ofAnAlternativeWhatItAddsIsFound() throws {
    let text = "Dear reader, the ferry leaves at noon. Bring a lantern."
    let index = try TestIndex([
      IndexDocument(1, text).with {
        $0.texts += [
          .init(
            .body, isAlternative: true, part: "2",
            text: "Harbour news " + text + " Read on, or stop it.")
        ]
      }
    ])
    for query in [
      "\"ferry leaves\"", "harbour", "\"harbour news dear\"", "\"bring a lantern read on\"",
      "\"or stop it\"", "\"reader the ferry leaves at noon\"",
    ] {
      #expect(try index.find(query) == [1], "\(query)")
    }
    #expect(try index.find("\"lantern harbour\"") == [])
  }

  @Test func anIndexThatWasNotFinishedLeavesNothingBehind() throws {
    let index = try TestIndex([IndexDocument(1, "one")])
    _ = try bulk(index.path, 1...2)
    try BulkIndexer.removeLeftovers(target: index.path)
    #expect(unsafe access(index.path + ".building", F_OK) != 0)
    #expect(try index.find("one") == [1])
  }

  @Test func positionsGoWithTheirDocument() throws {
    let index = try TestIndex([IndexDocument(1, "one two"), IndexDocument(2, "one two")])
    let writer = try IndexWriter(path: index.path)
    try writer.put(encoded(IndexDocument(1, "two one")))
    try writer.delete(2)
    try writer.commit(revision: 3)
    #expect(try index.find("\"one two\"") == [])
    #expect(try index.find("\"two one\"") == [1])
  }

  @Test func longValuesNeverFail() throws {
    let long = String(repeating: "ä", count: 5_000)
    let document = IndexDocument(1, long, subject: long).with {
      $0.tags = [long]
      $0.folders = [long + "/" + long]
      $0.accounts = [long]
      $0.addresses = [.init(role: .from, name: long, mailbox: long + "@" + long)]
      $0.headers = [.init(name: long, value: long)]
      $0.attachments = [.init(name: long, type: long)]
      $0.messageIDs = [long]
      $0.listID = long
      $0.date = .max
      $0.size = .max
      $0.thread = .max
    }
    let index = try TestIndex([document])
    for query in ["tag:\(long)", "id:\(long)", "account:\(long)", "subject:\(long)", "*"] {
      #expect(try index.find(query) == [1])
    }
  }

  // MARK: Bulk

  private func bulk(_ path: String, _ ids: ClosedRange<Int64>, revision: Int64 = 100) throws
    -> BulkIndexer
  {
    let bulk = try BulkIndexer(target: path, revision: revision)
    for id in ids where id > bulk.lastDocument {
      try bulk.add(encoded(IndexDocument(id, "document \(id) rechnungen")))
    }
    return bulk
  }

  @Test func aBulkImportIsAnIndexLikeAnyOther() throws {
    let index = TestIndex()
    try bulk(index.path, 1...4_500).finish()
    #expect(try IndexState(path: index.path).revision == 100)
    #expect(try IndexState(path: index.path).documents == 4_500)
    #expect(try index.find("4321") == [4_321])
    #expect(try index.find("Rechnung 1 -4321") == [1])
    let writer = try IndexWriter(path: index.path)
    try writer.put(encoded(IndexDocument(4_501, "rechnungsnummer")))
    try writer.delete(1)
    try writer.commit(revision: 101)
    #expect(try index.find("document 1") == [])
    #expect(try index.find("rechnung*").count == 4_500)
    #expect(unsafe access(index.path + ".building", F_OK) != 0)
  }

  @Test func formsOfAWordInDifferentDatabasesAreJoined() throws {
    let index = TestIndex()
    let bulk = try BulkIndexer(target: index.path, revision: 1, segmentDocuments: 1)
    for (id, text) in ["settings", "setting", "set", "settings again"].enumerated() {
      try bulk.add(encoded(IndexDocument(Int64(id) + 1, text)))
    }
    try bulk.finish()
    #expect(try index.find("set") == [4, 3, 2, 1])
  }

  @Test func aBulkImportGoesOnAfterACrash() throws {
    let index = TestIndex()
    do {
      // Gone without `finish`: what was pending is lost, whole databases are kept.
      let first = try bulk(index.path, 1...4_500)
      try first.waitForSegments()
    }
    let second = try BulkIndexer(target: index.path, revision: 200)
    #expect(second.revision == 100)
    #expect(second.lastDocument == 4_000)
    for id in Int64(4_001)...4_600 {
      try second.add(encoded(IndexDocument(id, "document \(id)")))
    }
    try second.finish()
    #expect(try IndexState(path: index.path).documents == 4_600)
    #expect(try IndexState(path: index.path).revision == 100)
  }

  @Test func theOldIndexServesUntilTheNewOneIsThere() throws {
    let index = try TestIndex([IndexDocument(1, "old")])
    let reader = try index.reader()
    let making = try bulk(index.path, 1...20)
    #expect(try index.find("old") == [1])
    try making.finish()
    #expect(try index.find("old") == [])
    #expect(try index.find("document 20") == [20])
    #expect(try reader.search(QueryParser.parse("old", .test)).total == .exactly(1))
  }

  @Test func anEmptyBulkImportIsAnEmptyIndex() throws {
    let index = TestIndex()
    try BulkIndexer(target: index.path, revision: 5).finish()
    #expect(try IndexState(path: index.path).documents == 0)
    #expect(try index.find("*") == [])
  }

  @Test func documentsOutOfOrderAreRefused() throws {
    let index = TestIndex()
    let bulk = try BulkIndexer(target: index.path, revision: 0)
    try bulk.add(encoded(IndexDocument(5)))
    #expect(throws: SearchError.documentNumber(5)) { try bulk.add(encoded(IndexDocument(5))) }
    try bulk.discard()
  }
}
