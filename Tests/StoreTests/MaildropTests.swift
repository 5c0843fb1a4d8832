import Digests
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
    #expect(try store.knownUIDs(account: "home") == ["a": first, "b": first + 1, "c": first])
    #expect(try store.knownUIDs(account: "other") == [:])
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

  @Test func onlyWhatIsStoredUnderBothUIDAndDigestMayBeDeleted() throws {
    let (one, two) = (fetch(1, uid: "a"), fetch(2, uid: "b"))
    try store.add([one, two])
    let (first, second) = try (SHA256Digest(of: one.octets), SHA256Digest(of: two.octets))
    #expect(try store.deletable(account: "home", ["a": first, "b": first]) == ["a"])
    #expect(try store.deletable(account: "home", ["unknown": first]) == [])
    #expect(try store.deletable(account: "other", ["a": first]) == [])
    try store.remove([2], grace: 0)
    _ = try store.purge(now: .max)
    #expect(try store.deletable(account: "home", ["b": second]) == [])
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
