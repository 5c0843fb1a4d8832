import Foundation
import GRDB
import Mail
import Testing

@testable import Store

/// Rows that are changed by anything but a writer stand out.
@Suite struct ProofTests {
  let directory: Directory
  let store: MailStore

  init() throws {
    directory = try Directory()
    store = try MailStore.create(at: directory.store)
    try store.setOwners(["a@example.org"])
    try store.add((1...70).map { mail("\($0)@x", subject: "Number \($0)") })
    try store.add([
      mail("71@x", references: ["1@x"], source: .account("pop"), name: "u1"),
      mail("72@x", subject: "Re: Number 3", date: 1_000_900),
    ])
    try store.tag([3, 70], add: ["work"])
    _ = try store.remove([5])
    try store.recordListing(account: "pop", uids: ["u1"], time: 7)
    try store.close()
  }

  /// As damage does it: without what a writer does beside.
  private func damage(_ sql: String) throws {
    let queue = try DatabaseQueue(path: directory.store)
    try queue.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; \(sql)")
    }
    try queue.close()
  }

  private func problems() throws -> [VerificationReport.Problem] {
    let reader = try MailStore.open(at: directory.store)
    defer { try? reader.close() }
    return try reader.verify().problems
  }

  @Test(arguments: [
    ("UPDATE message SET received = 3 WHERE id = 66", "messages 64 to 127"),
    ("UPDATE message SET stored = stored + 1 WHERE id = 1", "messages 1 to 63"),
    ("UPDATE tag SET name = 'wurk'", "tags"),
    ("DELETE FROM message_tag WHERE message = 70", "messages 64 to 127"),
    ("INSERT INTO message_tag VALUES (1, 4)", "messages 1 to 63"),
    ("UPDATE ledger SET time = time + 1 WHERE id = 9", "ledger entries 1 to 63"),
    ("UPDATE ledger SET name = 'u2' WHERE name = 'u1'", "ledger entries 64 to 127"),
    ("UPDATE source SET listed = 8 WHERE kind = 'account'", "sources"),
    ("UPDATE maildrop SET first_seen = 4", "the account with number 2"),
    ("UPDATE removal SET purge_after = purge_after - 1000", "messages 1 to 63"),
    ("UPDATE run SET command = 'tost' WHERE id = 1", "runs 1 to 63"),
    ("UPDATE archive SET uuid = zeroblob(16)", "archive"),
    ("UPDATE archive SET ruled = 7", "archive"),
    ("UPDATE sqlite_sequence SET seq = 60 WHERE name = 'message'; DELETE FROM removal", "archive"),
    ("DELETE FROM proof WHERE part = 21", "ledger entries 1 to 63"),
  ])
  func whatCannotBeDerivedIsNamedAndStaysSo(_ sql: String, _ place: String) throws {
    #expect(try problems() == [])
    try damage(sql)
    let found = try problems()
    if place != "archive" || sql.contains("archive") {
      #expect(found.contains { $0.kind == .record && $0.place == place }, "\(found)")
    } else {
      #expect(!found.isEmpty)
    }
    // Also after others of its block have changed, and after a repair.
    let writer = try MailStore.open(at: directory.store, .writing())
    try writer.tag([1, 66], add: ["more"])
    try writer.add([mail("new@x", source: .account("pop"), name: "u9")])
    try writer.settle(writer.repair())
    try writer.close()
    #expect(try problems().contains { $0.kind == .record })
  }

  @Test(arguments: [
    "UPDATE archive SET revision = revision + 4096",
    "UPDATE sqlite_sequence SET seq = 70000 WHERE name = 'message'",
    "UPDATE proof SET sum = sum + 1 WHERE part = 21", "UPDATE proof SET own = 0 WHERE part = 1",
    "UPDATE run SET copies = 3", "DELETE FROM account_message",
  ])
  func whatTheRowsThemselvesTellIsMended(_ sql: String) throws {
    try damage(sql)
    #expect(try problems() != [])
    let writer = try MailStore.open(at: directory.store, .writing())
    try writer.settle(writer.repair())
    try writer.close()
    #expect(try problems() == [])
  }

  @Test(arguments: [
    "UPDATE message SET subject = 'x' WHERE id = 7", "UPDATE message SET flags = 8 WHERE id = 7",
    "UPDATE message SET date = 9 WHERE id = 71", "UPDATE message SET zone = NULL WHERE id = 70",
    "UPDATE message SET ancestors = zeroblob(8) WHERE id = 71",
    "UPDATE message SET thread = 2 WHERE id = 71", "UPDATE correspondent SET name = 'Bob'",
    "DELETE FROM subject_message WHERE message = 3", "UPDATE identifier SET thread = 9",
    "DELETE FROM owner", "UPDATE derivation SET latest = 77", "DELETE FROM answer",
    "UPDATE derivation SET counted = 3", "UPDATE message SET revision = 1 WHERE id = 9",
  ])
  func whatIsReadOutOfMessagesIsReadAgain(_ sql: String) throws {
    try damage(sql)
    #expect(try problems().allSatisfy { $0.kind == .derived })
    #expect(try problems() != [])
    let writer = try MailStore.open(at: directory.store, .writing())
    let unsettled = try writer.repair()
    let due = try writer.messagesToDerive(limit: 100)
    #expect(due.count == 72)
    try writer.derive(
      due.map { id, _ in
        let message =
          switch id {
          case 71: mail("71@x", references: ["1@x"])
          case 72: mail("72@x", subject: "Re: Number 3", date: 1_000_900)
          default: mail("\(id)@x", subject: "Number \(id)")
          }
        return (id, ReadMessage(message.metadata, canonical: nil))
      })
    try writer.derive([])
    try writer.settle(unsettled)
    #expect(try writer.summaries(of: [7]).first?.subject == "Number 7")
    #expect(try writer.thread(ofMessage: 71).map(\.summary.id) == [1, 71])
    #expect(try writer.thread(ofMessage: 72).map(\.summary.id) == [3, 72])
    try writer.close()
    #expect(try problems() == [])
  }

  @Test func messagesAreComparedWithWhatTheySay() throws {
    let reader = try MailStore.open(at: directory.store)
    let right = mail("7@x", subject: "Number 7").metadata
    #expect(try reader.differences(from: [(7, ReadMessage(right, canonical: nil))]).isEmpty)
    var wrong = right
    wrong.subject = "Number 8"
    wrong.flags = [.signed]
    let found = try reader.differences(from: [(7, ReadMessage(wrong, canonical: nil))])
    #expect(found.map(\.id) == [7] && found.map(\.columns) == [["subject", "flags"]])
  }

  /// No row of a good copy is written over by one that is not what was written.
  @Test(arguments: [
    "UPDATE ledger SET time = time + 1 WHERE id = 9", "UPDATE message SET subject = 'x'",
    "UPDATE message_tag SET message = 4 WHERE message = 3", "UPDATE archive SET ruled = 7",
    "UPDATE content SET bytes = zeroblob(length(bytes))",
  ])
  func aBackupIsNotMadeWorse(_ sql: String) throws {
    let backup = directory.path + "/backup.sqlite"
    let archive = try MailStore.open(at: directory.store, .writing())
    _ = try archive.backup(to: backup)
    let before = try Fixture.bytes(backup)
    try archive.close()
    try damage(sql)
    for everything in [false, true] {
      let damaged = try MailStore.open(at: directory.store)
      #expect { try damaged.backup(to: backup, everything: everything) } throws: {
        ($0 as? StoreError)?.code == .damaged
      }
      try damaged.close()
      #expect(try Fixture.bytes(backup) == before)
    }
  }

  /// A backup that is damaged itself is put right.
  @Test func aDamagedBackupIsMendedByTheNextOne() throws {
    let backup = directory.path + "/backup.sqlite"
    let archive = try MailStore.open(at: directory.store)
    _ = try archive.backup(to: backup)
    let queue = try DatabaseQueue(path: backup)
    try queue.write { try $0.execute(sql: "UPDATE ledger SET time = 3; DELETE FROM proof") }
    try queue.close()
    _ = try archive.backup(to: backup)
    #expect(try MailStore.open(at: backup).verify().problems == [])
  }

  @Test func otherToolsMayRead() throws {
    let count = try run("sqlite3", directory.store, "SELECT count(*) FROM message")
    #expect(count.status == 0 && count.output == bytes("72\n"))
  }
}

private enum Fixture {
  static func bytes(_ path: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: URL(filePath: path)))
  }
}
