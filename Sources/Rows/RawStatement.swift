package import GRDB
internal import GRDBSQLite

/// A connection that keeps the statements it has made.
package protocol StatementSource {
  func statement(_ sql: String) throws -> RawStatement
}

extension Database: StatementSource {
  package func statement(_ sql: String) throws -> RawStatement {
    RawStatement(try cachedStatement(sql: sql))
  }
}

/// A statement on SQLite's own interface: to make GRDB's rows of a list takes longer than to read it.
@safe package struct RawStatement {
  private let handle: OpaquePointer

  package init(_ statement: Statement) { unsafe handle = statement.sqliteStatement }

  /// The caller finalizes it.
  package init(_ sql: String, on connection: OpaquePointer) throws {
    var made: OpaquePointer?
    let code = unsafe sqlite3_prepare_v2(connection, sql, -1, &made, nil)
    guard let made = unsafe made else { throw unsafe Self.error(code, connection) }
    unsafe handle = made
  }

  package func finalize() { unsafe sqlite3_finalize(handle) }

  /// The value of a parameter, the first is 1.
  package func bind(_ value: Int64, at place: Int32 = 1) {
    unsafe sqlite3_bind_int64(handle, place, value)
  }

  package func bind(_ text: String) {
    // -1: SQLite copies it.
    let copies = unsafe unsafeBitCast(-1, to: sqlite3_destructor_type?.self)
    unsafe sqlite3_bind_text(handle, 1, text, -1, copies)
  }

  /// `body` may read the columns of the row that the statement is at.
  package func eachRow(_ body: (RawStatement) throws -> Void) throws {
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

  package func number(_ column: Int32) -> Int64 { unsafe sqlite3_column_int64(handle, column) }

  package func optionalNumber(_ column: Int32) -> Int64? {
    isNull(column) ? nil : number(column)
  }

  /// Nil for NULL.
  package func text(_ column: Int32) -> String? {
    guard !isNull(column), let text = unsafe sqlite3_column_text(handle, column) else {
      return nil
    }
    let length = Int(unsafe sqlite3_column_bytes(handle, column))
    return unsafe String(
      decoding: UnsafeBufferPointer(start: text, count: length), as: UTF8.self)
  }

  /// Lends the bytes of a column; none for NULL.
  package func withBytes<Value, Failure: Error>(
    _ column: Int32, _ body: (Span<UInt8>) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    let bytes = unsafe sqlite3_column_blob(handle, column)
    let length = unsafe bytes == nil ? 0 : Int(sqlite3_column_bytes(handle, column))
    let buffer = unsafe UnsafeBufferPointer(
      start: bytes?.assumingMemoryBound(to: UInt8.self), count: length)
    return try body(unsafe buffer.span)
  }

  package func bytes(_ column: Int32) -> [UInt8] {
    let bytes = unsafe sqlite3_column_blob(handle, column)
    let length = unsafe bytes == nil ? 0 : Int(sqlite3_column_bytes(handle, column))
    return unsafe [UInt8](UnsafeRawBufferPointer(start: bytes, count: length))
  }

  /// A value with bytes, to be read as far as they are needed. Nil where there are none.
  package func bytes(in column: String, of table: String, row: Int64) throws -> RawBytes? {
    var opened: OpaquePointer?
    let connection = unsafe sqlite3_db_handle(handle)
    let code = unsafe sqlite3_blob_open(connection, "main", table, column, row, 0, &opened)
    if let opened = unsafe opened { return unsafe RawBytes(opened) }
    guard code == SQLITE_ERROR else { throw unsafe Self.error(code, connection) }
    return nil
  }

  private func isNull(_ column: Int32) -> Bool {
    unsafe sqlite3_column_type(handle, column) == SQLITE_NULL
  }

  fileprivate static func error(_ code: Int32, _ connection: OpaquePointer?) -> DatabaseError {
    DatabaseError(
      resultCode: ResultCode(rawValue: code),
      message: unsafe String(cString: sqlite3_errmsg(connection)))
  }
}

/// The bytes of one value, where they are in the database: what is not asked for is not read.
@safe package final class RawBytes {
  private let handle: OpaquePointer
  package let count: Int

  fileprivate init(_ handle: OpaquePointer) {
    unsafe self.handle = handle
    count = Int(unsafe sqlite3_blob_bytes(handle))
  }

  deinit { unsafe sqlite3_blob_close(handle) }

  package func bytes(_ range: Range<Int>) throws -> [UInt8] {
    let range = range.clamped(to: 0..<count)
    var code = SQLITE_OK
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: range.count) { buffer, filled in
      code = unsafe sqlite3_blob_read(
        handle, buffer.baseAddress, Int32(range.count), Int32(range.lowerBound))
      filled = code == SQLITE_OK ? range.count : 0
    }
    guard code == SQLITE_OK else {
      throw DatabaseError(resultCode: ResultCode(rawValue: code))
    }
    return bytes
  }
}
