internal import Foundation
internal import GRDB
package import Mail

/// A message of a thread with what tells its place among the others.
package struct ThreadMember: Sendable, Equatable {
  package let summary: MessageSummary
  /// Its own Message-ID as a number; nil where it has none (see the schema: message.identifier).
  package let identifier: Int64?
  /// Message-IDs that it refers to, the parent's last.
  package let ancestors: [Int64]
}

extension MailStore {
  /// The thread that a message belongs to, oldest message first; empty where there is no such
  /// message.
  package func thread(ofMessage id: Int64) throws(StoreError) -> [ThreadMember] {
    try read("cannot list a thread") { db in
      let summaries = try MessageSummary.fetchAll(
        db,
        """
        SELECT \(MessageSummary.columns) FROM message
        WHERE thread = (SELECT thread FROM message WHERE id = ?) AND \(Self.present)
        ORDER BY date, id
        """, [id])
      let place = try db.cachedStatement(
        sql: "SELECT identifier, ancestors FROM message WHERE id = ?")
      return try summaries.map { summary in
        let row = try Row.fetchOne(place, arguments: [summary.id])
        return ThreadMember(
          summary: summary, identifier: row?[0],
          ancestors: Threading(identifier: nil, ancestors: row?.bytes(1) ?? []).ancestors)
      }
    }
  }
}
