internal import GRDB

/// The accounts and folders that a message is or was in, as searches know them.
package struct Filing: Sendable, Equatable {
  /// By name.
  package let accounts: [String]
  package let folders: [String]
}

extension MailStore {
  package func filing(of message: Int64) throws(StoreError) -> Filing {
    try read("cannot look up where a message is filed") { db in try Self.filing(of: message, db) }
  }

  /// The filing of each message, in the order given.
  package func filing(of messages: [Int64]) throws(StoreError) -> [Filing] {
    try read("cannot look up where messages are filed") { db in
      try messages.map { try Self.filing(of: $0, db) }
    }
  }

  private static func filing(of message: Int64, _ db: Database) throws -> Filing {
    // By the ledger, which has an index for it; its row for a message is made with the others.
    let accounts = try String.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT name FROM source WHERE kind = 'account'
          AND id IN (SELECT source FROM ledger WHERE message = ?) ORDER BY name
          """), arguments: [message])
    return Filing(accounts: accounts, folders: try folders(of: message, db))
  }

  static func folders(of message: Int64, _ db: Database) throws -> [String] {
    try String.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT name FROM message_folder JOIN folder ON folder.id = folder
          WHERE message = ? ORDER BY name
          """), arguments: [message])
  }

  /// All folders that messages are or were in, as they are written.
  package func folders() throws(StoreError) -> [String] {
    try read("cannot list folders") { db in
      try String.fetchAll(db, sql: "SELECT name FROM folder ORDER BY name")
    }
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
