import Errors
import LocalServers
import Net
import POP3
import SASL
import TestSupport
import TestThreads
import Testing

/// Servers, and people between, that mean harm.
@Suite("Hostile servers", .waiting)
struct HostileTests {
  private func connectError(
    _ security: ServerSettings.Security = .none, _ script: @escaping ScriptedServer.Script
  ) throws -> POP3Error? {
    let server = try ScriptedServer(script)
    defer { server.stop() }
    var settings = POP3Settings.clear(server.endpoint)
    settings.security = security
    settings.time.idle = .milliseconds(500)
    settings.time.handshake = .milliseconds(500)
    return #expect(throws: POP3Error.self) { try session(settings, Collector()) }
  }

  @Test(
    "Endless and strange greetings end the session",
    arguments: [
      (String(repeating: "x", count: 1 << 20), POP3Error.Code.limitExceeded),
      ("+OK " + String(repeating: "x", count: 1 << 20) + "\r\n", .limitExceeded),
      ("* OK IMAP4rev1\r\n", .notPOP3), ("220 smtp.example.org\r\n", .notPOP3),
      ("welcome\r\n", .notPOP3), (String(repeating: "welcome\r\n", count: 64), .notPOP3),
      ("welcome\r\n* OK IMAP4rev1\r\n", .notPOP3),
      ("-ERR too many connections\r\n", .turnedAway),
      ("-ERR [SYS/TEMP] later\r\n", .temporaryFailure),
      ("", .network(.timedOut)), ("+OK", .network(.timedOut)),
    ])
  func greetings(greeting: String, code: POP3Error.Code) throws {
    let error = try connectError { peer, _ in
      try peer.send(greeting)
      try peer.waitForEnd()
    }
    #expect(error?.code == code)
  }

  @Test("What the server says cannot steer a terminal")
  func escapes() throws {
    let error = try connectError { peer, _ in
      try peer.send("-ERR \u{1b}]0;owned\u{7}\u{9b}2J go away\r\n")
    }
    let text = try #require(error).description
    #expect(text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
    #expect(text.contains("go away"))
  }

  @Test("Clear text behind the answer to STLS is refused", arguments: [true, false])
  func stlsInjection(samePacket: Bool) throws {
    let error = try connectError(.starttls) { peer, _ in
      try peer.send("+OK\r\n")
      _ = try peer.line()
      try peer.send("+OK\r\nSTLS\r\n.\r\n")
      _ = try peer.line()
      if samePacket {
        try peer.send("+OK begin\r\n+OK injected\r\n")
      } else {
        try peer.send("+OK begin\r\n")
        try peer.send("+OK injected\r\n")
      }
      try peer.waitForEnd()
    }
    // In a packet of its own it comes before or in the handshake: either way nothing is believed.
    let expected: [POP3Error.Code] =
      samePacket
      ? [.network(.injectedClearText)]
      : [.network(.injectedClearText), .network(.handshakeFailed)]
    #expect(expected.contains(try #require(error).code))
  }

  @Test("Without STLS there is no login", arguments: ["UIDL", "STLSX", ""])
  func noSTLS(capability: String) throws {
    let error = try connectError(.starttls) { peer, _ in
      try peer.send("+OK\r\n")
      _ = try peer.line()
      try peer.send("+OK\r\n\(capability)\r\n.\r\n")
      let next = try peer.line()
      #expect(next == nil)
    }
    #expect(error?.code == .encryptionMissing)
  }

  @Test("STLS refused, and CAPA not known: no clear text either")
  func stlsRefused() throws {
    let error = try connectError(.starttls) { peer, _ in
      try peer.send("+OK\r\n")
      while let line = try peer.line() {
        #expect(["CAPA", "STLS"].contains(line))
        try peer.send("-ERR no\r\n")
      }
    }
    #expect(error?.code == .encryptionMissing)
  }

  @Test("What was said before STLS is forgotten")
  func capabilitiesAfterSTLS() throws {
    let authority = try CertificateAuthority(name: "Test")
    let identity = try authority.issue(.loopback)
    let server = try ScriptedServer { peer, _ in
      try peer.send("+OK\r\n")
      while let line = try peer.line() {
        switch line {
        case "CAPA" where peer.connection.isEncrypted: try peer.send("+OK\r\nSASL PLAIN\r\n.\r\n")
        case "CAPA": try peer.send("+OK\r\nSTLS\r\nPIPELINING\r\nSASL X\r\n.\r\n")
        case "STLS":
          try peer.send("+OK\r\n")
          try peer.connection.acceptTLS(identity)
        default: try peer.send("+OK\r\n")
        }
      }
    }
    defer { server.stop() }
    var settings = POP3Settings(server.endpoint, security: .starttls)
    settings.tls.trust = .authorities(authority.certificate)
    let client = try POP3Client.connect(settings)
    #expect(client.capabilities.mechanisms == ["PLAIN"])
    #expect(!client.capabilities.pipelining)
    try client.login(anybody)
  }

  @Test(
    "No password goes out in clear text unless allowed",
    arguments: [
      "SASL PLAIN LOGIN", "USER", "SASL XOAUTH2",
    ])
  func clearText(capability: String) throws {
    let server = try ScriptedServer { peer, _ in
      try peer.send("+OK\r\n")
      while let line = try peer.line() {
        #expect(line == "CAPA")
        try peer.send("+OK\r\n\(capability)\r\n.\r\n")
      }
    }
    defer { server.stop() }
    let client = try POP3Client.connect(POP3Settings(server.endpoint, security: .none))
    for mechanism in [nil, .plain, .login, .userPass, .xoauth2] as [Credentials.Mechanism?] {
      let error = #expect(throws: POP3Error.self) {
        try client.login(Credentials(user: "u", secret: "p", mechanism: mechanism))
      }
      #expect(error?.code == .encryptionMissing)
    }
  }

  @Test(
    "Line ends in user names and passwords are not sent",
    arguments: [
      ("a\r\nDELE 1", "p"), ("a", "p\nDELE 1"), ("a\0b", "p"), ("a", "p\r"),
    ])
  func injection(user: String, password: String) throws {
    let server = try FakePOP3Server(FakeMaildrop([]))
    defer { server.stop() }
    let client = try POP3Client.connect(.clear(server.endpoint))
    let error = #expect(throws: POP3Error.self) {
      try client.login(Credentials(user: user, secret: password))
    }
    #expect(error?.code == .unsendableCredentials)
    #expect(server.commands == ["CAPA"])
  }

  @Test(
    "Secrets are in no trace and no error, even when the server repeats them",
    arguments: [
      nil, Credentials.Mechanism.plain, .login, .userPass, .apop, .cramMD5, .scramSHA256, .xoauth2,
      .oauthBearer,
    ] as [Credentials.Mechanism?])
  func secrets(mechanism: Credentials.Mechanism?) throws {
    try repeatSecrets(mechanism, answer: "-ERR [AUTH] I do not like", .loginRefused)
    try repeatSecrets(mechanism, answer: "500 I do not know", .protocolViolation)
  }

  private func repeatSecrets(
    _ mechanism: Credentials.Mechanism?, answer: String, _ code: POP3Error.Code
  ) throws {
    let server = try ScriptedServer { peer, _ in
      try peer.send("+OK <1.2@example.org>\r\n")
      var before = ""
      while let line = try peer.line() {
        switch line {
        case "CAPA":
          let all = "PLAIN LOGIN CRAM-MD5 SCRAM-SHA-256 XOAUTH2 OAUTHBEARER"
          try peer.send("+OK\r\nUSER\r\nSASL \(all)\r\n.\r\n")
        case "AUTH LOGIN", "AUTH CRAM-MD5": try peer.send("+ PDFAeD4=\r\n")
        case _ where before == "AUTH LOGIN": try peer.send("+ PDFAeD4=\r\n")
        case _ where line.hasPrefix("USER"): try peer.send("+OK\r\n")
        default: try peer.send("\(answer) \(line)\r\n")
        }
        before = line
      }
    }
    defer { server.stop() }
    // Longer than what an error shows of the server's words.
    let secret = "hunter2-\u{e9}" + String(repeating: "hunter2", count: 100)
    let credentials = Credentials(user: "alice", secret: secret, mechanism: mechanism)
    var trace: [String] = []
    let client = try POP3Client.connect(.clear(server.endpoint)) { trace.append($0.text) }
    let error = #expect(throws: POP3Error.self) { try client.login(credentials) }
    #expect(error?.code == code)
    var dumped = ""
    dump(credentials, to: &dumped)
    let shown =
      trace + [error?.description ?? "", "\(credentials)", "\(credentials as Any)", dumped]
    // Base64 of "hunter2" repeated, at each of the three places where it can begin in a group.
    for text in shown {
      for part in ["hunter2", "aHVudGVyM", "h1bnRlcj", "odW50ZXIy"] {
        #expect(!text.contains(part), "\(text)")
      }
    }
    #expect(trace.contains("CAPA"))
  }

  @Test("A server that cannot prove that it knows the password is not believed")
  func scramImpostor() throws {
    let server = try ScriptedServer { peer, _ in
      try peer.send("+OK\r\n")
      while let line = try peer.line() {
        try peer.send(line == "CAPA" ? "+OK\r\nSASL SCRAM-SHA-256\r\n.\r\n" : "+OK welcome\r\n")
      }
    }
    defer { server.stop() }
    let client = try POP3Client.connect(.clear(server.endpoint))
    let error = #expect(throws: POP3Error.self) { try client.login(anybody) }
    #expect(error?.code == .serverNotGenuine)
  }

  @Test(
    "A login of endless questions ends",
    arguments: [
      Credentials.Mechanism.plain, .login, .cramMD5, .xoauth2,
    ])
  func endlessChallenges(mechanism: Credentials.Mechanism) throws {
    let server = try ScriptedServer { peer, _ in
      try peer.send("+OK\r\n")
      while let line = try peer.line() {
        try peer.send(line == "CAPA" ? "-ERR\r\n" : "+ YWJj\r\n")
      }
    }
    defer { server.stop() }
    let client = try POP3Client.connect(.clear(server.endpoint))
    let error = #expect(throws: POP3Error.self) {
      try client.login(Credentials(user: "u", secret: "p", mechanism: mechanism))
    }
    #expect(error?.code == .serverNotGenuine)
  }

  @Test(
    "Refusals by response code",
    arguments: [
      ("[IN-USE] locked", POP3Error.Code.inUse, true), ("[LOGIN-DELAY] slow", .loginDelay, true),
      ("[SYS/TEMP] x", .temporaryFailure, true), ("[SYS/PERM] x", .permanentFailure, false),
      ("[AUTH] x", .loginRefused, false), ("no", .loginRefused, false),
    ])
  func refusals(text: String, code: POP3Error.Code, transient: Bool) throws {
    var maildrop = FakeMaildrop([])
    maildrop.answers["PASS"] = "-ERR \(text)\r\n"
    maildrop.capabilities = ["USER"]
    let server = try FakePOP3Server(maildrop)
    defer { server.stop() }
    let client = try POP3Client.connect(.clear(server.endpoint))
    let error = #expect(throws: POP3Error.self) { try client.login(anybody) }
    #expect(error?.code == code)
    #expect(error?.isTransient == transient)
  }

  @Test(
    "Endless answers end the session", arguments: ["CAPA", "LIST", "UIDL"],
    [
      "1 1\r\n", "garbage\r\n", String(repeating: "z", count: 5000),
    ])
  func endlessListings(command: String, lines: String) throws {
    let server = try ScriptedServer { peer, _ in
      try peer.send("+OK\r\n")
      while let line = try peer.line() {
        if line == command {
          try peer.send("+OK\r\n")
          while true { try peer.send(String(repeating: lines, count: 100)) }
        }
        try peer.send(["CAPA", "LIST", "UIDL"].contains(line) ? "+OK\r\n.\r\n" : "+OK\r\n")
      }
    }
    defer { server.stop() }
    var settings = POP3Settings.clear(server.endpoint)
    settings.limits.messages = 10_000
    let error = #expect(throws: POP3Error.self) { try session(settings, Collector()) }
    #expect(error?.code == .limitExceeded)
  }

  @Test("A line of 100 MB passes in pieces")
  func hugeLine() throws {
    let size = 100 << 20
    let server = try ScriptedServer { peer, _ in
      let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
      try peer.send("+OK\r\n")
      while let line = try peer.line() {
        switch line {
        case "CAPA": try peer.send("-ERR\r\n")
        case "LIST", "UIDL": try peer.send("+OK\r\n1 100\r\n.\r\n")
        case "RETR 1":
          try peer.send("+OK\r\n")
          for _ in 0..<100 { try peer.send(piece) }
          try peer.send("\r\n.\r\n")
        default: try peer.send("+OK\r\n")
        }
      }
    }
    defer { server.stop() }
    let counter = Counter()
    let client = try POP3Client.connect(.clear(server.endpoint))
    try client.login(anybody)
    try client.retrieve(counter)
    try client.quit()
    #expect(counter.bytes == UInt64(size) + 2)
    #expect(counter.largestPiece <= 64 << 10)
  }

  @Test("A message beyond the limit, and a receiver that cannot go on, end the session")
  func limits() throws {
    let server = try FakePOP3Server(
      FakeMaildrop([.init(uid: "1", mail(1, String(repeating: "x", count: 5000) + "\r\n"))]))
    defer { server.stop() }
    var settings = POP3Settings.clear(server.endpoint)
    settings.limits.maximumMessageSize = 1000
    let error = #expect(throws: POP3Error.self) { try session(settings, Collector()) }
    #expect(error?.code == .limitExceeded)

    let collector = Collector()
    collector.stopsAt = 100
    let stopped = #expect(throws: POP3Error.self) {
      try session(.clear(server.endpoint), collector)
    }
    #expect(stopped?.code == .receiverStopped)
    #expect(stopped?.text.why == "the disk is full")
    #expect(collector.messages.isEmpty)
    #expect(!server.commands.contains("QUIT"))
  }

  @Test("A client that goes out of scope says no QUIT")
  func noQuit() throws {
    let server = try FakePOP3Server(QuirkTests.three())
    defer { server.stop() }
    do {
      let client = try session(.clear(server.endpoint), Collector())
      try client.delete([1])
    }
    #expect(server.maildrop.messages.count == 3)
    #expect(!server.commands.contains("QUIT"))
  }

  @Test("Quitting is not done until the server says so")
  func quitUnconfirmed() throws {
    for answer in ["-ERR [SYS/TEMP] not all deleted\r\n", ""] {
      var maildrop = QuirkTests.three()
      maildrop.answers["QUIT"] = answer
      let server = try FakePOP3Server(maildrop)
      defer { server.stop() }
      var settings = POP3Settings.clear(server.endpoint)
      settings.time.idle = .milliseconds(300)
      let client = try session(settings, Collector())
      #expect(throws: POP3Error.self) { try client.quit() }
    }
  }
}

/// Counts and keeps nothing.
final class Counter: MaildropReceiver {
  private(set) var bytes: UInt64 = 0
  private(set) var largestPiece = 0
  private(set) var messages = 0

  func choose(_ message: ListedMessage) -> Choice { .retrieve }
  func began(_ request: Request) {}
  func received(_ bytes: borrowing RawSpan) {
    self.bytes += UInt64(bytes.byteCount)
    largestPiece = max(largestPiece, bytes.byteCount)
  }
  func ended(_ request: Request, _ size: ArrivedSize) { messages += 1 }
  func failed(_ request: Request, reply: String) {}
  func restarted(because reason: String) {}
}
