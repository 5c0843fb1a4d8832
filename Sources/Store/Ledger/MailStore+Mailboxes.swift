import Bytes
internal import Foundation
internal import GRDB
package import Mail

extension MailStore {
  /// The mailboxes of an account, each for all UIDVALIDITYs that it has had.
  package func mailboxes(account: String) throws(StoreError) -> [KnownMailbox] {
    try read("cannot read the state of \(account)") { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT mailbox_epoch.id, wire_name, validity, mailbox.gone IS NOT NULL, messages, next_uid,
            latest_change,
            (SELECT count(*) FROM placement WHERE epoch = mailbox_epoch.id AND placement.gone IS NULL),
            (SELECT count(*) FROM placement_refusal WHERE epoch = mailbox_epoch.id)
          FROM mailbox JOIN mailbox_epoch ON mailbox = mailbox.id
          WHERE source = (SELECT id FROM source WHERE kind = 'account' AND name = ?)
          """, arguments: [account]
      ).map { row in
        KnownMailbox(
          epoch: row[0], wireName: row.bytes(1), validity: row[2], isGone: row[3],
          facts: MailboxFacts(
            messages: row[4], nextUID: row[5],
            latestChange: (row[6] as Int64?).map { UInt64(bitPattern: $0) }),
          present: row[7], refused: row[8])
      }
    }
  }

  /// The number by which a mailbox's messages are entered; made when there is none.
  ///
  /// - Parameters:
  ///   - name: decoded.
  ///   - validity: UIDVALIDITY; 0 where the server gives none.
  package func mailboxEpoch(
    account: String, wireName: [UInt8], name: String, validity: UInt32
  ) throws(StoreError) -> Int64 {
    try write("cannot record the folders of \(account)") { db in
      let source = try Source.account(account).addedID(db)
      try db.execute(
        sql: """
          INSERT INTO mailbox (source, wire_name, name) VALUES (?1, ?2, ?3)
          ON CONFLICT DO UPDATE SET name = excluded.name, gone = NULL
            WHERE gone IS NOT NULL OR name <> excluded.name
          """, arguments: [source, blob(wireName), name])
      try db.execute(
        sql: """
          INSERT OR IGNORE INTO mailbox_epoch (mailbox, validity)
          SELECT id, ?3 FROM mailbox WHERE source = ?1 AND wire_name = ?2
          """, arguments: [source, blob(wireName), validity])
      return try Int64.fetchOne(
        db,
        sql: """
          SELECT mailbox_epoch.id FROM mailbox_epoch JOIN mailbox ON mailbox.id = mailbox
          WHERE source = ?1 AND wire_name = ?2 AND validity = ?3
          """, arguments: [source, blob(wireName), validity]) ?? 0
    }
  }

  package func placements(epoch: Int64) throws(StoreError) -> [UInt32: KnownPlacement] {
    try read("cannot read what is in a folder") { db in
      var known: [UInt32: KnownPlacement] = [:]
      let rows = try Row.fetchCursor(
        db, sql: "SELECT uid, size, date, flags, gone IS NOT NULL FROM placement WHERE epoch = ?",
        arguments: [epoch])
      while let row = try rows.next() {
        known[row[0]] = KnownPlacement(
          size: row[1], date: row[2], flags: row[3], isGone: row[4])
      }
      return known
    }
  }

  /// Takes note of a mailbox's complete list, in one transaction. Writes only what changed. What was
  /// entered for other UIDVALIDITYs of the mailbox is gone from now on: its messages are entered for
  /// this one.
  package func record(_ pass: MailboxPass) throws(StoreError) {
    try write("cannot record what is in a folder") { db in
      let change = try db.cachedStatement(
        sql: """
          INSERT INTO placement_change (epoch, uid, time, flags)
          SELECT epoch, uid, ?3, flags FROM placement WHERE epoch = ?1 AND uid = ?2
          """)
      let flags = try db.cachedStatement(
        sql: "UPDATE placement SET flags = ?3 WHERE epoch = ?1 AND uid = ?2")
      for (uid, new) in pass.flags.sorted(by: { $0.key < $1.key }) {
        try change.execute(arguments: [pass.epoch, uid, pass.time])
        try flags.execute(arguments: [pass.epoch, uid, new])
      }
      let gone = try db.cachedStatement(
        sql: """
          UPDATE placement SET gone = ?3, last_seen = max(first_seen, coalesce(
            (SELECT listed FROM mailbox_epoch WHERE id = ?1), 0)) WHERE epoch = ?1 AND uid = ?2
          """)
      for uid in pass.gone { try gone.execute(arguments: [pass.epoch, uid, pass.time]) }
      let back = try db.cachedStatement(
        sql: "UPDATE placement SET gone = NULL, last_seen = NULL WHERE epoch = ?1 AND uid = ?2")
      for uid in pass.back { try back.execute(arguments: [pass.epoch, uid]) }
      try Self.endOthers(of: pass.epoch, pass.time, db)
      try db.execute(
        sql: """
          UPDATE mailbox_epoch SET listed = ?2, messages = ?3, next_uid = ?4, latest_change = ?5
          WHERE id = ?1
          """,
        arguments: [
          pass.epoch, pass.time, pass.facts.messages, pass.facts.nextUID,
          pass.facts.latestChange.map { Int64(bitPattern: $0) },
        ])
    }
  }

  /// These have not changed since their books balanced.
  package func recordUnchanged(epochs: [Int64], time: Int64) throws(StoreError) {
    guard !epochs.isEmpty else { return }
    try write("cannot record what is in a folder") { db in
      let statement = try db.cachedStatement(
        sql: "UPDATE mailbox_epoch SET listed = ?2 WHERE id = ?1")
      for epoch in epochs { try statement.execute(arguments: [epoch, time]) }
    }
  }

  private static func endOthers(of epoch: Int64, _ time: Int64, _ db: Database) throws {
    try db.execute(
      sql: """
        UPDATE placement SET gone = ?2, last_seen = max(first_seen, coalesce(
          (SELECT listed FROM mailbox_epoch WHERE id = placement.epoch), 0))
        WHERE gone IS NULL AND epoch IN (
          SELECT id FROM mailbox_epoch WHERE id <> ?1 AND mailbox = (
            SELECT mailbox FROM mailbox_epoch WHERE id = ?1))
        """, arguments: [epoch, time])
  }

  /// Takes note that the server's list lacks these mailboxes: what was in them is gone.
  package func recordGone(account: String, wireNames: [[UInt8]], time: Int64) throws(StoreError) {
    guard !wireNames.isEmpty else { return }
    try write("cannot record the folders of \(account)") { db in
      guard let source = try Source.account(account).id(db) else { return }
      for name in wireNames {
        try db.execute(
          sql: """
            UPDATE placement SET gone = ?3, last_seen = max(first_seen, coalesce(
              (SELECT listed FROM mailbox_epoch WHERE id = placement.epoch), 0))
            WHERE gone IS NULL AND epoch IN (
              SELECT mailbox_epoch.id FROM mailbox_epoch JOIN mailbox ON mailbox.id = mailbox
              WHERE source = ?1 AND wire_name = ?2)
            """, arguments: [source, blob(name), time])
        try db.execute(
          sql: "UPDATE mailbox SET gone = ?3 WHERE source = ?1 AND wire_name = ?2 AND gone IS NULL",
          arguments: [source, blob(name), time])
      }
    }
  }

  // MARK: Refusals

  /// UIDs that the server did not give: when each may be asked for again, in seconds since 1970.
  package func refusals(epoch: Int64) throws(StoreError) -> [UInt32: Int64] {
    try read("cannot read what a server did not give") { db in
      try Row.fetchAll(
        db, sql: "SELECT uid, next FROM placement_refusal WHERE epoch = ?", arguments: [epoch]
      ).reduce(into: [:]) { $0[$1[0]] = $1[1] }
    }
  }

  /// The server did not give a message: it is asked for again after 1 day, then 7, then every 30.
  package func refuse(
    epoch: Int64, uid: UInt32, reason: String, time: Int64
  ) throws(StoreError) {
    try write("cannot record what a server did not give") { db in
      try db.execute(
        sql: """
          INSERT INTO placement_refusal (epoch, uid, reason, first, times, next)
          VALUES (?1, ?2, ?3, ?4, 1, ?4 + 86400)
          ON CONFLICT DO UPDATE SET reason = excluded.reason, times = times + 1,
            next = ?4 + CASE times WHEN 1 THEN 7 ELSE 30 END * 86400
          """, arguments: [epoch, uid, reason.shortened(to: Limits.reason), time])
    }
  }
}
