import Bytes
internal import Digests
internal import GRDB
package import Mail
internal import Rows

/// The result of erasing.
package struct Purge: Sendable, Equatable {
  package var messages = 0
  /// Contents that were dropped or made smaller.
  package var contents = 0
}

extension MailStore {
  /// Hides messages from lists and the index at once; after the grace period `purge` erases them.
  ///
  /// - Parameter grace: seconds.
  /// - Returns: how many were hidden now.
  @discardableResult
  package func remove(
    _ messages: [Int64], grace: Int64 = Limits.removalGrace
  ) throws(StoreError) -> Int {
    try write("cannot remove messages") { db in
      let now = try currentTime(db)
      let insert = try db.cachedStatement(
        sql: """
          INSERT INTO removal (message, digest, requested, purge_after, revision, canonical)
          SELECT id, digest, ?2, ?3, ?4, canonical FROM message WHERE id = ?1
          """)
      var removed = 0
      for message in Set(messages).sorted() where try !Self.isRemoved(message, db) {
        try insert.execute(
          arguments: [message, now, now.addingClamped(max(0, grace)), try Revision.next(db)])
        removed += db.changesCount
      }
      if removed > 0 { try Self.forgetImportedFiles(db) }
      return removed
    }
  }

  /// Takes removed messages back that were not erased yet.
  ///
  /// - Returns: how many.
  @discardableResult
  package func takeBack(_ messages: [Int64]) throws(StoreError) -> Int {
    try write("cannot take messages back") { db in
      var back = 0
      for message in messages {
        try db.cachedStatement(sql: "DELETE FROM removal WHERE message = ? AND purged IS NULL")
          .execute(arguments: [message])
        guard db.changesCount > 0 else { continue }
        back += 1
        // To the index it is a new message.
        try db.cachedStatement(sql: "UPDATE message SET added = ?1, revision = ?1 WHERE id = ?2")
          .execute(arguments: [try Revision.next(db), message])
      }
      return back
    }
  }

  /// Lets messages that were erased be stored again when they are offered again.
  package func welcomeBack(_ messages: [Int64]) throws(StoreError) {
    try write("cannot allow messages again") { db in
      let statement = try db.cachedStatement(
        sql: "UPDATE removal SET welcome = 1 WHERE message = ? AND purged IS NOT NULL")
      for message in messages { try statement.execute(arguments: [message]) }
      try Self.forgetImportedFiles(db)
    }
  }

  /// Messages that were removed and are not erased yet, the latest removed first.
  package func removed(limit: Int) throws(StoreError) -> [DeletedMessage] {
    try read("cannot list removed messages") { db in
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT message, purge_after FROM removal WHERE purged IS NULL
          ORDER BY requested DESC, message DESC LIMIT ?
          """, arguments: [limit])
      return try rows.flatMap { row in
        try MessageSummary.fetchAll(
          db, "SELECT \(MessageSummary.columns) FROM message WHERE id = ?", [row[0] as Int64]
        ).map { DeletedMessage(message: $0, eraseAfter: row[1]) }
      }
    }
  }

  /// The numbers of all messages that were removed, erased or not.
  package func removedNumbers() throws(StoreError) -> Set<Int64> {
    try glance("cannot list removed messages") { source in
      var removed: Set<Int64> = []
      try source.statement("SELECT message FROM removal").eachRow { removed.insert($0.number(0)) }
      return removed
    }
  }

  /// The messages that were removed last, at the same time, and are not erased yet, ascending.
  package func latestRemoved() throws(StoreError) -> [Int64] {
    try read("cannot list removed messages") { db in
      try Int64.fetchAll(
        db,
        sql: """
          SELECT message FROM removal WHERE purged IS NULL
            AND requested = (SELECT max(requested) FROM removal WHERE purged IS NULL)
          ORDER BY message
          """)
    }
  }

  /// The messages that a run offered and that were not stored because they had been removed.
  package func refusedAsRemoved(run: Int64, limit: Int) throws(StoreError) -> [Int64] {
    try read("cannot list removed messages") { db in
      try Int64.fetchAll(
        db,
        sql: """
          SELECT DISTINCT message FROM ledger
          WHERE run = ? AND outcome = 2 AND message IN (SELECT message FROM removal)
          ORDER BY message LIMIT ?
          """, arguments: [run, limit])
    }
  }

  /// Nil for a message that was not removed.
  package func deletion(of message: Int64) throws(StoreError) -> Deletion? {
    try read("cannot look up a removal") { db in try Deletion(of: message, db) }
  }

  /// Erases the messages whose grace period is over, and contents that no other message refers to.
  ///
  /// The clock alone erases nothing, as it may have jumped: runs on two later dates, a day apart or
  /// more, must have been recorded since. A message that was removed without a grace period is
  /// erased at once.
  ///
  /// - Parameter now: seconds since 1970; nil: by the clock.
  package func purge(now: Int64? = nil) throws(StoreError) -> Purge {
    try write("cannot erase removed messages") { db in
      let now = try now ?? currentTime(db)
      let due = try Int64.fetchAll(
        db,
        sql: """
          SELECT message FROM removal WHERE purged IS NULL AND purge_after <= ?1
          AND (purge_after = requested OR EXISTS (
            SELECT 1 FROM run AS first JOIN run AS second
              ON second.started >= first.started + 86400 AND second.started <= ?1
            WHERE date(first.started, 'unixepoch') > date(removal.requested, 'unixepoch')))
          """, arguments: [now])
      var touched = Set<Int64>()
      let threads = try Threads(db)
      var correspondents = Correspondents(db)
      for message in due {
        try threads.remove(message, &correspondents)
        touched.formUnion(
          try Int64.fetchAll(
            db, sql: "SELECT content FROM piece WHERE message = ?", arguments: [message]))
        try Self.eraseAttachments(of: message, db)
        try Self.eraseRows(of: message, db)
        try db.execute(
          sql: "UPDATE removal SET purged = ? WHERE message = ?", arguments: [now, message])
      }
      if try correspondents.save() { try Threads(db).answerAgain() }
      for content in touched.sorted() { try shrink(content, db) }
      return Purge(messages: due.count, contents: touched.count)
    }
  }

  private static func isRemoved(_ message: Int64, _ db: Database) throws -> Bool {
    try Int.fetchOne(
      db.cachedStatement(sql: "SELECT 1 FROM removal WHERE message = ?"), arguments: [message])
      != nil
  }

  private static func eraseRows(of message: Int64, _ db: Database) throws {
    for sql in [
      "DELETE FROM piece WHERE message = ?", "DELETE FROM message_tag WHERE message = ?",
      "DELETE FROM message_folder WHERE message = ?",
      "DELETE FROM account_message WHERE message = ?",
      "DELETE FROM decryption WHERE message = ?", "DELETE FROM message WHERE id = ?",
    ] {
      try db.cachedStatement(sql: sql).execute(arguments: [message])
    }
  }

  /// Makes a content smaller by what no message refers to, and proves the messages that do refer
  /// to it.
  private func shrink(_ content: Int64, _ db: Database) throws {
    let rows = try Row.fetchAll(
      db, sql: "SELECT message, seq, first, length FROM piece WHERE content = ? ORDER BY first",
      arguments: [content])
    if !rows.isEmpty {
      guard
        let row = try Row.fetchOne(
          db, sql: "SELECT part, dictionary FROM content WHERE id = ?", arguments: [content]),
        row[0] == 0
      else { return }
      let dictionary: Int64? = row[1]
      let plain = try contents.plain(content, to: .max, db)
      var kept: [UInt8] = []
      var moves: [(row: Row, first: Int)] = []
      for row in rows {
        let range = Range(first: row[2], length: row[3]) ?? 0..<0
        moves.append((row, kept.count))
        kept += plain[range.clamped(to: 0..<plain.count)]
      }
      let new = try EncodedContent(
        block: kept, dictionary: try dictionary.map { try Self.compression($0, db) })
      let id = try new.insert(isPart: false, db)
      let move = try db.cachedStatement(
        sql: "UPDATE piece SET content = ?, first = ? WHERE message = ? AND seq = ?")
      for (row, first) in moves {
        try move.execute(arguments: [id, first, row[0] as Int64, row[1] as Int])
      }
      for message in Set(moves.map { $0.row[0] as Int64 }) { _ = try bytes(of: message, db) }
    }
    try db.execute(sql: "DELETE FROM content WHERE id = ?", arguments: [content])
  }
}
