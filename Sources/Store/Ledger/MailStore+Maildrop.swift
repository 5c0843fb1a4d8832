internal import GRDB
package import Mail

/// What is known of a UID before a session, so that it need not be fetched.
package struct KnownUID: Sendable, Equatable {
  /// The message whose bytes came under it.
  package let message: Int64
  /// LIST's size when they came.
  package let listed: Int64?
  /// Size of the stored message in bytes, where LIST's is not known and the message is here.
  package let size: Int64?
  /// Nil also where somebody has decided that it is whole.
  package let doubt: Doubt?
  /// The same suspect bytes came twice.
  package let isConfirmed: Bool
  /// Mailcask deleted it there: it can hardly be the same if it is back.
  package let wasDeleted: Bool
}

extension KnownUID {
  /// From the columns uid, message, listed, size, doubt, confirmed, was deleted.
  fileprivate init(_ row: Row) {
    self.init(
      message: row[1], listed: row[2], size: row[3],
      doubt: (row[4] as Int?).flatMap(Doubt.init(rawValue:)), isConfirmed: row[5],
      wasDeleted: row[6])
  }
}

extension MailStore {
  /// The UIDs under which messages were fetched. Servers should keep UIDs unique for good (RFC 1939,
  /// section 7), so that those gone are among them.
  package func knownUIDs(account: String) throws(StoreError) -> [String: KnownUID] {
    try read("cannot read the state of \(account)") { db in
      guard let source = try Source.account(account).id(db) else { return [:] }
      let count = try Int.fetchOne(
        db, sql: "SELECT count(*) FROM maildrop WHERE source = ?", arguments: [source])
      var known = [String: KnownUID](minimumCapacity: count ?? 0)
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT uid, message, listed,
            CASE WHEN listed IS NULL THEN (SELECT size FROM message WHERE id = message) END,
            CASE WHEN doubt IS NULL THEN NULL
              WHEN doubt = \(Doubt.incomplete.rawValue) OR EXISTS (
              SELECT 1 FROM message_tag JOIN tag ON tag.id = tag
              WHERE name = 'suspect' AND message_tag.message = maildrop.message) THEN doubt END,
            confirmed, deleted IS NOT NULL
          FROM maildrop WHERE source = ?
          """, arguments: [source])
      while let row = try rows.next() { known[row[0]] = KnownUID(row) }
      return known
    }
  }

  /// All that is remembered of an account, by UID.
  package func maildrop(account: String) throws(StoreError) -> [ServerCopy] {
    try read("cannot read the state of \(account)") { db in
      try Row.fetchAll(
        db, sql: ServerCopy.select + " WHERE kind = 'account' AND name = ? ORDER BY uid",
        arguments: [account]
      ).map(ServerCopy.init)
    }
  }

  /// Messages that were on servers, and are on none any more.
  package func messagesGone() throws(StoreError) -> Set<Int64> {
    try read("cannot read what is gone from the servers") { db in
      try Int64.fetchSet(
        db,
        sql: """
          SELECT message FROM (
            SELECT message, gone FROM maildrop UNION ALL SELECT message, gone FROM placement
          ) GROUP BY message HAVING count(gone) = count(*)
          """)
    }
  }

  /// Takes note of a server's complete list of UIDs: which of the known ones are gone, and which
  /// are back. Writes only what changed, so that polling a large mailbox costs little.
  ///
  /// - Parameter sizes: by LIST, of UIDs whose messages are the same although it gives others now.
  /// - Returns: how many are newly gone.
  @discardableResult
  package func recordListing(
    account: String, uids: Set<String>, sizes: [String: Int64] = [:], time: Int64
  ) throws(StoreError) -> Int {
    try write("cannot record the state of \(account)") { db in
      let source = try Source.account(account).addedID(db)
      let listed = try Int64.fetchOne(
        db, sql: "SELECT listed FROM source WHERE id = ?", arguments: [source])
      var newlyGone: [String] = []
      var back: [String] = []
      let rows = try Row.fetchCursor(
        db, sql: "SELECT uid, gone IS NULL FROM maildrop WHERE source = ?", arguments: [source])
      while let row = try rows.next() {
        let uid: String = row[0]
        if uids.contains(uid) != row[1] {
          if row[1] { newlyGone.append(uid) } else { back.append(uid) }
        }
      }
      for uid in newlyGone {
        try db.cachedStatement(
          sql: """
            UPDATE maildrop SET gone = ?1, last_seen = max(first_seen, coalesce(?2, 0))
            WHERE source = ?3 AND uid = ?4
            """
        ).execute(arguments: [time, listed, source, uid])
      }
      for uid in back {
        try db.cachedStatement(
          sql: """
            UPDATE maildrop SET gone = NULL, last_seen = NULL, deleted = NULL
            WHERE source = ? AND uid = ?
            """
        ).execute(arguments: [source, uid])
      }
      for (uid, size) in sizes {
        try db.cachedStatement(sql: "UPDATE maildrop SET listed = ? WHERE source = ? AND uid = ?")
          .execute(arguments: [size, source, uid])
      }
      try db.execute(
        sql: "UPDATE source SET listed = ? WHERE id = ?", arguments: [time, source])
      return newlyGone.count
    }
  }

  /// The UIDs whose bytes are in doubt: none of them may be deleted on the server.
  package func doubtful(account: String) throws(StoreError) -> [String: Doubt] {
    try read("cannot read the state of \(account)") { db in
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT uid, doubt FROM maildrop
          WHERE source = (SELECT id FROM source WHERE kind = 'account' AND name = ?)
            AND doubt IS NOT NULL
          """, arguments: [account])
      return rows.reduce(into: [:]) { $0[$1[0]] = Doubt(rawValue: $1[1]) }
    }
  }

  /// A session turned out to have taken text for answers: what came under these UIDs is incomplete
  /// until it comes again.
  package func doubt(account: String, uids: [String]) throws(StoreError) {
    try write("cannot record the state of \(account)") { db in
      guard let source = try Source.account(account).id(db) else { return }
      let writer = try MaildropWriter(db)
      let statement = try db.cachedStatement(
        sql: """
          UPDATE maildrop SET doubt = ? WHERE source = ? AND uid = ? AND doubt IS NULL
          RETURNING message
          """)
      for uid in uids {
        let message = try Int64.fetchOne(
          statement, arguments: [Doubt.incomplete.rawValue, source, uid])
        if let message { try writer.mark(message, Doubt.incomplete.tag) }
      }
    }
  }

  /// Takes note that the server confirmed deleting these (QUIT after DELE).
  package func markDeleted(
    account: String, uids: [String], time: Int64
  ) throws(StoreError) {
    try write("cannot record what was deleted from \(account)") { db in
      guard let source = try Source.account(account).id(db) else { return }
      let statement = try db.cachedStatement(
        sql: """
          UPDATE maildrop SET deleted = ?1, gone = ?1, last_seen = ?1 WHERE source = ?2 AND uid = ?3
          """)
      for uid in uids { try statement.execute(arguments: [time, source, uid]) }
    }
  }

  /// When the account's server was last listed to the end; nil: never.
  package func lastListing(account: String) throws(StoreError) -> Int64? {
    try read("cannot read the state of \(account)") { db in
      try Int64.fetchOne(
        db, sql: "SELECT listed FROM source WHERE kind = 'account' AND name = ?",
        arguments: [account])
    }
  }
}
