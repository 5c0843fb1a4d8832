package import Digests
internal import GRDB
package import Mail
internal import Rows

/// Where a page of a list begins: after this message, going to older ones.
package struct PagePosition: Sendable, Equatable {
  package let date: Int64
  package let id: Int64

  package init(date: Int64, id: Int64) {
    self.date = date
    self.id = id
  }

  package init(after message: MessageSummary) {
    self.init(date: message.date, id: message.id)
  }

  package static let newest = PagePosition(date: .max, id: .max)
}

extension MailStore {
  /// How many messages there are, without removed ones; the bytes of all.
  package func totals() throws(StoreError) -> (messages: Int, bytes: Int64) {
    try read("cannot count messages") { db in
      let row = try Row.fetchOne(
        db, sql: "SELECT count(*), coalesce(sum(size), 0) FROM message WHERE \(Self.present)")
      return (row?[0] ?? 0, row?[1] ?? 0)
    }
  }

  /// Whether there is no message, without removed ones.
  package func isEmpty() throws(StoreError) -> Bool {
    try glance("cannot look for messages") { source in
      let first = try source.statement("SELECT 1 FROM message WHERE \(Self.present) LIMIT 1")
      var isEmpty = true
      try first.eachRow { _ in isEmpty = false }
      return isEmpty
    }
  }

  /// Newest first.
  package func newest(
    _ limit: Int, after position: PagePosition = .newest
  ) throws(StoreError) -> [MessageSummary] {
    try read("cannot list messages") { db in
      try MessageSummary.fetchAll(
        db,
        """
        SELECT \(MessageSummary.columns) FROM message
        WHERE (date, id) < (?, ?) AND \(Self.present) ORDER BY date DESC, id DESC LIMIT ?
        """, [position.date, position.id, limit])
    }
  }

  /// Newest first, those seen in one account.
  package func newest(
    _ limit: Int, in source: Source, after position: PagePosition = .newest
  ) throws(StoreError) -> [MessageSummary] {
    try read("cannot list messages") { db in
      guard let source = try source.id(db) else { return [] }
      return try MessageSummary.fetchAll(
        db,
        """
        SELECT \(MessageSummary.columns) FROM account_message
        JOIN message ON message.id = account_message.message
        WHERE source = ? AND (account_message.date, account_message.message) < (?, ?)
          AND \(Self.present)
        ORDER BY account_message.date DESC, account_message.message DESC LIMIT ?
        """, [source, position.date, position.id, limit])
    }
  }

  /// In the order given; ids that are not here are left out.
  package func summaries(of ids: [Int64]) throws(StoreError) -> [MessageSummary] {
    try glance("cannot list messages") { try MessageSummary.all(ids, $0) }
  }

  /// A thread's messages, oldest first.
  package func messages(inThread thread: Int64) throws(StoreError) -> [MessageSummary] {
    try read("cannot list a thread") { db in
      try MessageSummary.fetchAll(
        db,
        """
        SELECT \(MessageSummary.columns) FROM message
        WHERE thread = ? AND \(Self.present) ORDER BY date, id
        """, [thread])
    }
  }

  /// Other messages with the same Message-ID as this one.
  package func messagesWithSameID(as id: Int64) throws(StoreError) -> [MessageSummary] {
    try glance("cannot look up a Message-ID") { source in
      let rows = try source.statement(
        """
        SELECT \(MessageSummary.columns) FROM message
        WHERE thread = (SELECT thread FROM message WHERE id = ?1) AND id <> ?1
          AND identifier = (SELECT identifier FROM message WHERE id = ?1)
          AND message_id = (SELECT message_id FROM message WHERE id = ?1)
          AND \(Self.present) ORDER BY id
        """)
      rows.bind(id)
      return try MessageSummary.all(rows, source.statement(MessageSummary.tagNames))
    }
  }

  /// The id of the message with these bytes.
  package func message(withDigest digest: SHA256Digest) throws(StoreError) -> Int64? {
    try read("cannot look up a digest") { db in
      guard case .message(let id) = try Holding(of: digest, nil, db) else { return nil }
      return id
    }
  }

  /// Removed messages are hidden from lists until they are restored.
  static let present = "message.id NOT IN (SELECT message FROM removal)"
}
