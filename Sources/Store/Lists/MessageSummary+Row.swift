internal import Digests
internal import GRDB
internal import Mail
internal import Rows

extension MessageSummary {
  static let columns = """
    message.id, digest, size, message.date, zone, received, message_id, thread, sender, recipients,
    subject, flags, message.revision
    """

  static let byID = "SELECT \(columns) FROM message WHERE id = ? AND \(MailStore.present)"

  static let tagNames = """
    SELECT name FROM message_tag JOIN tag ON tag.id = tag WHERE message = ? ORDER BY name
    """

  private init(_ row: RawStatement) throws {
    self.init(
      id: row.number(0), digest: try row.digest(1), size: Int(row.number(2)), date: row.number(3),
      zone: row.optionalNumber(4).map(Int.init), received: row.optionalNumber(5),
      messageID: row.text(6), thread: row.number(7), sender: row.text(8) ?? "",
      recipients: row.text(9) ?? "", subject: row.text(10) ?? "",
      flags: MessageFlags(rawValue: row.number(11)), revision: row.number(12))
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

  /// In the order given; ids that are not here are left out.
  static func all(_ ids: [Int64], _ source: any StatementSource) throws -> [MessageSummary] {
    let rows = try source.statement(byID)
    let tags = try source.statement(tagNames)
    return try ids.flatMap { id in
      rows.bind(id)
      return try all(rows, tags)
    }
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
