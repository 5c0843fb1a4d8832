import Errors
import IMAP
import LocalServers
import Net
import SASL
import TestSupport
import TestThreads
import Testing

/// The wrong port, or the wrong kind of connection: one sentence says what would work.
@Suite(.waiting) struct PortProbeTests {
  private func failure(
    at endpoint: Endpoint, _ security: ServerSettings.Security,
    trust: TLSConfiguration.Trust = .system
  ) throws -> IMAPError {
    var settings = IMAPSettings(endpoint, security: security)
    settings.limits.greetingProbe = .milliseconds(300)
    settings.time.idle = .seconds(3)
    settings.time.handshake = .milliseconds(700)
    settings.tls.trust = trust
    return try #require(
      #expect(throws: IMAPError.self) { _ = try IMAPClient.connect(settings) })
  }

  private func identity() throws -> (TLSIdentity, TLSConfiguration.Trust) {
    let authority = try CertificateAuthority(name: "Test")
    return (try authority.issue(.loopback), .authorities(authority.certificate))
  }

  @Test(arguments: [ServerSettings.Security.none, .starttls])
  func clearTextAtAPortOfTLS(_ security: ServerSettings.Security) throws {
    let (identity, trust) = try identity()
    let server = try ScriptedServer { peer, _ in
      try peer.connection.acceptTLS(identity)
      try peer.send("* OK IMAP4rev1 ready\r\n")
      while let line = try peer.line() {
        try peer.send("\(line.prefix { $0 != " " }) BAD no\r\n")
      }
    }
    defer { server.stop() }
    for trust in [trust, .system] {
      let found = try failure(at: server.endpoint, security, trust: trust)
      #expect(found.code == .encryptionMissing)
      #expect(found.text.remedy.contains("--tls implicit"), "\(found)")
      #expect(!found.isTransient)
    }
  }

  @Test(arguments: [true, false])
  func tlsAtAPortOfClearText(_ offersSTARTTLS: Bool) throws {
    let server = try ScriptedServer { peer, _ in
      try peer.send("* OK ready\r\n")
      _ = try peer.line()
      let more = offersSTARTTLS ? " STARTTLS" : ""
      try peer.send("* CAPABILITY IMAP4rev1\(more)\r\na OK done\r\n")
      try peer.waitForEnd()
    }
    defer { server.stop() }
    let found = try failure(at: server.endpoint, .tls)
    #expect(found.code == .encryptionMissing)
    #expect(
      found.text.remedy.contains(offersSTARTTLS ? "--tls starttls" : "--tls none"), "\(found)")
  }

  @Test(
    arguments: [
      ("+OK POP3 ready\r\n", "POP3"), ("220 mail.example.org ESMTP\r\n", "SMTP"),
      ("SSH-2.0-OpenSSH_9.2\r\n", "SSH"), (nil, "HTTP"),
    ] as [(String?, String)], [ServerSettings.Security.none, .starttls, .tls])
  func somethingElse(_ stranger: (String?, String), _ security: ServerSettings.Security) throws {
    let server = try ScriptedServer { peer, _ in
      if let greeting = stranger.0 { try peer.send(greeting) }
      guard try peer.line() != nil else { return }
      try peer.send(stranger.0 == nil ? "HTTP/1.1 400 Bad Request\r\n\r\n" : "BAD what?\r\n")
    }
    defer { server.stop() }
    let found = try failure(at: server.endpoint, security)
    #expect(found.code == .notIMAP, "\(found)")
    #expect(found.text.why.contains(stranger.1), "\(found)")
    #expect(found.text.remedy.contains("--port"), "\(found)")
    #expect(!found.isTransient)
  }
}
