package import Digests
internal import Errors
import Files
internal import GRDB
internal import Glibc
package import Mail
internal import Proofs

extension MailStore {
  /// Copies the store, as it is at one moment, while others may go on writing, and proves the copy;
  /// there is never half a backup. Into an older backup of the same archive only what changed is
  /// written; if that cannot be, it is replaced. Anything else is refused.
  ///
  /// - Parameter everything: copy and prove every row, whatever is there.
  /// - Returns: the fingerprint of what the backup holds.
  package func backup(
    to destination: String, everything: Bool = false,
    progress: @escaping (MaintenanceProgress) throws -> Void = { _ in }
  ) throws(StoreError) -> SHA256Digest {
    let isThere = try Self.isBackup(destination, of: self)
    if isThere, !everything, let fingerprint = try update(destination, progress) {
      return fingerprint
    }
    return try Self.place(at: destination) { partial throws(StoreError) in
      try copyPages(to: partial, progress)
      return try Self.proof(of: partial, replacing: isThere, progress)
    }
  }

  /// Nil for a backup that has to be replaced: it is damaged or of another version. Where it is the
  /// archive that is damaged, the new copy's proof will tell.
  private func update(
    _ destination: String, _ progress: @escaping (MaintenanceProgress) throws -> Void
  ) throws(StoreError) -> SHA256Digest? {
    do {
      return try StoreError.guarding("cannot bring the backup up to date", at: destination) {
        try BackupUpdate.run(on: destination, from: source, progress: progress)
      }
    } catch {
      guard error.code == .damaged || error.code == .olderVersion else { throw error }
      return nil
    }
  }

  /// Makes an archive's store from a backup, which may be of an older version; there must be none at
  /// `path`.
  ///
  /// - Returns: the fingerprint of what was restored.
  package static func restore(
    from backup: String, to path: String,
    progress: @escaping (MaintenanceProgress) throws -> Void = { _ in }
  ) throws(StoreError) -> SHA256Digest {
    guard unsafe access(path, F_OK) != 0 else {
      throw StoreError(
        .alreadyExists, "cannot restore a backup", at: path, why: "there is an archive already",
        remedy: "Move it away first, or restore to another directory")
    }
    let source = try open(at: backup, .copying)
    return try place(at: path) { partial throws(StoreError) in
      try source.copyPages(to: partial, progress) { try holdOutbox($0) }
      return try proof(of: partial, progress)
    }
  }

  /// Tells archives, and copies of one, from others.
  package func uuid() throws(StoreError) -> [UInt8] {
    try read("cannot read the archive's id") { db in
      try Row.fetchOne(db, sql: "SELECT uuid FROM archive")?.bytes(0) ?? []
    }
  }

  /// - Parameter change: what is changed in the copy.
  private func copyPages(
    to partial: String, _ progress: @escaping (MaintenanceProgress) throws -> Void,
    change: (Database) throws -> Void = { _ in }
  ) throws(StoreError) {
    try StoreError.guarding("cannot copy the archive", at: partial) {
      let copy = try DatabaseQueue(
        path: partial, configuration: Self.configuration(readonly: false))
      try database.backup(to: copy, pagesPerStep: 1024) { step in
        try progress(
          MaintenanceProgress(
            .copying, done: Int64(step.completedPageCount),
            total: Int64(step.totalPageCount)))
      }
      let proofs = RowProofs()
      try Migrations.bringUpToDate(copy, at: partial, isNew: false, .writing(), proofs)
      try copy.write { db in try proofs.keep(db) { try change(db) } }
      // One file, that a read-only medium can hold; a writer changes it back.
      try copy.writeWithoutTransaction {
        _ = try String.fetchOne($0, sql: "PRAGMA journal_mode = DELETE")
      }
      try copy.close()
    }
  }

  /// False where nothing is.
  private static func isBackup(
    _ destination: String, of store: MailStore
  ) throws(StoreError) -> Bool {
    guard unsafe access(destination, F_OK) == 0 else { return false }
    let older = try? open(at: destination, .copying)
    defer { try? older?.close() }
    guard let older, try older.uuid() == store.uuid() else {
      throw StoreError(
        .alreadyExists, "cannot back up", at: destination,
        why: "there is a file that is not a backup of this archive",
        remedy: "Choose another name")
    }
    return true
  }

  /// - Parameter isReplacing: there is a copy, which no damage may replace, not even what can be mended.
  private static func proof(
    of partial: String, replacing isReplacing: Bool = false,
    _ progress: (MaintenanceProgress) throws -> Void
  ) throws(StoreError) -> SHA256Digest {
    let copy = try open(at: partial)
    let result = try copy.verify(progress: progress)
    if isReplacing, result.isMendable, let problem = result.problems.first {
      throw StoreError(
        .damaged, "the archive does not verify", at: problem.place, why: problem.meaning,
        remedy:
          "Run mailcask verify --repair on the archive, then back up again; the older backup is as it was"
      )
    }
    if let problem = result.problems.first(where: { $0.kind != .derived }) {
      throw StoreError(
        .damaged, "the copy does not verify", at: problem.place, why: problem.meaning,
        remedy: "Run mailcask verify on the archive: the damage may be there")
    }
    let fingerprint = try copy.fingerprint()
    try copy.close()
    return fingerprint
  }

  /// Lets `write` make a file beside `path` and puts it in place when it is complete and durable.
  private static func place<Value>(
    at path: String, _ write: (_ partial: String) throws(StoreError) -> Value
  ) throws(StoreError) -> Value {
    let partial = path + ".partial"
    func clean() {
      for suffix in ["-journal", "-wal", "-shm"] { POSIX.remove(FilePath(partial + suffix)) }
    }
    let file: StagedFile
    do {
      file = try StagedFile(FilePath(path), temporary: FilePath(partial), isOwnName: true)
    } catch {
      let what = "cannot make a copy"
      guard error.code != .locked else {
        throw StoreError(.locked, what, at: path, why: error.cause, remedy: error.text.remedy)
      }
      throw StoreError(
        error.code == .readOnly ? .readOnly : .noPermission, what, at: partial,
        why: error.cause, remedy: "Check that the directory exists and may be written to")
    }
    clean()
    do throws(StoreError) {
      let value = try write(partial)
      do { try file.publish(.replacing) } catch {
        throw StoreError(
          .failed, "cannot put the copy in place", at: path, why: error.cause,
          remedy: "Check the disk and try again")
      }
      return value
    } catch {
      clean()
      throw error
    }
  }
}
