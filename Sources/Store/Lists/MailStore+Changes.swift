package import Digests
internal import GRDB

/// Something that the search index has to see.
package struct Change: Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    /// New since the revision that was asked from.
    case stored
    /// Known before; its tags or flags are others now.
    case changed
    /// Must not be found any more.
    case removed
  }

  package let message: Int64
  package let kind: Kind
  /// The store's revision with this change and all before it.
  package let revision: Int64
}

extension MailStore {
  /// The number of the latest change.
  package func revision() throws(StoreError) -> Int64 { try state().revision }

  /// What tells archives, and copies of one, from others, and the number of the latest change.
  package func state() throws(StoreError) -> (uuid: [UInt8], revision: Int64) {
    let what = "cannot read the revision"
    if let summaryReader {
      return try StoreError.guarding(what, at: path) { try summaryReader.state() }
    }
    return try read(what) { db in
      let row = try Row.fetchOne(db, sql: "SELECT uuid, revision FROM archive")
      return row.map { ($0.bytes(0), $0[1]) } ?? ([], 0)
    }
  }

  /// Number, digest and last change of each message that is not removed, ordered by number.
  package func rows() throws(StoreError) -> [(id: Int64, digest: SHA256Digest, revision: Int64)] {
    try read("cannot list messages") { db in
      try Row.fetchAll(
        db, sql: "SELECT id, digest, revision FROM message WHERE \(Self.present) ORDER BY id"
      ).map { ($0[0], try $0.digest(1), $0[2]) }
    }
  }

  /// What changed after a revision, by revision, at most `limit`: each message once, as it is now.
  /// Ask again with the last one's revision until the answer is empty.
  package func changes(since revision: Int64, limit: Int) throws(StoreError) -> [Change] {
    try read("cannot list changes") { db in
      try Row.fetchAll(
        db.cachedStatement(
          sql: """
            SELECT * FROM (
              SELECT id, CASE WHEN added > ?1 THEN 0 ELSE 1 END, revision FROM message
              WHERE revision > ?1 AND \(Self.present) ORDER BY revision LIMIT ?2)
            UNION ALL SELECT * FROM (
              SELECT message, 2, revision FROM removal
              WHERE revision > ?1 ORDER BY revision LIMIT ?2)
            ORDER BY 3 LIMIT ?2
            """), arguments: [revision, limit]
      ).map { row in
        let kind: Change.Kind = row[1] == 0 ? .stored : row[1] == 1 ? .changed : .removed
        return Change(message: row[0], kind: kind, revision: row[2])
      }
    }
  }
}
