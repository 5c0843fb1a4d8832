internal import GRDB

extension Source {
  private var columns: (kind: String, name: String) {
    switch self {
    case .account(let name): ("account", name)
    case .file(let path): ("file", path)
    }
  }

  init(kind: String, name: String) {
    self = kind == "account" ? .account(name) : .file(name)
  }

  /// Nil if nothing ever came from it.
  func id(_ db: Database) throws -> Int64? {
    try Int64.fetchOne(
      db.cachedStatement(sql: "SELECT id FROM source WHERE kind = ? AND name = ?"),
      arguments: [columns.kind, columns.name])
  }

  func addedID(_ db: Database) throws -> Int64 {
    if let id = try id(db) { return id }
    try db.execute(
      sql: "INSERT INTO source (kind, name) VALUES (?, ?)",
      arguments: [columns.kind, columns.name])
    return db.lastInsertedRowID
  }
}

/// Seconds since 1970, by the same clock within a statement.
func currentTime(_ db: Database) throws -> Int64 {
  try Int64.fetchOne(db.cachedStatement(sql: "SELECT unixepoch()")) ?? 0
}
