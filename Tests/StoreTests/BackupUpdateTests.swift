import Foundation
import GRDB
import Mail
import Testing

@testable import Store

/// A backup over an older one writes what changed, and is the same as one that is made from nothing.
@Suite struct BackupUpdateTests {
  let directory: Directory
  let store: MailStore
  var backup: String { directory.path + "/backup.sqlite" }

  init() throws {
    directory = try Directory()
    store = try MailStore.create(at: directory.store)
    try store.add(
      (0..<40).map { mail("\($0)@x", text: "text \($0)") }
        + [mail(attaching: noise(50_000, seed: 1)), mail(attaching: noise(60_000, seed: 2))])
    _ = try store.backup(to: backup)
  }

  /// The file's number: it stays where the file is not replaced.
  private func inode() throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: backup)[.systemFileNumber] as? Int
  }

  private func changeBackup(_ sql: String) throws {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    let queue = try DatabaseQueue(path: backup, configuration: configuration)
    try queue.write { try $0.execute(sql: sql) }
    try queue.close()
  }

  private func expectSame(_ comment: Comment? = nil) throws {
    let other = try DatabaseQueue(path: backup)
    try other.inDatabase { db in
      #expect(try String.fetchOne(db, sql: "PRAGMA journal_mode") == "delete", comment)
      try db.execute(sql: "ATTACH ? AS archive", arguments: [directory.store])
      let tables = try String.fetchAll(
        db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'sqlite_stat1'")
      #expect(tables.count > 15)
      for table in tables {
        for (one, two) in [("main", "archive"), ("archive", "main")] {
          let rows = try Row.fetchAll(
            db, sql: "SELECT * FROM \(one).\(table) EXCEPT SELECT * FROM \(two).\(table)")
          #expect(rows == [], "\(one).\(table) has more: \(comment ?? "")")
        }
      }
    }
    try other.close()
    #expect(try MailStore.open(at: backup).verify().problems == [], comment)
  }

  @Test func whatChangedIsWrittenIntoTheOlderBackup() throws {
    let before = try inode()
    try store.add([mail("40@x", references: ["1@x"]), mail(attaching: noise(70_000, seed: 3))])
    try store.tag([1, 2], add: ["work"])
    try store.remove([3, 4, 41], grace: 0)
    _ = try store.purge(now: .max)
    try store.remove([5])
    #expect(try store.backup(to: backup) == store.fingerprint())
    #expect(try inode() == before)
    try expectSame()
  }

  @Test func everythingIsCopiedOnRequest() throws {
    let before = try inode()
    #expect(try store.backup(to: backup, everything: true) == store.fingerprint())
    #expect(try inode() != before)
    try expectSame()
  }

  @Test(arguments: [
    "UPDATE message SET subject = 'other' WHERE id = 7", "DELETE FROM message WHERE id = 7",
    "UPDATE content SET bytes = zeroblob(length(bytes)) WHERE id = 1", "DELETE FROM content",
    "UPDATE content SET bytes = zeroblob(length(bytes)) WHERE part = 1",
    "UPDATE piece SET first = first + 1 WHERE message = 9", "DELETE FROM ledger WHERE id > 5",
    "INSERT INTO tag (name) VALUES ('strange')", "UPDATE sqlite_sequence SET seq = 3",
    "UPDATE archive SET revision = 1", "DROP INDEX message_date",
    "CREATE TABLE strange (id INTEGER PRIMARY KEY)",
  ])
  func aBackupThatWasTamperedWithIsPutRight(_ sql: String) throws {
    try changeBackup(sql)
    try store.add([mail("new@x")])
    #expect(try store.backup(to: backup) == store.fingerprint())
    try expectSame("\(sql)")
  }

  @Test(arguments: 0..<8)
  func aBackupWithADamagedPageIsPutRight(_ seed: Int) throws {
    var bytes = try Data(contentsOf: URL(filePath: backup))
    var random = Random(seed: UInt64(seed))
    let page = Int.random(in: 1..<bytes.count / 4096, using: &random)
    bytes.replaceSubrange(
      page * 4096..<(page + 1) * 4096, with: Data(noise(4096, seed: UInt64(seed))))
    try bytes.write(to: URL(filePath: backup))
    // Where the archive's number is unreadable nobody knows whose backup it is.
    do {
      #expect(try store.backup(to: backup) == store.fingerprint())
    } catch {
      #expect(error.code == .alreadyExists)
      return
    }
    try expectSame("page \(page)")
  }

  @Test func damageOfTheArchiveDoesNotReachAGoodBackup() throws {
    let before = try store.fingerprint()
    try store.add([mail("new@x")])
    try store.write("") {
      try $0.execute(sql: "UPDATE content SET bytes = zeroblob(length(bytes))")
    }
    #expect { try store.backup(to: backup) } throws: { ($0 as? StoreError)?.code == .damaged }
    let copy = try MailStore.open(at: backup)
    #expect(try copy.verify().problems == [])
    #expect(try copy.fingerprint() == before)
  }

  @Test func anUpdateThatIsStoppedChangesNothing() throws {
    struct Stop: Error {}
    let before = try store.fingerprint()
    try store.add([mail("new@x"), mail(attaching: noise(70_000, seed: 3))])
    var steps = 0
    _ = try store.backup(to: directory.path + "/other.sqlite") { _ in }
    for stop in 0..<300 {
      steps = 0
      do {
        _ = try store.backup(to: backup) { _ in
          steps += 1
          if steps > stop { throw Stop() }
        }
        break
      } catch {
        let copy = try MailStore.open(at: backup)
        #expect(try copy.fingerprint() == before, "stopped at \(stop)")
        #expect(try copy.verify().problems == [], "stopped at \(stop)")
      }
    }
    #expect(steps > 20)
    try expectSame()
  }

  /// The files at a moment when some pages are written and the journal has what was there.
  @Test(arguments: [true, false]) func anUpdateThatWasCutOffIsTheOlderBackup(_ writes: Bool) throws
  {
    let cut = directory.path + "/cut.sqlite"
    let queue = try DatabaseQueue(path: backup)
    try queue.inDatabase { db in
      try db.execute(sql: "PRAGMA cache_size = 1")
      try db.beginTransaction()
      try db.execute(sql: "UPDATE message SET subject = 'a subject that is longer than it was'")
      try db.execute(sql: "UPDATE content SET bytes = zeroblob(length(bytes))")
      for suffix in ["", "-journal"] {
        try FileManager.default.copyItem(atPath: backup + suffix, toPath: cut + suffix)
      }
      try db.rollback()
    }
    let reader =
      try writes ? MailStore.open(at: cut, .writing()) : MailStore.open(at: cut, .reading)
    #expect(try reader.fingerprint() == store.fingerprint())
    #expect(try reader.verify().problems == [])
    #expect(try reader.newest(99) == store.newest(99))
  }

  @Test func fetchingGoesOnMeanwhile() throws {
    try store.add([mail("before@x")])
    let before = try store.fingerprint()
    var added = 0
    let digest = try store.backup(to: backup) { progress in
      // After the first table was compared all of the archive is seen as it was then.
      if progress.done > 0 {
        added += 1
        try store.add([mail("during\(added)@x")])
      }
    }
    #expect(added > 3)
    #expect(digest == before)
    #expect(try MailStore.open(at: backup).verify().problems == [])
    _ = try store.backup(to: backup)
    try expectSame()
  }
}
