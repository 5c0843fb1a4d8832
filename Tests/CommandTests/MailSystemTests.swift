import Foundation
import Glibc
import Net
import TestSupport
import TestThreads
import Testing

/// Programs of others that deliver by LMTP, and servers of others that mail is handed in at.
@Suite(.waiting) struct MailSystemTests {
  private func isInstalled(_ name: String) -> Bool {
    ["/usr/bin/", "/usr/sbin/", "/usr/lib/dovecot/"].contains {
      FileManager.default.isExecutableFile(atPath: $0 + name)
    }
  }

  private func delivering(
    to place: String, _ body: (Program) throws -> Void
  ) throws -> Program {
    var program = try Program()
    try program.makeArchive()
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    let server = try program.start("serve", "--imap", "0", "--lmtp", place)
    defer { kill(server.process.processIdentifier, SIGKILL) }
    try server.wait { server.text.contains("LMTP at") }
    try body(program)
    server.send(SIGTERM)
    #expect(server.end() == 0, "\(server.complaints)")
    return program
  }

  private static let message = "From: a@b.org\nTo: c@d.org\nSubject: s\n\n.dot\nferry\n"

  private func kept(_ program: Program) throws -> String {
    #expect(try program.run("search", "--format", "ids", "ferry").text == "1\n")
    return try program.run("show", "--raw", "1").text.replacing("\r\n", with: "\n")
  }

  @Test func msmtpDelivers() throws {
    guard isInstalled("msmtp") else { return }
    let port = try Listener().endpoint.port
    let program = try delivering(to: "\(port)") { program in
      let sent = try runCommand(
        [
          "msmtp", "--file=/dev/null", "--protocol=lmtp", "--host=127.0.0.1", "--port=\(port)",
          "--tls=off",
          "--auth=off", "--from=a@b.org", "c@d.org", "e@d.org",
        ], input: Data(Self.message.utf8), environment: program.environment)
      #expect(sent.status == 0, "\(sent.text)\(sent.errors)")
    }
    // It adds fields of its own.
    #expect(try kept(program).hasSuffix(Self.message))
  }

  @Test func swaksDelivers() throws {
    guard isInstalled("swaks") else { return }
    let socket = NSTemporaryDirectory() + "swaks-\(UUID().uuidString.prefix(8)).sock"
    let program = try delivering(to: socket) { program in
      let file = try program.directory.write(Data(Self.message.utf8), to: "message")
      for more in [["--pipeline"], []] {
        let sent = try runCommand(
          [
            "swaks", "--protocol", "LMTP", "--socket", socket, "--from", "a@b.org", "--to",
            "c@d.org,e@d.org", "--data", "@\(file.path)", "--suppress-data",
          ] + more)
        #expect(sent.status == 0, "\(sent.text)\(sent.errors)")
        #expect(sent.text.components(separatedBy: "> kept").count == 3, "\(sent.text)")
      }
      // As a program that looks for open relays.
      for probe in ["victim%example.net@localhost", "@localhost:victim@example.net"] {
        let relayed = try runCommand(
          [
            "swaks", "--protocol", "LMTP", "--socket", socket, "--from", "x@example.com", "--to",
            probe,
          ])
        #expect(relayed.status != 0 && relayed.text.contains("553 5.7.1"), "\(relayed.text)")
      }
      let mistaken = try runCommand(
        ["swaks", "--socket", socket, "--from", "x@example.com", "--to", "victim@example.net"])
      #expect(mistaken.status != 0 && mistaken.text.contains("500 5.5.1 this is LMTP"))
    }
    // It may add a line end.
    #expect(try kept(program).hasPrefix(Self.message))
  }

  /// Its server for users takes the message with a login by TLS, and hands it on.
  @Test func dovecotTakesWhatIsSent() throws {
    guard isInstalled("submission") else { return }
    let far = try FakeSMTPServer()
    defer { far.stop() }
    let dovecot = try Dovecot(
      users: [.init("alice", password: "wonderland", messages: [])], .submission,
      settings: """
        hostname = localhost
        submission_relay_host = 127.0.0.1
        submission_relay_port = \(far.endpoint.port)
        submission_relay_ssl = no
        """)
    defer { dovecot.stop() }
    for (security, port) in [("implicit", dovecot.tls.port), ("starttls", dovecot.plain.port)] {
      var program = try Program()
      try program.makeArchive(
        """

        [accounts.work]
        host = "localhost"
        user = "alice"
        password_command = "echo wonderland"
        ca_file = "\(dovecot.authorityFile.path)"
        smtp_host = "localhost"
        smtp_port = \(port)
        smtp_tls = "\(security)"
        identities = ["ada@example.org"]
        """)
      program.environment["MAILCASK_ARCHIVE"] = program.archive
      let before = far.messages.count
      let sent = try program.run(
        ["sendmail", "-i", "c@d.org", "e@d.org"],
        input: Data((Self.message + "Bcc: no field\n").utf8))
      #expect(sent.status == 0 && sent.errors.isEmpty, "\(sent.errors)\(dovecot.log)")
      let redirected = try program.run("redirect", "--to", "f@d.org", "1")
      #expect(redirected.status == 0 && redirected.errors.isEmpty, "\(redirected.errors)")
      let received = far.messages[before...]
      #expect(received.map(\.recipients) == [["c@d.org", "e@d.org"], ["f@d.org"]])
      let stored = try program.run("show", "--raw", "1").text.replacing("\n", with: "\r\n")
      // Dovecot adds one field in front.
      let data = received.first?.data.replacing("\r\n..", with: "\r\n.") ?? ""
      #expect(data.hasSuffix(stored), "\(data)")
      #expect(received.last?.data.contains("Resent-To: <f@d.org>\r\n") ?? false)
    }
  }
}
