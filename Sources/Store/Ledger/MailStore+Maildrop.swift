package import Digests
internal import GRDB
package import Mail

extension MailStore {
  /// The UIDs that need not be fetched, with the messages that were fetched under them. Servers
  /// keep UIDs unique for good (RFC 1939, section 7), so that those gone are among them.
  package func knownUIDs(account: String) throws(StoreError) -> [String: Int64] {
    try read("cannot read the state of \(account)") { db in
      guard let source = try Source.account(account).id(db) else { return [:] }
      let count = try Int.fetchOne(
        db, sql: "SELECT count(*) FROM maildrop WHERE source = ?", arguments: [source])
      var known = [String: Int64](minimumCapacity: count ?? 0)
      let rows = try Row.fetchCursor(
        db, sql: "SELECT uid, message FROM maildrop WHERE source = ?", arguments: [source])
      while let row = try rows.next() { known[row[0]] = row[1] }
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
        db, sql: "SELECT message FROM maildrop GROUP BY message HAVING count(gone) = count(*)")
    }
  }

  /// Takes note of a server's complete list of UIDs: which of the known ones are gone, and which
  /// are back. Writes only what changed, so that polling a large mailbox costs little.
  ///
  /// - Returns: how many are newly gone.
  @discardableResult
  package func recordListing(
    account: String, uids: Set<String>, time: Int64
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
      try db.execute(
        sql: "UPDATE source SET listed = ? WHERE id = ?", arguments: [time, source])
      return newlyGone.count
    }
  }

  /// Of messages on a server, given by UID and the digest of the octets that were fetched, those
  /// that are durably in the archive under both: the only ones that may be deleted there.
  package func deletable(
    account: String, _ fetched: [String: SHA256Digest]
  ) throws(StoreError) -> Set<String> {
    try read("cannot look up what may be deleted from \(account)") { db in
      guard let source = try Source.account(account).id(db) else { return [] }
      let statement = try db.cachedStatement(
        sql: """
          SELECT 1 FROM maildrop JOIN message ON message.id = message
          WHERE source = ? AND uid = ? AND digest = ?
          """)
      return try Set(
        fetched.filter { uid, digest in
          try Int.fetchOne(statement, arguments: [source, uid, blob(digest)]) != nil
        }.keys)
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
