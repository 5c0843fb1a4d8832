import Mail
import Testing

@testable import Store

@Suite struct ThreadTests {
  /// Message names are their ids; the result is which messages are together.
  private func groups(_ messages: [NewMessage], rebuilt: Bool = false) throws -> Set<Set<String>> {
    let directory = try Directory()
    let store = try MailStore.create(at: directory.store)
    for message in messages { try store.add([message]) }
    #expect(try store.verify().problems == [])
    if rebuilt { try store.repair() }
    let listed = try store.newest(1000)
    return Set(Dictionary(grouping: listed, by: \.thread).values.map { Set($0.map(\.subject)) })
  }

  private func message(
    _ name: String, id: String? = nil, _ references: [String] = [], inReplyTo: [String] = []
  ) -> NewMessage {
    mail(
      (id ?? name) + "@x", references: references.map { $0 + "@x" },
      inReplyTo: inReplyTo.map { $0 + "@x" }, subject: name)
  }

  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let messages: [NewMessage]
    let expected: Set<Set<String>>
  }

  static let small: [Case] = {
    let suite = Self()
    return [
      Case(
        testDescription: "a chain by References",
        messages: [
          suite.message("a"), suite.message("b", ["a"]), suite.message("c", ["a", "b"]),
          suite.message("d", ["a", "b", "c"]),
        ], expected: [["a", "b", "c", "d"]]),
      Case(
        testDescription: "a chain by In-Reply-To alone",
        messages: [
          suite.message("a"), suite.message("b", inReplyTo: ["a"]),
          suite.message("c", inReplyTo: ["b"]), suite.message("z"),
        ], expected: [["a", "b", "c"], ["z"]]),
      Case(
        testDescription: "replies to a message that never arrives",
        messages: [
          suite.message("b", ["a"]), suite.message("c", ["a"]), suite.message("d", ["x"]),
          suite.message("e", ["x"]),
        ], expected: [["b", "c"], ["d", "e"]]),
      Case(
        testDescription: "two threads that one message joins",
        messages: [
          suite.message("a"), suite.message("b", ["a"]), suite.message("x"),
          suite.message("y", ["x"]), suite.message("j", ["b"], inReplyTo: ["y"]),
        ], expected: [["a", "b", "x", "y", "j"]]),
      Case(
        testDescription: "a cycle",
        messages: [
          suite.message("a", ["c"]), suite.message("b", ["a"]), suite.message("c", ["b"]),
          suite.message("z"),
        ], expected: [["a", "b", "c"], ["z"]]),
      Case(
        testDescription: "messages that refer to themselves",
        messages: [suite.message("a", ["a"]), suite.message("b", ["b", "a"]), suite.message("z")],
        expected: [["a", "b"], ["z"]]),
      Case(
        testDescription: "an id used twice",
        messages: [
          suite.message("a"), suite.message("other", id: "a"), suite.message("b", ["a"]),
          suite.message("z"),
        ], expected: [["a", "other", "b"], ["z"]]),
      Case(
        testDescription: "messages without ids",
        messages: [
          mail(subject: "a"), mail(subject: "b", text: "x"),
          mail(references: ["r@x"], subject: "c"), mail(references: ["r@x"], subject: "d"),
        ], expected: [["a"], ["b"], ["c", "d"]]),
      Case(
        testDescription: "a reply without References to whom it is addressed",
        messages: [
          mail("1@x", subject: "Plan", from: "ann@x", to: "bob@x"),
          mail("2@x", subject: "Re: plan", from: "bob@x", to: "ann@x"),
          mail("3@x", subject: "AW: Re: Plan", from: "cid@x", to: "ann@x"),
          mail("4@x", subject: "Plan.", from: "ann@x", to: "bob@x"),
        ], expected: [["Plan", "Re: plan", "AW: Re: Plan"], ["Plan."]]),
      Case(
        testDescription: "the same subject without Re: is no reply",
        messages: [
          mail("1@x", subject: "Invoice", from: "ann@x", to: "bob@x"),
          mail("2@x", subject: "invoice", from: "ann@x", to: "bob@x"),
          mail("3@x", subject: "Re: Invoice", from: "dan@x", to: "bob@x"),
        ], expected: [["Invoice"], ["invoice"], ["Re: Invoice"]]),
      Case(
        testDescription: "a reply with References is not joined by subject",
        messages: [
          mail("1@x", subject: "Plan", from: "ann@x", to: "bob@x"),
          mail("2@x", references: ["elsewhere@x"], subject: "Re: Plan", from: "bob@x", to: "ann@x"),
        ], expected: [["Plan"], ["Re: Plan"]]),
    ]
  }()

  @Test(arguments: small)
  func theOrderOfArrivalDoesNotMatter(_ thread: Case) throws {
    for order in permutations(thread.messages) {
      #expect(try groups(order) == thread.expected)
    }
    #expect(try groups(thread.messages, rebuilt: true) == thread.expected)
  }

  @Test(arguments: 0..<6)
  func randomThreadsDoNotDependOnOrder(_ seed: Int) throws {
    var random = Random(seed: UInt64(seed) + 1)
    let messages = (0..<40).map { number in
      let references = (0..<Int.random(in: 0...2, using: &random)).map { _ in
        "m\(Int.random(in: 0..<60, using: &random))"
      }
      return message("m\(number)", references)
    }
    let expected = try groups(messages)
    #expect(expected.count > 1)
    #expect(try groups(messages.shuffled(using: &random)) == expected)
    #expect(try groups(messages.reversed(), rebuilt: true) == expected)
  }

  @Test(arguments: [
    ("Re: Plan", "plan", true), ("RE[2]: Plan", "plan", true), ("Aw: SV: Plan", "plan", true),
    ("[list] Re: [list] Plan", "plan", true), ("Plan", "plan", false), ("re:", "", true),
    ("[list]", "[list]", false), ("Regarding: Plan", "regarding: plan", false),
    ("  Two \t words ", "two words", false), ("Re^3: x", "x", true), ("", "", false),
  ])
  func baseSubjects(_ subject: String, _ base: String, _ isReply: Bool) {
    let parsed = BaseSubject(subject)
    #expect(parsed.base == base)
    #expect(parsed.isReply == isReply)
  }

  @Test func hugeReferencesKeepTheRootAndTheNearest() throws {
    var metadata = Metadata()
    metadata.references = (0..<10_000).map { "r\($0)@x" }
    let threading = try Threading(metadata, People())
    #expect(threading.ancestors.count == Limits.ancestors)
    #expect(try threading.ancestors.first == Threading.number("r0@x"))
    #expect(try threading.ancestors.last == Threading.number("r9999@x"))
  }
}

private func permutations<Element>(_ elements: [Element]) -> [[Element]] {
  guard elements.count > 1 else { return [elements] }
  return elements.indices.flatMap { index in
    var rest = elements
    let first = rest.remove(at: index)
    return permutations(rest).map { [first] + $0 }
  }
}

/// SplitMix64: the same numbers for the same seed.
struct Random: RandomNumberGenerator {
  var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
