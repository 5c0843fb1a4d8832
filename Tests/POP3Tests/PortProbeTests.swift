import Errors
import Glibc
import LocalServers
import Net
import POP3
import SASL
import TestSupport
import TestThreads
import Testing

/// The wrong port, or the wrong kind of connection: told soon, with what would work.
@Suite("Misfits", .waiting)
struct PortProbeTests {
  private func failure(
    at endpoint: Endpoint, _ security: ServerSettings.Security,
    trust: TLSConfiguration.Trust = .system
  ) throws -> POP3Error {
    var settings = POP3Settings(endpoint, security: security)
    settings.sendsPasswordInClear = true
    settings.limits.greetingProbe = .milliseconds(300)
    settings.time.idle = .seconds(3)
    settings.time.handshake = .milliseconds(700)
    settings.tls.trust = trust
    return try #require(
      #expect(throws: POP3Error.self) { _ = try POP3Client.connect(settings).login(anybody) })
  }

  private func identity() throws -> (TLSIdentity, TLSConfiguration.Trust) {
    let authority = try CertificateAuthority(name: "Test")
    return (try authority.issue(.loopback), .authorities(authority.certificate))
  }

  @Test(
    "Clear text or STLS at a port of TLS", arguments: [ServerSettings.Security.none, .starttls])
  func clearAtTLS(security: ServerSettings.Security) throws {
    let (identity, trust) = try identity()
    let server = try FakePOP3Server(FakeMaildrop([]), identity: identity)
    defer { server.stop() }
    // Whether the certificate would be accepted or not.
    for trust in [trust, .system] {
      let found = try failure(at: server.endpoint, security, trust: trust)
      #expect(found.code == .encryptionMissing)
      #expect(found.text.remedy.contains("--tls implicit"), "\(found)")
      #expect(!found.isTransient)
    }
    #expect(server.commands.allSatisfy { $0 == "CAPA" })
  }

  @Test("TLS at a port of clear text", arguments: [true, false])
  func tlsAtClear(offersSTLS: Bool) throws {
    var maildrop = FakeMaildrop([])
    maildrop.capabilities = offersSTLS ? ["USER", "STLS"] : ["USER"]
    let server = try FakePOP3Server(maildrop)
    defer { server.stop() }
    let found = try failure(at: server.endpoint, .tls)
    #expect(found.code == .encryptionMissing)
    #expect(found.text.remedy.contains(offersSTLS ? "--tls starttls" : "--tls none"), "\(found)")
  }

  @Test("STLS where there is none")
  func noSTLS() throws {
    let server = try FakePOP3Server(FakeMaildrop([]))
    defer { server.stop() }
    let found = try failure(at: server.endpoint, .starttls)
    #expect(found.code == .encryptionMissing)
    #expect(found.text.remedy.contains("--tls none"), "\(found)")
  }

  @Test(
    "A server that takes logins only over TLS",
    arguments: [
      ["STLS"], ["STLS", "USER"], ["STLS", "SASL PLAIN"],
    ])
  func onlyOverTLS(capabilities: [String]) throws {
    var maildrop = FakeMaildrop([])
    maildrop.capabilities = capabilities
    maildrop.pipelining = .absent
    for command in ["USER", "PASS", "AUTH"] {
      maildrop.answers[command] =
        "-ERR [AUTH] Plaintext authentication disallowed on non-secure (SSL/TLS) connections.\r\n"
    }
    let server = try FakePOP3Server(maildrop)
    defer { server.stop() }
    let found = try failure(at: server.endpoint, .none)
    #expect(found.text.remedy.contains("--tls starttls"), "\(found)")
  }

  struct Stranger: CustomTestStringConvertible, Sendable {
    let testDescription: String
    /// What it says at once; nil: nothing before it is asked.
    let greeting: String?
    let name: String
  }

  static let strangers = [
    Stranger(
      testDescription: "IMAP", greeting: "* OK [CAPABILITY IMAP4rev1] ready\r\n", name: "IMAP"),
    Stranger(testDescription: "SMTP", greeting: "220 mail.example.org ESMTP\r\n", name: "SMTP"),
    Stranger(testDescription: "FTP", greeting: "220 (vsFTPd 3.0.3)\r\n", name: "an FTP server"),
    Stranger(
      testDescription: "FTP of many lines",
      greeting: "220-FileZilla Server 1.7.0\r\n220 Please visit us\r\n", name: "an FTP server"),
    Stranger(
      testDescription: "SMTP at a host of another name",
      greeting: "220 ftp.example.org ESMTP Postfix\r\n", name: "an SMTP server"),
    Stranger(
      testDescription: "text, then IMAP", greeting: "Welcome!\r\n* OK ready\r\n", name: "IMAP"),
    Stranger(
      testDescription: "news", greeting: "200 news.example.org ready (posting ok)\r\n", name: "NNTP"
    ),
    Stranger(testDescription: "HTTP", greeting: nil, name: "HTTP"),
    Stranger(testDescription: "SSH", greeting: "SSH-2.0-OpenSSH_9.2\r\n", name: "SSH"),
  ]

  @Test(
    "Something else behind the port", arguments: strangers,
    [ServerSettings.Security.none, .starttls, .tls])
  func somethingElse(stranger: Stranger, security: ServerSettings.Security) throws {
    // In clear text, whatever was asked for; and over TLS where that was.
    let (identity, trust) = try identity()
    for isEncrypted in security == .tls ? [true, false] : [false] {
      let server = try ScriptedServer { peer, _ in
        if isEncrypted { try peer.connection.acceptTLS(identity) }
        if let greeting = stranger.greeting { try peer.send(greeting) }
        guard try peer.line() != nil else { return }
        try peer.send(
          stranger.greeting == nil
            ? "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n" : "BAD what?\r\n")
      }
      defer { server.stop() }
      let found = try failure(at: server.endpoint, security, trust: trust)
      #expect(found.code == .notPOP3, "\(found)")
      #expect(found.text.why.contains(stranger.name), "\(found)")
      #expect(found.text.remedy.contains("--port"), "\(found)")
      #expect(!found.isTransient)
    }
  }

  @Test("A slow server is waited for")
  func slowGreeting() throws {
    let server = try ScriptedServer { peer, index in
      guard index == 0 else { return try peer.waitForEnd() }
      usleep(600_000)
      try peer.send("+OK at last\r\n")
      while let line = try peer.line() { try peer.send(line == "CAPA" ? "-ERR\r\n" : "+OK\r\n") }
    }
    defer { server.stop() }
    var settings = POP3Settings.clear(server.endpoint)
    settings.limits.greetingProbe = .milliseconds(100)
    settings.time.handshake = .milliseconds(200)
    try POP3Client.connect(settings).login(anybody)
  }
}
