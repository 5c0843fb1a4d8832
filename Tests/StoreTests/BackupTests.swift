import Foundation
import GRDB
import Mail
import Testing

@testable import Store

@Suite struct BackupTests {
  let directory: Directory
  let store: MailStore
  var backup: String { directory.path + "/backup.sqlite" }

  init() throws {
    directory = try Directory()
    store = try MailStore.create(at: directory.store)
    try store.add((0..<10).map { mail("\($0)@x") } + [mail(attaching: noise(50_000, seed: 1))])
  }

  @Test func aBackupIsTheArchive() throws {
    let fingerprint = try store.backup(to: backup)
    #expect(try fingerprint == store.fingerprint())
    let copy = try MailStore.open(at: backup)
    #expect(try copy.totals() == store.totals())
    for id in Int64(1)...11 { #expect(try copy.bytes(of: id) == store.bytes(of: id)) }
    let attributes = try FileManager.default.attributesOfItem(atPath: backup)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
  }

  @Test func aLaterBackupHoldsWhatChanged() throws {
    _ = try store.backup(to: backup)
    try store.add([mail("new@x"), mail(attaching: noise(70_000, seed: 2))])
    try store.tag([1], add: ["work"])
    try store.remove([2, 3], grace: 0)
    _ = try store.purge(now: .max)
    #expect(try store.backup(to: backup) == store.fingerprint())
    let copy = try MailStore.open(at: backup)
    #expect(try copy.newest(99) == store.newest(99))
    #expect(try copy.revision() == store.revision())
    #expect(try copy.runs(limit: 9) == store.runs(limit: 9))
  }

  @Test func writingGoesOnMeanwhile() throws {
    let (started, ended) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    Thread.detachNewThread { [store] in
      started.wait()
      for number in 0..<20 { _ = try? store.add([mail("during-\(number)@x")]) }
      ended.signal()
    }
    var isFirst = true
    _ = try store.backup(to: backup) { _ in
      // Everything is written after the copy was begun and before it ends.
      if isFirst { started.signal() }
      if isFirst { ended.wait() }
      isFirst = false
    }
    #expect(try store.totals().messages == 31)
    let copy = try MailStore.open(at: backup)
    #expect(try copy.totals().messages == 11)
    #expect(try copy.verify().problems == [])
  }

  @Test func restoringGivesTheArchiveBack() throws {
    _ = try store.backup(to: backup)
    let restored = directory.path + "/restored.sqlite"
    #expect(try MailStore.restore(from: backup, to: restored) == store.fingerprint())
    let again = try MailStore.open(at: restored, .writing())
    try again.add([mail("later@x")])
    #expect(try again.totals().messages == 12)
    #expect { try MailStore.restore(from: backup, to: restored) } throws: {
      ($0 as? StoreError)?.code == .alreadyExists
    }
  }

  @Test func nothingElseIsOverwritten() throws {
    try "precious".write(toFile: backup, atomically: true, encoding: .utf8)
    #expect { try store.backup(to: backup) } throws: {
      ($0 as? StoreError)?.code == .alreadyExists
    }
    let elsewhere = directory.path + "/other.sqlite"
    _ = try MailStore.create(at: elsewhere)
    #expect { try store.backup(to: elsewhere) } throws: {
      ($0 as? StoreError)?.code == .alreadyExists
    }
    #expect(try String(contentsOfFile: backup, encoding: .utf8) == "precious")
  }

  @Test func aDamagedArchiveIsNotBackedUpOverAGoodBackup() throws {
    _ = try store.backup(to: backup)
    try store.write("") { try $0.execute(sql: "UPDATE content SET size = 7 WHERE id = 1") }
    #expect { try store.backup(to: backup) } throws: { ($0 as? StoreError)?.code == .damaged }
    #expect(try MailStore.open(at: backup).verify().problems == [])
    #expect(!FileManager.default.fileExists(atPath: backup + ".partial"))
  }
}
