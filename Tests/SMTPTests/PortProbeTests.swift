import Errors
import LocalServers
import Net
import SMTP
import TestSupport
import TestThreads
import Testing

/// The wrong port, or the wrong kind of connection, for sending: one sentence names the settings that work.
@Suite(.waiting) struct PortProbeTests {
  private func failure(
    at endpoint: Endpoint, _ security: ServerSettings.Security,
    trust: TLSConfiguration.Trust = .system
  ) throws -> SMTPError {
    var settings = ServerSettings.submission(endpoint, security: security)
    settings.time.idle = .seconds(3)
    settings.time.handshake = .milliseconds(700)
    settings.tls.trust = trust
    return try #require(
      #expect(throws: SMTPError.self) { _ = try SMTPClient.connect(settings) })
  }

  @Test(arguments: [ServerSettings.Security.none, .starttls])
  func clearTextAtAPortOfTLS(_ security: ServerSettings.Security) throws {
    let authority = try CertificateAuthority(name: "Test")
    let identity = try authority.issue(.loopback)
    let server = try ScriptedServer { peer, _ in
      try peer.connection.acceptTLS(identity)
      try peer.send("220 mail.example.org ESMTP\r\n")
      while try peer.line() != nil { try peer.send("250 mail.example.org\r\n") }
    }
    defer { server.stop() }
    let found = try failure(
      at: server.endpoint, security, trust: .authorities(authority.certificate))
    #expect(found.code == .encryptionMissing)
    #expect(found.text.remedy.contains("smtp_tls = \"implicit\""), "\(found)")
    #expect(!found.text.remedy.contains("--"), "there are no options for it")
    #expect(!found.isTransient)
  }

  @Test(arguments: [true, false])
  func tlsAtAPortOfClearText(_ offersSTARTTLS: Bool) throws {
    let server = try ScriptedServer { peer, _ in
      try peer.send("220 mail.example.org ESMTP ready\r\n")
      while let line = try peer.line() {
        guard line.hasPrefix("EHLO") else { return }
        let more = offersSTARTTLS ? "250-STARTTLS\r\n" : ""
        try peer.send("250-mail.example.org\r\n\(more)250 SIZE 1000\r\n")
      }
    }
    defer { server.stop() }
    let found = try failure(at: server.endpoint, .tls)
    #expect(found.code == .encryptionMissing)
    #expect(
      found.text.remedy.contains("smtp_tls = \"\(offersSTARTTLS ? "starttls" : "none")\""),
      "\(found)")
  }

  @Test(
    arguments: [
      ("+OK POP3 ready\r\n", "POP3"), ("* OK IMAP4rev1 ready\r\n", "IMAP"),
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
    #expect(found.code == .notSMTP, "\(found)")
    #expect(found.text.why.contains(stranger.1), "\(found)")
    #expect(found.text.remedy.contains("465"), "\(found)")
    #expect(!found.isTransient)
  }

  @Test func aServerThatIsOnlySlowIsWaitedFor() throws {
    let slow = try ScriptedServer { peer, number in
      // The look at what else may be there gets no words, either.
      guard number == 0 else { return try peer.waitForEnd() }
      pause(milliseconds: 7_000)
      try peer.send("220 mail.example.org ESMTP\r\n")
      while try peer.line() != nil { try peer.send("250 mail.example.org\r\n") }
    }
    defer { slow.stop() }
    var settings = ServerSettings.submission(slow.endpoint, security: .none)
    settings.time.idle = .seconds(20)
    let client = try SMTPClient.connect(settings)
    client.quit()
  }
}
