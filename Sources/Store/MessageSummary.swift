package import Digests
internal import GRDB

/// A message as lists show it. Texts are decoded and shortened; they may still hold characters that
/// a terminal must not see.
package struct MessageSummary: Sendable, Equatable, Identifiable {
  package let id: Int64
  package let digest: SHA256Digest
  package let size: Int
  /// That lists sort by, in seconds since 1970.
  package let date: Int64
  /// Minutes east of UTC; nil: the Date field is missing or unreadable.
  package let zone: Int?
  package let received: Int64?
  package let stored: Int64
  /// Without angle brackets.
  package let messageID: String?
  package let thread: Int64
  package let sender: String
  package let recipients: String
  package let subject: String
  package let flags: MessageFlags
  package let revision: Int64
  package var tags: [String] = []
}

extension MessageSummary {
  static let columns = """
    message.id, digest, size, message.date, zone, received, stored, message_id, thread, sender,
    recipients, subject, flags, message.revision
    """

  init(_ row: Row) throws {
    self.init(
      id: row[0], digest: try row.digest(1), size: row[2], date: row[3], zone: row[4],
      received: row[5], stored: row[6], messageID: row[7], thread: row[8], sender: row[9],
      recipients: row[10], subject: row[11], flags: MessageFlags(rawValue: row[12]),
      revision: row[13])
  }

  /// Rows of a query that selects `columns`, with their tags.
  static func fetchAll(
    _ db: Database, _ sql: String, _ arguments: StatementArguments
  ) throws -> [MessageSummary] {
    var found: [MessageSummary] = []
    let rows = try Row.fetchCursor(db.cachedStatement(sql: sql), arguments: arguments)
    while let row = try rows.next() { found.append(try MessageSummary(row)) }
    try addTags(to: &found, db)
    return found
  }

  /// One query for all costs less than one for each.
  private static func addTags(to messages: inout [MessageSummary], _ db: Database) throws {
    guard !messages.isEmpty else { return }
    let statement = try db.cachedStatement(
      sql: """
        SELECT wanted.key, name
        FROM json_each(?) AS wanted
        CROSS JOIN message_tag ON message_tag.message = wanted.value
        JOIN tag ON tag.id = tag
        ORDER BY wanted.key, name
        """)
    let rows = try Row.fetchCursor(statement, arguments: [jsonArray(messages.map(\.id))])
    while let row = try rows.next() { messages[row[0] as Int].tags.append(row[1]) }
  }
}
