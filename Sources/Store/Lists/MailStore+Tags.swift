internal import GRDB
import Mail

extension MailStore {
  /// Adds and removes tags; those that a message has both of are removed. Each message whose tags
  /// are others now gets the next revision.
  ///
  /// - Returns: how many those are.
  @discardableResult
  package func tag(
    _ messages: [Int64], add added: [String], remove removed: [String] = []
  ) throws(StoreError) -> Int {
    try write("cannot change tags") { db in
      let add = try added.map { name in
        guard let name = TagName(name) else { throw TagName.refusal }
        return try Label.tag(name.text, db)
      }
      let remove = try removed.compactMap { name in
        try Int64.fetchOne(db, sql: "SELECT id FROM tag WHERE name = ?", arguments: [name])
      }
      var changed: Set<Int64> = []
      let list = jsonArray(messages)
      for tag in add where !remove.contains(tag) {
        let statement = try db.cachedStatement(
          sql: """
            INSERT OR IGNORE INTO message_tag (tag, message)
            SELECT ?1, message.id FROM json_each(?2) JOIN message ON message.id = value
            RETURNING message
            """)
        changed.formUnion(try Int64.fetchAll(statement, arguments: [tag, list]))
      }
      for tag in remove {
        let statement = try db.cachedStatement(
          sql: """
            DELETE FROM message_tag
            WHERE tag = ?1 AND message IN (SELECT value FROM json_each(?2)) RETURNING message
            """)
        changed.formUnion(try Int64.fetchAll(statement, arguments: [tag, list]))
      }
      let inOrder = messages.filter { changed.remove($0) != nil }
      try Revision.bump(inOrder, db)
      return inOrder.count
    }
  }

  /// All tags that any message has, with the number of messages, by name.
  package func tags() throws(StoreError) -> [(name: String, messages: Int)] {
    try read("cannot list tags") { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT name, count(*) FROM tag JOIN message_tag ON tag.id = tag
          WHERE message NOT IN (SELECT message FROM removal) GROUP BY tag.id ORDER BY name
          """
      ).map { ($0[0], $0[1]) }
    }
  }

  /// The messages with a tag, by id.
  package func messages(tagged name: String) throws(StoreError) -> [Int64] {
    try read("cannot list a tag's messages") { db in
      try Int64.fetchAll(
        db,
        sql: """
          SELECT message FROM message_tag WHERE tag = (SELECT id FROM tag WHERE name = ?)
          AND message NOT IN (SELECT message FROM removal) ORDER BY message
          """, arguments: [name])
    }
  }
}

/// The counter of changes that the index has to see.
enum Revision {
  static func next(_ db: Database) throws -> Int64 {
    try Int64.fetchOne(
      db.cachedStatement(sql: "UPDATE archive SET revision = revision + 1 RETURNING revision")) ?? 0
  }

  static func bump(_ message: Int64, _ db: Database) throws { try bump([message], db) }

  /// Gives each of these messages the next revision, in the order given.
  static func bump(_ messages: [Int64], _ db: Database) throws {
    guard !messages.isEmpty else { return }
    let last = try Int64.fetchOne(
      db.cachedStatement(sql: "UPDATE archive SET revision = revision + ? RETURNING revision"),
      arguments: [messages.count])
    var revision = (last ?? 0) - Int64(messages.count)
    let update = try db.cachedStatement(sql: "UPDATE message SET revision = ? WHERE id = ?")
    for message in messages {
      revision += 1
      try update.execute(arguments: [revision, message])
    }
  }
}

extension TagName {
  static let refusal = StoreError(
    .invalid, "cannot add a tag", why: "not a tag's name",
    remedy: "Use up to \(maximumBytes) letters, digits and signs, without white space; "
      + "not + or - first")
}
