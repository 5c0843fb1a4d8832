import Foundation
import TestSupport
import TestThreads
import Testing

/// Mail programs that start `mailcask serve --stdio`.
@Suite(.waiting) struct ServeCommandTests {
  private let program: Program
  private let messages = makeMessages(30)

  init() throws {
    program = try Program()
    try program.makeArchive()
    let folder = try writeMaildir(messages, in: program.directory)
    let imported = try program.run("import", "--archive", program.archive, folder)
    #expect(imported.status == 0, "\(imported.errors)")
  }

  private var command: String { "\(Program.path) serve --stdio --archive \(program.archive)" }

  /// As they go over the wire, sorted.
  private var served: [[UInt8]] {
    messages.map { message in
      var wire: [UInt8] = []
      for byte in message {
        if byte == 0x0A, wire.last != 0x0D { wire.append(0x0D) }
        wire.append(byte)
      }
      return wire
    }
  }

  @Test func pythonCopiesEveryMessage() throws {
    let script = """
      import hashlib, imaplib, sys
      imap = imaplib.IMAP4_stream(sys.argv[1])
      assert imap.state == 'AUTH'
      names = [name.decode() for name in imap.list()[1]]
      assert any('All' in name for name in names), names
      imap.select('All', readonly=True)
      for uid in imap.uid('SEARCH', 'ALL')[1][0].split():
          answer = imap.uid('FETCH', uid, '(RFC822.SIZE BODY.PEEK[])')[1][0]
          assert b'RFC822.SIZE %d ' % len(answer[1]) in answer[0], answer[0]
          print(hashlib.sha256(answer[1]).hexdigest())
      assert imap.create('x')[0] == 'NO'
      imap.logout()
      """
    let result = try runCommand(
      ["python3", "-c", script, command], environment: program.environment)
    #expect(result.status == 0, "\(result.errors)")
    #expect(
      result.text.split(separator: "\n").sorted().map(String.init) == (try sortedDigests(served)))
  }

  @Test func mbsyncCopiesEveryMessage() throws {
    let copy = program.directory.path + "/copy"
    try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
    let settings = """
      IMAPStore far
      Tunnel "\(command)"

      MaildirStore near
      Path \(copy)/
      SubFolders Verbatim

      Channel all
      Far :far:
      Near :near:
      Patterns All
      Create Near
      Sync Pull
      SyncState *

      """
    let file = try program.directory.write(settings.utf8, to: "mbsyncrc")
    let result = try runCommand(
      ["mbsync", "-c", file.path, "all"], environment: program.environment)
    #expect(result.status == 0, "\(result.errors)")
    let copied = try FileManager.default.subpathsOfDirectory(atPath: copy + "/All")
      .filter { $0.hasPrefix("cur/") || $0.hasPrefix("new/") }
      .map { try Data(contentsOf: URL(fileURLWithPath: "\(copy)/All/\($0)")) }
      // It adds a line of its own.
      .map { data in
        data.split(separator: 0x0A, omittingEmptySubsequences: false)
          .filter { !$0.starts(with: "X-TUID:".utf8) }.joined(separator: [0x0A])
      }
    let lines = messages.map { $0.filter { $0 != 0x0D } }
    #expect(try sortedDigests(copied.map { $0.filter { $0 != 0x0D } }) == sortedDigests(lines))
  }

  /// Dovecot as the other server: sizes, sections and ranges of the same bytes must be the same.
  @Test func whatDovecotGivesIsGiven() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent()
    let script = root.appendingPathComponent("ServeTests/Peers/compare.py").path
    let fixtures = root.appendingPathComponent("MIMETests/Fixtures")
    let archive = program.directory.path + "/fixtures"
    #expect(try program.run("init", archive).status == 0)
    var found: [[UInt8]] = []
    let names = try FileManager.default.subpathsOfDirectory(atPath: fixtures.path)
      .filter { $0.hasSuffix(".eml") }.sorted()
    for name in names {
      found.append([UInt8](try Data(contentsOf: fixtures.appendingPathComponent(name))))
    }
    #expect(found.count > 50)
    let dovecot = try Dovecot(users: [.init("alice", password: "x", messages: found)], .imap)
    defer { dovecot.stop() }
    for name in names {
      let file = fixtures.appendingPathComponent(name).path
      _ = try program.run("import", "--archive", archive, file)
    }
    let result = try runCommand(
      [
        "python3", script, "\(Program.path) serve --stdio --archive \(archive)",
        dovecot.standardStreams(of: "alice"),
      ], environment: program.environment)
    #expect(result.status == 0, "\(result.errors)")
    let differences = result.text.matches(of: /(BODY\[\S*|\S+) +(\d+) compared, (\d+) different/)
    #expect(differences.count > 8, "\(result.text.suffix(2_000))")
    for each in differences where each.output.1.hasPrefix("BODY[") {
      #expect(each.output.3 == "0", "\(result.text)")
    }
    #expect(!result.text.contains("SIZE of UID"))
  }
}
