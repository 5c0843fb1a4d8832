internal import GRDB
import Mail

extension Placement {
  /// Enters that `message` came from here.
  func enter(message: Int64, time: Int64, _ db: Database) throws {
    try db.cachedStatement(
      sql: """
        INSERT INTO placement (epoch, uid, message, size, date, flags, first_seen, proof, identity)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET message = excluded.message, size = excluded.size,
          date = excluded.date, flags = excluded.flags, gone = NULL, last_seen = NULL,
          proof = excluded.proof, identity = excluded.identity,
          first_seen = CASE WHEN message = excluded.message THEN first_seen
            ELSE excluded.first_seen END
        """
    ).execute(arguments: [
      epoch, uid, message, size.map { Int64(clamping: $0) }, date, flags, time,
      proof.rawValue, identity,
    ])
    try db.cachedStatement(sql: "DELETE FROM placement_refusal WHERE epoch = ? AND uid = ?")
      .execute(arguments: [epoch, uid])
  }
}
