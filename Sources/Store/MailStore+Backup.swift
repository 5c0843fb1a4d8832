package import Digests
internal import GRDB
internal import Glibc

extension MailStore {
  /// Copies the store, as it is at one moment, while others may go on writing. The copy is verified
  /// and then takes its name, so that there is never half a backup under it; an older backup of the
  /// same archive is replaced, anything else is refused.
  ///
  /// - Returns: the fingerprint of what the backup holds.
  package func backup(
    to destination: String, quick: Bool = false,
    progress: @escaping (StoreProgress) throws -> Void = { _ in }
  ) throws(StoreError) -> SHA256Digest {
    try Self.checkReplaceable(destination, by: self)
    return try Self.place(at: destination) { partial throws(StoreError) in
      try copyPages(to: partial, progress)
      return try Self.proof(of: partial, quick: quick, progress)
    }
  }

  /// Makes an archive's store from a backup; there must be none at `path`.
  ///
  /// - Returns: the fingerprint of what was restored.
  package static func restore(
    from backup: String, to path: String,
    progress: @escaping (StoreProgress) throws -> Void = { _ in }
  ) throws(StoreError) -> SHA256Digest {
    guard unsafe access(path, F_OK) != 0 else {
      throw StoreError(
        .alreadyExists, "cannot restore a backup", at: path, why: "there is an archive already",
        wayOut: "Move it away first, or restore to another directory")
    }
    let source = try open(at: backup)
    return try place(at: path) { partial throws(StoreError) in
      try source.copyPages(to: partial, progress)
      return try proof(of: partial, quick: false, progress)
    }
  }

  /// Tells archives, and copies of one, from others.
  package func uuid() throws(StoreError) -> [UInt8] {
    try read("cannot read the archive's id") { db in
      try Row.fetchOne(db, sql: "SELECT uuid FROM archive")?.octets(0) ?? []
    }
  }

  private func copyPages(
    to partial: String, _ progress: @escaping (StoreProgress) throws -> Void
  ) throws(StoreError) {
    try StoreError.guarding("cannot copy the archive", at: partial) {
      let copy = try DatabaseQueue(
        path: partial, configuration: Self.configuration(readonly: false))
      try database.backup(to: copy, pagesPerStep: 1024) { step in
        try progress(
          StoreProgress(
            step: .copying, done: Int64(step.completedPageCount),
            total: Int64(step.totalPageCount)))
      }
      // One file, that a read-only medium can hold; a writer changes it back.
      try copy.writeWithoutTransaction {
        _ = try String.fetchOne($0, sql: "PRAGMA journal_mode = DELETE")
      }
      try copy.close()
    }
  }

  private static func checkReplaceable(
    _ destination: String, by store: MailStore
  ) throws(StoreError) {
    guard unsafe access(destination, F_OK) == 0 else { return }
    let older = try? open(at: destination)
    guard let older, try older.uuid() == store.uuid() else {
      throw StoreError(
        .alreadyExists, "cannot back up", at: destination,
        why: "there is a file that is not a backup of this archive",
        wayOut: "Choose another name")
    }
  }

  private static func proof(
    of partial: String, quick: Bool, _ progress: (StoreProgress) throws -> Void
  ) throws(StoreError) -> SHA256Digest {
    let copy = try open(at: partial)
    let result = try copy.verify(quick: quick, progress: progress)
    if let problem = result.problems.first(where: { $0.kind != .derived }) {
      throw StoreError(
        .damaged, "the copy does not verify", at: problem.place, why: problem.meaning,
        wayOut: "Run mailcask verify on the archive: the damage may be there")
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
      for suffix in ["", "-journal", "-wal", "-shm"] { _ = unsafe unlink(partial + suffix) }
    }
    clean()
    let descriptor = unsafe Glibc.open(partial, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw StoreError(
        errno == EROFS ? .readOnly : .noPermission, "cannot make a copy", at: partial,
        why: unsafe String(cString: strerror(errno)),
        wayOut: "Check that the directory exists and may be written to")
    }
    defer { Glibc.close(descriptor) }
    do throws(StoreError) {
      let value = try write(partial)
      guard fsync(descriptor) == 0, unsafe rename(partial, path) == 0 else {
        throw StoreError(
          .failed, "cannot put the copy in place", at: path,
          why: unsafe String(cString: strerror(errno)), wayOut: "Check the disk and try again")
      }
      syncDirectory(of: path)
      return value
    } catch {
      clean()
      throw error
    }
  }

  /// Makes the new name durable.
  private static func syncDirectory(of path: String) {
    let directory = path.lastIndex(of: "/").map { String(path[..<$0]) + "/" } ?? "."
    let descriptor = unsafe Glibc.open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    _ = fsync(descriptor)
    Glibc.close(descriptor)
  }
}
