import Foundation
import Glibc
import Net
import TestSupport
import TestThreads
import Testing

/// What is sent is kept first, and what could not be sent is tried again.
@Suite(.waiting) struct SendingTests {
  private func program(_ server: FakeSMTPServer) throws -> Program {
    try program(port: server.endpoint.port)
  }

  private func program(port: UInt16) throws -> Program {
    let program = try Program()
    try program.makeArchive(sendingSettings(port: port))
    return program
  }

  private static let message = """
    From: Ada <ada@example.org>
    To: ben@example.org
    Cc: Cy <cy@example.org>
    Bcc: dan@example.org
    Subject: boat

    .ferry
    """

  private func sendmail(
    _ program: Program, _ arguments: [String] = ["-t", "-i"], _ message: String = Self.message
  ) throws -> CommandResult {
    try program.run(
      ["sendmail", "--archive", program.archive] + arguments, input: Data((message + "\n").utf8))
  }

  private func outbox(_ program: Program, _ arguments: String...) throws -> CommandResult {
    try program.run(["outbox", "--archive", program.archive] + arguments)
  }

  private func stored(_ program: Program, _ number: Int = 1) throws -> String {
    try program.run("show", "--raw", "\(number)", "--archive", program.archive).text
  }

  @Test func aMessageIsKeptWithItsHiddenRecipientsAndSentWithout() throws {
    let server = try FakeSMTPServer()
    defer { server.stop() }
    let program = try program(server)
    let result = try sendmail(program)
    #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
    let received = try #require(server.messages.first)
    #expect(received.sender == "ada@example.org")
    #expect(received.recipients == ["ben@example.org", "cy@example.org", "dan@example.org"])
    let kept = try stored(program)
    #expect(kept.contains("Bcc: dan@example.org\n") && kept.hasSuffix(Self.message + "\n"))
    // The same but for the hidden recipients, the line ends and the dot.
    let expected = kept.replacing("Bcc: dan@example.org\n", with: "").replacing("\n", with: "\r\n")
    #expect(received.data.replacing("\r\n..", with: "\r\n.") == expected)
    #expect(kept.hasPrefix("Date: ") && kept.contains("\nMessage-ID: <"))
    #expect(
      try program.run("search", "--archive", program.archive, "--format", "ids", "ferry tag:sent")
        .text == "1\n")
  }

  /// What mutt, git and cron call.
  @Test(arguments: [
    ["-oi", "--", "x@b.org"], ["-oem", "-oi", "-f", "a@b.org", "x@b.org"],
    ["-i", "-fa@b.org", "x@b.org"], ["-FCronDaemon", "-i", "-odi", "-oem", "x@b.org"],
    ["-bm", "-i", "-B8BITMIME", "x@b.org"], ["-i", "-N", "never", "x@b.org"],
  ]) func theOptionsOfSendmailAreKnown(_ arguments: [String]) throws {
    let server = try FakeSMTPServer()
    defer { server.stop() }
    let result = try sendmail(try program(server), arguments)
    #expect(result.status == 0, "\(result.errors)")
    #expect(server.messages.map(\.recipients) == [["x@b.org"]])
    let sender = arguments.contains { $0.hasPrefix("-f") } ? "a@b.org" : "ada@example.org"
    #expect(server.messages.map(\.sender) == [sender])
  }

  @Test func aDotEndsTheMessageUnlessItMayNot() throws {
    let server = try FakeSMTPServer()
    defer { server.stop() }
    let program = try program(server)
    let text = "From: a@b.org\nTo: x@b.org\n\none\n.\ntwo"
    #expect(try sendmail(program, ["-t"], text).status == 0)
    #expect(try sendmail(program, ["-t", "-i"], text).status == 0)
    #expect(server.messages.map { $0.data.hasSuffix("one\r\n") } == [true, false])
    #expect(server.messages.map { $0.data.hasSuffix("one\r\n..\r\ntwo\r\n") } == [false, true])
  }

  @Test func whatTheServerRefusesIsSaidAndNotTriedAgain() throws {
    var behaviour = FakeSMTPServer.Behaviour()
    behaviour.answers = ["cy@example.org": "550 5.1.1 no such user"]
    let server = try FakeSMTPServer(behaviour)
    defer { server.stop() }
    let program = try program(server)
    let result = try sendmail(program)
    #expect(result.status == 69)
    #expect(result.errors.contains("cy@example.org refused: 550 5.1.1 no such user"))
    #expect(try outbox(program, "--send").errors.contains("nothing waits"))
    #expect(server.messages.count == 1)
  }

  @Test func withoutAServerItWaitsAndFetchOrOutboxSendsIt() throws {
    // Nobody listens there any more.
    let port = try Listener().endpoint.port
    let program = try program(port: port)
    let result = try sendmail(program)
    #expect(result.status == 0 && result.errors.contains("waits in the outbox"), "\(result.errors)")
    let waiting = try outbox(program).text
    #expect(waiting.contains("ben@example.org: waiting") && waiting.contains("message 1 by work"))
    #expect(waiting.split(separator: "\n").count == 3)
    // The server is there again, at another port.
    let other = try FakeSMTPServer()
    defer { other.stop() }
    try move(program, to: other)
    // Its time has not come.
    _ = try program.run("fetch", "--archive", program.archive)
    #expect(other.messages.isEmpty)
    #expect(try outbox(program, "--send").status == 0)
    #expect(other.messages.count == 1)
    #expect(try outbox(program).text.isEmpty)
    #expect(try outbox(program, "--all").text.contains("ben@example.org: sent: 250"))
  }

  @Test func aConnectionThatBreaksBehindTheMessageIsTriedAgainAtOnceWithTheSameMessageID() throws {
    var behaviour = FakeSMTPServer.Behaviour()
    behaviour.atEnd = { $0 == 0 ? nil : "250 2.0.0 queued" }
    let server = try FakeSMTPServer(behaviour)
    defer { server.stop() }
    let program = try program(server)
    let result = try sendmail(program)
    #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
    #expect(server.messages.count == 2)
    #expect(server.messages.first == server.messages.last)
  }

  /// What else is due is sent, too, and says nothing of this message.
  @Test func theStatusIsThatOfTheOwnMessage() throws {
    var behaviour = FakeSMTPServer.Behaviour()
    behaviour.answers = ["no@b.org": "550 5.1.1 no such user"]
    let server = try FakeSMTPServer(behaviour)
    defer { server.stop() }
    let program = try program(port: try Listener().endpoint.port)
    #expect(try sendmail(program, ["-i", "no@b.org"]).status == 0)
    try move(program, to: server)
    // As if its time had come.
    let due = try runCommand([
      "python3", "-c",
      "import sqlite3,sys; sqlite3.connect(sys.argv[1], isolation_level=None).execute('UPDATE outbox_recipient SET next = 0')",
      program.archive + "/mail.sqlite",
    ])
    #expect(due.status == 0, "\(due.errors)")
    let result = try sendmail(program, ["-i", "x@b.org"])
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors.contains("no@b.org refused"))
    #expect(server.messages.map(\.recipients) == [["x@b.org"]])
    #expect(try sendmail(program, ["-i", "no@b.org"]).status == 69)
  }

  /// It may have been sent after the backup was made.
  @Test func whatWaitsInABackupIsHeldAfterRestoring() throws {
    let server = try FakeSMTPServer()
    defer { server.stop() }
    let program = try program(port: try Listener().endpoint.port)
    #expect(try sendmail(program, ["-i", "x@b.org"]).status == 0)
    #expect(try sendmail(program, ["-i", "y@b.org"]).status == 0)
    let (backup, place) = (program.directory.path + "/backup", program.directory.path + "/again")
    #expect(try program.run("backup", "--archive", program.archive, backup).status == 0)
    let restored = try program.run("restore", backup, place)
    #expect(restored.status == 0 && restored.text.contains("2 messages in the outbox held"))
    try move(program, to: server, place)
    #expect(try program.run("verify", "--archive", place).status == 0)
    _ = try program.run("fetch", "--archive", place)
    #expect(
      try program.run(
        ["sendmail", "-i", "z@b.org", "--archive", place], input: Data("Subject: z\n\nz".utf8)
      ).status == 0)
    #expect(server.messages.map(\.recipients) == [["z@b.org"]])
    let listed = try program.run("outbox", "--archive", place)
    #expect(listed.text.contains("x@b.org: held") && listed.errors.contains("--take-back"))
    let json = try program.run("outbox", "--json", "--archive", place).text
    #expect(json.contains("\"held\"") && !json.contains("\"next\""))
    let doctor = try program.run("doctor", "--archive", place).text
    #expect(doctor.contains("2 messages held since the archive was restored"), "\(doctor)")
    #expect(try program.run("outbox", "--take-back", "1", "--archive", place).status == 0)
    #expect(try program.run("outbox", "--send", "--archive", place).status == 0)
    #expect(server.messages.map(\.recipients) == [["z@b.org"], ["y@b.org"]])
    #expect(try program.run("outbox", "--archive", place).text.isEmpty)
  }

  /// Two that send at once do not send the same.
  @Test func aMessageIsSentByOneProcessAtATime() throws {
    var behaviour = FakeSMTPServer.Behaviour()
    behaviour.atEnd = { _ in
      usleep(700_000)
      return "250 2.0.0 queued"
    }
    let server = try FakeSMTPServer(behaviour)
    defer { server.stop() }
    let program = try program(port: try Listener().endpoint.port)
    #expect(try sendmail(program, ["-i", "x@b.org"]).status == 0)
    try move(program, to: server)
    let all = try (0..<4).map { _ in
      try program.start("outbox", "--send", "--archive", program.archive)
    }
    for each in all { #expect(each.end() == 0, "\(each.complaints)") }
    #expect(server.messages.count == 1)
    #expect(try outbox(program).text.isEmpty)
  }

  @Test func doctorLooksAtTheOutbox() throws {
    let program = try program(port: try Listener().endpoint.port)
    #expect(try !program.run("doctor", "--archive", program.archive).text.contains("outbox"))
    #expect(try sendmail(program, ["-i", "x@b.org"]).status == 0)
    let waiting = try program.run("doctor", "--archive", program.archive).text
    #expect(waiting.contains("1 message waiting to be sent"), "\(waiting)")
    let file = program.archive + "/mailcask.toml"
    let settings = try String(contentsOfFile: file, encoding: .utf8)
    try settings.replacing(/smtp_.*\n/, with: "").write(
      toFile: file, atomically: false, encoding: .utf8)
    let homeless = try program.run("doctor", "--archive", program.archive)
    #expect(homeless.status == 1)
    #expect(homeless.text.contains("waits for account work, which has no smtp_host"))
  }

  /// Its server is at another port from now on.
  private func move(_ program: Program, to server: FakeSMTPServer, _ archive: String? = nil) throws
  {
    let file = (archive ?? program.archive) + "/mailcask.toml"
    let settings = try String(contentsOfFile: file, encoding: .utf8)
    try settings.replacing(/smtp_port = \d+/, with: "smtp_port = \(server.endpoint.port)").write(
      toFile: file, atomically: false, encoding: .utf8)
  }

  @Test func whatIsTakenBackIsNotSent() throws {
    var behaviour = FakeSMTPServer.Behaviour()
    behaviour.toData = "451 4.3.1 later"
    let server = try FakeSMTPServer(behaviour)
    defer { server.stop() }
    let program = try program(server)
    #expect(try sendmail(program).status == 0)
    #expect(try outbox(program, "--take-back", "1").status == 0)
    #expect(try outbox(program, "--send").errors.contains("nothing waits"))
    #expect(try outbox(program, "--take-back", "7").status == 1)
  }

  @Test func aRedirectedMessageHasItsBlockInFrontAndIsUnchangedBelow() throws {
    let server = try FakeSMTPServer()
    defer { server.stop() }
    let program = try program(server)
    let original =
      "Return-Path: <x@y>\nReceived: a\nFrom: eve@c.org\nBcc: h@c.org\nSubject: s\n\nbody\n"
    let file = try program.directory.write(Data(original.utf8), to: "a.eml")
    #expect(try program.run("import", "--archive", program.archive, file.path).status == 0)
    let redirect = ["redirect", "--archive", program.archive, "--to", "ben@example.org"]
    let result = try program.run(redirect + ["1"])
    #expect(result.status == 0, "\(result.errors)")
    let received = try #require(server.messages.first)
    #expect(received.recipients == ["ben@example.org"])
    let lines = received.data.split(separator: "\r\n", omittingEmptySubsequences: false)
    #expect(
      lines.prefix(4).map { $0.prefix { $0 != ":" } } == [
        "Resent-Date", "Resent-From", "Resent-To", "Resent-Message-ID",
      ])
    #expect(
      received.data.hasSuffix("\r\nReceived: a\r\nFrom: eve@c.org\r\nSubject: s\r\n\r\nbody\r\n"))
    #expect(try stored(program, 2).hasPrefix("Resent-Date: "))
    // Once more would go round in circles.
    let again = try program.run(redirect + ["2"])
    #expect(again.status != 0 && again.errors.contains("--attach"), "\(again.errors)")
    #expect(try program.run(redirect + ["--attach", "1"]).status == 0)
    let attached = try #require(server.messages.last?.data)
    #expect(attached.contains("Subject: Fwd: s\r\n"))
    #expect(attached.contains("message/rfc822") && attached.contains("\r\nFrom: eve@c.org\r\n"))
    #expect(!attached.contains("h@c.org"))
  }

  /// Nothing is stored or sent.
  static let mistakes: [(arguments: [String], message: String, status: Int32, words: String)] = [
    (["-t"], "Subject: a\n\nb", 65, "no recipient"),
    (["-i", "ada"], "Subject: a\n\nb", 65, "\"ada\" is no address"),
    (["-i", "x@b.org\r\nDATA"], "Subject: a\n\nb", 65, "is no address"),
    (["-i", "x@b.org"], "", 65, "none on standard input"),
    (["-i", "x@b.org"], "no header at all", 65, "no header"),
    (["-i", "--account", "home", "x@b.org"], "Subject: a\n\nb", 78, "no such account"),
    (["-i"], "Subject: a\n\nb", 2, "give addresses"),
    (["-bs"], "", 2, "-bs is not known"),
  ]

  @Test(arguments: mistakes) func mistakesAreSaid(
    _ arguments: [String], _ message: String, _ status: Int32, _ words: String
  ) throws {
    let server = try FakeSMTPServer()
    defer { server.stop() }
    let program = try program(server)
    let result = try sendmail(program, arguments, message)
    #expect(result.status == status, "\(result.errors)")
    #expect(result.errors.contains(words), "\(result.errors)")
    #expect(server.messages.isEmpty)
    #expect(try outbox(program, "--all").text.isEmpty)
    #expect(try program.run("runs", "--archive", program.archive).text.isEmpty)
  }

  @Test func withoutAServerForItTheWayOutIsSaid() throws {
    let program = try Program()
    try program.makeArchive("\n[accounts.a]\nhost = \"h\"\nuser = \"a@b.org\"\n")
    let result = try sendmail(program)
    #expect(result.status == 78 && result.errors.contains("Add smtp_host ="), "\(result.errors)")
  }

  /// Somebody who writes for long does not lose a message: the program that sends is told to try again.
  @Test func aLockedArchiveAsksToTryAgain() throws {
    let server = try FakeSMTPServer()
    defer { server.stop() }
    let program = try program(server)
    let full = try runCommand(
      ["bash", "-c", "ulimit -f 8; exec '\(Program.path)' sendmail -t --archive archive"],
      input: Data(Self.message.utf8), environment: program.environment,
      directory: program.directory.url)
    #expect(full.status == 75, "\(full.errors)")
    #expect(server.messages.isEmpty)
  }

  /// A server that others wrote.
  @Test func anotherServerTakesTheMessageAsItWasKept() throws {
    let port = try Listener().endpoint.port
    let program = try program(port: port)
    let script = """
      import sys, time
      from aiosmtpd.controller import Controller
      class Keep:
        async def handle_DATA(self, server, session, envelope):
          open(sys.argv[2], 'wb').write(envelope.original_content)
          return '250 2.0.0 kept'
      controller = Controller(Keep(), hostname='127.0.0.1', port=int(sys.argv[1]), enable_SMTPUTF8=True)
      controller.start()
      sys.stdin.read()
      controller.stop()
      """
    let server = Process()
    server.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    server.arguments = ["-c", script, "\(port)", program.directory.path + "/kept"]
    let input = Pipe()
    server.standardInput = input
    try server.runUnmasked()
    defer {
      try? input.fileHandleForWriting.close()
      server.waitUntilExit()
    }
    var result = try sendmail(program, ["-i", "ben@b.org"], "Subject: jü\n\n" + Self.message)
    // Until it listens.
    for _ in 0..<50 where result.errors.contains("waits") {
      usleep(200_000)
      result = try outbox(program, "--send")
    }
    #expect(result.status == 0, "\(result.errors)")
    let kept = try stored(program).replacing("\n", with: "\r\n")
    let received = try String(contentsOfFile: program.directory.path + "/kept", encoding: .utf8)
    #expect(received == kept)
  }
}
