import Foundation
import LocalServers
import Net
import TestSupport
import TestThreads
import Testing

/// Fetching as a person or a service manager runs it.
@Suite(.waiting, .serialized) struct FetchCommandTests {
  private func settings(_ name: String, _ endpoint: Endpoint, _ more: String = "") -> String {
    """

    [accounts.\(name)]
    host = "\(endpoint.host)"
    port = \(endpoint.port)
    user = "alice"
    password_env = "SECRET"
    \(more)

    """
  }

  private func program(_ settings: String) throws -> Program {
    var program = try Program()
    program.environment["SECRET"] = "wonderland"
    try program.makeArchive(settings)
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    return program
  }

  @Test func optionsTakeThePlaceOfSettings() throws {
    let maildrop = FakeMaildrop(
      (1...6).map { .init(uid: "u\($0)", "Subject: item\($0)\r\n\r\ntext\r\n") })
    let server = try FakePOP3Server(maildrop)
    defer { server.stop() }
    let program = try program(
      settings("a", server.endpoint, "tls = \"none\"\non_server = \"delete\"")
        + settings("b", server.endpoint, "tls = \"none\"\nenabled = false"))
    let dry = try program.run("fetch", "--dry-run")
    #expect(dry.text.contains("6 to fetch"), "\(dry.errors)")
    let limited = try program.run("fetch", "--keep", "--limit", "2", "--newest-first")
    #expect(limited.text.contains("2 new") && limited.text.contains("4 left for the next run"))
    #expect(try program.run("search", "subject:item6").status == 0)
    #expect(server.maildrop.messages.count == 6)
    let small = try program.run("fetch", "a", "--max-size", "20")
    #expect(small.text.contains("4 left there as too large"))
    #expect(server.maildrop.messages.count == 4, "those fetched before go")
    _ = try program.run("fetch")
    #expect(server.maildrop.messages.isEmpty)
    for wrong in [["--limit", "0"], ["--max-size", "x"], ["--since", "x"], ["--watch", "x"]] {
      #expect(try program.run(["fetch"] + wrong).status == 2)
    }
  }

  @Test(arguments: [SIGTERM, SIGINT])
  func watchingGoesOnReloadsAndStopsCleanly(_ stop: Int32) throws {
    let server = try FakePOP3Server(
      FakeMaildrop([.init(uid: "a", "Subject: one\r\n\r\ntext\r\n")]))
    defer { server.stop() }
    let program = try program(settings("a", server.endpoint, "tls = \"none\""))
    let watch = try program.start("fetch", "--watch", "1h")
    try watch.wait { watch.text.contains("1 new") }
    server.maildrop.messages.append(.init(uid: "b", "Subject: two\r\n\r\ntext\r\n"))
    try watch.wait {
      watch.send(SIGHUP)
      usleep(200_000)
      return server.commands.contains("RETR 2")
    }
    // The archive is free between two rounds.
    #expect(try program.run("search", "subject:one").status == 0)
    watch.send(stop)
    #expect(watch.end() == 0)
    #expect(watch.process.terminationReason == .exit)
  }

  @Test func aFetchThatHangsIsStoppedAndKeepsWhatCame() throws {
    // A server that gives one message and then says nothing more.
    let server = try ScriptedServer { peer, _ in
      try peer.send("+OK\r\n")
      while let line = try peer.line() {
        switch line.prefix(4) {
        case "CAPA": try peer.send("+OK\r\nUIDL\r\nUSER\r\n.\r\n")
        case "LIST": try peer.send("+OK\r\n1 20\r\n2 20\r\n.\r\n")
        case "UIDL": try peer.send("+OK\r\n1 a\r\n2 b\r\n.\r\n")
        case "RETR" where line == "RETR 1": try peer.send("+OK\r\nSubject: first\r\n\r\nt\r\n.\r\n")
        case "RETR": try peer.waitForEnd()
        default: try peer.send("+OK\r\n")
        }
      }
    }
    defer { server.stop() }
    let program = try program(settings("a", server.endpoint, "tls = \"none\""))
    let fetch = try program.start("fetch", "--trace")
    try fetch.wait { fetch.complaints.contains("RETR 2") }
    fetch.send(SIGTERM)
    #expect(fetch.end() == 1)
    let said = fetch.complaints
    #expect(said.contains("stopping; fetched mail is kept"), "\(said)")
    #expect(said.contains("1 new that had arrived before are kept"), "\(said)")
    #expect(try program.run("search", "subject:first").status == 0)
  }

  /// It waits for its input and cannot look up: the first signal is heard all the same.
  @Test func theSecondSignalEndsAtOnce() throws {
    let program = try program("")
    let waiting = try program.start("import", "-", input: Pipe())
    try waiting.wait { waiting.catches(SIGTERM) }
    waiting.send(SIGINT)
    try waiting.wait { waiting.complaints.contains("stopping;") }
    #expect(waiting.process.isRunning)
    waiting.send(SIGINT)
    #expect(waiting.end() == 128 + SIGINT)
  }

  struct Bad: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let says: String
    let make: @Sendable (CertificateAuthority) throws -> TLSIdentity
  }

  static let bad = [
    Bad(testDescription: "expired", says: "expired") { authority in
      var contents = CertificateContents.loopback
      contents.validity = -7200...(-3600)
      return try authority.issue(contents)
    },
    Bad(testDescription: "self-signed", says: "certificate") { _ in
      try CertificateAuthority.selfSigned(.loopback)
    },
    Bad(testDescription: "wrong name", says: "name") { authority in
      var contents = CertificateContents(commonName: "other.example.org")
      contents.dnsNames = [Array("other.example.org".utf8)]
      return try authority.issue(contents)
    },
  ]

  @Test(
    "A bad certificate gets no login, is told with the way out, and can be pinned", arguments: bad)
  func certificates(_ bad: Bad) throws {
    let authority = try CertificateAuthority(name: "Test authority")
    let server = try FakePOP3Server(
      FakeMaildrop([.init(uid: "a", "Subject: one\r\n\r\ntext\r\n")]),
      identity: try bad.make(authority))
    defer { server.stop() }
    var program = try program("")
    let file = try program.directory.write(authority.certificate, to: "ca.pem").path
    program.environment["SECRET"] = "wonderland"
    try program.append(settings("a", server.endpoint, "ca_file = \"\(file)\""))
    let refused = try program.run("fetch")
    #expect(refused.status == 1)
    #expect(refused.errors.contains(bad.says), "\(refused.errors)")
    #expect(server.commands.isEmpty, "nothing was said to it")
    let pin = try #require(refused.errors.firstMatch(of: /pin = \["([0-9a-f]{64})"\]/)).1
    try program.append("pin = [\"\(pin)\"]\n")
    #expect(try program.run("fetch").text.contains("1 new"))
  }
}

extension Program {
  func append(_ text: String) throws {
    let file = archive + "/mailcask.toml"
    try (String(contentsOfFile: file, encoding: .utf8) + text).write(
      toFile: file, atomically: false, encoding: .utf8)
  }
}
