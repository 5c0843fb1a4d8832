internal import GRDB

/// What a tag can be called: up to `Limits.tag` octets, without white space and control characters,
/// and not beginning with a sign that a command would take for something else.
package struct TagName: Hashable, Sendable {
  package let text: String

  package init?(_ text: String) {
    guard !text.isEmpty, text.utf8.count <= Limits.tag, text.first != "-", text.first != "+",
      text.unicodeScalars.allSatisfy(Self.isAllowed)
    else { return nil }
    self.text = text
  }

  /// The nearest possible name to a label of another program: "My label" becomes "My-label". Nil
  /// where nothing remains.
  package init?(cleaning label: String) {
    let words = label.unicodeScalars.split { !Self.isAllowed($0) }
    let joined = words.map { String(String.UnicodeScalarView($0)) }.joined(separator: "-")
    self.init(String(joined.drop { $0 == "-" || $0 == "+" }).shortened(to: Limits.tag))
  }

  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory != .control && !scalar.properties.isWhitespace
  }

  static let refusal = StoreError(
    .invalid, "cannot add a tag", why: "not a tag's name",
    wayOut: "Use up to \(Limits.tag) letters, digits and signs, without white space; "
      + "not + or - first")
}

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
