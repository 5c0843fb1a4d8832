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
      let insert = try db.cachedStatement(
        sql: """
          INSERT OR IGNORE INTO message_tag (tag, message)
          SELECT ?1, id FROM message WHERE id = ?2
          """)
      let delete = try db.cachedStatement(
        sql: "DELETE FROM message_tag WHERE tag = ? AND message = ?")
      var changed = 0
      for message in messages {
        let before = db.totalChangesCount
        for tag in add where !remove.contains(tag) {
          try insert.execute(arguments: [tag, message])
        }
        for tag in remove { try delete.execute(arguments: [tag, message]) }
        guard db.totalChangesCount > before else { continue }
        changed += 1
        try Revision.bump(message, db)
      }
      return changed
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

  static func bump(_ message: Int64, _ db: Database) throws {
    try db.cachedStatement(sql: "UPDATE message SET revision = ? WHERE id = ?")
      .execute(arguments: [try next(db), message])
  }
}

extension TagName {
  static let refusal = StoreError(
    .invalid, "cannot add a tag", why: "not a tag's name",
    remedy: "Use up to \(maximumBytes) letters, digits and signs, without white space; "
      + "not + or - first")
}
