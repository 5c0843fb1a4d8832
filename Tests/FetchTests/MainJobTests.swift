import Archive
import Digests
import Fetch
import Foundation
import TestSupport
import TestThreads
import Testing
import Transfer

/// The main job against a real server: a POP3 mailbox becomes an archive that is searched offline
/// and exported.
@Suite(.waiting, .serialized) struct MainJobTests {
  static let messages = makeMessages(200)

  @Test func everyMessageArrivesByteForByteAndNoneTwice() throws {
    let dovecot = try Dovecot(users: [
      .init("alice", password: "wonderland", messages: Self.messages)
    ])
    defer { dovecot.stop() }
    let test = try TestArchive()
    let account = try test.account(
      "work", at: dovecot.tls, user: "alice", password: "wonderland",
      authorityFile: dovecot.authorityFile.path)

    let first = try test.fetch(account)
    #expect(first.totals.stored == 200)
    #expect(first.isComplete)
    #expect(try test.digests() == sortedDigests(Self.messages.map(onTheWire)))

    let second = try test.fetch(account)
    #expect(second.listed == 200)
    #expect(second.known == 200)
    #expect(second.totals.offered == 0)
    #expect(try dovecot.files(of: "alice").count == 200, "mail stays on the server")
  }

  @Test func overSTLSTheSameMailArrives() throws {
    let dovecot = try Dovecot(users: [
      .init("alice", password: "wonderland", messages: Array(Self.messages.prefix(20)))
    ])
    defer { dovecot.stop() }
    let test = try TestArchive()
    let account = try test.account(
      "work", at: dovecot.plain, user: "alice", password: "wonderland", security: .starttls,
      authorityFile: dovecot.authorityFile.path)
    try test.fetch(account)
    #expect(try test.digests() == sortedDigests(Self.messages.prefix(20).map(onTheWire)))
  }

  @Test func exportAndImportGiveTheSameMessages() throws {
    let source = try TestArchive()
    let maildir = try writeMaildir(Self.messages, in: source.directory)
    let report = try source.archive.importMail(from: [maildir])
    #expect(report.totals.stored == 200)
    #expect(report.totals.offered == 200)

    let file = source.directory.path + "/export.mbox"
    let ids = try source.archive.messages(matching: nil)
    #expect(try source.archive.export(ids, to: file).messages == 200)
    let target = try TestArchive()
    let again = try target.archive.importMail(from: [file])
    #expect(again.totals.stored == 200)
    // mbox cannot hold a last line without an end: the manifest tells that one was added.
    #expect(try target.digests() == sortedDigests(Self.messages))
    #expect(try target.archive.importMail(from: [file]).totals.copies == 200)
  }

  @Test func pythonReadsTheExport() throws {
    let test = try TestArchive()
    _ = try test.archive.importMail(from: [writeMaildir(Self.messages, in: test.directory)])
    let file = test.directory.path + "/export.mbox"
    _ = try test.archive.export(try test.archive.messages(matching: nil), to: file)
    let script = "import mailbox,sys; print(len(mailbox.mbox(sys.argv[1])))"
    let python = try runCommand(["python3", "-c", script, file])
    #expect(python.text == "200\n", "\(python.errors)")
  }

  @Test(arguments: [
    ("item7", 1), ("straße", 29), ("strasse", 29), ("cafe", 29), ("grüße", 29), ("快乐", 29),
    ("subject:message", 200), ("from:sender3@example.org", 12), ("attachment:data3.bin", 1),
    ("nothinglikethis", 0),
  ])
  func searchFinds(_ query: String, _ count: Int) throws {
    #expect(try Self.searchable.get().archive.search(query).total == count)
  }

  private static let searchable = Result {
    let test = try TestArchive()
    _ = try test.archive.importMail(from: [writeMaildir(messages, in: test.directory)])
    return test
  }
}
