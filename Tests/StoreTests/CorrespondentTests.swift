import Mail
import Testing

@testable import Store

@Suite struct CorrespondentTests {
  private func all(_ store: MailStore) throws -> [KnownAddress] {
    try #require(try store.correspondents(limit: 100) { _, _ in true })
  }

  private func known(_ address: String, _ name: String, _ messages: Int) -> KnownAddress {
    KnownAddress(address: address, name: name, messages: messages)
  }

  @Test func messagesAreCountedEachOnceForAnAddress() throws {
    let directory = try Directory()
    defer { withExtendedLifetime(directory) {} }
    let store = try MailStore.create(at: directory.store)
    try store.add([
      mail(from: "Ada <ada@x>", to: "b@x, B@x", text: "1"),
      mail(from: "b@x", to: "ada@x, c@x", text: "2"), mail(from: "b@x", to: "b@x", text: "3"),
    ])
    #expect(try all(store) == [known("b@x", "", 3), known("ada@x", "Ada", 2), known("c@x", "", 1)])
    // A copy is no message more.
    try store.add([mail(from: "b@x", to: "b@x", text: "3")])
    #expect(try all(store).first?.messages == 3)
    #expect(try store.correspondents(limit: 1) { address, _ in address != "b@x" }?.count == 1)
  }

  /// What people call themselves counts more than what others call them, and the latest.
  @Test func theLatestNameByItsOwnerIsKept() throws {
    let mails = [
      mail(from: "Ada L. <ada@x>", to: "b@x", date: 100, text: "1"),
      mail(from: "\"Ada Lovelace\" <ada@x>", to: "b@x", date: 200, text: "2"),
      mail(from: "b@x", to: "Countess <ada@x>", date: 300, text: "3"),
      mail(from: "ada@x <ada@x>", to: "'Bob' <b@x>", date: 400, text: "4"),
      mail(from: "ada@x", to: "Robert <b@x>", date: 350, text: "5"),
    ]
    for order in [mails, mails.reversed()] {
      let directory = try Directory()
      defer { withExtendedLifetime(directory) {} }
      let store = try MailStore.create(at: directory.store)
      for mail in order { try store.add([mail]) }
      #expect(
        try all(store) == [known("ada@x", "Ada Lovelace", 5), known("b@x", "Bob", 5)])
    }
  }

  @Test func erasedMessagesCountNoMore() throws {
    let directory = try Directory()
    defer { withExtendedLifetime(directory) {} }
    let store = try MailStore.create(at: directory.store)
    try store.add([
      mail(from: "a@x", to: "b@x", text: "1"), mail(from: "a@x", to: "c@x", text: "2"),
    ])
    _ = try store.remove([2], grace: 0)
    _ = try store.purge(now: .max)
    #expect(try all(store) == [known("a@x", "", 1), known("b@x", "", 1)])
  }

  @Test func whatIsNoAddressIsLeftOut() throws {
    let directory = try Directory()
    defer { withExtendedLifetime(directory) {} }
    let store = try MailStore.create(at: directory.store)
    let long = String(repeating: "x", count: 300) + "@x"
    try store.add([mail(from: "Somebody", to: "\(long), b@x")])
    #expect(try all(store) == [known("b@x", "", 1)])
  }

  @Test func peopleAreKeptAsBytes() {
    var people = People()
    for list in [nil, 7, (1 << 48) - 1] as [Int64?] {
      people.authors = [1, 2]
      people.recipients = (0..<300).map { Int64($0) + 1 << 40 }
      people.others = [3]
      people.list = list
      #expect(People(bytes: people.bytes) == people)
    }
    #expect(People(bytes: People().bytes) == People())
    #expect(People(bytes: [9, 9]) == People())
    #expect(People(bytes: [9, 0, 9, 1, 0, 0, 0, 0, 0, 5]).list == 5)
  }
}
