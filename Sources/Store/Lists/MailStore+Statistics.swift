internal import GRDB
package import Mail

extension MailStore {
  /// Without what only the index knows: lists and types.
  ///
  /// - Parameter limit: maximum number of senders and of large messages.
  package func statistics(limit: Int) throws(StoreError) -> MailStatistics {
    try read("cannot count messages") { db in
      var found = MailStatistics()
      try found.readTotals(db)
      found.months = try found.groups(db, by: "strftime('%Y-%m', date, 'unixepoch')").withoutGaps
      found.storedMonths = try found.groups(db, by: "strftime('%Y-%m', stored, 'unixepoch')")
        .withoutGaps
      let now = try String.fetchOne(db, sql: "SELECT strftime('%Y-%m', 'now')") ?? ""
      found.shownMonths = found.months.withoutWrongDates(now)
      let senders = try found.groups(db, by: "sender").byAddress
      found.senders = Array(senders.prefix(limit))
      found.rest.senders = senders.count - found.senders.count
      found.largest = try MessageSummary.fetchAll(
        db,
        """
        SELECT \(MessageSummary.columns) FROM message WHERE \(Self.present)
        ORDER BY size DESC, id LIMIT ?
        """, [limit])
      try found.readHours(db)
      try found.readStorage(db)
      return found
    }
  }
}

extension MailStatistics {
  fileprivate mutating func readTotals(_ db: Database) throws {
    let row = try Row.fetchOne(
      db,
      sql: """
        SELECT count(*), coalesce(sum(size), 0), min(date), max(date), count(DISTINCT thread),
          coalesce(sum(flags & ?1 <> 0), 0), coalesce(sum(flags & ?2 <> 0), 0)
        FROM message WHERE \(MailStore.present)
        """, arguments: [MessageFlags.hasAttachment.rawValue, MessageFlags.fromList.rawValue])
    guard let row else { return }
    messages = row[0]
    bytes = row[1]
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
    ).map { Group(name: $0[0], messages: $0[1], bytes: $0[2]) }
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
    // What the messages' pieces name, attachments decoded.
    let pieces = try Int64.fetchOne(db, sql: "SELECT coalesce(sum(length), 0) FROM piece") ?? 0
    storage.savedByDecoding = max(0, bytes - pieces)
    // SQLite knows the length of a blob without reading it.
    if let row = try Row.fetchOne(
      db, sql: "SELECT coalesce(sum(size), 0), coalesce(sum(length(bytes)), 0) FROM content")
    {
      let contents: Int64 = row[0]
      storage.kept = row[1]
      storage.savedBySharing = max(0, pieces - contents)
      storage.savedByCompression = max(0, contents - storage.kept)
    }
    if let row = try Row.fetchOne(
      db,
      sql: """
        SELECT count(*), coalesce(sum(size), 0)
        FROM ledger JOIN message ON message.id = ledger.message WHERE outcome = 1
        """)
    {
      copies = row[0]
      copiedBytes = row[1]
    }
  }
}
