internal import GRDB

/// Tags and folders of messages, as rows.
enum Label {
  static func add(tag: String, to message: Int64, _ db: Database) throws {
    try db.cachedStatement(
      sql: "INSERT OR IGNORE INTO message_tag (tag, message) VALUES (?, ?)"
    ).execute(arguments: [try self.tag(tag, db), message])
  }

  static func add(folder: String, to message: Int64, _ db: Database) throws {
    try db.cachedStatement(
      sql: "INSERT OR IGNORE INTO message_folder (message, folder) VALUES (?, ?)"
    ).execute(arguments: [message, try id(of: folder, in: "folder", db)])
  }

  /// The tag's id, made if there is none.
  static func tag(_ name: String, _ db: Database) throws -> Int64 {
    try id(of: name, in: "tag", db)
  }

  private static func id(of name: String, in table: String, _ db: Database) throws -> Int64 {
    let select = try db.cachedStatement(sql: "SELECT id FROM \(table) WHERE name = ?")
    if let id = try Int64.fetchOne(select, arguments: [name]) { return id }
    try db.execute(sql: "INSERT INTO \(table) (name) VALUES (?)", arguments: [name])
    return db.lastInsertedRowID
  }
}
