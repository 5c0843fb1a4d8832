import Archive
import Foundation
import Manual
import Net
import TestSupport
import TestThreads
import Testing

@testable import mailcask

/// Brings about every error of the manual's table: exit status and text are as told there.
@Suite(.waiting, .serialized) struct ErrorTableTests {
  private func archive(_ settings: String = "", withMail: Bool = false) throws -> Program {
    var program = try Program()
    try program.makeArchive(settings)
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    if withMail {
      try program.directory.write(makeMessage(1), to: "1.eml")
      #expect(try program.run("import", "1.eml").status == 0)
    }
    return program
  }

  private func account(port: UInt16, _ more: String) -> String {
    "\n[accounts.work]\nhost = \"localhost\"\nport = \(port)\nuser = \"alice\"\n\(more)\n"
  }

  private func sql(_ program: Program, _ statement: String) throws {
    let changed = try runCommand(["sqlite3", program.archive + "/mail.sqlite", statement])
    #expect(changed.status == 0, "\(changed.errors)")
  }

  private func bringAbout(_ code: ArchiveError.Code) throws -> CommandResult {
    switch code {
    case .notAnArchive:
      return try Program().run("search", "--archive", "/nowhere", "x")
    case .alreadyThere:
      let program = try Program()
      try program.directory.write([], to: "archive/precious.txt")
      return try program.run("init", program.archive)
    case .newerVersion:
      let program = try archive()
      try sql(program, "PRAGMA user_version = 999")
      return try program.run("search", "x")
    case .locked:
      let program = try archive(withMail: true)
      return try runCommand(
        ["flock", program.archive + "/mail.sqlite-lock", Program.path, "tag", "+x", "--", "item1"],
        environment: program.environment)
    case .fileSystem: return try Program().run("init", "/proc/archive")
    case .configuration: return try archive("\n[acounts.x]\n").run("config", "check")
    case .credentials:
      return try archive(account(port: 1, "password_command = \"false\"")).run("fetch")
    case .network:
      return try archive(account(port: 1, "password_command = \"echo x\"")).run("fetch")
    case .certificate:
      let dovecot = try Dovecot(users: [.init("alice", password: "wonderland", messages: [])])
      defer { dovecot.stop() }
      let secret = "password_command = \"echo wonderland\""
      return try archive(account(port: dovecot.tls.port, secret)).run("fetch")
    case .server:
      let server = try ScriptedServer { peer, _ in try peer.send("220 smtp.example.org ESMTP\r\n") }
      defer { server.stop() }
      let settings = "password_command = \"echo x\"\ntls = \"none\""
      return try archive(account(port: server.endpoint.port, settings)).run("fetch")
    case .query: return try archive().run("search", "form:ada")
    case .notFound: return try archive().run("show", "99")
    case .damaged:
      let program = try archive(withMail: true)
      try sql(program, "UPDATE content SET bytes = zeroblob(length(bytes))")
      return try program.run("show", "--raw", "1")
    case .index:
      let program = try archive(withMail: true)
      let stub = program.directory.path + "/remote"
      try "remote localhost:1\n".write(toFile: stub, atomically: true, encoding: .utf8)
      return try program.run("search", "--archive", stub, "item1")
    case .mailbox:
      let program = try archive()
      try program.directory.write((0..<200).map { UInt8($0) }, to: "noise.mbox")
      return try program.run("import", "noise.mbox")
    case .interrupted:
      let program = try archive()
      // The signal comes when the import has begun, and the end of its input after that.
      return try runCommand(
        [
          "bash", "-c",
          """
          mkfifo pipe
          '\(Program.path)' import - < pipe &
          exec 3> pipe
          until [ "$(cat archive/mail.sqlite-lock)" = $! ]; do sleep 0.05; done
          kill -INT $!
          printf 'Subject: x\n\nx\n' >&3
          exec 3>&-
          wait $!
          """,
        ], environment: program.environment, directory: program.directory.url)
    }
  }

  @Test(arguments: ArchiveError.Code.allCases)
  func theErrorIsAsTheManualSays(_ code: ArchiveError.Code) throws {
    let situation = try #require(ErrorSituation.all.first { $0.code == code })
    let result = try bringAbout(code)
    #expect(result.status == situation.status, "\(result.errors)")
    #expect(result.errors.contains(situation.says), "\(result.errors)")
    #expect(result.errors.hasPrefix("mailcask: "), "\(result.errors)")
  }
}
