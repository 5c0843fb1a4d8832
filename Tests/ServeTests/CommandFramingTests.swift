import Testing

@testable import Serve

@Suite struct CommandFramingTests {
  /// All events of a text that comes in two pieces.
  private func events(_ text: String, cutAt cut: Int) -> [CommandFraming.Event] {
    var framing = CommandFraming()
    var events: [CommandFraming.Event] = []
    let bytes = Array(text.utf8)
    for piece in [bytes[..<cut], bytes[cut...]] {
      framing.feed(piece)
      while let event = framing.next() { events.append(event) }
    }
    return events
  }

  @Test(arguments: [
    "a NOOP\r\n", "a NOOP\nb NOOP\r\n", "a SEARCH SUBJECT {3}\r\nabc TEXT {2+}\r\n\r\n\r\n",
    "a SELECT {0}\r\n\r\n", "a LOGIN \"x{3}\" y\r\n", "a APPEND x {5}\r\nb NOOP\r\n",
    "a APPEND x {5+}\r\nabc\r\n\r\nb NOOP\r\n", "a FETCH 1 ~{3}\r\nabc\r\n", "\r\n\r\n",
    "a SEARCH TEXT {99999999}\r\nb NOOP\r\n", "a X {99999999999999999999999}\r\n",
  ])
  func whereverItIsCutTheSameComesOut(text: String) {
    let whole = events(text, cutAt: 0)
    #expect(!whole.isEmpty)
    for cut in 1...text.utf8.count { #expect(events(text, cutAt: cut) == whole, "cut at \(cut)") }
  }

  @Test func literalsStandWhereTheyStood() {
    let found = events("a SEARCH SUBJECT {3}\r\nabc TEXT {2+}\r\nde\r\n", cutAt: 5)
    let command = RawCommand(pieces: [
      .text(Array("a SEARCH SUBJECT ".utf8)), .literal(Array("abc".utf8)),
      .text(Array(" TEXT ".utf8)), .literal(Array("de".utf8)), .text([]),
    ])
    #expect(found == [.question, .command(command)])
  }

  @Test func tooLargeLiteralsAreRefusedOrEndTheConnection() {
    let limit = Limits.literals + 1
    #expect(events("a SEARCH TEXT {\(limit)}\r\n", cutAt: 0) == [.tooLarge(tag: Array("a".utf8))])
    #expect(
      events("a SEARCH TEXT {\(limit)+}\r\n", cutAt: 0) == [.broken("the literal is too large")])
    // A message that may not be added is dropped as it comes, up to a limit.
    #expect(
      events("a APPEND x {\(Limits.droppedLiteral + 1)+}\r\n", cutAt: 0)
        == [.broken("the literal is too large")])
    let dropped = events(
      "a APPEND x {\(limit)+}\r\n" + String(repeating: "x", count: limit) + "\r\n", cutAt: 9)
    #expect(dropped.count == 1)
  }

  @Test func aCommandWithoutEndIsNotKept() {
    var framing = CommandFraming()
    var events: [CommandFraming.Event] = []
    for _ in 0..<100 {
      framing.feed([UInt8](repeating: 0x61, count: 1_000))
      while let event = framing.next() { events.append(event) }
    }
    #expect(events == [.broken("the command is too long")])
  }
}
