import Foundation
import Net
import Presentation
import TestSupport
import TestThreads
import Testing

/// A real server, mail that POP3 deletes there as soon as it is safe here, and whatever may go wrong on
/// this side: each message is here or there at any time, and in the end here exactly once.
@Suite(.waiting, .serialized) struct FetchFaultTests {
  /// `MAILCASK_KILLS=200 swift test --filter FetchFaultTests` for the long form.
  private static let kills =
    ProcessInfo.processInfo.environment["MAILCASK_KILLS"].flatMap(Int.init) ?? 4

  /// A mailbox that messages come into, and an archive that they go to.
  private final class Mailbox {
    let dovecot: Dovecot
    let program: Program
    private let isIMAP: Bool
    private(set) var delivered = 0

    init(_ name: Dovecot.ProtocolName) throws {
      isIMAP = name == .imap
      dovecot = try Dovecot(users: [.init("alice", password: "wonderland", messages: [])], name)
      var program = try Program()
      try program.makeArchive(
        """

        [accounts.work]
        host = "localhost"
        port = \(dovecot.tls.port)
        user = "alice"
        password_env = "SECRET"
        ca_file = "\(dovecot.authorityFile.path)"
        protocol = "\(name.rawValue)"
        on_server = "\(isIMAP ? "keep" : "delete")"

        """)
      program.environment["MAILCASK_ARCHIVE"] = program.archive
      program.environment["SECRET"] = "wonderland"
      program.environment["SWIFT_BACKTRACE"] = "enable=no"
      self.program = program
    }

    /// Some more messages arrive; `noise` bytes make them larger than compression can help.
    func deliver(_ count: Int, noise: Int = 0) throws {
      for number in delivered..<delivered + count {
        var text = makeMessage(number * 7 + 6)
        text += Data((0..<noise).map { _ in UInt8.random(in: 0...255) })
          .base64EncodedData(options: [.lineLength76Characters, .endLineWithLineFeed])
        try dovecot.deliver(text, to: "alice", as: "\(1_700_000_000 + number).M\(number).test")
        try program.directory.write(onTheWire(text), to: "wire/\(number).eml")
      }
      delivered += count
    }

    /// Numbers of the messages that are still there.
    private func onServer() throws -> Set<Int> {
      let parts = try dovecot.files(of: "alice").map { $0.split(separator: ".") }
      return Set(parts.compactMap { part in part.count > 1 ? Int(part[1].dropFirst()) : nil })
    }

    private func here() throws -> [Int] {
      let subjects = try database("SELECT subject FROM message").split(separator: "\n")
      let numbers = subjects.compactMap { $0.split(separator: " ").last }.compactMap { Int($0) }
      return numbers.map { ($0 - 6) / 7 }
    }

    @discardableResult
    func database(_ sql: String) throws -> String {
      let result = try runCommand(["sqlite3", program.archive + "/mail.sqlite", sql])
      try #require(result.status == 0, "\(result.errors)")
      return result.text
    }

    func expectNothingLost(
      _ comment: String, _ source: SourceLocation = #_sourceLocation
    ) throws {
      // What is deleted there meanwhile was here before.
      let there = try onServer()
      let here = try here()
      #expect(Set(here).count == here.count, "\(comment): stored twice", sourceLocation: source)
      let lost = Set(0..<delivered).subtracting(there).subtracting(here)
      #expect(lost.isEmpty, "\(comment)", sourceLocation: source)
    }

    /// Nothing stands in the way any more: all comes, byte for byte, and none is left there.
    func expectComplete(_ source: SourceLocation = #_sourceLocation) throws {
      let last = try program.run("fetch")
      #expect(last.status == 0, "\(last.errors)", sourceLocation: source)
      try expectNothingLost("at the end", source)
      #expect(try onServer().count == (isIMAP ? delivered : 0), sourceLocation: source)
      #expect(try Set(here()).count == delivered, sourceLocation: source)
      if isIMAP {
        let known = try program.run("fetch", "--json")
        #expect(
          known.text.contains("\"known\":\(delivered),"), "\(known.text)", sourceLocation: source)
      }
      // Offered again, each is a copy.
      let again = try program.run("import", "--reread", "wire")
      #expect(
        again.text.contains("0 stored, \(grouped(delivered)) already in the archive, 0 rejected"),
        "\(again.text)\(again.errors)", sourceLocation: source)
      let verified = try program.run("verify")
      #expect(verified.status == 0, "\(verified.text)", sourceLocation: source)
    }
  }

  @Test(arguments: [Dovecot.ProtocolName.pop3, .imap])
  func killedAtAnyMoment(_ name: Dovecot.ProtocolName) throws {
    let mailbox = try Mailbox(name)
    defer { mailbox.dovecot.stop() }
    var killed = 0
    var round = 0
    // Some more where none came in time.
    while round < Self.kills || (killed == 0 && round < 4 * Self.kills) {
      defer { round += 1 }
      try mailbox.deliver(30)
      // From the start of the program to about its end.
      let part = Double(round % Self.kills) + .random(in: 0...1)
      let seconds = 0.05 + 0.7 * part / Double(Self.kills)
      let status = try runCommand(
        ["timeout", "--signal=KILL", "\(seconds)", Program.path, "fetch"],
        environment: mailbox.program.environment
      ).status
      if status != 0 { killed += 1 }
      try mailbox.expectNothingLost("round \(round), killed after \(seconds) s")
    }
    #expect(killed > 0)
    try mailbox.expectComplete()
  }

  /// No file may grow beyond this number of blocks of 1,024 bytes, as if the disk were full.
  @Test(arguments: [150, 400], [Dovecot.ProtocolName.pop3, .imap])
  func fullDisk(_ blocks: Int, _ name: Dovecot.ProtocolName) throws {
    let mailbox = try Mailbox(name)
    defer { mailbox.dovecot.stop() }
    try mailbox.deliver(40, noise: 20_000)
    let result = try runCommand(
      ["bash", "-c", "ulimit -f \(blocks); exec \"$0\" fetch", Program.path],
      environment: mailbox.program.environment)
    #expect(result.status == 1 || result.status == 2, "\(result.text)\(result.errors)")
    #expect(result.errors.contains("mailcask: "), "it says why")
    try mailbox.expectNothingLost("with \(blocks) blocks")
    try mailbox.expectComplete()
  }

  @Test(arguments: [Dovecot.ProtocolName.pop3, .imap])
  func noRoomForALargeMessageWhileItArrives(_ name: Dovecot.ProtocolName) throws {
    let mailbox = try Mailbox(name)
    defer { mailbox.dovecot.stop() }
    try mailbox.deliver(1, noise: 9_000_000)
    let result = try runCommand(
      ["bash", "-c", "ulimit -f 6000; exec \"$0\" fetch", Program.path],
      environment: mailbox.program.environment)
    #expect(result.status == 1, "\(result.text)\(result.errors)")
    #expect(result.errors.contains("cannot store a large message"), "\(result.errors)")
    try mailbox.expectNothingLost("without room")
    try mailbox.expectComplete()
  }

  /// The database refuses everything after some messages, in the middle of a session.
  @Test(arguments: [Dovecot.ProtocolName.pop3, .imap])
  func brokenDatabase(_ name: Dovecot.ProtocolName) throws {
    let mailbox = try Mailbox(name)
    defer { mailbox.dovecot.stop() }
    // Enough bytes for two commits.
    try mailbox.deliver(40, noise: 60_000)
    try mailbox.database(
      """
      CREATE TRIGGER broken BEFORE INSERT ON message
      WHEN (SELECT count(*) FROM message) >= 30
      BEGIN SELECT RAISE(ABORT, 'broken on purpose'); END
      """)
    let result = try mailbox.program.run("fetch", "--no-index")
    #expect(result.status != 0)
    #expect(result.errors.contains("mailcask: "), "it says why")
    try mailbox.expectNothingLost("with a broken database")
    try mailbox.database("DROP TRIGGER broken")
    try mailbox.expectComplete()
  }

  /// Another program holds the database's lock and does not let go.
  @Test(arguments: [Dovecot.ProtocolName.pop3, .imap])
  func heldLock(_ name: Dovecot.ProtocolName) throws {
    let mailbox = try Mailbox(name)
    defer { mailbox.dovecot.stop() }
    try mailbox.deliver(5)
    let script = """
      import sqlite3, subprocess, sys
      holder = sqlite3.connect(sys.argv[2] + "/mail.sqlite", isolation_level=None)
      holder.execute("BEGIN IMMEDIATE")
      sys.exit(subprocess.run([sys.argv[1], "fetch"]).returncode)
      """
    let result = try runCommand(
      ["python3", "-c", script, Program.path, mailbox.program.archive],
      environment: mailbox.program.environment)
    #expect(result.status == 1, "\(result.text)\(result.errors)")
    #expect(result.errors.contains("another program"), "\(result.errors)")
    try mailbox.expectNothingLost("with a held lock")
    try mailbox.expectComplete()
  }
}
