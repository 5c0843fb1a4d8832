package import GRDB
internal import GRDBSQLite
internal import Rows
internal import Schemas

/// The text of the schema is the same in all stores of a format, so that damage to it alone, or to the
/// marks of the format in the file's header, costs nothing: they are written again.
///
/// Unsafe code here opens and closes a connection of its own, because GRDB refuses a schema that SQLite
/// cannot read; statements are `RawStatement`s.
package enum SchemaRepair {
  private struct Entry: Hashable {
    var type: String
    var name: String
    var table: String
    var sql: String?
  }

  /// Whether a store's schema is another than that of its format.
  package static func differences(in db: Database) throws -> Bool {
    let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    return try Set(entries(db).values) != Set(expected(version).values)
  }

  /// Writes what is damaged again, in a store that nobody else writes to.
  ///
  /// - Parameter mark: `application_id` of a store.
  /// - Throws: SQLite's errors, where more than the text is damaged.
  package static func mend(_ path: String, markedAs mark: Int32) throws {
    var opened: OpaquePointer?
    let code = unsafe sqlite3_open_v2(path, &opened, SQLITE_OPEN_READWRITE, nil)
    guard code == SQLITE_OK, let connection = unsafe opened else {
      throw DatabaseError(resultCode: ResultCode(rawValue: code))
    }
    defer { unsafe sqlite3_close_v2(connection) }
    func run(_ sql: String, _ body: (RawStatement) throws -> Void = { _ in }) throws {
      let statement = try unsafe RawStatement(sql, on: connection)
      defer { statement.finalize() }
      try statement.eachRow(body)
    }
    // After this SQLite takes what it can read of the schema, from the second statement on.
    try run("PRAGMA writable_schema = ON")
    _ = try? run("SELECT count(*) FROM sqlite_schema")
    func number(_ pragma: String) throws -> Int64 {
      var value: Int64 = 0
      try run("PRAGMA \(pragma)") { value = $0.number(0) }
      return value
    }
    var held: [Int64: Entry] = [:]
    try run("SELECT rowid, type, name, tbl_name, sql FROM sqlite_schema") { row in
      held[row.number(0)] = Entry(
        type: row.text(1) ?? "", name: row.text(2) ?? "", table: row.text(3) ?? "", sql: row.text(4)
      )
    }
    let marked = Int(clamping: try number("user_version"))
    let version = try version(of: held, markedAs: marked)
    let expected = try expected(version)
    let isMarked =
      try version == marked && number("application_id") == Int64(mark)
    let lost = Set(expected.values).subtracting(held.values)
    if held.count < expected.count, Set(held.values).isSubset(of: expected.values) {
      // SQLite makes an index that is lost of what its table has.
      for entry in lost where entry.type == "index" { try entry.sql.map { try run($0) } }
      return
    }
    guard held != expected || !isMarked, Set(held.keys) == Set(expected.keys) else { return }
    let cookie = try number("schema_version")
    try run("BEGIN IMMEDIATE")
    for (id, entry) in expected where entry != held[id] {
      try run(
        """
        UPDATE sqlite_schema SET type = \(literal(entry.type)), name = \(literal(entry.name)),
          tbl_name = \(literal(entry.table)), sql = \(entry.sql.map(literal) ?? "NULL") WHERE rowid = \(id)
        """)
    }
    if !isMarked {
      try run("PRAGMA user_version = \(version)")
      try run("PRAGMA application_id = \(mark)")
    }
    // Other connections read the schema again when this number changes.
    try run("PRAGMA schema_version = \(Int32(truncatingIfNeeded: cookie) &+ 1)")
    try run("COMMIT")
  }

  /// The format that a schema is of, whatever a damaged header says.
  private static func version(of held: [Int64: Entry], markedAs marked: Int) throws -> Int {
    let known = 1...Schemas.migrations.count
    if known.contains(marked), try held == expected(marked) { return marked }
    return try known.last { try held == expected($0) }
      ?? min(max(marked, known.lowerBound), known.upperBound)
  }

  private static func literal(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
  }

  /// By number.
  private static func expected(_ version: Int) throws -> [Int64: Entry] {
    try DatabaseQueue().write { db in
      for migration in Schemas.migrations.prefix(version) { try db.execute(sql: migration.sql) }
      return try entries(db)
    }
  }

  private static func entries(_ db: Database) throws -> [Int64: Entry] {
    let rows = try Row.fetchAll(
      db, sql: "SELECT rowid, type, name, tbl_name, sql FROM sqlite_schema")
    // A damaged store may give a row twice.
    return Dictionary(
      rows.map { ($0[0] as Int64, Entry(type: $0[1], name: $0[2], table: $0[3], sql: $0[4])) }
    ) { first, _ in first }
  }
}
