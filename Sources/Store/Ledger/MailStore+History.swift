internal import GRDB
package import Mail

extension MailStore {
  /// Nil if there never was such a message.
  package func history(of message: Int64) throws(StoreError) -> MessageHistory? {
    try read("cannot look up where a message came from") { db in
      let sightings = try Row.fetchAll(
        db,
        sql: """
          SELECT \(Origin.columns), reason, run, outcome
          FROM ledger JOIN source ON source.id = source WHERE message = ? ORDER BY ledger.id
          """, arguments: [message]
      ).map { row in
        let outcome: Outcome =
          switch row[7] as Int {
          case 0: .stored(id: message)
          case 1: .copy(of: message)
          default: .rejected(reason: row[5])
          }
        return MessageHistory.Sighting(run: row[6], origin: Origin(row), outcome: outcome)
      }
      guard !sightings.isEmpty else { return nil }
      let servers = try [
        ServerCopy.select + " WHERE message = ? ORDER BY name, uid",
        ServerCopy.selectPlaced + " WHERE message = ? ORDER BY source.name, first_seen, epoch, uid",
      ].flatMap { try Row.fetchAll(db, sql: $0, arguments: [message]).map(ServerCopy.init) }
      return MessageHistory(
        sightings: sightings, servers: servers, folders: try Self.folders(of: message, db),
        deletion: try Deletion(of: message, db))
    }
  }
}
