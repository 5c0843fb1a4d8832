package import Digests
internal import GRDB
package import Mail

/// A message that is here, and that a place in a mailbox may hold, too.
package struct KnownElsewhere: Sendable, Equatable {
  package let message: Int64
  package let digest: SHA256Digest
  package let size: Int
  /// The server calls both the same. Else only size and date are.
  package let hasSameIdentity: Bool
}

extension MailStore {
  /// For each place in a mailbox of an account the messages that it may hold, because another place of
  /// the account, now or before, has the same identity, or the same size and date.
  package func knownElsewhere(
    account: String, _ places: [Placement]
  ) throws(StoreError) -> [UInt32: [KnownElsewhere]] {
    try read("cannot look up messages of other folders") { db in
      guard let source = try Source.account(account).id(db) else { return [:] }
      var found: [UInt32: [KnownElsewhere]] = [:]
      for place in places {
        let candidates = try Self.candidates(place, source, db)
        if !candidates.isEmpty { found[place.uid] = candidates }
      }
      return found
    }
  }

  private static func candidates(
    _ place: Placement, _ source: Int64, _ db: Database
  ) throws -> [KnownElsewhere] {
    func select(_ condition: String) -> String {
      """
      SELECT DISTINCT message.id, message.digest, message.size
      FROM placement JOIN mailbox_epoch ON mailbox_epoch.id = epoch
        JOIN mailbox ON mailbox.id = mailbox JOIN message ON message.id = placement.message
      WHERE source = ?1 AND \(condition) LIMIT \(Limits.knownElsewhere)
      """
    }
    if let identity = place.identity {
      let rows = try Row.fetchAll(
        db.cachedStatement(sql: select("identity = ?2")), arguments: [source, identity])
      // A server that calls two messages the same is not believed.
      if rows.count == 1 { return try rows.map { try KnownElsewhere($0, hasSameIdentity: true) } }
    }
    guard let size = place.size, let date = place.date else { return [] }
    return try Row.fetchAll(
      db.cachedStatement(
        sql: select(
          """
          placement.size = ?2 AND placement.date = ?3
          AND (identity IS NULL OR ?4 IS NULL OR identity = ?4)
          """)), arguments: [source, Int64(clamping: size), date, place.identity]
    ).map { try KnownElsewhere($0, hasSameIdentity: false) }
  }
}

extension KnownElsewhere {
  fileprivate init(_ row: Row, hasSameIdentity: Bool) throws {
    self.init(
      message: row[0], digest: try row.digest(1), size: row[2], hasSameIdentity: hasSameIdentity)
  }
}
