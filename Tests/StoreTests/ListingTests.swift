import Digests
import Mail
import Testing

@testable import Store

@Suite struct ListingTests {
  let directory: Directory
  let store: MailStore

  init() throws {
    directory = try Directory()
    store = try MailStore.create(at: directory.store)
  }

  @Test func pagesGoFromNewestToOldestWithoutGapsOrRepeats() throws {
    // Several have the same date.
    try store.add((0..<25).map { mail("\($0)@x", date: Int64($0 / 3)) })
    var listed: [MessageSummary] = []
    var position = PagePosition.newest
    while case let page = try store.newest(4, after: position), let last = page.last {
      listed += page
      position = PagePosition(after: last)
    }
    #expect(listed.map(\.id) == (1...25).reversed().map { $0 })
    #expect(listed.map(\.date) == listed.map(\.date).sorted(by: >))
  }

  @Test func aListOfOneSourceHoldsCopiesSeenThere() throws {
    try store.add([
      mail("1@x", date: 5, source: .account("a"), name: "1"),
      mail("2@x", date: 6, source: .account("b"), name: "1"),
      mail("1@x", date: 5, source: .account("b"), name: "2"),
    ])
    #expect(try store.newest(9, in: .account("a")).map(\.id) == [1])
    #expect(try store.newest(9, in: .account("b")).map(\.id) == [2, 1])
    let after = PagePosition(date: 6, id: 2)
    #expect(try store.newest(9, in: .account("b"), after: after).map(\.id) == [1])
    #expect(try store.newest(9, in: .account("c")).isEmpty)
  }

  @Test func summariesComeInTheOrderAsked() throws {
    try store.add((0..<5).map { mail("\($0)@x") })
    #expect(try store.summaries(of: [4, 1, 99, 3, 1]).map(\.id) == [4, 1, 3, 1])
  }

  @Test func aSummaryHoldsWhatTheParserSaid() throws {
    var message = mail("id@x", subject: "Grüße\0 aus Köln", from: "Ä <a@x>")
    message.metadata.flags = [.signed, .hasAttachment]
    message.metadata.received = 77
    try store.add([message])
    let summary = try #require(store.newest(1).first)
    #expect(summary.subject == "Grüße aus Köln")
    #expect(summary.sender == "Ä <a@x>")
    #expect(summary.flags == [.signed, .hasAttachment])
    #expect((summary.date, summary.zone, summary.received) == (1_000_000, 60, 77))
    #expect(summary.messageID == "id@x")
    let digest = try #require(summary.digest)
    #expect(try digest == SHA256Digest(of: message.bytes))
    #expect(try store.message(withDigest: digest) == summary.id)
  }

  @Test func longTextsAreShortenedInRowsOnly() throws {
    let message = mail("1@x", subject: String(repeating: "ä", count: 10_000))
    try store.add([message])
    #expect(try store.newest(1).first?.subject.utf8.count == Limits.subject)
    #expect(try store.bytes(of: 1) == message.bytes)
  }

  @Test func sameMessageIDWithOtherBytesIsKeptAndLinked() throws {
    try store.add([mail("1@x"), mail("1@x", text: "changed on its way"), mail("2@x")])
    #expect(try store.messagesWithSameID(as: 1).map(\.id) == [2])
    #expect(try store.messages(withMessageID: "1@x").map(\.id) == [1, 2])
    #expect(try store.messagesWithSameID(as: 3).isEmpty)
  }

  @Test func theIndexCanFollowEveryChange() throws {
    try store.add([mail("1@x"), mail("2@x"), mail("3@x")])
    let first = try store.changes(since: 0, limit: 2)
    #expect(first.map(\.message) == [1, 2])
    let reached = try store.revision()
    #expect(try store.changes(since: first[1].revision, limit: 9).map(\.message) == [3])
    #expect(try store.changes(since: reached, limit: 9).isEmpty)

    try store.tag([2], add: ["work"])
    try store.remove([3])
    try store.add([mail("4@x")])
    let later = try store.changes(since: reached, limit: 9)
    #expect(later.map(\.message) == [2, 3, 4])
    #expect(later.map(\.kind) == [.changed, .removed, .stored])
    #expect(later.last?.revision == (try store.revision()))
    // From nothing, an index sees what is here, and what it must not have.
    #expect(
      try store.changes(since: 0, limit: 9).map(\.kind) == [.stored, .stored, .removed, .stored])
    #expect(try store.changes(since: 0, limit: 9).map(\.message) == [1, 2, 3, 4])

    try store.takeBack([3])
    let back = try store.changes(since: later[2].revision, limit: 9)
    #expect(back.map(\.kind) == [.stored])
  }

  @Test func tagsBumpTheRevisionOnlyWhereTheyChange() throws {
    try store.add([mail("1@x"), mail("2@x")])
    #expect(try store.tag([1, 2, 99], add: ["inbox", "new"]) == 2)
    let reached = try store.revision()
    #expect(try store.tag([1], add: ["inbox"], remove: ["absent"]) == 0)
    #expect(try store.revision() == reached)
    #expect(try store.tag([1, 2], add: ["work"], remove: ["inbox"]) == 2)
    #expect(try store.summaries(of: [1]).first?.tags == ["new", "work"])
    #expect(try store.tags().map(\.name) == ["new", "work"])
    #expect(try store.tags().map(\.messages) == [2, 2])
    #expect(try store.messages(tagged: "work") == [1, 2])
  }

  @Test(arguments: ["", "two words", "bell\u{7}", String(repeating: "x", count: 201)])
  func badTagNamesAreRefused(_ name: String) throws {
    try store.add([mail("1@x")])
    #expect { try store.tag([1], add: [name]) } throws: { ($0 as? StoreError)?.code == .invalid }
  }
}
