import Digests
import Files
import Foundation
import GRDB
import Mail
import Testing

@testable import Store

@Suite struct MaildropTests {
  let directory: Directory
  let store: MailStore

  init() throws {
    directory = try Directory()
    store = try MailStore.create(at: directory.store)
  }

  private func fetch(_ number: Int, uid: String, account: String = "home") -> NewMessage {
    mail("\(number)@x", source: .account(account), name: uid)
  }

  @Test func whatWasFetchedIsKnownNextTime() throws {
    let outcomes = try store.add([fetch(1, uid: "a"), fetch(2, uid: "b"), fetch(1, uid: "c")])
    let first = try store.id(outcomes[0])
    #expect(
      try store.knownUIDs(account: "home").mapValues(\.message)
        == ["a": first, "b": first + 1, "c": first])
    #expect(try store.knownUIDs(account: "other").isEmpty)
  }

  @Test func aMessageThatLeftTheServerIsGoneAndComesBack() throws {
    try store.add([fetch(1, uid: "a"), fetch(2, uid: "b")])
    #expect(try store.recordListing(account: "home", uids: ["a", "b"], time: 100) == 0)
    #expect(try store.recordListing(account: "home", uids: ["b"], time: 200) == 1)
    var entry = try #require(store.maildrop(account: "home").first)
    #expect((entry.gone, entry.lastSeen) == (200, 5_000_000))
    // Gone is gone since the first time.
    #expect(try store.recordListing(account: "home", uids: ["b"], time: 300) == 0)
    #expect(try store.maildrop(account: "home").first?.gone == 200)
    try store.recordListing(account: "home", uids: ["a", "b"], time: 400)
    entry = try #require(store.maildrop(account: "home").first)
    #expect((entry.gone, entry.lastSeen) == (nil, 400))
    #expect(try store.lastListing(account: "home") == 400)
  }

  @Test func aMessageIsGoneWhenNoServerHasIt() throws {
    try store.add([
      fetch(1, uid: "a"), fetch(1, uid: "z", account: "work"), fetch(2, uid: "b"),
      mail("3@x", source: .file("/mail"), name: "3"),
    ])
    try store.recordListing(account: "home", uids: [], time: 200)
    #expect(try store.messagesGone() == [2])
    try store.recordListing(account: "work", uids: [], time: 300)
    #expect(try store.messagesGone() == [1, 2])
    try store.recordListing(account: "home", uids: ["b"], time: 400)
    #expect(try store.messagesGone() == [1])
  }

  // MARK: Doubts

  private func arrival(
    _ number: Int, uid: String, listed: Int? = nil, _ doubt: Doubt? = nil
  ) -> NewMessage {
    var message = fetch(number, uid: uid)
    message.delivery = Delivery(listedSize: listed.map(Int64.init), doubt: doubt)
    return message
  }

  private func known(_ uid: String) throws -> KnownUID {
    try #require(store.knownUIDs(account: "home")[uid])
  }

  private func tags(_ id: Int64) throws -> [String] {
    try #require(store.summaries(of: [id]).first).tags
  }

  @Test func sizesOfTheListAreKept() throws {
    try store.add([arrival(1, uid: "a", listed: 700), arrival(2, uid: "b")])
    #expect(try known("a").listed == 700)
    #expect(try known("b").listed == nil)
    #expect(try known("b").size == Int64(fetch(2, uid: "b").raw.count))
    try store.recordListing(account: "home", uids: ["a", "b"], sizes: ["b": 555], time: 9)
    #expect(try known("b").listed == 555)
    try store.add([arrival(1, uid: "a")])
    #expect(try known("a").listed == 700, "a session without LIST takes nothing away")
  }

  @Test func whatIsSuspectIsMarkedAndConfirmedByTheSameBytes() throws {
    try store.add([arrival(1, uid: "a", .short)])
    #expect(try known("a").doubt == .short)
    #expect(try !known("a").isConfirmed)
    #expect(try tags(1) == ["suspect"])
    #expect(try store.doubtful(account: "home") == ["a": .short])
    try store.add([arrival(2, uid: "a", .short)])
    #expect(try !known("a").isConfirmed, "these are others")
    try store.add([arrival(2, uid: "a", .short)])
    #expect(try known("a").isConfirmed)
    try store.add([arrival(3, uid: "a")])
    #expect(try known("a") == KnownUID(message: 3, doubt: nil))
    #expect(try tags(2) == ["suspect"] && tags(3) == [])
  }

  @Test func theSameBytesWithoutDoubtTakeTheMarkAway() throws {
    for doubt in Doubt.allCases {
      let uid = "\(doubt)"
      let number = 10 + doubt.rawValue
      let id = try store.id(store.add([arrival(number, uid: uid, doubt)])[0])
      #expect(try tags(id) == [doubt.tag])
      try store.add([arrival(number, uid: uid)])
      #expect(try tags(id) == [])
      #expect(try known(uid).doubt == nil)
    }
    #expect(try store.doubtful(account: "home").isEmpty)
  }

  @Test func somebodyDecidesByTakingTheTagAway() throws {
    try store.add([arrival(1, uid: "a", .noHeader)])
    try store.add([arrival(1, uid: "a", .noHeader)])
    #expect(try known("a").doubt == .noHeader)
    try store.tag([1], add: [], remove: ["suspect"])
    #expect(try known("a").doubt == nil)
    #expect(try store.doubtful(account: "home") == ["a": .noHeader], "not before it comes again")
    for _ in 0..<2 {
      try store.add([arrival(1, uid: "a", .noHeader)])
      #expect(try store.doubtful(account: "home").isEmpty)
      #expect(try tags(1) == [])
    }
  }

  @Test func whatOnceWasWholeStaysSoWhenASessionBreaks() throws {
    try store.add([arrival(1, uid: "a"), arrival(2, uid: "b", .incomplete)])
    #expect(try tags(2) == ["incomplete"])
    try store.add([arrival(1, uid: "a", .incomplete)])
    #expect(try known("a").doubt == nil)
    try store.add([arrival(3, uid: "a", .incomplete)])
    #expect(try known("a").doubt == .incomplete, "these are others")
    try store.doubt(account: "home", uids: ["a", "b", "c"])
    #expect(try tags(3) == ["incomplete"])
  }

  @Test func theBytesOfAnotherUIDAreSuspectUnlessTheSizeFits() throws {
    let size = fetch(1, uid: "").raw.count
    // The first is what it is listed as, the second is not.
    try store.add([arrival(1, uid: "a", listed: size)])
    try store.add([arrival(1, uid: "b", listed: size + 40)])
    #expect(try store.doubtful(account: "home") == ["b": .another])
    // The second is what it is listed as.
    let other = fetch(2, uid: "").raw.count
    try store.add([arrival(2, uid: "c", listed: other + 50)])
    try store.add([arrival(2, uid: "d", listed: other)])
    #expect(try store.doubtful(account: "home") == ["b": .another, "c": .another])
    // Neither.
    try store.add([arrival(3, uid: "e", listed: 9), arrival(3, uid: "f", listed: 10)])
    #expect(try store.doubtful(account: "home").keys.sorted() == ["b", "c", "e", "f"])
    // Both are near: the one whose size it is exactly.
    let near = fetch(5, uid: "").raw.count
    try store.add([arrival(5, uid: "i", listed: near + 1), arrival(5, uid: "j", listed: near)])
    #expect(try store.doubtful(account: "home").keys.sorted() == ["b", "c", "e", "f", "i"])
    // The same size: two copies of one message.
    try store.add([arrival(4, uid: "g", listed: 9), arrival(4, uid: "h", listed: 9)])
    #expect(try store.doubtful(account: "home").count == 5)
  }

  @Test func theLedgerHasDoubtsAndBothDigests() throws {
    let run = try store.beginRun(command: "fetch home").run
    try store.add([arrival(1, uid: "a", .empty)], run: run)
    #expect(try store.doubts(run: run).map(\.doubt) == [.empty])
    var batch = EncodedBatch()
    let digest = try SHA256Digest(of: [1, 2, 3])
    try batch.add(
      variant: digest, of: SHA256Digest(of: fetch(1, uid: "a").bytes),
      origin: arrival(1, uid: "a").origin, Delivery(), size: 3)
    #expect(try store.append(batch, run: run) == [.copy(of: 1)])
    let digests = try store.read("") {
      try Data.fetchAll($0, sql: "SELECT digest FROM ledger WHERE digest IS NOT NULL")
    }
    #expect(digests == [Data(digest.bytes)])
    #expect(try known("a").doubt == nil)
    #expect(try store.verify().problems == [])
  }

  @Test func aMessageUnderAnOldUIDHasNotBeenThereAsLong() throws {
    try store.add([arrival(1, uid: "a")])
    var later = arrival(2, uid: "a")
    later.origin = Origin(source: .account("home"), name: "a", time: later.origin.time + 1_000)
    try store.add([later])
    #expect(try store.maildrop(account: "home").map(\.firstSeen) == [5_001_000])
  }

  @Test func provenanceTellsEveryPlace() throws {
    try store.add([fetch(1, uid: "a"), fetch(1, uid: "z", account: "work")])
    try store.add([mail("1@x", source: .account("home"), name: "a2")])
    try store.markDeleted(account: "home", uids: ["a"], time: 77)
    let history = try #require(try store.history(of: 1))
    #expect(history.sightings.map(\.outcome) == [.stored(id: 1), .copy(of: 1), .copy(of: 1)])
    #expect(history.sightings.map(\.origin.name) == ["a", "z", "a2"])
    #expect(history.servers.map(\.account) == ["home", "home", "work"])
    #expect(history.servers.map(\.deleted) == [77, nil, nil])
  }

  @Test func aRemovedMessageIsNotFetchedAgainAndAgain() throws {
    try store.add([fetch(1, uid: "a")])
    try store.remove([1], grace: 0)
    _ = try store.purge(now: .max)
    guard case .rejected = try store.add([fetch(1, uid: "b")])[0] else {
      Issue.record("stored again")
      return
    }
    #expect(try store.knownUIDs(account: "home").keys.sorted() == ["a", "b"])
  }

  @Test func manyUIDsAreKnown() throws {
    let uids = (0..<20_000).map { "UID-0000000000-\($0)" }
    try store.add([fetch(1, uid: "first")])
    try store.write("") { db in
      for uid in uids {
        try db.execute(
          sql: "INSERT INTO maildrop (source, uid, message, first_seen) VALUES (1, ?, 1, 1)",
          arguments: [uid])
      }
    }
    #expect(try store.knownUIDs(account: "home").count == uids.count + 1)
    #expect(try store.recordListing(account: "home", uids: Set(uids.dropFirst()), time: 9) == 2)
  }
}

extension KnownUID {
  fileprivate init(message: Int64, doubt: Doubt?) {
    self.init(
      message: message, listed: nil, size: Int64(mail("\(message)@x").raw.count), doubt: doubt,
      isConfirmed: false, wasDeleted: false)
  }
}
