import Bytes
import Net
import POP3
import Testing

/// What one RETR yields when its answer arrives in pieces of a given size.
private final class Reader: AnswerHandler {
  var body: [UInt8] = []
  var lines: [[UInt8]] = []
  var statuses: [StatusLine] = []
  var ends = 0
  var stuffedDots = 0

  func status(_ line: StatusLine, of command: Command) { statuses.append(line) }
  func line(_ line: borrowing RawSpan, of command: Command) { lines.append([UInt8](line)) }
  func body(_ bytes: borrowing RawSpan, of command: Command) { body += [UInt8](bytes) }
  func end(of command: Command, _ end: AnswerEnd) {
    ends += 1
    stuffedDots += end.stuffedDots
  }
}

private func feed(
  _ text: String, to commands: [Command], piece: Int
) throws -> (Reader, Dialogue) {
  var dialogue = Dialogue(place: "test", expectsGreeting: false)
  for command in commands { dialogue.enqueue(command) }
  let reader = Reader()
  var rest = Array(text.utf8)[...]
  while !rest.isEmpty {
    let part = Array(rest.prefix(piece))
    try unsafe dialogue.receive(part.span.bytes, reader)
    rest = rest.dropFirst(piece)
  }
  return (reader, dialogue)
}

@Suite("Answers, however they are cut")
struct DialogueTests {
  static let pieces = [1, 2, 3, 5, 1000]

  struct Framing: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let wire: String
    let message: String

    init(_ what: String, _ wire: String, _ message: String) {
      testDescription = what
      self.wire = wire
      self.message = message
    }
  }

  static let framings = [
    Framing("ordinary", "+OK\r\na\r\nb\r\n.\r\n", "a\r\nb\r\n"),
    Framing("empty", "+OK\r\n.\r\n", ""),
    Framing("stuffed dots", "+OK\r\n..\r\n..a\r\n...\r\n.\r\n", ".\r\n.a\r\n..\r\n"),
    Framing("dots not stuffed", "+OK\r\n.a\r\n.\rb\r\n.\r\n", ".a\r\n.\rb\r\n"),
    Framing("bare LF inside", "+OK\r\na\nb\r\n.\r\n", "a\nb\r\n"),
    Framing("end after bare LF", "+OK\r\na\n.\r\n", "a\n"),
    Framing("bare CR and NUL", "+OK\r\na\rb\0c\r\n.\r\n", "a\rb\0c\r\n"),
    Framing("CR CR LF", "+OK\r\na\r\r\n.\r\n", "a\r\r\n"),
    Framing("a dot and LF are no end", "+OK\r\na\r\n.\nb\r\n.\r\n", "a\r\n.\nb\r\n"),
    Framing("… unless the server ends lines so", "+OK\na\n.\n", "a\n"),
    Framing("answers inside", "+OK\r\n+OK\r\n-ERR\r\n.\r\n", "+OK\r\n-ERR\r\n"),
    Framing("8 bit", "+OK\r\ncafé\r\n.\r\n", "café\r\n"),
    Framing("a dot, CR and text", "+OK\r\n.\r+OX\r\n.\r-ERX\r\n.\r\n", ".\r+OX\r\n.\r-ERX\r\n"),
    Framing("a dot, CR and what may be an answer", "+OK\r\n.\r+OK\r\n.\r\n", ".\r+OK\r\n"),
    Framing(
      "a sentence at the end of a line", "+OK\r\nThe end.\r\nReally.\r\n.\r\n",
      "The end.\r\nReally.\r\n"),
  ]

  @Test(arguments: framings, pieces)
  func message(framing: Framing, piece: Int) throws {
    let (reader, dialogue) = try feed(framing.wire, to: [.retr(1)], piece: piece)
    #expect(String(decoding: reader.body, as: UTF8.self) == framing.message)
    #expect(reader.ends == 1)
    #expect(dialogue.awaitedCount == 0)
  }

  @Test(arguments: pieces)
  func manyAnswersInARow(piece: Int) throws {
    let wire = "+OK\r\n1 a\r\n2 b\r\n.\r\n-ERR no\r\n+OK\r\nx\r\n.\r\n+OK bye\r\n"
    let (reader, dialogue) = try feed(
      wire, to: [.uidl, .retr(1), .retr(2), .noop], piece: piece)
    #expect(reader.lines == [Array("1 a".utf8), Array("2 b".utf8)])
    #expect(reader.body == Array("x\r\n".utf8))
    #expect(reader.statuses.map(\.status) == [.ok, .error, .ok, .ok])
    #expect(dialogue.awaitedCount == 0)
    #expect(dialogue.hasPipelined)
  }

  @Test("“.” CR and the next answer: the session is over", arguments: pieces, ["+OK", "-ERR"])
  func endWithoutLF(piece: Int, answer: String) {
    let error = #expect(throws: POP3Error.self) {
      try feed("+OK\r\na\r\n.\r\(answer)\r\n", to: [.retr(1), .noop], piece: piece)
    }
    #expect(error?.code == .malformedEnd)
  }

  @Test("How many dots were doubled is told", arguments: pieces)
  func stuffedDots(piece: Int) throws {
    let (reader, _) = try feed("+OK\r\n..\r\n..a\r\n.b\r\n.\r\n", to: [.retr(1)], piece: piece)
    #expect(reader.stuffedDots == 2)
  }

  @Test(
    "A listing without its end, and the next answer",
    arguments: [
      ("+OK 0\r\n+OK 0\r\n+OK bye\r\n", [Command.list, .uidl, .noop], 0, 3),
      ("+OK\r\n-ERR what?\r\n+OK\r\n", [.list, .uidl, .noop], 0, 3),
      ("+OK 0 messages\r\n.\r\n+OK\r\n", [.uidl, .noop], 0, 2),
      ("+OK\r\nUSER\r\n+OK\r\n1 2\r\n.\r\n", [.capa, .list], 2, 2),
      ("+OK\r\n+OK 1 abc\r\n+OK 2 abd\r\n.\r\n+OK\r\n", [.uidl, .noop], 2, 2),
    ], pieces)
  func listingWithoutEnd(
    sample: (wire: String, commands: [Command], lines: Int, answers: Int), piece: Int
  ) throws {
    let (reader, dialogue) = try feed(sample.wire, to: sample.commands, piece: piece)
    #expect(reader.lines.count == sample.lines)
    #expect(reader.statuses.count == sample.answers)
    #expect(dialogue.awaitedCount == 0)
  }

  @Test(
    "More lines of the greeting are no answers",
    arguments: [
      "+OK one\r\ntwo\r\n+OK\r\nUSER\r\n.\r\n", "+OK one\r\n+OK two\r\n+OK\r\nUSER\r\n.\r\n",
      "+OK one\r\n\r\n* two *\r\n+OK\r\nUSER\r\n.\r\n",
    ], pieces)
  func banner(wire: String, piece: Int) throws {
    let answer = Array("+OK\r\nUSER\r\n.\r\n".utf8)
    let all = Array(wire.utf8)
    // The question goes out when the first line is here, or when all but the answer is.
    for asked in ["+OK one\r\n".utf8.count, all.count - answer.count] {
      var dialogue = Dialogue(place: "test")
      let reader = Reader()
      var rest = all[...]
      while !rest.isEmpty {
        let until = rest.startIndex < asked ? asked : all.count
        let part = Array(rest.prefix(min(piece, until - rest.startIndex)))
        try unsafe dialogue.receive(part.span.bytes, reader)
        rest = rest.dropFirst(part.count)
        if rest.startIndex == asked { dialogue.enqueue(.capa) }
      }
      #expect(reader.lines.last == Array("USER".utf8))
      #expect(dialogue.awaitedCount == 0)
    }
  }

  @Test("A message that is cut off anywhere never counts as ended", arguments: 0..<22)
  func cut(length: Int) throws {
    let wire = String(
      "+OK\r\na\r\n..b\r\nEnd.\r\n.\r\n".prefix(100).unicodeScalars.map(Character.init).prefix(
        length))
    let (reader, dialogue) = try feed(wire, to: [.retr(1)], piece: 1)
    #expect(reader.ends == 0)
    #expect(dialogue.awaitedCount == 1)
  }

  @Test("“.” at the end of the last line, then silence: a NOOP tells")
  func missingLineEnd() throws {
    for (next, body, ended) in [
      ("+OK\r\n", "Hi", true), ("more\r\n.\r\n+OK\r\n", "Hi.\r\nmore\r\n", true),
      ("-ERR\r\n", "Hi", true), ("+", "Hi.\r\n+", false),
    ] {
      var (reader, dialogue) = try feed("+OK\r\nHi.\r\n", to: [.retr(1)], piece: 100)
      #expect(dialogue.mayHaveEnded)
      dialogue.probeEnd()
      try unsafe dialogue.receive(Array(next.utf8).span.bytes, reader)
      #expect(String(decoding: reader.body, as: UTF8.self) == body)
      #expect((reader.ends == 1) == ended)
      _ = consume reader
    }
  }

  struct Status: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let status: StatusLine.Status
    let code: String?

    init(_ line: String, _ status: StatusLine.Status, _ code: String? = nil) {
      testDescription = line
      self.status = status
      self.code = code
    }
  }

  @Test(arguments: [
    Status("+OK", .ok), Status("+ok fine", .ok), Status("+OK [LOGIN-DELAY] x", .ok, "LOGIN-DELAY"),
    Status("-ERR [IN-USE] busy", .error, "IN-USE"), Status("-ERR [sys/temp] x", .error, "SYS/TEMP"),
    Status("-ERR[AUTH]", .error, "AUTH"), Status("+", .challenge), Status("+ abc", .challenge),
  ])
  func statusLines(status: Status) throws {
    let (reader, _) = try feed(status.testDescription + "\r\n", to: [.noop], piece: 100)
    #expect(reader.statuses.map(\.status) == [status.status])
    #expect(reader.statuses.map(\.code) == [status.code])
  }

  @Test("What is no answer is an error", arguments: ["HTTP/1.1 400\r\n", "* OK IMAP\r\n", "\r\n"])
  func noAnswer(line: String) {
    let error = #expect(throws: POP3Error.self) { try feed(line, to: [.noop], piece: 1) }
    #expect(error?.code == .protocolViolation)
  }

  @Test("Octets that nothing asked for are an error")
  func unasked() {
    let error = #expect(throws: POP3Error.self) {
      try feed("+OK\r\n+OK more\r\n", to: [.noop], piece: 100)
    }
    #expect(error?.code == .protocolViolation)
  }

  @Test("A line without end is not kept", arguments: [Command.noop, .uidl])
  func endless(command: Command) {
    let begin = command == .uidl ? "+OK\r\n" : ""
    let error = #expect(throws: POP3Error.self) {
      try feed(begin + String(repeating: "x", count: 100_000), to: [command], piece: 4096)
    }
    #expect(error?.code == .limitExceeded)
  }

  @Test(
    "What a terminal would obey is shown instead",
    arguments: [
      ("a\u{1b}[2J", "a␛[2J"), ("\u{202e}abc", "\u{FFFD}abc"), ("\r\n", "  "),
      ("café", "café"), ("\u{9b}1m", "\u{FFFD}1m"),
      (String(repeating: "é", count: 1_000), String(repeating: "é", count: 300) + "…"),
    ])
  func textOfAServer(raw: String, shown: String) {
    #expect(shownText(raw.utf8) == shown)
  }

  /// Bytes that matter to the parser, in every order: nothing traps, and where they are cut changes
  /// nothing. The same sequence on every run.
  @Test("Random answers mean the same however they are cut", arguments: 0..<20)
  func random(seed: UInt64) {
    var generator = Generator(state: seed)
    let pieces = [
      "+OK", "-ERR", "\r\n", "\n", "\r", ".", "..", " ", "1", "99999999999999999999", "x", "[AUTH]",
      "+ ", "\0",
    ]
    let commands: [Command] = [.uidl, .retr(1), .noop, .top(1, lines: 2), .capa, .list, .dele(1)]
    for _ in 0..<100 {
      let begin = Bool.random(using: &generator) ? "+OK\r\n" : ""
      let text =
        begin + (0..<40).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
      let order = commands.shuffled(using: &generator)
      let whole = Self.outcome(text, order, piece: 10_000)
      for piece in [1, 3, 7] {
        #expect(Self.outcome(text, order, piece: piece) == whole, "\(text.debugDescription)")
      }
    }
  }

  private static func outcome(_ text: String, _ commands: [Command], piece: Int) -> [String] {
    var dialogue = Dialogue(place: "test", expectsGreeting: false)
    for command in commands { dialogue.enqueue(command) }
    let reader = Reader()
    var failure = ""
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty, failure.isEmpty {
      let part = Array(rest.prefix(piece))
      do throws(POP3Error) { try unsafe dialogue.receive(part.span.bytes, reader) } catch {
        failure = "\(error.code)"
      }
      rest = rest.dropFirst(piece)
    }
    // What may still be text of the message is held back or not, by where the bytes were cut.
    let body = dialogue.isInMessage ? "" : String(decoding: reader.body, as: UTF8.self)
    let lines = reader.lines.map { String(decoding: $0, as: UTF8.self) }
    return lines + ["\(reader.statuses.count) \(reader.ends)", body, failure]
  }
}

/// SplitMix64: small, and the same everywhere.
private struct Generator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
