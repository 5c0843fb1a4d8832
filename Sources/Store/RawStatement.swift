internal import GRDB
internal import GRDBSQLite

/// A statement on SQLite's own interface: to make GRDB's rows of a list takes longer than to read it.
@safe struct RawStatement {
  private let handle: OpaquePointer

  init(_ statement: Statement) { unsafe handle = statement.sqliteStatement }

  /// The caller finalizes it.
  init(_ sql: String, on connection: OpaquePointer) throws {
    var made: OpaquePointer?
    let code = unsafe sqlite3_prepare_v2(connection, sql, -1, &made, nil)
    guard let made = unsafe made else { throw unsafe Self.error(code, connection) }
    unsafe handle = made
  }

  func finalize() { unsafe sqlite3_finalize(handle) }

  /// The value of its only parameter.
  func bind(_ value: Int64) { unsafe sqlite3_bind_int64(handle, 1, value) }

  /// `body` may read the columns of the row that the statement is at.
  func eachRow(_ body: (RawStatement) throws -> Void) throws {
    defer { unsafe sqlite3_reset(handle) }
    while true {
      let code = unsafe sqlite3_step(handle)
      if code == SQLITE_DONE { return }
      guard code == SQLITE_ROW else {
        throw unsafe Self.error(code, sqlite3_db_handle(handle))
      }
      try body(self)
    }
  }

  func number(_ column: Int32) -> Int64 { unsafe sqlite3_column_int64(handle, column) }

  func optionalNumber(_ column: Int32) -> Int64? {
    isNull(column) ? nil : number(column)
  }

  /// Nil for NULL.
  func text(_ column: Int32) -> String? {
    guard !isNull(column), let text = unsafe sqlite3_column_text(handle, column) else {
      return nil
    }
    let length = Int(unsafe sqlite3_column_bytes(handle, column))
    return unsafe String(
      decoding: UnsafeBufferPointer(start: text, count: length), as: UTF8.self)
  }

  func bytes(_ column: Int32) -> [UInt8] {
    withBytes(column) { bytes in unsafe bytes.withUnsafeBytes { unsafe [UInt8]($0) } }
  }

  /// Without a copy, for as long as the statement stands at its row.
  func withBytes<Value>(
    _ column: Int32, _ body: (borrowing RawSpan) throws -> Value
  ) rethrows -> Value {
    let bytes = unsafe sqlite3_column_blob(handle, column)
    let length = unsafe bytes == nil ? 0 : Int(sqlite3_column_bytes(handle, column))
    return try unsafe body(UnsafeRawBufferPointer(start: bytes, count: length).bytes)
  }

  private func isNull(_ column: Int32) -> Bool {
    unsafe sqlite3_column_type(handle, column) == SQLITE_NULL
  }

  private static func error(_ code: Int32, _ connection: OpaquePointer?) -> DatabaseError {
    DatabaseError(
      resultCode: ResultCode(rawValue: code),
      message: unsafe String(cString: sqlite3_errmsg(connection)))
  }
}
