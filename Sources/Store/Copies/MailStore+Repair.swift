internal import Digests
internal import Files
internal import GRDB
internal import Proofs

extension MailStore {
  /// What repair could not mend until the messages are read again.
  package struct Unsettled: Sendable {
    let differences: [RowProofs.Difference]
  }

  /// Rebuilds what follows from messages and the ledger: SQLite's own indexes, threads, totals of runs,
  /// lists by source, sizes, texts of attachments that are not here, and a dictionary's damaged copy. Never touches contents. Where more that follows
  /// from messages is damaged, all are to be read again after this (`messagesToDerive`).
  @discardableResult
  package func repair() throws(StoreError) -> Unsettled {
    try rebuildIndexes()
    return try StoreError.guarding("cannot repair the archive", at: path) {
      try database.write { db in
        let differences = try RowProofs.differences(in: ProofPart.all, db)
        let unsettled = differences.filter { !$0.part.isDerived && $0.expected != nil }
        try Self.mendCounters(unsettled, db)
        try mendSizes(unsettled, db)
        try proofs.keep(db) {
          try Self.mendDictionaries(db)
          if differences.contains(where: \.part.isReadFromMessages) {
            try Derivation.begin(db)
          } else if try Derivation(db).isDone {
            try Threads(db).rebuild()
          }
          try Self.mendLists(db)
          if differences.contains(where: \.part.isOfDecryption) { try Self.forgetDecrypted(db) }
          if differences.contains(where: \.part.isOfAttachments) {
            try db.execute(
              sql: "DELETE FROM extract; DELETE FROM attachment; DELETE FROM attachment_range")
          }
        }
        // What was made again is proven by what it is now.
        try RowProofs.seal(db, ProofPart.all.filter(\.isDerived))
        for difference in differences where difference.expected == nil {
          try RowProofs.seal(db, [difference.part], block: difference.block)
        }
        return Unsettled(differences: unsettled.filter { !$0.part.isSmall })
      }
    }
  }

  /// After the messages were read again: what is right now is proven by what proved it before the damage.
  package func settle(_ unsettled: Unsettled) throws(StoreError) {
    try StoreError.guarding("cannot repair the archive", at: path) {
      try database.write { try RowProofs.restore(unsettled.differences, $0) }
    }
  }

  private func mendSizes(_ differences: [RowProofs.Difference], _ db: Database) throws {
    for difference in differences where difference.part.hasSizes {
      let ids = difference.part.members(of: difference.block)
      for id in try Int64.fetchAll(
        db, sql: "SELECT id FROM message WHERE id BETWEEN ? AND ?",
        arguments: [ids.lowerBound, ids.upperBound])
      {
        // One that cannot be read is named by `verify`.
        guard let size = try? sizes(of: id, db), size.counted != size.recorded else { continue }
        try db.execute(
          sql: "UPDATE message SET size = ? WHERE id = ?", arguments: [size.counted, id])
      }
    }
  }

  private static func mendLists(_ db: Database) throws {
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
        DELETE FROM decryption WHERE message NOT IN (SELECT id FROM message);
        DELETE FROM attachment WHERE message NOT IN (SELECT id FROM message);
        DELETE FROM extract WHERE digest NOT IN (SELECT digest FROM attachment);
        """)
  }

  /// The number of changes, and the latest number of a message, as the rows say them; where that is not
  /// what was recorded either, they stay as they are.
  private static func mendCounters(_ differences: [RowProofs.Difference], _ db: Database) throws {
    let counters = [
      (
        "archive",
        """
        UPDATE archive SET revision = (SELECT max(revision) FROM (
          SELECT revision FROM message UNION ALL SELECT revision FROM removal))
        """
      ),
      (
        "sqlite_sequence",
        """
        UPDATE sqlite_sequence SET seq = (SELECT max(id) FROM (SELECT id FROM message
          UNION ALL SELECT message FROM removal UNION ALL SELECT message FROM ledger))
          WHERE name = 'message';
        UPDATE sqlite_sequence SET seq = (SELECT max(id) FROM content) WHERE name = 'content'
        """
      ),
    ]
    for (table, sql) in counters where differences.contains(where: { $0.part.table == table }) {
      try db.inSavepoint {
        try db.execute(sql: sql)
        let parts = ProofPart.all.filter { $0.table == table }
        return try RowProofs.differences(in: parts, db).isEmpty ? .commit : .rollback
      }
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

extension MailStore {
  /// Writes the text of the schema, and what marks its format, again where they are damaged; a store without a readable one cannot be
  /// opened.
  ///
  /// - Parameter wait: seconds to wait for another writer to finish.
  package static func mendSchema(at path: String, wait: Double) throws(StoreError) {
    let lock = try lock(path, wait: wait)
    defer { lock.release() }
    try StoreError.guarding("cannot repair the schema", at: path) {
      try SchemaRepair.mend(path, markedAs: applicationID)
    }
  }
}
