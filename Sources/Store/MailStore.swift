import Bytes
import Errors
package import Files
package import GRDB
internal import Glibc
internal import Proofs
package import Rows
internal import Schemas
internal import Synchronization

/// The store of an archive: all mail, and what is known about it, in one SQLite file. The schema,
/// which explains every table and column, is `Schemas/Migrations`.
///
/// Thread-safe. Any number of threads and processes read while one writes; a read sees the state
/// after some commit. What a writing method did is durable when it returns.
package final class MailStore: Sendable {
  package enum Access: Sendable {
    /// Works on a read-only file system, too.
    case reading
    /// - Parameter wait: seconds to wait for another writer to finish.
    case writing(wait: Double = 0)
    /// A store of this or an older version as it is, to copy it, to tell whose it is, or to read one
    /// that cannot be written to.
    case copying
  }

  package let path: String
  /// Nil for a writer, and for a store that has to be looked at more closely.
  let summaryReader: SummaryReader?
  /// Nil until something is asked that `summaryReader` cannot answer.
  private let connection = Mutex<(any DatabaseWriter)?>(nil)
  let contents = ContentCache()
  /// The encoder that is handed out; nil until one is asked for.
  let latestEncoder = Mutex<Encoder?>(nil)
  /// One thread trains at a time.
  let training = Mutex(())
  let lock: FileLock?
  /// Kept by a writer.
  let proofs = RowProofs()

  /// The first four bytes of "Mailcask" would be taken for text: 'M', 'c', 's', 'k'.
  static let applicationID: Int32 = 0x4D63_736B
  /// The schema's version that this program reads and writes.
  package static var version: Int { Schemas.migrations.count }
  /// The text of the schema, with its documentation.
  package static var schema: String { Schemas.migrations.map(\.sql).joined(separator: "\n") }

  /// The id of another process that writes to the store; nil: none does.
  package static func otherWriter(at path: String) -> String? {
    FileLock.otherHolder(of: lockFile(of: path))
  }

  /// Makes an empty store; the directory must exist, the file must not.
  package static func create(at path: String) throws(StoreError) -> MailStore {
    let what = "cannot create an archive"
    do { POSIX.close(try POSIX.create(FilePath(path))) } catch {
      throw error.code == .alreadyExists
        ? StoreError(
          .alreadyExists, what, at: path, why: "there is one already",
          remedy: "Choose another directory, or use the one that is there")
        : StoreError(
          .noPermission, what, at: path, why: error.cause,
          remedy: "Check that the directory exists and may be written to")
    }
    do {
      return try MailStore(path: path, access: .writing(), isNew: true)
    } catch {
      for suffix in ["", "-wal", "-shm", "-lock"] { POSIX.remove(FilePath(path + suffix)) }
      throw error
    }
  }

  /// Removes what `create` leaves when it is cut off: a file without any table.
  ///
  /// - Returns: false where something else is.
  /// - Throws: `locked` while another process makes it.
  package static func removeUnfinished(at path: String) throws(StoreError) -> Bool {
    guard unsafe Glibc.access(path, F_OK) == 0 else { return true }
    let lock = try lock(path, wait: 0)
    defer { lock.release() }
    let tables = try? DatabaseQueue(path: path).read {
      try Int.fetchOne($0, sql: "SELECT count(*) FROM sqlite_schema")
    }
    guard tables == 0 else { return false }
    for suffix in ["-wal", "-shm", "-journal", ""] { POSIX.remove(FilePath(path + suffix)) }
    return true
  }

  /// To be read, a store of an older version is brought up to date first; where that cannot be, on a
  /// read-only medium or while another writes, it is read as it is.
  package static func open(at path: String, _ access: Access = .reading) throws(StoreError)
    -> MailStore
  {
    guard unsafe Glibc.access(path, R_OK) == 0 else {
      throw errno == ENOENT
        ? StoreError(
          .notAnArchive, "cannot open the archive", at: path, why: "there is no such file",
          remedy: "Make an archive with mailcask init, or name one with --archive")
        : StoreError(
          .noPermission, "cannot open the archive", at: path,
          why: systemReason(), remedy: "Check the file's permissions")
    }
    do {
      return try MailStore(path: path, access: access, isNew: false)
    } catch {
      guard error.code == .olderVersion else { throw error }
      guard let writer = try? MailStore(path: path, access: .writing(), isNew: false) else {
        return try MailStore(path: path, access: .copying, isNew: false)
      }
      try writer.close()
      return try MailStore(path: path, access: access, isNew: false)
    }
  }

  /// Only one program writes to an archive at a time; the lock is on a file beside the store.
  static func lock(_ path: String, wait: Double) throws(StoreError) -> FileLock {
    let what = "cannot open the archive for writing"
    do {
      // Who only looks whether somebody writes holds it for a moment.
      return try FileLock(lockFile(of: path), wait: max(wait, 0.1))
    } catch {
      if error.code == .locked {
        throw StoreError(
          .locked, what, at: path, why: error.cause, remedy: error.text.remedy)
      }
      switch error.code {
      case .noLocks:
        throw StoreError(.failed, what, at: path, why: error.text.why, remedy: error.text.remedy)
      case .diskFull:
        throw StoreError(.diskFull, what, at: path, why: error.text.why, remedy: error.text.remedy)
      default:
        throw StoreError(
          error.code == .readOnly ? .readOnly : .noPermission, what, at: error.text.place,
          why: error.cause, remedy: "Check the directory's permissions and how it is mounted")
      }
    }
  }

  private static func lockFile(of path: String) -> FilePath { FilePath(path + "-lock") }

  private init(path: String, access: Access, isNew: Bool) throws(StoreError) {
    self.path = path
    switch access {
    case .writing(let wait):
      lock = try Self.lock(path, wait: wait)
      summaryReader = nil
    case .reading:
      lock = nil
      summaryReader = SummaryReader(path: path)
    case .copying:
      lock = nil
      summaryReader = nil
    }
    guard summaryReader == nil else { return }
    let what = "cannot open the archive" + (lock == nil ? "" : " for writing")
    let database = try StoreError.guarding(what, at: path) {
      if lock != nil, !isNew { try Migrations.checkIsArchive(path) }
      return try self.database
    }
    try Migrations.bringUpToDate(database, at: path, isNew: isNew, access, proofs)
  }

  var database: any DatabaseWriter {
    get throws {
      try connection.withLock { connection in
        if let connection { return connection }
        let opened: any DatabaseWriter =
          try lock == nil ? Self.openForReading(path) : Self.openForWriting(path)
        connection = opened
        return opened
      }
    }
  }

  /// It was opened for writing.
  package var isWritable: Bool { lock != nil }

  /// For bytes on their way into this archive.
  package var spillPlace: SpillPlace {
    let parent = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[..<$0]) }
    return SpillPlace(parent ?? ".")
  }

  /// A URI for another connection that only reads.
  var source: String {
    get throws {
      let opened = try database.path
      return opened == path ? Self.uri(path, "mode=ro") : opened
    }
  }

  private static func openForWriting(_ path: String) throws -> DatabasePool {
    let pool = try DatabasePool(path: path, configuration: configuration(readonly: false))
    try pool.writeWithoutTransaction { db in
      // GRDB sets NORMAL, which may lose the last commits in a power cut.
      try db.execute(sql: "PRAGMA synchronous = FULL")
      try Self.fitLog(db)
      try db.execute(sql: "PRAGMA journal_size_limit = 67108864")
    }
    return pool
  }

  /// As long as suits the archive's size.
  static func fitLog(_ db: Database) throws {
    let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
    try db.execute(
      sql: "PRAGMA wal_autocheckpoint = \(max(Limits.logPages, pages / Limits.logShare))")
  }

  static func configuration(readonly: Bool) -> Configuration {
    var configuration = Configuration()
    configuration.readonly = readonly
    configuration.busyMode = .timeout(Limits.busyTimeout)
    configuration.maximumReaderCount = Limits.readers
    configuration.label = "mailcask"
    configuration.prepareDatabase { db in
      let cache = db.configuration.readonly ? Limits.readerCacheKiB : Limits.writerCacheKiB
      try db.execute(sql: "PRAGMA cache_size = \(-cache)")
      try db.execute(sql: "PRAGMA temp_store = MEMORY")
    }
    return configuration
  }

  /// On a read-only file system SQLite can't make the files that it needs to share a database with
  /// a writer; there is none, so that the file can be taken as it is, unless a log was left that
  /// the last commits are still in.
  static func openForReading(_ path: String) throws -> DatabaseQueue {
    do {
      let queue = try DatabaseQueue(path: path, configuration: configuration(readonly: true))
      try queue.read { _ = try Int.fetchOne($0, sql: "SELECT count(*) FROM sqlite_schema") }
      return queue
    } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_READONLY_ROLLBACK {
      try rollBack(path)
      return try DatabaseQueue(path: path, configuration: configuration(readonly: true))
    } catch let error as DatabaseError where error.resultCode == .SQLITE_CANTOPEN {
      guard !hasBytes(path + "-wal") else { throw error }
      return try DatabaseQueue(
        path: uri(path, "immutable=1"), configuration: configuration(readonly: true))
    }
  }

  private static func uri(_ path: String, _ query: String) -> String {
    let escaped = PercentEncoding.encode(path.utf8) { byte in
      byte == Byte.slash || PercentEncoding.isUnreserved(byte)
    }
    return "file:\(escaped)?\(query)"
  }

  /// A backup whose update was cut off is the older one again after this; it needs a writer.
  private static func rollBack(_ path: String) throws {
    let queue = try DatabaseQueue(path: path, configuration: configuration(readonly: false))
    try queue.read { _ = try Int.fetchOne($0, sql: "SELECT count(*) FROM sqlite_schema") }
    try queue.close()
  }

  private static func hasBytes(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_size > 0
  }

  /// Waits for what is going on and closes the files. After a writer, all is in the one file, as
  /// long as nobody reads, so that a copy of it is a backup. Nothing may be called after.
  package func close() throws(StoreError) {
    defer { lock?.release() }
    try StoreError.guarding("cannot close the archive", at: path) {
      guard let database = connection.withLock({ $0 }) else { return }
      if lock != nil {
        database.writeWithoutTransaction { db in
          // Refused while others read: then the last of them does it.
          _ = try? db.checkpoint(.truncate)
        }
      }
      try database.close()
    }
  }

  /// Writes the whole file again, without free pages. Nobody else may be reading.
  package func compact(_ what: String) throws(StoreError) {
    try StoreError.guarding(what, at: path) {
      try database.writeWithoutTransaction { db in
        // In memory it would take as much as all the mail.
        try db.execute(sql: "PRAGMA temp_store = FILE; VACUUM; PRAGMA temp_store = MEMORY")
        _ = try db.checkpoint(.truncate)
      }
    }
  }

  // MARK: For the other files of this module, and for what is kept beside messages

  package func read<Value>(
    _ what: @autoclosure () -> String, _ body: (Database) throws -> Value
  ) throws(StoreError) -> Value {
    try StoreError.guarding(what(), at: path) { try database.read(body) }
  }

  /// As `read`, where GRDB would take longer to open the store than what is asked takes to answer.
  package func glance<Value: Sendable>(
    _ what: @autoclosure () -> String, _ body: (any StatementSource) throws -> Value
  ) throws(StoreError) -> Value {
    guard let summaryReader else { return try read(what()) { try body($0) } }
    return try StoreError.guarding(what(), at: path) { try summaryReader.reading(body) }
  }

  /// One transaction, on stable storage when it returns.
  package func write<Value>(
    _ what: @autoclosure () -> String, _ body: (Database) throws -> Value
  ) throws(StoreError) -> Value {
    try StoreError.guarding(what(), at: path) {
      guard lock != nil else {
        throw StoreError(
          .readOnly, what(), at: path, why: "the archive was opened for reading",
          remedy: "Open it for writing")
      }
      return try database.write { db in try proofs.keep(db) { try body(db) } }
    }
  }
}
