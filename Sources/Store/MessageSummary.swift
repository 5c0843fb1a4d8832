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

  static let byID = "SELECT \(columns) FROM message WHERE id = ? AND \(MailStore.present)"

  static let tagNames = """
    SELECT name FROM message_tag JOIN tag ON tag.id = tag WHERE message = ? ORDER BY name
    """

  private init(_ row: RawStatement) throws {
    guard let digest = SHA256Digest(octets: row.octets(1)) else {
      throw StoreError(
        .damaged, "cannot read a row", why: "a digest has the wrong length",
        wayOut: "Run mailcask verify")
    }
    self.init(
      id: row.number(0), digest: digest, size: Int(row.number(2)), date: row.number(3),
      zone: row.optionalNumber(4).map(Int.init), received: row.optionalNumber(5),
      stored: row.number(6), messageID: row.text(7), thread: row.number(8),
      sender: row.text(9) ?? "", recipients: row.text(10) ?? "", subject: row.text(11) ?? "",
      flags: MessageFlags(rawValue: row.number(12)),
      revision: row.number(13))
  }

  /// Rows of a statement that selects `columns`.
  ///
  /// - Parameter tags: a statement of `tagNames`.
  static func all(_ rows: RawStatement, _ tags: RawStatement) throws -> [MessageSummary] {
    var all: [MessageSummary] = []
    try rows.eachRow { row in
      var summary = try MessageSummary(row)
      tags.bind(summary.id)
      try tags.eachRow { summary.tags.append($0.text(0) ?? "") }
      all.append(summary)
    }
    return all
  }

  /// Rows of a query that selects `columns`, with their tags.
  static func fetchAll(
    _ db: Database, _ sql: String, _ arguments: StatementArguments
  ) throws -> [MessageSummary] {
    let rows = try db.cachedStatement(sql: sql)
    try rows.setArguments(arguments)
    return try all(RawStatement(rows), RawStatement(db.cachedStatement(sql: tagNames)))
  }
}
