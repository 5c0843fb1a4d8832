import Digests
import GRDB
import Mail
import Testing

@testable import Store

/// Replies that name no message join a conversation of their subject, and ids that are none join
/// nothing.
@Suite struct AnswerTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let messages: [NewMessage]
    /// Ids of the messages that are together.
    let expected: Set<Set<String>>

    init(_ description: String, _ messages: [NewMessage], _ expected: Set<Set<String>>) {
      (testDescription, self.messages, self.expected) = (description, messages, expected)
    }
  }

  static let day: Int64 = 86_400

  static let cases: [Case] = [
    Case(
      "letters of strangers, one of them a reply to somebody else",
      [
        mail("1@x", subject: "Hello", from: "a@x", to: "l@x", date: 0),
        mail("2@x", subject: "Hello", from: "b@x", to: "l@x", date: day),
        mail("3@x", subject: "RE: HELLO", from: "c@x", to: "d@x", date: 2 * day),
      ], [["1@x"], ["2@x"], ["3@x"]]),
    Case(
      "the author was written to",
      [
        mail("1@x", subject: "Plan", from: "a@x", to: "b@x", date: 0),
        mail("2@x", subject: "Re: Plan", from: "b@x", to: "c@x", date: day),
      ], [["1@x", "2@x"]]),
    Case(
      "it goes to the author",
      [
        mail("1@x", subject: "Plan", from: "a@x", to: "l@x", date: 0),
        mail("2@x", subject: "Re: Plan", from: "b@x", to: "z@x, A@X", date: day),
      ], [["1@x", "2@x"]]),
    Case(
      "one list",
      [
        mail("1@x", subject: "Plan", from: "a@x", to: "l@x", list: "l.x", date: 0),
        mail("2@x", subject: "Re: Plan", from: "b@x", to: "l@x", list: "L.x", date: day),
        mail("3@x", subject: "Re: Plan", from: "c@x", to: "l@x", list: "other.x", date: day),
      ], [["1@x", "2@x"], ["3@x"]]),
    Case(
      "within 180 days of the newest",
      [
        mail("1@x", subject: "Plan", from: "a@x", to: "b@x", date: 0),
        mail("2@x", subject: "Re: Plan", from: "b@x", to: "a@x", date: 180 * day),
        mail("3@x", subject: "Re: Plan", from: "a@x", to: "b@x", date: 360 * day),
        mail("4@x", subject: "Re: Plan", from: "a@x", to: "b@x", date: 541 * day),
      ], [["1@x", "2@x", "3@x"], ["4@x"]]),
    Case(
      "nothing answers what comes later",
      [
        mail("1@x", subject: "Re: Plan", from: "b@x", to: "a@x", date: 0),
        mail("2@x", subject: "Plan", from: "a@x", to: "b@x", date: day),
      ], [["1@x"], ["2@x"]]),
    Case(
      "the newer of two conversations",
      [
        mail("1@x", subject: "Plan", from: "a@x", to: "b@x", date: 0),
        mail("2@x", subject: "Plan", from: "a@x", to: "b@x", date: 10 * day),
        mail("3@x", subject: "Re: Plan", from: "b@x", to: "a@x", date: 5 * day),
        mail("4@x", subject: "AW: Plan", from: "b@x", to: "a@x", date: 12 * day),
      ], [["1@x", "3@x"], ["2@x", "4@x"]]),
    Case(
      "a reply to a reply that names its message",
      [
        mail("1@x", subject: "Plan", from: "a@x", to: "b@x", date: 0),
        mail("2@x", references: ["1@x"], subject: "Re: Plan", from: "b@x", to: "a@x", date: day),
        mail("3@x", subject: "Re: Plan", from: "a@x", to: "b@x", date: 2 * day),
        mail("4@x", references: ["3@x"], subject: "New", from: "b@x", to: "a@x", date: 3 * day),
      ], [["1@x", "2@x", "3@x", "4@x"]]),
    Case(
      "the owner, who is in most messages, joins nobody",
      [
        mail("1@x", subject: "Hello", from: "a@x", to: "me@x", date: 0),
        mail("2@x", subject: "Re: Hello", from: "me@x", to: "b@x", date: day),
        mail("3@x", subject: "Re: Hello", from: "c@x", to: "me@x", date: 2 * day),
        mail("4@x", subject: "4", from: "d@x", to: "me@x"),
        mail("5@x", subject: "5", from: "me@x", to: "e@x"),
        mail("6@x", subject: "6", from: "f@x", to: "me@x"),
      ], [["1@x"], ["2@x"], ["3@x"], ["4@x"], ["5@x"], ["6@x"]]),
    Case(
      "the owner and somebody else do",
      [
        mail("1@x", subject: "Hello", from: "a@x", to: "me@x", date: 0),
        mail("2@x", subject: "Re: Hello", from: "me@x", to: "a@x", date: day),
        mail("3@x", subject: "Re: Hello", from: "me@x", to: "a@x", date: 2 * day),
        mail("4@x", subject: "4", from: "d@x", to: "me@x"),
        mail("5@x", subject: "5", from: "me@x", to: "e@x"),
        mail("6@x", subject: "6", from: "f@x", to: "me@x"),
      ], [["1@x", "2@x", "3@x"], ["4@x"], ["5@x"], ["6@x"]]),
    Case(
      "what is no id joins nothing",
      [
        mail("1@x", references: ["null"], inReplyTo: ["undefined"], subject: "1"),
        mail("2@x", references: ["null"], subject: "2"),
        mail("3@x", inReplyTo: ["undefined"], subject: "3"),
        mail("4@x", references: ["x@", "@x", "@", "null@x", "undefined@undefined"], subject: "4"),
        mail("5@x", references: ["x@", "@x", "@", "null@x", "undefined@undefined"], subject: "5"),
        mail("6@x", inReplyTo: ["a@example.org"], subject: "6"),
        mail("7@x", inReplyTo: ["A@Example.org", "b@example.org"], subject: "7"),
        mail("null", subject: "8"), mail("null", subject: "9"),
      ],
      [
        ["1@x"], ["2@x"], ["3@x"], ["4@x"], ["5@x"], ["6@x"], ["7@x"], ["null 8"], ["null 9"],
      ]),
    Case(
      "a reply that names nothing real is one by its subject",
      [
        mail("1@x", subject: "Plan", from: "a@x", to: "b@x", date: 0),
        mail(
          "2@x", references: ["null"], inReplyTo: ["a@x"], subject: "Re: Plan", from: "b@x",
          to: "a@x", date: day),
      ], [["1@x", "2@x"]]),
    Case(
      "messages without people or with an empty subject",
      [
        mail("1@x", subject: "Re:", from: "a@x", to: "b@x", date: 0),
        mail("2@x", subject: "Re: ", from: "b@x", to: "a@x", date: day),
        mail("3@x", subject: "Plan", from: "", to: "", date: 0),
        mail("4@x", subject: "Re: Plan", from: "", to: "", date: day),
      ], [["1@x"], ["2@x"], ["3@x"], ["4@x"]]),
  ]

  private func name(_ message: MessageSummary) -> String {
    message.messageID == "null" ? "null \(message.subject)" : message.messageID ?? ""
  }

  private func threads(_ store: MailStore) throws -> Set<Set<String>> {
    #expect(try store.verify().problems == [])
    return Set(
      Dictionary(grouping: try store.newest(10_000), by: \.thread).values.map {
        Set($0.map(name))
      })
  }

  private func store(_ directory: Directory, _ messages: [NewMessage], together: Bool = false)
    throws -> MailStore
  {
    let store = try MailStore.create(at: directory.store)
    if together { try store.add(messages) } else { for each in messages { try store.add([each]) } }
    return store
  }

  @Test(arguments: cases)
  func repliesWithoutIDs(_ test: Case) throws {
    var random = Random(seed: 7)
    for order in [test.messages, test.messages.reversed()]
      + (0..<6).map({ _ in test.messages.shuffled(using: &random) })
    {
      let directory = try Directory()
      let store = try store(directory, order)
      #expect(try threads(store) == test.expected)
      try store.repair()
      #expect(try threads(store) == test.expected)
    }
  }

  // MARK: Any order

  /// Messages of few people and subjects over two years, one of them in nearly all.
  private func conversation(_ count: Int, _ random: inout Random) -> [NewMessage] {
    (0..<count).map { number in
      let people = (0..<3).map { _ in "p\(Int.random(in: 0..<7, using: &random))@x" }
      let isReply = Bool.random(using: &random)
      let isNamed = Int.random(in: 0..<4, using: &random) == 0
      let references =
        isNamed
        ? (0..<2).map { _ in "m\(Int.random(in: 0..<count + 10, using: &random))@x" } : []
      let isMine = Int.random(in: 0..<5, using: &random) > 0
      return mail(
        "m\(number)@x", references: references,
        subject: (isReply ? "Re: " : "")
          + ["plan", "boat", "hello"][Int.random(in: 0..<3, using: &random)],
        from: people[0], to: people[1] + (isMine ? ",p0@x" : ""),
        list: Int.random(in: 0..<6, using: &random) == 0 ? "list.x" : nil,
        date: Int64.random(in: 0..<70, using: &random) * 10 * Self.day, text: "\(number)")
    }
  }

  /// What the threads are, by the definition alone.
  private func defined(_ messages: [NewMessage]) throws -> Set<Set<String>> {
    var counts: [String: Int] = [:]
    for message in messages {
      for address in message.metadata.addresses { counts[address, default: 0] += 1 }
    }
    let owners = Set(
      counts.filter { messages.count >= 5 && $0.value > messages.count / 2 }.keys)
    let numbered = Array(messages.indices)
    var group = numbered
    func join(_ one: Int, _ other: Int) {
      let (kept, gone) = (group[one], group[other])
      for index in numbered where group[index] == gone { group[index] = kept }
    }
    func ids(_ index: Int) -> Set<String> {
      Set([messages[index].metadata.messageID ?? ""] + messages[index].metadata.references)
    }
    for one in numbered {
      for other in numbered where !ids(one).isDisjoint(with: ids(other)) { join(one, other) }
    }
    let keys = try messages.map { message in
      let metadata = message.metadata
      let subject = BaseSubject(metadata.subject)
      return (
        subject: subject.base, date: metadata.date ?? 0,
        isReply: subject.isReply && metadata.references.isEmpty,
        digest: try SHA256Digest(of: message.bytes).bytes
      )
    }
    func precedes(_ one: Int, _ other: Int) -> Bool {
      let (a, b) = (keys[one], keys[other])
      if a.date != b.date { return a.date < b.date }
      return a.isReply != b.isReply
        ? b.isReply : a.digest.lexicographicallyPrecedes(b.digest)
    }
    func isLinked(_ reply: Int, _ other: Int) -> Bool {
      let (a, b) = (messages[reply].metadata, messages[other].metadata)
      if let list = a.listID, list == b.listID { return true }
      let (authors, recipients) = (Set(a.from.map(\.address)), Set(a.to.map(\.address)))
      let (others, theirs) = (Set(b.from.map(\.address)), Set(b.to.map(\.address)))
      let joining = authors.intersection(others.union(theirs)).union(
        others.intersection(recipients))
      if !joining.isSubset(of: owners) { return true }
      return !joining.isEmpty
        && authors.union(recipients).intersection(others.union(theirs)).count > 1
    }
    for reply in numbered where keys[reply].isReply {
      let before = numbered.filter {
        $0 != reply && keys[$0].subject == keys[reply].subject && precedes($0, reply)
          && keys[reply].date - keys[$0].date <= 180 * Self.day && isLinked(reply, $0)
      }
      if let newest = before.max(by: precedes) { join(reply, newest) }
    }
    return Set(
      Dictionary(grouping: numbered) { group[$0] }.values.map {
        Set($0.map { messages[$0].metadata.messageID ?? "" })
      })
  }

  @Test(arguments: 0..<8)
  func theOrderOfArrivalDoesNotMatter(_ seed: Int) throws {
    var random = Random(seed: UInt64(seed) + 100)
    let messages = conversation(40, &random)
    let expected = try defined(messages)
    #expect(expected.count > 1)
    for order in [messages, messages.reversed(), messages.shuffled(using: &random)] {
      let directory = try Directory()
      let store = try store(directory, order)
      #expect(try threads(store) == expected)
      try store.repair()
      #expect(try threads(store) == expected)
      // After some are erased it is as if they had never come.
      let ids = try store.messageIDs()
      let gone = Set(ids.shuffled(using: &random).prefix(8))
      let kept = ids.filter { !gone.contains($0) }.map { order[Int($0) - 1] }
      _ = try store.remove(Array(gone), grace: 0)
      _ = try store.purge(now: .max)
      try store.repair()
      #expect(try threads(store) == defined(kept))
    }
    let directory = try Directory()
    #expect(
      try threads(store(directory, messages.shuffled(using: &random), together: true)) == expected)
  }

  /// A subject that thousands have tells nothing, whenever its last message comes.
  @Test func aVeryCommonSubjectJoinsNothing() throws {
    let others = (0..<Limits.messagesOfSubject - 2).map {
      mail("o\($0)@x", subject: "Hello", from: "o\($0)@y", to: "l@x", date: 0, text: "\($0)")
    }
    let pair = [
      mail("1@x", subject: "Hello", from: "a@x", to: "b@x", date: 10),
      mail("2@x", subject: "Re: Hello", from: "b@x", to: "a@x", date: 20),
    ]
    let directory = try Directory()
    let store = try store(directory, others + pair, together: true)
    func areTogether() throws -> Bool {
      let found = try ["1@x", "2@x"].map { try store.messages(withMessageID: $0).first?.thread }
      return found[0] == found[1]
    }
    #expect(try areTogether())
    let last = try store.add([mail("last@x", subject: "Re: hello", from: "z@x", to: "y@x")])
    #expect(try !areTogether())
    _ = try store.remove([store.id(last[0])], grace: 0)
    _ = try store.purge(now: .max)
    #expect(try areTogether())
    #expect(try store.verify().problems == [])
  }

  /// Whoever owns the archive is in three of them.
  private var ofOneOwner: [NewMessage] {
    [
      mail("1@x", subject: "Invoice", from: "me@x", to: "a@x", date: 100),
      mail("2@x", subject: "Re: Invoice", from: "me@x", to: "b@x", date: 103),
      mail("3@x", subject: "Other", from: "c@x", to: "me@x", date: 50),
      mail("4@x", subject: "Noise", from: "d@x", to: "e@x", date: 10),
      mail("5@x", subject: "More noise", from: "f@x", to: "g@x", date: 11),
    ]
  }

  /// The owner is in three of five messages, also if the fifth to come is not one of them.
  @Test func whoseArchiveItIsDoesNotDependOnTheOrder() throws {
    let messages = ofOneOwner
    for start in messages.indices {
      let directory = try Directory()
      let store = try store(directory, Array(messages[start...] + messages[..<start]))
      #expect(try threads(store).count == 5)
    }
  }

  /// Without messages of strangers, it is somebody whom the last message was not from.
  @Test func erasedMessagesMayTellWhoseArchiveItIs() throws {
    let messages =
      ofOneOwner + [mail("6@x", subject: "Noise again", from: "h@x", to: "i@x", date: 12)]
    let directory = try Directory()
    let store = try store(directory, messages)
    #expect(try threads(store).contains(["1@x", "2@x"]))
    let last = try #require(try store.messageIDs().last)
    _ = try store.remove([last], grace: 0)
    _ = try store.purge(now: .max)
    #expect(try threads(store).count == 5)
  }

  @Test func theSettingsSayWhoseArchiveItIs() throws {
    let directory = try Directory()
    let messages = [
      mail("1@x", subject: "Hello", from: "a@x", to: "me@x", date: 0),
      mail("2@x", subject: "Re: Hello", from: "me@x", to: "b@x", date: 10),
    ]
    let store = try store(directory, messages)
    #expect(try threads(store) == [["1@x", "2@x"]])
    let revision = try store.revision()
    try store.setOwners(["ME@x"])
    #expect(try threads(store) == [["1@x"], ["2@x"]])
    #expect(try store.changes(since: revision, limit: 10).count == 1)
    try store.setOwners(["other@x"])
    #expect(try threads(store) == [["1@x", "2@x"]])
  }
}
