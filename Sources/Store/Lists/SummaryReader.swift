internal import GRDB
internal import GRDBSQLite
internal import Mail
internal import Rows
internal import Synchronization

/// What each search asks of a store, without GRDB, which takes longer to open it than to search.
///
/// Thread-safe. A store that is not as it should be in any way is left to GRDB and `Migrations`,
/// which tell what is wrong.
@safe final class SummaryReader: StatementSource, @unchecked Sendable {
  private let connection: OpaquePointer
  private let use = Mutex(())
  private var kept: [(sql: String, statement: RawStatement)] = []

  init?(path: String) {
    var opened: OpaquePointer?
    let code = unsafe sqlite3_open_v2(
      path, &opened, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nil)
    guard let opened = unsafe opened else { return nil }
    unsafe connection = opened
    unsafe sqlite3_busy_timeout(connection, Int32(Limits.busyTimeout * 1_000))
    guard code == SQLITE_OK,
      (try? number("PRAGMA application_id")) == Int64(MailStore.applicationID),
      (try? number("PRAGMA user_version")) == Int64(MailStore.version)
    else { return nil }
  }

  deinit {
    for each in kept { each.statement.finalize() }
    unsafe sqlite3_close_v2(connection)
  }

  /// Runs `body` in one transaction: the state after one commit, and locks taken once. Statements are
  /// made within it alone.
  func reading<Value: Sendable>(_ body: (any StatementSource) throws -> Value) throws -> Value {
    try use.withLock { _ in
      _ = try number("BEGIN")
      defer { _ = try? number("COMMIT") }
      return try body(self)
    }
  }

  func statement(_ sql: String) throws -> RawStatement {
    if let known = kept.first(where: { $0.sql == sql }) { return known.statement }
    let made = try unsafe RawStatement(sql, on: connection)
    kept.append((sql, made))
    return made
  }

  func state() throws -> (uuid: [UInt8], revision: Int64) {
    try use.withLock { _ in
      var state: (uuid: [UInt8], revision: Int64) = ([], 0)
      try statement("SELECT uuid, revision FROM archive").eachRow {
        state = ($0.bytes(0), $0.number(1))
      }
      return state
    }
  }

  /// Whether all messages were looked through for documents.
  func hasAllLookedThrough() throws -> Bool {
    try use.withLock { _ in
      try number(
        """
        SELECT max(id) <= coalesce((SELECT last FROM attachment_range WHERE first = 1), 0) FROM message
        """) != 0
    }
  }

  private func number(_ sql: String) throws -> Int64? {
    var number: Int64?
    try statement(sql).eachRow { number = $0.number(0) }
    return number
  }
}
