internal import GRDB
package import Mail

/// Counts over all messages, read from their rows alone. Times are seconds since 1970.
package struct StoreStatistics: Sendable, Equatable {
  package struct Group: Sendable, Equatable {
    /// Of months "2024-05"; of senders the From field.
    package let name: String
    package let messages: Int
    package let octets: Int64
  }

  package var messages = 0
  package var octets: Int64 = 0
  package var first: Int64?
  package var last: Int64?
  package var threads = 0
  package var withAttachment = 0
  package var fromLists = 0
  /// By month of their date, in UTC, in order.
  package var months: [Group] = []
  /// By month in which they came into the archive.
  package var storedMonths: [Group] = []
  /// Messages by hour of the week in the sender's time, from Sunday, 0 o'clock; 168 counts.
  package var hours = [Int](repeating: 0, count: 168)
  package var senders: [Group] = []

  /// Octets that the messages' pieces name, attachments decoded.
  package var pieces: Int64 = 0
  /// Octets of the contents that they name, each once.
  package var contents: Int64 = 0
  /// Octets of the contents as they are kept.
  package var compressed: Int64 = 0
  /// Offers of messages that were in the archive already, and their octets.
  package var copies = 0
  package var copiedOctets: Int64 = 0
}

extension MailStore {
  package func statistics() throws(StoreError) -> StoreStatistics {
    try read("cannot count messages") { db in
      var found = StoreStatistics()
      try found.readTotals(db)
      found.months = try found.groups(db, by: "strftime('%Y-%m', date, 'unixepoch')")
      found.storedMonths = try found.groups(db, by: "strftime('%Y-%m', stored, 'unixepoch')")
      found.senders = try found.groups(db, by: "sender")
      try found.readHours(db)
      try found.readStorage(db)
      return found
    }
  }

  /// The largest first.
  package func largest(_ limit: Int) throws(StoreError) -> [MessageSummary] {
    try read("cannot list messages") { db in
      try MessageSummary.fetchAll(
        db,
        """
        SELECT \(MessageSummary.columns) FROM message WHERE \(Self.present)
        ORDER BY size DESC, id LIMIT ?
        """, [limit])
    }
  }
}

extension StoreStatistics {
  fileprivate mutating func readTotals(_ db: Database) throws {
    let row = try Row.fetchOne(
      db,
      sql: """
        SELECT count(*), coalesce(sum(size), 0), min(date), max(date), count(DISTINCT thread),
          coalesce(sum(flags & 8 <> 0), 0), coalesce(sum(flags & 16 <> 0), 0)
        FROM message WHERE \(MailStore.present)
        """)
    guard let row else { return }
    messages = row[0]
    octets = row[1]
    first = row[2]
    last = row[3]
    threads = row[4]
    withAttachment = row[5]
    fromLists = row[6]
  }

  fileprivate func groups(_ db: Database, by expression: String) throws -> [Group] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT coalesce(\(expression), '') AS name, count(*), sum(size) FROM message
        WHERE \(MailStore.present) GROUP BY name ORDER BY name
        """
    ).map { Group(name: $0[0], messages: $0[1], octets: $0[2]) }
  }

  fileprivate mutating func readHours(_ db: Database) throws {
    // The first of January 1970 was a Thursday: 96 hours after the Sunday before.
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT ((date + coalesce(zone, 0) * 60) / 3600 + 96) % 168 AS hour, count(*) FROM message
        WHERE date > 0 AND \(MailStore.present) GROUP BY hour
        """)
    for row in rows {
      let hour: Int = row[0]
      if hours.indices.contains(hour) { hours[hour] = row[1] }
    }
  }

  fileprivate mutating func readStorage(_ db: Database) throws {
    pieces = try Int64.fetchOne(db, sql: "SELECT coalesce(sum(length), 0) FROM piece") ?? 0
    // SQLite tells the length of a blob without reading it.
    if let row = try Row.fetchOne(
      db, sql: "SELECT coalesce(sum(size), 0), coalesce(sum(length(bytes)), 0) FROM content")
    {
      contents = row[0]
      compressed = row[1]
    }
    if let row = try Row.fetchOne(
      db,
      sql: """
        SELECT count(*), coalesce(sum(size), 0)
        FROM ledger JOIN message ON message.id = ledger.message WHERE outcome = 1
        """)
    {
      copies = row[0]
      copiedOctets = row[1]
    }
  }
}
