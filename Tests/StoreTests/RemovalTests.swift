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
    #expect(try store.bytes(of: 1) == mail("1@x").bytes)
  }

  @Test func erasingLeavesTheNeighboursAndNoTrace() throws {
    let secret = "kO9dJx0qLw2M"
    let messages = (0..<20).map { mail("\($0)@x", text: $0 == 7 ? secret : "text \($0)") }
    try store.add(messages)
    try store.remove([8], grace: 0)
    #expect(try store.purge(now: .max).messages == 1)
    for id in Int64(1)...20 where id != 8 {
      #expect(try store.bytes(of: id) == messages[Int(id) - 1].bytes)
    }
    #expect { try store.bytes(of: 8) } throws: { ($0 as? StoreError)?.code == .notFound }
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
    #expect(try store.bytes(of: 2) == messages[1].bytes)
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
    #expect(try store.bytes(of: 2) == mail("1@x").bytes)
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

  /// Each case: hours after the removal at which runs began, how many days later `purge` is asked,
  /// and whether the message is erased.
  @Test(
    arguments: [
      ([24 * 10, 24 * 20], 31, true),
      ([24 * 10, 24 * 20], 29, false),  // the grace period is not over
      ([], 31, false),
      ([], 40_000, false),  // the clock jumped
      ([24 * 31], 31, false),  // one run only
      ([24 * 40_000, 24 * 40_000 + 2], 40_001, false),  // one session after a jump
      ([0, 1], 31, false),  // on the day of the removal
      ([47, 24 * 3 + 1], 31, true),
    ] as [([Int64], Int64, Bool)])
  func theClockAloneErasesNothing(_ runs: [Int64], _ days: Int64, _ isErased: Bool) throws {
    try store.add([mail("1@x"), mail("2@x")])
    try store.remove([1], grace: 30 * 86_400)
    let noon: Int64 = 1_800_014_400
    try store.write("") { db in
      try db.execute(
        sql: "UPDATE removal SET requested = ?, purge_after = ?",
        arguments: [noon, noon + 30 * 86_400])
      try db.execute(sql: "UPDATE run SET started = ?", arguments: [noon - 3_600])
      for hours in runs {
        try db.execute(
          sql: "INSERT INTO run (command, started) VALUES ('fetch', ?)",
          arguments: [noon + hours * 3_600])
      }
    }
    #expect(try store.purge(now: noon + days * 86_400).messages == (isErased ? 1 : 0))
  }
}
