import Bytes
internal import GRDB
package import Mail

extension OutgoingEnvelope {
  /// Queues a message that is stored.
  func enqueue(message: Int64, _ db: Database) throws {
    try db.execute(
      sql: "INSERT INTO outbox (message, account, sender, queued) VALUES (?, ?, ?, unixepoch())",
      arguments: [message, account, sender])
    let item = db.lastInsertedRowID
    for address in recipients {
      try db.execute(
        sql: """
          INSERT OR IGNORE INTO outbox_recipient (item, address, state, tries, next, answer)
          VALUES (?, ?, 0, 0, 0, '')
          """, arguments: [item, address])
    }
  }
}

extension MailStore {
  /// Messages that wait to be sent, and with `all` those that were. The oldest first.
  package func outbox(all: Bool = false) throws(StoreError) -> [QueuedMessage] {
    try read("cannot read the outbox") { db in
      guard try db.tableExists("outbox") else { return [] }
      return try Self.items(
        all ? "" : "WHERE id IN (SELECT item FROM outbox_recipient WHERE state = 0)", [], db)
    }
  }

  /// Keeps a copy of the store from sending what may have been sent since it was copied.
  static func holdOutbox(_ db: Database) throws {
    try db.execute(
      sql: "UPDATE outbox_recipient SET next = ? WHERE state = 0", arguments: [QueuedRecipient.held]
    )
  }

  /// Records what became of a message. What is no longer waited for stays so, unless it was sent.
  package func record(
    _ recipients: [QueuedRecipient], of item: Int64
  ) throws(StoreError) {
    try write("cannot record what was sent") { db in
      for recipient in recipients {
        try db.execute(
          sql: """
            UPDATE outbox_recipient SET state = ?, tries = ?, next = ?, answer = ?
            WHERE item = ? AND address = ? AND (state = 0 OR ?)
            """,
          arguments: [
            recipient.state.rawValue, recipient.tries, recipient.next,
            recipient.answer.shortened(to: Limits.reason), item, recipient.address,
            recipient.state == .sent,
          ])
      }
    }
  }

  private static func items(
    _ condition: String, _ arguments: StatementArguments, _ db: Database
  ) throws -> [QueuedMessage] {
    try Row.fetchAll(
      db,
      sql: "SELECT id, message, account, sender, queued FROM outbox \(condition) ORDER BY id",
      arguments: arguments
    ).map { row in
      let recipients = try Row.fetchAll(
        db,
        sql: """
          SELECT address, state, tries, next, answer FROM outbox_recipient WHERE item = ?
          ORDER BY address
          """, arguments: [row[0] as Int64]
      ).map {
        QueuedRecipient(
          address: $0[0], state: QueuedRecipient.State(rawValue: $0[1]) ?? .givenUp, tries: $0[2],
          next: $0[3], answer: $0[4])
      }
      return QueuedMessage(
        id: row[0], message: row[1], account: row[2], sender: row[3], queued: row[4],
        recipients: recipients)
    }
  }
}
