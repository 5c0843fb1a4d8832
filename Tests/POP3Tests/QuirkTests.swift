import Errors
import Net
import POP3
import SASL
import TestSupport
import TestThreads
import Testing

/// Servers as they are: each quirk with the mail that must survive it.
@Suite("Server quirks", .waiting)
struct QuirkTests {
  static func three() -> FakeMaildrop {
    FakeMaildrop((1...3).map { .init(uid: "uid-\($0)", mail($0)) })
  }

  struct Quirk: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let change: @Sendable (inout FakeMaildrop) -> Void

    init(_ what: String, _ change: @escaping @Sendable (inout FakeMaildrop) -> Void) {
      testDescription = what
      self.change = change
    }
  }

  @Test(
    "All three messages arrive as sent",
    arguments: [
      Quirk("none") { _ in },
      Quirk("no pipelining") { $0.pipelining = .absent },
      Quirk("no CAPA") { $0.capabilities = nil },
      Quirk("CAPA ends the connection") { $0.dropsOnCapa = true },
      Quirk("one octet at a time") { $0.chunk = 1 },
      Quirk("seven octets at a time") { $0.chunk = 7 },
      Quirk("LF line ends in answers") {
        $0.lineEnd = "\n"
        $0.terminator = ".\n"
      },
      Quirk("LIST's sizes too small") { for i in 0..<3 { $0.messages[i].listedSize = 1 } },
      Quirk("LIST's sizes too large") { for i in 0..<3 { $0.messages[i].listedSize = 1 << 40 } },
      Quirk("no LIST") { $0.answers["LIST"] = "-ERR cannot\r\n" },
      Quirk("several spaces in UIDL") { $0.uidLine = { "  \($0)   \($1)  " } },
      Quirk("+OK before each line of UIDL") { $0.uidLine = { "+OK \($0) \($1)" } },
      Quirk("tabs in UIDL") { $0.uidLine = { "\($0)\t\($1)" } },
      Quirk("text before the greeting") {
        $0.greeting = "Welcome to mail.example.org\r\n+OK ready"
      },
      Quirk("a notice before the greeting") {
        $0.greeting =
          "****************\n* 220 rules apply *\r\n\r\nOK? go on\r\n+OK ready\r\nhave a nice day"
      },
      Quirk("no UTF8 greeting") { $0.greeting = "+OK \u{fe}\u{ff}" },
      Quirk("nonsense in CAPA") { $0.capabilities = ["", " ", "SASL", "\u{1b}[2J", "TOP", "top"] },
    ])
  func everythingArrives(quirk: Quirk) throws {
    var maildrop = Self.three()
    quirk.change(&maildrop)
    let server = try FakePOP3Server(maildrop)
    defer { server.stop() }
    let collector = Collector()
    let client = try session(.clear(server.endpoint), collector)
    try client.quit()
    #expect(collector.texts == (1...3).map { mail($0) })
    #expect(collector.uids == ["uid-1", "uid-2", "uid-3"])
    #expect(server.maildrop.messages.count == 3)
  }

  @Test(
    "A server that says it can pipeline and cannot",
    arguments: [
      FakeMaildrop.Pipelining.answersFirstOnly, .hangsUp,
    ])
  func brokenPipelining(how: FakeMaildrop.Pipelining) throws {
    var maildrop = Self.three()
    maildrop.pipelining = how
    let server = try FakePOP3Server(maildrop)
    defer { server.stop() }
    var settings = POP3Settings.clear(server.endpoint)
    settings.limits.pipelineProbe = .milliseconds(300)
    let collector = Collector()
    let client = try session(settings, collector)
    try client.delete(collector.messages.map(\.number))
    try client.quit()
    #expect(collector.texts == (1...3).map { mail($0) })
    #expect(collector.restarts == 1)
    #expect(server.connections == 2)
    #expect(server.maildrop.messages.isEmpty)
  }

  @Test("Without UIDL, messages are offered without id, and TOP helps to know them")
  func noUIDL() throws {
    var maildrop = Self.three()
    maildrop.hasUIDL = false
    let server = try FakePOP3Server(maildrop)
    defer { server.stop() }
    let collector = Collector()
    collector.choice = { _ in .skip }
    collector.afterListing = { count in (1...count).map { .top($0, lines: 0) } }
    let client = try session(.clear(server.endpoint), collector)
    #expect(collector.uids == [nil, nil, nil])
    #expect(collector.offered.map(\.size) == (1...3).map { UInt64(mail($0).utf8.count) })
    #expect(
      collector.texts == (1...3).map { "From: a@example.org\r\nSubject: message \($0)\r\n\r\n" })
    let rest = Collector()
    try client.retrieve([.message(2)], into: rest)
    #expect(rest.texts == [mail(2)])
  }

  @Test("Messages that UIDL leaves out are offered too, after the others")
  func gapInUIDL() throws {
    var maildrop = Self.three()
    maildrop.messages[1].uid = nil
    let server = try FakePOP3Server(maildrop)
    defer { server.stop() }
    let collector = Collector()
    try session(.clear(server.endpoint), collector)
    #expect(collector.uids == ["uid-1", "uid-3", nil])
    #expect(collector.texts == [mail(1), mail(3), mail(2)])
  }

  @Test(
    "Ids come as sent",
    arguments: [
      "with space", "caf\u{e9}", String(repeating: "x", count: 300), "~!@#$%^&*()",
    ])
  func strangeUIDs(uid: String) throws {
    let server = try FakePOP3Server(FakeMaildrop([.init(uid: uid, mail(1))]))
    defer { server.stop() }
    let collector = Collector()
    try session(.clear(server.endpoint), collector)
    #expect(collector.uids == [uid])
  }

  @Test("Two messages may share an id: both are offered")
  func sharedUID() throws {
    let server = try FakePOP3Server(
      FakeMaildrop([.init(uid: "same", mail(1)), .init(uid: "same", mail(2))]))
    defer { server.stop() }
    let collector = Collector()
    try session(.clear(server.endpoint), collector)
    #expect(collector.texts == [mail(1), mail(2)])
  }

  @Test(
    "-ERR on one RETR: the others arrive, and that one stays on the server",
    arguments: [
      FakeMaildrop.Pipelining.works, .absent,
    ])
  func oneRefused(pipelining: FakeMaildrop.Pipelining) throws {
    var maildrop = Self.three()
    maildrop.messages[1].refused = true
    maildrop.pipelining = pipelining
    let server = try FakePOP3Server(maildrop)
    defer { server.stop() }
    let collector = Collector()
    let client = try session(.clear(server.endpoint), collector)
    #expect(try client.delete(collector.messages.map(\.number)).isEmpty)
    try client.quit()
    #expect(collector.texts == [mail(1), mail(3)])
    #expect(collector.failures.map(\.number) == [2])
    #expect(collector.failures.first?.reply == "cannot read this message")
    #expect(server.maildrop.messages.map(\.uid) == ["uid-2"])
  }

  @Test(
    "A connection that ends inside a message never counts as its end",
    arguments: [
      0, 1, 20, 40, mail(2).utf8.count - 1, mail(2).utf8.count,
    ])
  func cutInMessage(bytes: Int) throws {
    var maildrop = Self.three()
    maildrop.cut = (2, bytes)
    let server = try FakePOP3Server(maildrop)
    defer { server.stop() }
    let collector = Collector()
    let error = #expect(throws: POP3Error.self) { try session(.clear(server.endpoint), collector) }
    #expect(error?.isTransient == true)
    #expect(collector.texts.count <= 1)
    #expect(collector.texts.allSatisfy { $0 == mail(1) })
  }

  @Test("Old Exchange: “.” without a line of its own at the end")
  func missingFinalLineEnd() throws {
    var maildrop = FakeMaildrop([
      .init(uid: "1", mail(1, "no line end")), .init(uid: "2", mail(2, "nor here")),
    ])
    maildrop.pipelining = .absent
    let server = try FakePOP3Server(maildrop)
    defer { server.stop() }
    var settings = POP3Settings.clear(server.endpoint)
    settings.limits.endProbe = .milliseconds(200)
    let collector = Collector()
    try session(settings, collector).quit()
    #expect(collector.texts == [mail(1, "no line end"), mail(2, "nor here")])
  }

  @Test("Old Exchange, pipelining: a session without finds the ends")
  func missingFinalLineEndPipelined() throws {
    // Whether the last message ends properly or not, some answer never comes.
    for last in ["nor here", "but here\r\n"] {
      let maildrop = FakeMaildrop([
        .init(uid: "1", mail(1, "no line end")), .init(uid: "2", mail(2, last)),
      ])
      let server = try FakePOP3Server(maildrop)
      defer { server.stop() }
      var settings = POP3Settings.clear(server.endpoint)
      settings.limits.endProbe = .milliseconds(300)
      settings.time.idle = .seconds(2)
      let collector = Collector()
      let client = try session(settings, collector)
      try client.quit()
      #expect(!client.usesPipelining)
      #expect(client.lacksPipelining == (last == "nor here"))
      #expect(collector.restarts == 1)
      #expect(collector.texts.suffix(2) == [mail(1, "no line end"), mail(2, last)])
    }
  }

  @Test("USER and PASS go out together where the server says that it can, and singly else")
  func pipelinedLogin() throws {
    let server = try ScriptedServer { peer, index in
      // All announce pipelining; the second hangs up on it.
      try peer.send("+OK\r\n")
      while let line = try peer.line() {
        switch line {
        case "CAPA": try peer.send("+OK\r\nUSER\r\nPIPELINING\r\n.\r\n")
        case "USER alice":
          if index == 0 { #expect(try peer.line() == "PASS wonderland") }
          if index == 1 { throw TestFailure("hangs up") }
          try peer.send(index == 0 ? "+OK\r\n+OK\r\n" : "+OK\r\n")
        default: try peer.send("+OK\r\n")
        }
      }
    }
    defer { server.stop() }
    let credentials = Credentials(user: "alice", secret: "wonderland")
    let first = try POP3Client.connect(.clear(server.endpoint))
    try first.login(credentials)
    try first.keepAlive()
    #expect(first.usesPipelining)
    let second = try POP3Client.connect(.clear(server.endpoint))
    try second.login(credentials)
    try second.keepAlive()
    #expect(!second.usesPipelining)
    #expect(server.connections == 3)
  }

  @Test("Four round trips of commands bring the first message: what goes out without waiting")
  func roundTrips() throws {
    // What was sent without waiting for an answer arrives together.
    let server = try ScriptedServer { peer, _ in
      try peer.send("+OK\r\n")
      var turns: [[String]] = []
      while let line = try peer.line() {
        turns.append([line])
        while peer.hasInput, let more = try peer.line() { turns[turns.count - 1].append(more) }
        for command in turns.last ?? [] {
          switch command {
          case "CAPA": try peer.send("+OK\r\nUSER\r\nUIDL\r\nPIPELINING\r\n.\r\n")
          case "LIST": try peer.send("+OK\r\n1 9\r\n2 9\r\n.\r\n")
          case "UIDL": try peer.send("+OK\r\n1 a\r\n2 b\r\n.\r\n")
          case "RETR 1", "RETR 2": try peer.send("+OK\r\nA: b\r\n\r\n.\r\n")
          default: try peer.send("+OK\r\n")
          }
        }
      }
      #expect(
        turns == [
          ["CAPA"], ["USER alice", "PASS wonderland"], ["CAPA", "LIST", "UIDL"],
          ["RETR 1", "RETR 2", "NOOP"], ["QUIT"],
        ])
    }
    defer { server.stop() }
    let client = try POP3Client.connect(.clear(server.endpoint))
    try client.login(Credentials(user: "alice", secret: "wonderland"))
    try client.retrieve(Collector())
    try client.quit()
  }

  @Test("A refused user name is told, not the password that went out with it")
  func pipelinedRefusal() throws {
    var maildrop = Self.three()
    maildrop.capabilities = ["USER"]
    maildrop.answers = [
      "USER": "-ERR [AUTH] nobody of that name\r\n", "PASS": "-ERR USER first\r\n",
    ]
    let server = try FakePOP3Server(maildrop)
    defer { server.stop() }
    let error = #expect(throws: POP3Error.self) {
      try session(.clear(server.endpoint), Collector())
    }
    #expect(error?.code == .loginRefused)
    #expect(error?.text.why.contains("nobody of that name") == true)
  }

  @Test("A network that fails is not taken for a server that cannot pipeline")
  func lostNetwork() throws {
    let server = try ScriptedServer { peer, index in
      guard index == 0 else { throw TestFailure("nobody is there any more") }
      try peer.send("+OK\r\n")
      while let line = try peer.line() {
        if line == "CAPA" {
          try peer.send("+OK\r\nUSER\r\nPIPELINING\r\n.\r\n")
        } else if line == "LIST" {
          try peer.waitForEnd()
        } else {
          try peer.send("+OK\r\n")
        }
      }
    }
    defer { server.stop() }
    var settings = POP3Settings.clear(server.endpoint)
    settings.time.idle = .seconds(1)
    let client = try POP3Client.connect(settings)
    try client.login(Credentials(user: "alice", secret: "wonderland"))
    #expect(throws: POP3Error.self) { try client.retrieve(Collector()) }
    #expect(client.usesPipelining)
  }

  @Test("A pause behind “.” at the end of a line is no end")
  func pauseBehindDot() throws {
    let server = try ScriptedServer { peer, _ in
      try peer.send("+OK\r\n")
      while let line = try peer.line() {
        switch line {
        case "CAPA": try peer.send("-ERR\r\n")
        case "LIST": try peer.send("+OK\r\n1 10\r\n.\r\n")
        case "UIDL": try peer.send("+OK\r\n1 a\r\n.\r\n")
        case "RETR 1":
          try peer.send("+OK\r\nA sentence.\r\n")
          // The client asks; only then does the rest come.
          let question = try peer.line()
          #expect(question == "NOOP")
          try peer.send("Another.\r\n.\r\n+OK\r\n")
        default: try peer.send("+OK\r\n")
        }
      }
    }
    defer { server.stop() }
    var settings = POP3Settings.clear(server.endpoint)
    settings.limits.endProbe = .milliseconds(100)
    settings.limits.pipelineProbe = .milliseconds(1)
    let collector = Collector()
    try session(settings, collector).quit()
    #expect(collector.texts == ["A sentence.\r\nAnother.\r\n"])
  }

  @Test(
    "“+OK” where “+” is due",
    arguments: [
      Credentials.Mechanism.plain, .login, .cramMD5,
    ])
  func okForChallenge(mechanism: Credentials.Mechanism) throws {
    let server = try ScriptedServer { peer, _ in
      try peer.send("+OK\r\n")
      while let line = try peer.line() {
        switch line {
        case "CAPA": try peer.send("+OK\r\nSASL PLAIN LOGIN CRAM-MD5\r\n.\r\n")
        case "AUTH PLAIN", "AUTH LOGIN", "AUTH CRAM-MD5": try peer.send("+OK PDFAeD4=\r\n")
        case "YWxpY2U=": try peer.send("+OK go on\r\n")
        default: try peer.send("+OK logged in\r\n")
        }
      }
    }
    defer { server.stop() }
    let client = try POP3Client.connect(.clear(server.endpoint))
    // Longer than what goes with the AUTH line, so that PLAIN is asked for it.
    let secret = mechanism == .plain ? String(repeating: "x", count: 300) : "wonderland"
    try client.login(Credentials(user: "alice", secret: secret, mechanism: mechanism))
    try client.keepAlive()
  }

  @Test("Only part is wanted, in an order of our own")
  func newestFirst() throws {
    let server = try FakePOP3Server(Self.three())
    defer { server.stop() }
    let collector = Collector()
    collector.choice = { _ in .skip }
    collector.afterListing = { count in [.message(count), .message(1)] }
    try session(.clear(server.endpoint), collector)
    #expect(collector.messages.map(\.number) == [3, 1])
  }

  @Test("PIPELINING that is named only after the login is used")
  func pipeliningAfterLogin() throws {
    let server = try ScriptedServer { peer, _ in
      try peer.send("+OK\r\n")
      var isIn = false
      while let line = try peer.line() {
        switch line {
        case "CAPA": try peer.send(isIn ? "+OK\r\nPIPELINING\r\n.\r\n" : "+OK\r\nUSER\r\n.\r\n")
        case "LIST":
          // Answers only when both commands are here.
          let next = try peer.line()
          #expect(next == "UIDL")
          try peer.send("+OK\r\n.\r\n+OK\r\n.\r\n")
        default:
          isIn = true
          try peer.send("+OK\r\n")
        }
      }
    }
    defer { server.stop() }
    let client = try session(.clear(server.endpoint), Collector())
    #expect(client.capabilities.pipelining)
  }

  @Test("UTF8 is switched on before the login where the server has it")
  func utf8() throws {
    var maildrop = Self.three()
    maildrop.capabilities = ["UTF8 USER", "USER", "LOGIN-DELAY 300", "EXPIRE 0 USER"]
    let server = try FakePOP3Server(maildrop)
    defer { server.stop() }
    let client = try session(.clear(server.endpoint), Collector())
    #expect(server.commands.prefix(4) == ["CAPA", "UTF8", "USER alice", "PASS wonderland"])
    #expect(client.capabilities.loginDelay == .seconds(300))
    #expect(client.capabilities.expireDays == 0)
  }

  @Test("RETR goes out while the listing still arrives")
  func overlap() throws {
    let server = try ScriptedServer { peer, _ in
      try peer.send("+OK\r\n")
      while let line = try peer.line() {
        switch line {
        case "CAPA": try peer.send("+OK\r\nPIPELINING\r\n.\r\n")
        case "LIST": try peer.send("+OK\r\n1 10\r\n2 10\r\n.\r\n")
        case "UIDL":
          try peer.send("+OK\r\n1 a\r\n")
          // The second line comes only when the first message was asked for.
          let early = try peer.line()
          #expect(early == "RETR 1")
          try peer.send("2 b\r\n.\r\n+OK\r\none\r\n.\r\n")
        case "RETR 2": try peer.send("+OK\r\ntwo\r\n.\r\n")
        default: try peer.send("+OK\r\n")
        }
      }
    }
    defer { server.stop() }
    let collector = Collector()
    try session(.clear(server.endpoint), collector)
    #expect(collector.texts == ["one\r\n", "two\r\n"])
  }

  @Test("Deletions are asked for in between, and refused ones are named")
  func deletions() throws {
    var maildrop = Self.three()
    let server = try FakePOP3Server(maildrop)
    defer { server.stop() }
    let collector = Collector()
    let client = try session(.clear(server.endpoint), collector)
    #expect(try client.delete([1, 3, 9]).keys.sorted() == [9])
    try client.quit()
    #expect(server.maildrop.messages.map(\.uid) == ["uid-2"])

    maildrop = Self.three()
    server.maildrop = maildrop
    let second = try session(.clear(server.endpoint), Collector())
    try second.delete([1, 2, 3])
    second.abort()
    #expect(server.maildrop.messages.count == 3)

    let third = try session(.clear(server.endpoint), Collector())
    try third.delete([1, 2, 3])
    try third.reset()
    try third.quit()
    #expect(server.maildrop.messages.count == 3)
  }
}
