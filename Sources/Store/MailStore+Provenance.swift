internal import GRDB

/// Every place and time that a message was seen.
package struct Provenance: Sendable, Equatable {
  /// One time that it was offered.
  package struct Sighting: Sendable, Equatable {
    package let run: Int64
    package let origin: Origin
    package let outcome: Outcome
  }

  /// An account that has or had it on its server.
  package struct OnServer: Sendable, Equatable {
    package let account: String
    package let entry: MaildropEntry
    /// The account's latest complete list.
    package let listed: Int64?
  }

  /// Oldest first.
  package let sightings: [Sighting]
  package let servers: [OnServer]
}

extension MailStore {
  package func provenance(of message: Int64) throws(StoreError) -> Provenance {
    try read("cannot look up where a message came from") { db in
      let sightings = try Row.fetchAll(
        db,
        sql: """
          SELECT kind, source.name, ledger.name, position, time, reason, run, outcome
          FROM ledger JOIN source ON source.id = source WHERE message = ? ORDER BY ledger.id
          """, arguments: [message]
      ).map { row in
        let outcome: Outcome =
          switch row[7] as Int {
          case 0: .stored(id: message)
          case 1: .copy(of: message)
          default: .rejected(reason: row[5])
          }
        return Provenance.Sighting(run: row[6], origin: Origin(row), outcome: outcome)
      }
      let servers = try Row.fetchAll(
        db,
        sql: """
          SELECT uid, message, first_seen, last_seen, gone, deleted, name, source.listed
          FROM maildrop JOIN source ON source.id = source WHERE message = ? ORDER BY name, uid
          """, arguments: [message]
      ).map { Provenance.OnServer(account: $0[6], entry: MaildropEntry($0), listed: $0[7]) }
      return Provenance(sightings: sightings, servers: servers)
    }
  }
}
