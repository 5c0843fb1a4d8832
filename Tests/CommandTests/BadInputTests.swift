import Foundation
import Net
import TestSupport
import TestThreads
import Testing

/// Every mistake ends in one line that says what, where and the way out, with the documented exit
/// code, and leaves nothing half made behind.
@Suite(.waiting, .serialized) struct BadInputTests {
  /// The complaint of a command that must fail: one line.
  private func complaint(
    _ program: Program, _ arguments: [String], status: Int32, lines expected: Int = 1,
    _ source: SourceLocation = #_sourceLocation
  ) throws -> String {
    let result = try program.run(arguments)
    #expect(result.status == status, "\(result.errors)", sourceLocation: source)
    let lines = result.errors.split(separator: "\n")
    #expect(lines.count == expected, "\(result.errors)", sourceLocation: source)
    return result.errors
  }

  private func account(_ lines: String) -> String { "\n[accounts.work]\n" + lines + "\n" }

  @Test func wrongPasswordIsToldAndNotShown() throws {
    let dovecot = try Dovecot(users: [.init("alice", password: "wonderland", messages: [])])
    defer { dovecot.stop() }
    var program = try Program()
    program.environment["WRONG"] = "not-the-password"
    try program.makeArchive(
      account(
        """
        host = "localhost"
        port = \(dovecot.tls.port)
        user = "alice"
        password_env = "WRONG"
        ca_file = "\(dovecot.authorityFile.path)"
        """))
    let text = try complaint(program, ["fetch", "--archive", program.archive], status: 1)
    #expect(text.contains("log in to account work"))
    #expect(!text.contains("not-the-password"))
  }

  @Test func anUntrustedCertificateIsRefusedWithItsFingerprint() throws {
    let dovecot = try Dovecot(users: [.init("alice", password: "wonderland", messages: [])])
    defer { dovecot.stop() }
    var program = try Program()
    program.environment["SECRET"] = "wonderland"
    try program.makeArchive(
      account(
        """
        host = "localhost"
        port = \(dovecot.tls.port)
        user = "alice"
        password_env = "SECRET"
        """))
    let text = try complaint(program, ["fetch", "--archive", program.archive], status: 1)
    #expect(text.contains("certificate"))
  }

  @Test(arguments: [
    ("host = \"no-such-host.invalid\"\nuser = \"a\"", "no-such-host.invalid"),
    ("host = \"127.0.0.1\"\nport = 1\nuser = \"a\"", "refused"),
  ])
  func anUnreachableServerIsNamed(_ settings: String, _ says: String) throws {
    var program = try Program()
    program.environment["SECRET"] = "x"
    try program.makeArchive(account(settings + "\npassword_env = \"SECRET\""))
    let text = try complaint(program, ["fetch", "--archive", program.archive], status: 1)
    #expect(text.contains(says), "\(text)")
  }

  @Test func whereThereIsNoArchiveInitIsSuggested() throws {
    let program = try Program()
    for arguments in [["search", "x"], ["fetch"], ["search", "--archive", program.archive, "x"]] {
      let text = try complaint(program, arguments, status: 2)
      #expect(text.contains("mailcask init"), "\(text)")
    }
    #expect(!FileManager.default.fileExists(atPath: program.archive))
  }

  @Test func aFileThatIsNoArchiveIsNotTouched() throws {
    let program = try Program()
    let file = try program.directory.write(Array("no database".utf8), to: "archive/mail.sqlite")
    _ = try complaint(program, ["search", "--archive", program.archive, "x"], status: 2)
    #expect(try Data(contentsOf: file) == Data("no database".utf8))
  }

  @Test func anArchiveOfANewerVersionIsRefused() throws {
    let program = try Program()
    try program.makeArchive()
    let raised = try runCommand([
      "sqlite3", program.archive + "/mail.sqlite", "PRAGMA user_version = 999",
    ])
    #expect(raised.status == 0)
    for command in ["search", "fetch"] {
      let text = try complaint(program, [command, "--archive", program.archive], status: 2)
      #expect(text.contains("newer"), "\(text)")
    }
  }

  @Test func initRefusesADirectoryThatHoldsOtherThings() throws {
    let program = try Program()
    try program.directory.write([], to: "archive/precious.txt")
    let text = try complaint(program, ["init", program.archive], status: 2)
    #expect(text.contains("not empty"))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: program.archive) == ["precious.txt"])
  }

  /// /proc takes no directories, from root either.
  @Test func anUnwritablePlaceIsToldAndNothingIsLeft() throws {
    let text = try complaint(try Program(), ["init", "/proc/archive"], status: 2)
    #expect(text.contains("/proc/archive"))
  }

  @Test(arguments: [
    ("form:ada", "\"from:\""), ("\"open", "character"), ("(a OR", "character"),
    ("date:yesteryear", "date"),
  ])
  func aQueryMistakeIsToldWithItsPlace(_ query: String, _ says: String) throws {
    let program = try Program()
    try program.makeArchive()
    // The query and a mark under the mistake follow.
    let text = try complaint(
      program, ["search", "--archive", program.archive, query], status: 2, lines: 3)
    #expect(text.contains(says), "\(text)")
  }

  @Test(arguments: [
    ["fetch", "nobody"], ["show", "form:ada"], ["frobnicate"], ["search", "--limit", "0"],
    ["export"],
  ])
  func wrongUseExitsWith2(_ arguments: [String]) throws {
    let program = try Program()
    try program.makeArchive()
    var program2 = program
    program2.environment["MAILCASK_ARCHIVE"] = program.archive
    #expect(try program2.run(arguments).status == 2)
  }

  @Test func nothingFoundExitsWith1AndMakesNoFile() throws {
    let program = try Program()
    try program.makeArchive()
    let option = ["--archive", program.archive]
    _ = try complaint(program, ["search"] + option + ["nothing"], status: 1)
    let output = program.directory.path + "/out.mbox"
    _ = try complaint(program, ["export", "-o", output] + option, status: 1)
    #expect(!FileManager.default.fileExists(atPath: output))
    _ = try complaint(program, ["show", "7"] + option, status: 1)
    _ = try complaint(program, ["import", "/nowhere.mbox"] + option, status: 1)
  }
}
