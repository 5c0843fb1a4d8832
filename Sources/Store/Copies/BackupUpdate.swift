internal import Digests
internal import GRDB
internal import Mail
internal import Proofs

/// Makes an older backup what the archive is now, by writing only what differs.
///
/// Every row of the one is compared with the other's, so that a backup that was changed by anything
/// else is put right, too. All of it is one transaction of the backup, proven before it is
/// committed, contents by their digests, rows by their proofs: ended at any moment, or where the archive
/// is damaged, it is the older backup, by its journal; else the new one.
struct BackupUpdate {
  /// The backup is `main`, the archive `archive`.
  private let db: Database
  private let progress: (MaintenanceProgress) throws -> Void

  /// - Returns: the fingerprint of what the backup holds.
  /// - Throws: `damaged` if the two cannot be made the same; then nothing was changed.
  static func run(
    on backup: String, from archive: String,
    progress: @escaping (MaintenanceProgress) throws -> Void
  ) throws -> SHA256Digest {
    let queue = try DatabaseQueue(path: backup, configuration: configuration)
    let fingerprint = try queue.inDatabase { db in
      // One file, that a read-only medium can hold, as a new backup is.
      _ = try String.fetchOne(db, sql: "PRAGMA main.journal_mode = DELETE")
      try db.execute(sql: "PRAGMA synchronous = EXTRA")
      try db.execute(sql: "ATTACH DATABASE ? AS archive", arguments: [archive])
      var fingerprint: SHA256Digest?
      // Not begun as a writer: that would lock the archive, too.
      try db.inTransaction(.deferred) {
        fingerprint = try BackupUpdate(db: db, progress: progress).apply()
        return .commit
      }
      try db.execute(sql: "DETACH DATABASE archive")
      return fingerprint
    }
    try queue.close()
    guard let fingerprint else { throw mismatch("nothing was compared") }
    return fingerprint
  }

  private static var configuration: Configuration {
    var configuration = MailStore.configuration(readonly: false)
    // What refers to what is as in the archive, in whatever order it comes.
    configuration.foreignKeysEnabled = false
    return configuration
  }

  private func apply() throws -> SHA256Digest {
    let tables = try self.tables()
    for (done, table) in tables.enumerated() {
      try progress(step(done, tables.count))
      try db.execute(sql: table.deleteWhatDiffers)
    }
    var (contents, messages) = ([Int64](), Set<Int64>())
    for (done, table) in tables.enumerated() {
      try progress(step(tables.count + done, tables.count))
      switch table.name {
      case "content": contents = try Int64.fetchAll(db, sql: table.missing("id"))
      case "message": messages.formUnion(try Int64.fetchAll(db, sql: table.missing("id")))
      case "piece": messages.formUnion(try Int64.fetchAll(db, sql: table.missing("message")))
      default: break
      }
      try db.execute(sql: table.insertWhatIsMissing)
    }
    // Message numbers are never given twice, in a restored archive neither.
    try db.execute(
      sql: """
        DELETE FROM main.sqlite_sequence;
        INSERT INTO main.sqlite_sequence SELECT * FROM archive.sqlite_sequence
        """)
    try prove(contents: contents, messages: messages.sorted())
    return try MailStore.fingerprint(db)
  }

  private func step(_ done: Int, _ tables: Int) -> MaintenanceProgress {
    MaintenanceProgress(.copying, done: Int64(done), total: Int64(2 * tables))
  }

  /// What was added, read back; what was there is the same as before, and was proven then.
  private func prove(contents ids: [Int64], messages: [Int64]) throws {
    let contents = ContentCache()
    for (done, id) in ids.enumerated() {
      try progress(MaintenanceProgress(.contents, done: Int64(done), total: Int64(ids.count)))
      try Verifying.content(id, db, contents)
    }
    for (done, id) in messages.enumerated() {
      try progress(MaintenanceProgress(.messages, done: Int64(done), total: Int64(messages.count)))
      _ = try MailStore.bytes(of: id, db, contents)
    }
    try progress(MaintenanceProgress(.database, done: 0, total: 1))
    guard let found = try String.fetchOne(db, sql: "PRAGMA main.integrity_check(1)"), found == "ok"
    else { throw Self.mismatch("its structure is damaged") }
    // The archive's rows, all of which are here now, are those that were written there.
    if let difference = try RowProofs.differences(in: ProofPart.all, db).first {
      throw Self.mismatch(
        "\(difference.part.place(difference.block)): \(difference.part.meaning)")
    }
  }

  /// All tables, if the two have the same.
  private func tables() throws -> [Table] {
    func schema(_ name: String) throws -> [String] {
      try String.fetchAll(
        db, sql: "SELECT coalesce(sql, name) FROM \(name).sqlite_schema ORDER BY type, name")
    }
    guard try schema("main") == schema("archive") else {
      throw Self.mismatch("it has another format")
    }
    return try String.fetchAll(
      db,
      sql: """
        SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%'
        ESCAPE '\\' ORDER BY name
        """
    ).map { try Table($0, db) }
  }

  private static func mismatch(_ why: String) -> StoreError {
    StoreError(
      .damaged, "cannot bring the backup up to date", at: "mail.sqlite", why: why,
      remedy: "Back up to another directory")
  }
}

/// The statements that make a table of the backup like the archive's.
private struct Table {
  let name: String
  private let key: [String]
  private let columns: [String]

  init(_ name: String, _ db: Database) throws {
    self.name = name
    let rows = try Row.fetchAll(
      db, sql: "SELECT name, pk FROM pragma_table_info(?, 'main') ORDER BY cid", arguments: [name])
    columns = rows.map { $0[0] }
    key = rows.filter { $0[1] > 0 }.map { $0[0] }
  }

  var deleteWhatDiffers: String {
    let others = columns.filter { !key.contains($0) }.map { "held.\($0) IS \(name).\($0)" }
    return """
      DELETE FROM main.\(name) WHERE NOT EXISTS (SELECT 1 FROM archive.\(name) AS held
      WHERE \((sameKey("held", name) + others).joined(separator: " AND ")))
      """
  }

  var insertWhatIsMissing: String {
    let list = columns.joined(separator: ", ")
    return "INSERT INTO main.\(name) (\(list)) \(missing(list))"
  }

  /// Selects of the rows that the backup lacks, once those that differ are deleted.
  func missing(_ columns: String) -> String {
    """
    SELECT \(columns) FROM archive.\(name) AS new WHERE NOT EXISTS
    (SELECT 1 FROM main.\(name) AS held WHERE \(sameKey("held", "new").joined(separator: " AND ")))
    """
  }

  private func sameKey(_ one: String, _ other: String) -> [String] {
    key.map { "\(one).\($0) = \(other).\($0)" }
  }
}
