import Foundation
import Net
import TestSupport
import Testing

/// `mailcask doctor` finds what is wrong, and says what to do.
@Suite struct DoctorCommandTests {
  private func archive(_ settings: String = "") throws -> Program {
    var program = try Program()
    try program.makeArchive(settings)
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    return program
  }

  @Test func aNewArchiveIsInOrder() throws {
    let result = try archive().run("doctor")
    #expect(result.status == 0, "\(result.text)")
    for expected in ["SQLite", "Xapian", "OpenSSL", "zstd", "free", "nobody is writing"] {
      #expect(result.text.contains(expected), "\(result.text)")
    }
    #expect(!result.text.contains("PROBLEM") && !result.text.contains("warning"))
  }

  private func expect(
    _ program: Program, status: Int32, _ says: String..., options: [String] = [],
    _ source: SourceLocation = #_sourceLocation
  ) throws {
    let result = try program.run(["doctor"] + options)
    #expect(result.status == status, "\(result.text)\(result.errors)", sourceLocation: source)
    let text = result.text.replacing("\n", with: " ")
    for word in says {
      #expect(text.contains(word), "\(result.text)", sourceLocation: source)
    }
  }

  @Test func aMistakeInTheSettingsIsAProblem() throws {
    try expect(
      try archive("\n[acounts.x]\n"), status: 1, "PROBLEM", "configuration", "Did you mean")
  }

  @Test func openPermissionsAreToldWithTheCommandThatClosesThem() throws {
    let program = try archive(
      "\n[accounts.work]\nhost = \"h\"\nuser = \"u\"\npassword_file = \"/etc/passwd\"\n")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: program.archive)
    try expect(
      program, status: 1, "warning", "chmod go= '\(program.archive)'", "chmod 600 '/etc/passwd'")
  }

  @Test func aDamagedStoreAndAMissingIndexAreTold() throws {
    let program = try archive()
    try FileManager.default.removeItem(atPath: program.archive + "/index")
    try expect(program, status: 0, "note", "index", "The next search makes it")
    try Data("damaged".utf8).write(to: URL(fileURLWithPath: program.archive + "/mail.sqlite"))
    try expect(program, status: 1, "PROBLEM", "store")
  }

  @Test func whoWritesIsNamed() throws {
    let program = try archive()
    let holder = Process()
    holder.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
    holder.arguments = [program.archive + "/mail.sqlite-lock", "sleep", "60"]
    try holder.runUnmasked()
    defer { holder.terminate() }
    for _ in 0..<200 {
      if try program.run("doctor").text.contains("is writing to the archive") { break }
      Thread.sleep(forTimeInterval: 0.05)
    }
    try expect(program, status: 0, "is writing to the archive")
  }

  @Test func aRunInTheFutureMeansAWrongClock() throws {
    let program = try archive()
    let changed = try runCommand([
      "sqlite3", program.archive + "/mail.sqlite",
      "INSERT INTO run (command, started) VALUES ('fetch', unixepoch() + 86400)",
    ])
    #expect(changed.status == 0)
    try expect(program, status: 1, "clock")
  }

  @Test func certificatesAreLookedAtOnRequestOnly() throws {
    let dovecot = try Dovecot(users: [.init("alice", password: "wonderland", messages: [])])
    defer { dovecot.stop() }
    func settings(_ more: String) -> String {
      """

      [accounts.work]
      host = "localhost"
      port = \(dovecot.tls.port)
      user = "alice"
      password_command = "echo never-asked-for"
      \(more)
      """
    }
    let trusting = try archive(settings("ca_file = \"\(dovecot.authorityFile.path)\""))
    #expect(try !trusting.run("doctor").text.contains("certificate of"))
    let result = try trusting.run("doctor", "--network")
    #expect(result.text.contains("certificate of localhost is good for"), "\(result.text)")
    try expect(
      try archive(settings("")), status: 1, "certificates", "pin = ", options: ["--network"])
  }

  @Test func withoutAnArchiveItSaysHowToMakeOne() throws {
    let program = try Program()
    let result = try program.run("doctor")
    #expect(result.status == 2)
    #expect(result.errors.contains("mailcask init"))
  }

  /// For whoever watches a server.
  @Test func accountsAndBackupsThatFailForDaysAreProblems() throws {
    var program = try Program()
    try program.makeArchive(
      "\n[accounts.work]\nhost = \"localhost\"\nport = 9\nuser = \"u\"\npassword_env = \"HOME\"\n")
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    #expect(try program.run("doctor", "--json").status == 0)
    let never = try program.run("doctor", "--fetched-within", "2", "--backed-up-within", "8")
    #expect(never.status == 1)
    #expect(never.text.contains("work: the latest fetch without a failure: never"), "\(never.text)")
    #expect(never.text.contains("the latest backup: never"))
    #expect(try program.run("backup", "copy").status == 0)
    #expect(try program.run("doctor", "--json", "--backed-up-within", "8").status == 0)
    let days = Int(Date().timeIntervalSince1970) - 9 * 86_400
    try "\(days)\n".write(
      toFile: program.archive + "/last-backup", atomically: true, encoding: .utf8)
    let old = try program.run("doctor", "--json", "--backed-up-within", "8")
    #expect(old.status == 1 && old.text.contains("9 days ago"), "\(old.text)")
    #expect(try program.run("doctor", "--fetched-within", "0").status == 2)
  }
}
