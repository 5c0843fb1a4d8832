import GRDB
import Mail
import Testing

@testable import Store

@Suite struct RemovalTests {
  let directory: Directory
  let store: MailStore

  init() throws {
    directory = try Directory()
    store = try MailStore.create(at: directory.store)
  }

  @Test func aRemovedMessageIsHiddenAndCanBeTakenBack() throws {
    try store.add([mail("1@x"), mail("2@x")])
    #expect(try store.remove([1, 1, 77]) == 1)
    #expect(try store.newest(9).map(\.id) == [2])
    #expect(try store.totals().messages == 1)
    #expect(try store.purge() == Purge())
    #expect(try store.takeBack([1]) == 1)
    #expect(try store.newest(9).map(\.id) == [2, 1])
    #expect(try store.octets(of: 1) == mail("1@x").octets)
  }

  @Test func erasingLeavesTheNeighboursAndNoTrace() throws {
    let secret = "kO9dJx0qLw2M"
    let messages = (0..<20).map { mail("\($0)@x", text: $0 == 7 ? secret : "text \($0)") }
    try store.add(messages)
    try store.remove([8], grace: 0)
    #expect(try store.purge(now: .max).messages == 1)
    for id in Int64(1)...20 where id != 8 {
      #expect(try store.octets(of: id) == messages[Int(id) - 1].octets)
    }
    #expect { try store.octets(of: 8) } throws: { ($0 as? StoreError)?.code == .notFound }
    let plain = try store.read("") { db in
      try Int64.fetchAll(db, sql: "SELECT id FROM content").flatMap {
        try ContentCache().plain($0, to: .max, db)
      }
    }
    #expect(!String(decoding: plain, as: UTF8.self).contains(secret))
    #expect(try store.verify().problems == [])
  }

  @Test func aSharedPartLivesAsLongAsAMessageHoldsIt() throws {
    let attachment = noise(50_000, seed: 5)
    let messages = (0..<2).map { mail(attaching: attachment, text: "\($0)") }
    try store.add(messages)
    try store.remove([1], grace: 0)
    _ = try store.purge(now: .max)
    #expect(try store.octets(of: 2) == messages[1].octets)
    try store.remove([2], grace: 0)
    _ = try store.purge(now: .max)
    let contents = try store.read("") { try Int.fetchOne($0, sql: "SELECT count(*) FROM content") }
    #expect(contents == 0)
    #expect(try store.verify().problems == [])
  }

  @Test func anErasedMessageIsStoredAgainOnlyIfAskedFor() throws {
    try store.add([mail("1@x")])
    try store.remove([1], grace: 0)
    _ = try store.purge(now: .max)
    guard case .rejected = try store.add([mail("1@x")])[0] else {
      Issue.record("stored again")
      return
    }
    try store.welcomeBack([1])
    #expect(try store.add([mail("1@x")])[0] == .stored(id: 2))
    #expect(try store.octets(of: 2) == mail("1@x").octets)
    // Both lives are in the ledger.
    #expect(try store.history(of: 1)?.sightings.count == 2)
    #expect(try store.verify().problems == [])
  }

  @Test func idsAreNeverGivenTwice() throws {
    try store.add([mail("1@x"), mail("2@x")])
    try store.remove([2], grace: 0)
    _ = try store.purge(now: .max)
    #expect(try store.add([mail("3@x")])[0] == .stored(id: 3))
  }
}
