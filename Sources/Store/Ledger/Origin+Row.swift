internal import GRDB
internal import Mail

extension Source {
  private var kind: String { isAccount ? "account" : "file" }

  init(kind: String, name: String) {
    self = kind == "account" ? .account(name) : .file(name)
  }

  /// Nil if nothing ever came from it.
  func id(_ db: Database) throws -> Int64? {
    try Int64.fetchOne(
      db.cachedStatement(sql: "SELECT id FROM source WHERE kind = ? AND name = ?"),
      arguments: [kind, name])
  }

  func addedID(_ db: Database) throws -> Int64 {
    if let id = try id(db) { return id }
    try db.execute(
      sql: "INSERT INTO source (kind, name) VALUES (?, ?)", arguments: [kind, name])
    return db.lastInsertedRowID
  }
}

extension Origin {
  /// Columns of the ledger joined with the source.
  static let columns = "source.kind, source.name, ledger.name, position, time"

  /// From a row that begins with `columns`.
  init(_ row: Row) {
    self.init(
      source: Source(kind: row[0], name: row[1]), name: row[2], position: row[3], time: row[4])
  }
}

extension ServerCopy {
  /// A message without a time of its own is on the latest list, whose time it gets.
  static let select = """
    SELECT source.name, uid, message, first_seen, coalesce(last_seen, source.listed), gone, deleted
    FROM maildrop JOIN source ON source.id = source
    """

  /// The same columns of messages in mailboxes, and the mailbox.
  static let selectPlaced = """
    SELECT source.name, CAST(uid AS TEXT), message, first_seen,
      coalesce(last_seen, mailbox_epoch.listed), placement.gone, NULL, mailbox.name
    FROM placement JOIN mailbox_epoch ON mailbox_epoch.id = epoch
      JOIN mailbox ON mailbox.id = mailbox JOIN source ON source.id = mailbox.source
    """

  init(_ row: Row) {
    self.init(
      account: row[0], folder: row.count > 7 ? row[7] : nil, uid: row[1], message: row[2],
      firstSeen: row[3], lastSeen: row[4], gone: row[5], deleted: row[6])
  }
}

extension Deletion {
  /// Nil if the message was not removed.
  init?(of message: Int64, _ db: Database) throws {
    let row = try Row.fetchOne(
      db, sql: "SELECT requested, purge_after, purged, welcome FROM removal WHERE message = ?",
      arguments: [message])
    guard let row else { return nil }
    self.init(requested: row[0], eraseAfter: row[1], erased: row[2], isWelcome: row[3] == 1)
  }
}
