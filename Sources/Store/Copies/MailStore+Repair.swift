internal import Digests
internal import GRDB

extension MailStore {
  /// Rebuilds what follows from messages and the ledger: SQLite's own indexes, threads, totals of runs, lists by source,
  /// and a dictionary's damaged copy. Never touches contents.
  package func repair() throws(StoreError) {
    try rebuildIndexes()
    try write("cannot repair the archive") { db in
      try Self.mendDictionaries(db)
      // Deriving the columns again rebuilds these rows.
      if try Derivation(db).isDone { try Threads(db).rebuild() }
      try db.execute(
        sql: """
          DELETE FROM account_message;
          INSERT OR IGNORE INTO account_message (source, date, message)
            SELECT source, date, message.id FROM ledger JOIN message ON message.id = message
            JOIN source ON source.id = source WHERE kind = 'account';
          UPDATE run SET offered = 0, stored = 0, copies = 0, rejected = 0;
          UPDATE run SET offered = sum.offered, stored = sum.stored, copies = sum.copies,
            rejected = sum.rejected
          FROM (SELECT run, count(*) AS offered, count(*) FILTER (WHERE outcome = 0) AS stored,
            count(*) FILTER (WHERE outcome = 1) AS copies,
            count(*) FILTER (WHERE outcome = 2) AS rejected FROM ledger GROUP BY run) AS sum
          WHERE sum.run = run.id;
          """)
    }
  }

  /// SQLite's own. One that cannot be rebuilt, because what it is to keep apart was stored twice or its
  /// pages cannot be read, is left for `verify` to name.
  private func rebuildIndexes() throws(StoreError) {
    try StoreError.guarding("cannot repair the archive", at: path) {
      do { try database.write { try $0.execute(sql: "REINDEX") } } catch let error as DatabaseError
      {
        guard [.SQLITE_CONSTRAINT, .SQLITE_CORRUPT].contains(error.resultCode) else { throw error }
      }
    }
  }

  private static func mendDictionaries(_ db: Database) throws {
    for id in try Int64.fetchAll(db, sql: "SELECT id FROM dictionary") {
      guard let intact = try? ContentCache.dictionaryBytes(id, db) else { continue }
      try db.execute(
        sql: """
          UPDATE dictionary SET bytes = ?1 WHERE id = ?2 AND bytes <> ?1;
          """, arguments: [blob(intact), id])
      try db.execute(
        sql: """
          INSERT INTO dictionary_copy (id, bytes) VALUES (?1, ?2)
          ON CONFLICT DO UPDATE SET bytes = excluded.bytes WHERE bytes <> excluded.bytes
          """, arguments: [id, blob(intact)])
    }
  }
}
