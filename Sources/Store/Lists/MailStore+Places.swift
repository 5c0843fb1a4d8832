internal import GRDB

/// Where a message is or was, as searches know it.
package struct Places: Sendable, Equatable {
  /// By name.
  package let accounts: [String]
  package let folders: [String]
}

extension MailStore {
  package func places(of message: Int64) throws(StoreError) -> Places {
    try read("cannot look up a message's places") { db in try Self.places(of: message, db) }
  }

  /// Of each, in the order given.
  package func places(of messages: [Int64]) throws(StoreError) -> [Places] {
    try read("cannot look up messages' places") { db in
      try messages.map { try Self.places(of: $0, db) }
    }
  }

  private static func places(of message: Int64, _ db: Database) throws -> Places {
    // By the ledger, which has an index for it; its row for a message is made with the others.
    let accounts = try String.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT name FROM source WHERE kind = 'account'
          AND id IN (SELECT source FROM ledger WHERE message = ?) ORDER BY name
          """), arguments: [message])
    return Places(accounts: accounts, folders: try folders(of: message, db))
  }

  static func folders(of message: Int64, _ db: Database) throws -> [String] {
    try String.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT name FROM message_folder JOIN folder ON folder.id = folder
          WHERE message = ? ORDER BY name
          """), arguments: [message])
  }

  /// The numbers of all messages, without removed ones, ascending.
  package func messageIDs() throws(StoreError) -> [Int64] {
    try read("cannot list messages") { db in
      try Int64.fetchAll(db, sql: "SELECT id FROM message WHERE \(Self.present) ORDER BY id")
    }
  }

  /// The latest message that the settings' rules were applied to; 0 for none.
  package func ruled() throws(StoreError) -> Int64 {
    try read("cannot read what rules were applied to") { db in
      try Int64.fetchOne(db, sql: "SELECT ruled FROM archive") ?? 0
    }
  }

  package func setRuled(upTo message: Int64) throws(StoreError) {
    try write("cannot note what rules were applied to") { db in
      try db.execute(sql: "UPDATE archive SET ruled = ?", arguments: [message])
    }
  }
}
