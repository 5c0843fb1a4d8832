package import GRDB
internal import GRDBSQLite
internal import Synchronization

/// What a block of rows is proven by: how many there are, and the sum of their numbers.
package struct BlockProof: Sendable, Equatable {
  var rows: Int64 = 0
  var sum: Int64 = 0

  package static func += (proof: inout BlockProof, other: BlockProof) {
    proof.rows &+= other.rows
    proof.sum &+= other.sum
  }

  package static prefix func - (proof: BlockProof) -> BlockProof {
    BlockProof(rows: 0 &- proof.rows, sum: 0 &- proof.sum)
  }

  /// Tells damage to a proof from damage to the rows.
  func check(part: Int64, block: Int64) -> Int64 {
    var number = RowNumber(seed: 0)
    for value in [part, block, rows, sum] { number.add(value) }
    return Int64(bitPattern: number.value)
  }
}

/// Keeps the proofs of all rows right while a writer changes them.
///
/// Triggers that only the writer's connection has note the number of each row that comes or goes;
/// a transaction adds them to the blocks' sums before it is committed. So a row that is changed by
/// damage stands out for ever, also after others of its block have changed. Whoever writes with
/// SQLite's own tools makes `verify` complain; reading is free to all.
///
/// Unsafe code here hands SQLite two functions, and steps through statements that GRDB owns. What a
/// function is called with is retained until the connection is closed.
package final class RowProofs: Sendable {
  private struct Key: Hashable {
    var part: Int64
    var block: Int64
  }

  /// The changes of the transaction that runs. Only a writer has one: making the type of this dictionary takes
  /// 500,000 instructions, a twentieth of a search.
  private final class Noted {
    var proofs: [Key: BlockProof] = [:]
  }

  private let noted = Mutex<Noted?>(nil)

  package init() {}

  // MARK: Writing

  /// Prepares the connection of a writer, once all tables are there.
  package func install(_ db: Database) throws {
    try Self.addFunction(db)
    try addNoting(db)
    // So that rows that REPLACE removes are noted, too.
    try db.execute(sql: "PRAGMA recursive_triggers = ON")
    for sql in Self.triggers { try db.execute(sql: sql) }
  }

  /// Runs a transaction's `body` and brings the proofs up to date.
  package func keep<Value>(_ db: Database, _ body: () throws -> Value) throws -> Value {
    noted.withLock { $0?.proofs.removeAll(keepingCapacity: true) }
    let small = ProofPart.all.filter(\.isSmall)
    let before = try small.map { try Self.proofs(of: $0, db) }
    let value = try body()
    var changes = noted.withLock { $0?.proofs ?? [:] }
    for (part, before) in zip(small, before) {
      for (block, proof) in try Self.proofs(of: part, db) {
        changes[Key(part: part.number, block: block), default: BlockProof()] += proof
      }
      for (block, proof) in before {
        changes[Key(part: part.number, block: block), default: BlockProof()] += -proof
      }
    }
    for (key, change) in changes where change != BlockProof() { try Self.add(change, to: key, db) }
    return value
  }

  /// A proof that was damaged stays so.
  private static func add(_ change: BlockProof, to key: Key, _ db: Database) throws {
    let row = try Row.fetchOne(
      db.cachedStatement(sql: "SELECT rows, sum, own FROM proof WHERE part = ? AND block = ?"),
      arguments: [key.part, key.block])
    var proof = BlockProof(rows: number(row, 0), sum: number(row, 1))
    let expected = row == nil ? 0 : proof.check(part: key.part, block: key.block)
    let damage = number(row, 2) ^ expected
    proof += change
    try write(proof, key.part, key.block, db, damage: damage)
  }

  /// Damage can make it of another type, where GRDB's own subscript ends the program.
  private static func number(_ row: Row?, _ column: Int) -> Int64 {
    ((try? row?.decode(Int64?.self, atIndex: column)) ?? nil) ?? 0
  }

  private static func write(
    _ proof: BlockProof, _ part: Int64, _ block: Int64, _ db: Database, damage: Int64 = 0
  ) throws {
    try db.cachedStatement(
      sql: "INSERT OR REPLACE INTO proof (part, block, rows, sum, own) VALUES (?, ?, ?, ?, ?)"
    ).execute(arguments: [
      part, block, proof.rows, proof.sum, proof.check(part: part, block: block) ^ damage,
    ])
  }

  /// Takes what is there for right.
  ///
  /// - Parameter only: one block of them.
  package static func seal(
    _ db: Database, _ parts: [ProofPart] = ProofPart.all, block only: Int64? = nil
  ) throws {
    try addFunction(db)
    for part in parts {
      try db.execute(
        sql: "DELETE FROM proof WHERE part = ? AND block = coalesce(?, block)",
        arguments: [part.number, only])
      for (block, proof) in try proofs(of: part, db) where only == nil || block == only {
        try write(proof, part.number, block, db)
      }
    }
  }

  // MARK: Comparing

  /// A block whose rows are not those that were written.
  package struct Difference: Sendable {
    package let part: ProofPart
    package let block: Int64
    /// Nil where the proof itself is damaged.
    package let expected: BlockProof?
  }

  /// - Parameter parts: of a store that has the table of proofs.
  package static func differences(in parts: [ProofPart], _ db: Database) throws -> [Difference] {
    try addFunction(db)
    return try parts.flatMap { part in
      var found = try proofs(of: part, db)
      var differences: [Difference] = []
      let rows = try Row.fetchCursor(
        db, sql: "SELECT block, rows, sum, own FROM proof WHERE part = ? ORDER BY block",
        arguments: [part.number])
      while let row = try rows.next() {
        let block = number(row, 0)
        let expected = BlockProof(rows: number(row, 1), sum: number(row, 2))
        let isIntact = number(row, 3) == expected.check(part: part.number, block: block)
        if !isIntact || found.removeValue(forKey: block) ?? BlockProof() != expected {
          found[block] = nil
          differences.append(
            Difference(part: part, block: block, expected: isIntact ? expected : nil))
        }
      }
      // What no proof is kept of.
      return differences
        + found.keys.sorted().map {
          Difference(part: part, block: $0, expected: BlockProof())
        }
    }
  }

  /// Puts back what proved a block before: what was mended is proven by it again, and nothing else.
  package static func restore(_ differences: [Difference], _ db: Database) throws {
    for difference in differences {
      guard let expected = difference.expected else { continue }
      try write(expected, difference.part.number, difference.block, db)
    }
  }

  /// By block, of what is there now. Read in the table's own order: an index that has all columns would
  /// say what was there before the table was damaged.
  private static func proofs(of part: ProofPart, _ db: Database) throws -> [Int64: BlockProof] {
    let order = try db.primaryKey(part.table).columns.joined(separator: ", ")
    let statement = try db.cachedStatement(
      sql: """
        SELECT \(part.blockExpression()), row_number_of(\(part.number), \
        \(part.columns.joined(separator: ", "))) FROM \(part.table) ORDER BY \(order)
        """)
    var proofs: [Int64: BlockProof] = [:]
    var (block, proof) = (Int64(0), BlockProof())
    try eachRow(of: statement) { next, number in
      if next != block {
        proofs[block, default: BlockProof()] += proof
        (block, proof) = (next, BlockProof())
      }
      proof += BlockProof(rows: 1, sum: number)
    }
    if proof != BlockProof() { proofs[block, default: BlockProof()] += proof }
    return proofs.filter { $0.value != BlockProof() }
  }

  // MARK: SQLite

  /// - Parameter body: gets both columns. To make GRDB's rows takes longer than the rest.
  private static func eachRow(
    of statement: Statement, _ body: (Int64, Int64) -> Void
  ) throws {
    let handle = unsafe statement.sqliteStatement
    defer { unsafe sqlite3_reset(handle) }
    while true {
      let code = unsafe sqlite3_step(handle)
      if code == SQLITE_DONE { return }
      guard code == SQLITE_ROW else {
        let reason = unsafe String(cString: sqlite3_errmsg(sqlite3_db_handle(handle)))
        throw DatabaseError(resultCode: ResultCode(rawValue: code), message: reason)
      }
      unsafe body(sqlite3_column_int64(handle, 0), sqlite3_column_int64(handle, 1))
    }
  }

  private static let triggers: [String] = {
    let parts = ProofPart.all.filter { !$0.isSmall }
    func note(_ part: ProofPart, _ row: String, _ sign: Int) -> String {
      let values = part.columns.map { row + $0 }.joined(separator: ", ")
      return "note_row(\(part.number), \(part.blockExpression(row)), \(sign), \(values))"
    }
    func trigger(_ name: String, _ event: String, _ table: String, _ notes: [String]) -> String {
      """
      CREATE TEMP TRIGGER IF NOT EXISTS proof_\(name) AFTER \(event) ON main.\(table)
      BEGIN SELECT \(notes.joined(separator: ", ")); END
      """
    }
    let tables = Dictionary(grouping: parts, by: \.table).sorted { $0.key < $1.key }
    return tables.flatMap { table, parts in
      [
        trigger("\(table)_insert", "INSERT", table, parts.map { note($0, "new.", 1) }),
        trigger("\(table)_delete", "DELETE", table, parts.map { note($0, "old.", -1) }),
      ]
        + parts.map { part in
          trigger(
            "\(table)_\(part.number)", "UPDATE OF " + part.columns.joined(separator: ", "), table,
            [note(part, "old.", -1), note(part, "new.", 1)])
        }
    }
  }()

  /// `row_number_of(part, value …)`
  private static func addFunction(_ db: Database) throws {
    let code = unsafe sqlite3_create_function_v2(
      db.sqliteConnection, "row_number_of", -1, SQLITE_UTF8, nil,
      { context, count, values in
        let arguments = unsafe UnsafeBufferPointer(start: values, count: Int(count))
        guard count > 0 else { return }
        let seed = unsafe sqlite3_value_int64(arguments[0])
        let number = unsafe RowNumber(
          seed: seed, UnsafeBufferPointer(rebasing: arguments.dropFirst()))
        unsafe sqlite3_result_int64(context, Int64(bitPattern: number.value))
      }, nil, nil, nil)
    guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
  }

  /// `note_row(part, block, sign, value …)`
  private func addNoting(_ db: Database) throws {
    let code = unsafe sqlite3_create_function_v2(
      db.sqliteConnection, "note_row", -1, SQLITE_UTF8, Unmanaged.passRetained(self).toOpaque(),
      { context, count, values in
        let arguments = unsafe UnsafeBufferPointer(start: values, count: Int(count))
        guard count > 3, let user = unsafe sqlite3_user_data(context) else { return }
        let proofs = unsafe Unmanaged<RowProofs>.fromOpaque(user).takeUnretainedValue()
        let part = unsafe sqlite3_value_int64(arguments[0])
        let number = unsafe RowNumber(
          seed: part, UnsafeBufferPointer(rebasing: arguments.dropFirst(3)))
        let proof = BlockProof(rows: 1, sum: Int64(bitPattern: number.value))
        proofs.note(
          unsafe Key(part: part, block: sqlite3_value_int64(arguments[1])),
          unsafe sqlite3_value_int64(arguments[2]) < 0 ? -proof : proof)
      }, nil, nil,
      { unsafe Unmanaged<RowProofs>.fromOpaque($0!).release() })
    guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
  }

  private func note(_ key: Key, _ proof: BlockProof) {
    noted.withLock { noted in
      if noted == nil { noted = Noted() }
      noted?.proofs[key, default: BlockProof()] += proof
    }
  }
}
