import Net
import POP3
import SASL
import TestSupport
import Testing

@testable import LocalServers

@Suite("The embedded server")
struct EmbeddedServerTests {
  private static func messages(_ count: Int) -> [[UInt8]] {
    (0..<count).map { Array("Subject: \($0)\n\n.dot\n..\nlast \($0)".utf8) }
  }

  private static func wire(_ index: Int) -> String {
    "Subject: \(index)\r\n\r\n.dot\r\n..\r\nlast \(index)\r\n"
  }

  @Test(
    "Our client and our server understand each other",
    arguments: [
      ServerSettings.Security.tls, .starttls, .none,
    ])
  func session(security: ServerSettings.Security) throws {
    let authority = try CertificateAuthority(name: "Test")
    let maildrop = try ServerMaildrop(
      user: "alice", password: "wonderland", messages: Self.messages(300))
    let server = try POP3Server(
      maildrops: [maildrop], identity: security == .none ? nil : authority.issue(.loopback),
      implicitTLS: security == .tls)
    defer { server.stop() }
    var settings = POP3Settings.clear(server.endpoint)
    settings.security = security
    settings.tls.trust = .authorities(authority.certificate)

    let collector = Collector()
    collector.choice = { $0.number == 7 ? .skip : .retrieve }
    let client = try POP3Tests.session(settings, collector)
    #expect(collector.texts == (0..<300).filter { $0 != 6 }.map(Self.wire))
    #expect(Set(collector.uids).count == 300)
    let top = Collector()
    try client.retrieve([.top(1, lines: 1), .top(2, lines: 0), .top(3, lines: 100)], into: top)
    #expect(
      top.texts == ["Subject: 0\r\n\r\n.dot\r\n", "Subject: 1\r\n\r\n", Self.wire(2)])
    #expect(try client.delete(Array(1...299)).isEmpty)
    #expect(try client.delete([1, 301]).keys.sorted() == [1, 301])
    try client.keepAlive()
    try client.quit()
    #expect(
      maildrop.messages.map { String(decoding: $0.bytes, as: UTF8.self) } == [Self.wire(299)])
  }

  @Test(
    "Logins that are right and wrong",
    arguments: [
      ("alice", "wonderland", Credentials.Mechanism.userPass, true),
      ("alice", "wonderland", .plain, true),
      ("alice", "wrong", .userPass, false), ("alice", "wrong", .plain, false),
      ("bob", "wonderland", .plain, false), ("", "", .userPass, false),
    ])
  func logins(
    user: String, password: String, mechanism: Credentials.Mechanism, isRight: Bool
  ) throws {
    let maildrop = try ServerMaildrop(user: "alice", password: "wonderland", messages: [])
    let server = try POP3Server(maildrops: [maildrop], identity: nil, implicitTLS: false)
    defer { server.stop() }
    let client = try POP3Client.connect(.clear(server.endpoint))
    let credentials = Credentials(user: user, secret: password, mechanism: mechanism)
    if isRight {
      try client.login(credentials)
    } else {
      let error = #expect(throws: POP3Error.self) { try client.login(credentials) }
      #expect(error?.code == .loginRefused)
    }
  }

  @Test(
    "Nothing but what it knows, and nothing out of turn",
    arguments: [
      ("STAT\r\n", "-ERR"), ("RETR 1\r\n", "-ERR"), ("PASS wonderland\r\n", "-ERR"),
      ("AUTH LOGIN\r\n", "-ERR"), ("AUTH PLAIN ***\r\n", "-ERR"), ("\r\n", "-ERR"),
      ("noop\r\n", "-ERR"), ("STLS\r\nCAPA\r\n", "-ERR"), ("quit\r\n", "+OK"),
      (String(repeating: "x", count: 10_000), "-ERR"),
    ])
  func refusals(line: String, answer: String) throws {
    let authority = try CertificateAuthority(name: "Test")
    let maildrop = try ServerMaildrop(
      user: "alice", password: "wonderland", messages: Self.messages(1))
    let server = try POP3Server(
      maildrops: [maildrop], identity: authority.issue(.loopback), implicitTLS: false)
    defer { server.stop() }
    let connection = try Connection(to: server.endpoint)
    var buffer = [UInt8](repeating: 0, count: 1000)
    _ = try connection.receive(into: &buffer)
    try connection.send(Array(line.utf8))
    let count = try connection.receive(into: &buffer) ?? 0
    #expect(String(decoding: buffer.prefix(count), as: UTF8.self).hasPrefix(answer))
  }

  @Test("No sequence of commands upsets it", arguments: 0..<20)
  func random(seed: Int) throws {
    let maildrop = try ServerMaildrop(
      user: "a", password: "b", messages: Self.messages(3) + [[], Array("no header".utf8)])
    var session = ServerSession(maildrops: [maildrop], offersTLS: true, isEncrypted: true)
    session.receive(Array("USER a\r\nPASS b\r\n".utf8)[...])
    let words = [
      "RETR", "TOP", "DELE", "LIST", "UIDL", "RSET", "AUTH", "USER", "PASS", "CAPA", "STAT", "",
    ]
    let arguments = [
      "", " 1", " 5", " 0", " -1", " 9223372036854775807", " 4 0", " 1 9223372036854775807",
      " 1 -1", " x",
    ]
    // Every word with every argument, beginning anywhere.
    let count = words.count * arguments.count
    for index in 0..<count {
      let step = (index + seed * 7) % count
      let line = words[step % words.count] + arguments[step / words.count] + "\r\n"
      session.receive(Array(line.utf8)[...])
      var answers = 0
      while case .answer(let bytes) = session.next() {
        answers += 1
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(["+OK", "-ERR"].contains { text.hasPrefix($0) }, "\(line)")
        #expect(bytes.suffix(2).elementsEqual("\r\n".utf8))
      }
      #expect(answers == (index == 0 ? 3 : 1))
    }
  }
}
