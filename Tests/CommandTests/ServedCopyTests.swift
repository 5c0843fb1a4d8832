import Foundation
import Glibc
import Net
import TestSupport
import TestThreads
import Testing

/// Programs that copy the served archive from its port have the same mail then.
@Suite(.waiting) struct ServedCopyTests {
  private let program: Program
  private let port: UInt16
  private let server: RunningProgram
  private let count = 40

  init() throws {
    program = try Program()
    try program.makeArchive()
    for (number, message) in makeMessages(count - 3).enumerated() {
      try program.directory.write(message, to: "mail/\(number).eml")
    }
    let lines =
      Array(repeating: "Subject: odd\r\n", count: 1) + ["\r\n", "a\rb\r\n", ".\r\n..\r\n"]
    try program.directory.write(Array(lines.joined().utf8), to: "mail/crlf.eml")
    try program.directory.write(
      Array("Subject: \u{fc}n\u{ef}c\u{f6}de\n\nno line end".utf8), to: "mail/eight.eml")
    let long = "Subject: long\n\n" + String(repeating: "0123456789abcde\n", count: 200_000)
    try program.directory.write(Array(long.utf8), to: "mail/long.eml")
    let imported = try program.run(
      "import", "-q", "--archive", program.archive, program.directory.path + "/mail")
    #expect(imported.status == 0, "\(imported.errors)")
    let port = try Listener().endpoint.port
    self.port = port
    let server = try program.start(
      "serve", "--archive", program.archive, "--imap", "\(port)")
    self.server = server
    try server.wait { server.text.contains("IMAP at") }
  }

  private var secret: String {
    get throws {
      try String(contentsOfFile: program.archive + "/serve-password", encoding: .utf8)
        .trimmingCharacters(in: .whitespacesAndNewlines)
    }
  }

  private func fingerprint(_ archive: String) throws -> String {
    try program.run("fingerprint", "--canonical", "--archive", archive).text
  }

  private func expectSame(_ copy: String) throws {
    #expect(try fingerprint(copy) == fingerprint(program.archive))
    let listed = try program.run(
      "search", "--archive", copy, "--format", "ids", "--limit", "1000", "size:>0")
    #expect(listed.text.split(separator: "\n").count == count)
  }

  private func end() {
    server.send(SIGTERM)
    #expect(server.end() == 0, "\(server.complaints)")
  }

  @Test(arguments: [["All"], []]) func mailcaskFetchesTheSame(folders: [String]) throws {
    defer { end() }
    var other = try Program()
    try other.makeArchive(
      """

      [accounts.copy]
      protocol = "imap"
      host = "127.0.0.1"
      port = \(port)
      tls = "none"
      user = "archive"
      password_file = "\(program.archive)/serve-password"
      \(folders.isEmpty ? "" : "folders = \(folders)")
      """)
    other.environment["MAILCASK_ARCHIVE"] = other.archive
    let fetched = try other.run("fetch")
    #expect(fetched.status == 0, "\(fetched.text)\(fetched.errors)")
    try expectSame(other.archive)
    // There is nothing new for it.
    let again = try other.run("fetch", "--json")
    #expect(again.status == 0, "\(again.errors)")
    try expectSame(other.archive)
  }

  /// getmail hands each message to `mailcask deliver`.
  @Test func getmailCopiesTheSame() throws {
    defer { end() }
    let copy = program.directory.path + "/copy"
    #expect(try program.run("init", copy).status == 0)
    let settings = """
      [retriever]
      type = SimpleIMAPRetriever
      server = 127.0.0.1
      port = \(port)
      username = archive
      password = \(try secret)
      mailboxes = ("All",)
      use_peek = true
      [destination]
      type = MDA_external
      path = \(Program.path)
      arguments = ("deliver", "--archive", "\(copy)")
      allow_root_commands = true
      [options]
      read_all = true
      delete = false
      delivered_to = false
      received = false
      """
    let file = try program.directory.write(settings.utf8, to: "getmailrc")
    let result = try runCommand(
      ["getmail", "--getmaildir", program.directory.path, "--rcfile", file.path],
      environment: program.environment)
    #expect(result.status == 0, "\(result.text)\(result.errors)")
    let found = try program.run(
      "search", "--archive", copy, "--format", "ids", "--limit", "1000", "size:>0")
    #expect(found.text.split(separator: "\n").count == count)
    // It makes a line end of a CR that stands alone; nothing else differs.
    let compared = try program.run("diff", program.archive, copy)
    let different = compared.text.split(separator: "\n").filter { "<>".contains($0.prefix(1)) }
    #expect(different.count == 2 && different.allSatisfy { $0.contains("odd") }, "\(compared)")
  }

  /// OfflineIMAP writes some messages again in its own way; none is missing.
  @Test func offlineimapCopiesAll() throws {
    defer { end() }
    let copy = program.directory.path + "/offline"
    let settings = """
      [general]
      accounts = a
      metadata = \(program.directory.path)/offlineimap
      [Account a]
      localrepository = near
      remoterepository = far
      [Repository near]
      type = Maildir
      localfolders = \(copy)
      [Repository far]
      type = IMAP
      remotehost = 127.0.0.1
      remoteport = \(port)
      remoteuser = archive
      remotepass = \(try secret)
      ssl = no
      starttls = no
      readonly = True
      folderfilter = lambda folder: folder == 'All'
      """
    let file = try program.directory.write(settings.utf8, to: "offlineimaprc")
    let result = try runCommand(
      ["offlineimap", "-c", file.path, "-o", "-u", "basic"], environment: program.environment)
    #expect(result.status == 0, "\(result.text)\(result.errors)")
    let imported = program.directory.path + "/imported"
    #expect(try program.run("init", imported).status == 0)
    #expect(
      try program.run("import", "-q", "--archive", imported, copy + "/All").status == 0)
    let listed = try program.run(
      "search", "--archive", imported, "--format", "ids", "--limit", "1000", "size:>0")
    #expect(listed.text.split(separator: "\n").count == count)
  }
}
