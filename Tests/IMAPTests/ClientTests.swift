import Errors
import IMAP
import Net
import SASL
import TestSupport
import TestThreads
import Testing

/// What happens before and in the login, with servers that are not what they should be.
@Suite(.waiting) struct ClientTests {
  private func connect(
    _ security: ServerSettings.Security = .none, login: Credentials? = nil,
    _ script: @escaping ScriptedServer.Script
  ) throws -> IMAPError? {
    let server = try ScriptedServer(script)
    defer { server.stop() }
    var settings = IMAPSettings(server.endpoint, security: security)
    settings.sendsPasswordInClear = true
    settings.time.idle = .seconds(20)
    do throws(IMAPError) {
      let client = try IMAPClient.connect(settings)
      if let login { try client.login(login) }
      client.logout()
      return nil
    } catch { return error }
  }

  private static let ada = Credentials(user: "ada", secret: "pa\"ss\\word")

  @Test func dataBehindTheAnswerToSTARTTLSIsAnAttack() throws {
    for injected in ["* CAPABILITY IMAP4rev1\r\n", "M2 OK logged in\r\n", " "] {
      let error = try connect(.starttls) { peer, _ in
        try peer.send("* OK ready\r\n")
        _ = try peer.line()
        try peer.send("M1 OK begin TLS\r\n\(injected)")
        try peer.waitForEnd()
      }
      #expect(error?.code == .network(.injectedClearText), "\(injected)")
    }
  }

  @Test func nothingIsSaidInClearTextWithoutSTARTTLS() throws {
    let error = try connect(.starttls) { peer, _ in
      try peer.send("* OK [CAPABILITY IMAP4rev1] ready\r\n")
      let line = try peer.line()
      #expect(line == "M1 STARTTLS", "nothing else comes first")
      try peer.send("M1 NO not here\r\n")
      try peer.waitForEnd()
    }
    #expect(error?.code == .encryptionMissing)
  }

  @Test func aLoginBeforeTLSIsNotBelieved() throws {
    let error = try connect(.starttls) { peer, _ in
      try peer.send("* PREAUTH welcome\r\n")
      try peer.waitForEnd()
    }
    #expect(error?.code == .loggedInWithoutTLS)
  }

  @Test func answersAheadOfTheirCommandsEndTheSession() throws {
    let error = try connect(login: Self.ada) { peer, _ in
      try peer.send("* OK [CAPABILITY IMAP4rev1] ready\r\nM1 OK logged in\r\n")
      try peer.waitForEnd()
    }
    #expect(error?.code == .protocolViolation)
  }

  @Test func aPasswordGoesAsItIs() throws {
    let error = try connect(login: Self.ada) { peer, _ in
      try peer.send("* OK [CAPABILITY IMAP4rev1] ready\r\n")
      #expect(try peer.line() == "M1 LOGIN \"ada\" \"pa\\\"ss\\\\word\"")
      try peer.send("M1 OK [CAPABILITY IMAP4rev1] in\r\n")
      #expect(try peer.line() == "M2 LOGOUT")
    }
    #expect(error == nil)
  }

  @Test func aPasswordThatIsNotASCIIGoesAsALiteral() throws {
    let error = try connect(login: Credentials(user: "ada", secret: "straße")) { peer, _ in
      try peer.send("* OK [CAPABILITY IMAP4rev1] ready\r\n")
      #expect(try peer.line() == "M1 LOGIN \"ada\" {7}")
      try peer.send("+ go on\r\n")
      #expect(try peer.line() == "straße")
      try peer.send("M1 NO [AUTHENTICATIONFAILED] no straße\r\n")
      try peer.waitForEnd()
    }
    #expect(error?.code == .loginRefused)
    #expect(error?.text.why.contains("straße") == false, "servers may repeat a password")
  }

  @Test(arguments: ["a\r\nM9 DELETE INBOX", "a\u{0}b", "a\nb"])
  func noPasswordIsACommand(_ password: String) throws {
    let error = try connect(login: Credentials(user: "ada", secret: password)) { peer, _ in
      try peer.send("* OK [CAPABILITY IMAP4rev1] ready\r\n")
      #expect(try peer.line() == nil)
    }
    #expect(error?.code == .unsendable)
  }

  @Test func aGoodbyeIsToldWithItsWords() throws {
    let error = try connect(login: Self.ada) { peer, _ in
      try peer.send("* OK [CAPABILITY IMAP4rev1] ready\r\n")
      _ = try peer.line()
      try peer.send("* BYE [UNAVAILABLE] down for the night\r\n")
    }
    #expect(error?.code == .goodbye)
    #expect(error?.text.why.contains("down for the night") == true)
  }
}
