import Digests
import Mail
import Testing

@testable import Store

@Suite struct AttachmentTests {
  let directory: Directory
  let store: MailStore

  init() throws {
    directory = try Directory()
    store = try MailStore.create(at: directory.store)
  }

  private static let invoice = bytes("invoice")

  private func mailWithFile(_ id: String) -> NewMessage {
    var message = mail(id, text: id)
    message.metadata.flags = [.hasAttachment]
    return message
  }

  private func batch(
    _ range: ClosedRange<Int64>, _ messages: [Int64], pages: [String] = []
  ) throws -> AttachmentBatch {
    let digest = try SHA256Digest(of: Self.invoice)
    var batch = AttachmentBatch()
    batch.range = range
    batch.attachments = messages.map {
      ListedAttachment(message: $0, number: 1, part: "2", name: "invoice.pdf", digest: digest)
    }
    if !pages.isEmpty {
      batch.texts = [
        ExtractedText(digest: digest, extractor: "pdf/1", outcome: .text, pages: pages)
      ]
    }
    return batch
  }

  @Test func messagesAreLookedThroughOnceTheLatestFirst() throws {
    try store.add((1...9).map { $0 == 5 ? mail("5@x") : mailWithFile("\($0)@x") })
    let first = try #require(try store.messagesToLookThrough(before: .max, limit: 3))
    #expect(first.messages == [9, 8, 7])
    #expect(first.range == 7...9)
    try store.enter(try batch(first.range, []), rules: "r")
    // A later message comes before what is left of the older ones.
    try store.add([mailWithFile("10@x")])
    #expect(try store.messagesNotLookedThrough(limit: 100) == 6)
    #expect(try store.messagesToLookThrough(before: .max, limit: 3)?.range == 10...10)
    let second = try #require(try store.messagesToLookThrough(before: 10, limit: 10))
    #expect(second.messages == [6, 4, 3, 2, 1])
    #expect(second.range == 1...6)
    try store.enter(try batch(10...10, []), rules: "r")
    try store.enter(try batch(second.range, []), rules: "r")
    #expect(try store.messagesToLookThrough(before: .max, limit: 3) == nil)
    #expect(try store.messagesNotLookedThrough(limit: 100) == 0)
    let reader = try MailStore.open(at: directory.store)
    #expect(try reader.hasAllLookedThrough())
    try store.keepAttachmentRanges(["r", "other"])
    #expect(try reader.hasAllLookedThrough())
    try store.keepAttachmentRanges(["newer"])
    #expect(try !reader.hasAllLookedThrough())
  }

  @Test func allMessagesWithADocumentAreIndexedAgain() throws {
    try store.add([mailWithFile("1@x"), mailWithFile("2@x"), mail("3@x")])
    let before = try store.revision()
    try store.enter(try batch(2...3, [2], pages: ["one", "two"]), rules: "r")
    #expect(try store.changes(since: before, limit: 9).map(\.message) == [2])
    // Its text is there already.
    try store.enter(try batch(1...1, [1]), rules: "r")
    let changes = try store.changes(since: before, limit: 9)
    #expect(changes.map(\.message) == [2, 1])
    #expect(changes.allSatisfy { $0.kind == .stored })
    let texts = try store.attachedTexts(of: [1, 3, 2])
    #expect(texts.map { $0.flatMap(\.pages) } == [["one", "two"], [], ["one", "two"]])
    #expect(texts[2].first?.searchable.last?.page == 2)
    #expect(try store.attachedTexts(of: [1], atMost: 3).first?.first?.pages == ["one"])
  }

  /// What is read out of mail goes with the last mail that has it.
  @Test func erasingTheLastMessageErasesTheText() throws {
    try store.add([mailWithFile("1@x"), mailWithFile("2@x")])
    try store.enter(try batch(1...2, [1, 2], pages: ["secret"]), rules: "r")
    try store.remove([1], grace: 0)
    #expect(try store.extractorOutcomes().map(\.count) == [1])
    _ = try store.purge(now: .max)
    #expect(try store.attachedTexts(of: [2]).first?.first?.pages == ["secret"])
    try store.remove([2], grace: 0)
    _ = try store.purge(now: .max)
    #expect(try store.extractorOutcomes().isEmpty)
    #expect(try store.verify().problems == [])
  }

  @Test func backupsCarryTextsAndFingerprintsDoNot() throws {
    try store.add([mailWithFile("1@x")])
    let fingerprint = try store.fingerprint()
    let backup = directory.path + "/backup.sqlite"
    _ = try store.backup(to: backup)
    try store.enter(try batch(1...1, [1], pages: ["page"]), rules: "r")
    #expect(try store.fingerprint() == fingerprint)
    #expect(try store.backup(to: backup) == fingerprint)
    let copy = try MailStore.open(at: backup, .copying)
    #expect(try copy.attachedTexts(of: [1]).first?.first?.pages == ["page"])
  }
}
