import Net
import POP3
import TestSupport
import TestThreads
import Testing

/// A message counts as retrieved when the answer behind it proves where it ended.
@Suite("Proof of the end", .waiting)
struct ProofTests {
  /// Three messages, the second of which is `wire`.
  private static func maildrop(
    _ wire: String, terminator: String? = nil, pipelining: FakeMaildrop.Pipelining
  ) -> FakeMaildrop {
    var maildrop = QuirkTests.three()
    maildrop.messages[1] = .init(uid: "uid-2", Array(wire.utf8), terminator: terminator)
    maildrop.pipelining = pipelining
    return maildrop
  }

  struct Broken: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let wire: String
    var terminator: String?
    /// What is to be kept as perhaps cut off.
    let unproven: String
  }

  static let broken = [
    Broken(
      testDescription: "a line with a dot that is not doubled",
      wire: mail(2, "first\r\n.\r\nsecond\r\n"), unproven: mail(2, "first\r\n")),
    Broken(
      testDescription: "several of them", wire: mail(2, "a\r\n.\r\nb\r\n.\r\nc\r\n"),
      unproven: mail(2, "a\r\n")),
    Broken(
      testDescription: "a line with a dot first", wire: ".\r\n" + mail(2), unproven: ""),
    Broken(
      testDescription: "dot and CR without LF", wire: mail(2), terminator: ".\r",
      unproven: mail(2)),
  ]

  @Test(
    "What ends where no answer follows is told as unproven, and which message it was",
    arguments: broken, [FakeMaildrop.Pipelining.works, .absent])
  func unproven(sample: Broken, pipelining: FakeMaildrop.Pipelining) throws {
    let server = try FakePOP3Server(
      Self.maildrop(sample.wire, terminator: sample.terminator, pipelining: pipelining))
    defer { server.stop() }
    var settings = POP3Settings.clear(server.endpoint)
    settings.limits.endProbe = .milliseconds(200)
    let collector = Collector()
    #expect(throws: POP3Error.self) { try session(settings, collector) }
    #expect(collector.texts == [mail(1)])
    #expect(
      collector.unproven.map { String(decoding: $0.bytes, as: UTF8.self) } == [sample.unproven])
    #expect(collector.breaks.map(\.request) == [.message(2)])
  }

  @Test("The same behind all others: they are whole", arguments: broken)
  func lastUnproven(sample: Broken) throws {
    let server = try FakePOP3Server(
      Self.maildrop(sample.wire, terminator: sample.terminator, pipelining: .works))
    defer { server.stop() }
    var settings = POP3Settings.clear(server.endpoint)
    settings.limits.endProbe = .milliseconds(200)
    let collector = Collector()
    collector.choice = { _ in .skip }
    collector.afterListing = { _ in [.message(3), .message(1), .message(2)] }
    #expect(throws: POP3Error.self) { try session(settings, collector) }
    #expect(collector.texts == [mail(3), mail(1)])
    #expect(collector.unproven.map(\.number) == [2])
  }

  @Test(
    "Text that looks like an answer behind a line with a dot is found out before anything is deleted"
  )
  func answerAsText() throws {
    for pipelining in [FakeMaildrop.Pipelining.works, .absent] {
      let server = try FakePOP3Server(
        Self.maildrop(
          mail(2, "first\r\n.\r\n+OK second\r\nthird\r\n"), pipelining: pipelining))
      defer { server.stop() }
      let collector = Collector()
      #expect(throws: POP3Error.self) {
        let client = try session(.clear(server.endpoint), collector)
        try client.delete([1, 2, 3])
      }
      #expect(!server.commands.contains { $0.hasPrefix("DELE") })
      #expect(collector.breaks.allSatisfy { $0.isMisaligned })
    }
  }

  @Test(
    "A pause behind a dot at the end of a line, then text like an answer: no end",
    arguments: [
      "+OK and then\r\n", "+OK\r\n+OK\r\n", "+OK 2 10\r\n", "-ERR\r\nmore\r\n",
      "+OK 9\r\n+OK 1 11\r\n",
    ])
  func pause(text: String) throws {
    let server = try ScriptedServer { peer, _ in
      try peer.send("+OK\r\n")
      while let line = try peer.line() {
        switch line {
        case "CAPA": try peer.send("-ERR\r\n")
        case "LIST": try peer.send("+OK\r\n1 10\r\n.\r\n")
        case "UIDL": try peer.send("+OK\r\n1 a\r\n.\r\n")
        case "RETR 1":
          try peer.send("+OK\r\nA sentence.\r\n")
          let question = try peer.line()
          #expect(question == "NOOP")
          try peer.send(text + ".\r\n+OK\r\n")
        case "LIST 1": try peer.send("+OK 1 10\r\n")
        default: try peer.send("+OK\r\n")
        }
      }
    }
    defer { server.stop() }
    var settings = POP3Settings.clear(server.endpoint)
    settings.limits.endProbe = .milliseconds(100)
    let collector = Collector()
    #expect(throws: POP3Error.self) { try session(settings, collector).quit() }
    #expect(collector.texts.isEmpty)
    #expect(collector.unproven.map(\.number) == [1])
  }

  @Test("A connection that ends behind the last message proves nothing")
  func cutBehindLast() throws {
    let server = try ScriptedServer { peer, _ in
      try peer.send("+OK\r\n")
      while let line = try peer.line() {
        switch line {
        case "CAPA": try peer.send("-ERR\r\n")
        case "LIST": try peer.send("+OK\r\n1 10\r\n.\r\n")
        case "UIDL": try peer.send("+OK\r\n1 a\r\n.\r\n")
        case "RETR 1": try peer.send("+OK\r\nA: b\r\n\r\n.\r\n")
        case "NOOP": return
        default: try peer.send("+OK\r\n")
        }
      }
    }
    defer { server.stop() }
    let collector = Collector()
    let error = #expect(throws: POP3Error.self) { try session(.clear(server.endpoint), collector) }
    #expect(error?.isTransient == true)
    #expect(collector.texts.isEmpty)
    #expect(collector.unproven.count == 1)
    #expect(collector.breaks == [SessionBreak(request: nil, isMisaligned: false)])
  }

  @Test("Doubled dots are counted", arguments: [FakeMaildrop.Pipelining.works, .absent])
  func stuffing(pipelining: FakeMaildrop.Pipelining) throws {
    let wire = mail(2, "..\r\n..a\r\n.b\r\n")
    let server = try FakePOP3Server(Self.maildrop(wire, pipelining: pipelining))
    defer { server.stop() }
    let collector = Collector()
    try session(.clear(server.endpoint), collector).quit()
    let size = UInt64(wire.utf8.count)
    #expect(collector.sizes[1] == ArrivedSize(bytes: size - 2, onTheWire: size))
  }

  @Test("Where the session broke is known", arguments: [0, 10])
  func cut(bytes: Int) throws {
    for pipelining in [FakeMaildrop.Pipelining.works, .absent] {
      var maildrop = QuirkTests.three()
      maildrop.pipelining = pipelining
      maildrop.cut = (2, bytes)
      let server = try FakePOP3Server(maildrop)
      defer { server.stop() }
      let collector = Collector()
      #expect(throws: POP3Error.self) { try session(.clear(server.endpoint), collector) }
      #expect(collector.breaks == [SessionBreak(request: .message(2), isMisaligned: false)])
      #expect(collector.texts == [mail(1)])
      #expect(collector.unproven.isEmpty)
    }
  }
}
