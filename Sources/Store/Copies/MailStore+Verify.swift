import Bytes
internal import Digests
import Errors
internal import Files
internal import GRDB
package import Mail
internal import Proofs

extension MailStore {
  /// Looks whether everything is there and right: SQLite's structures, every dictionary, content
  /// and message against its digest, and references both ways. Changes nothing. Reads in small
  /// steps, so that fetching can go on meanwhile.
  ///
  /// - Parameter quick: look at a sample of contents and messages, and leave out SQLite's own
  ///   check, which reads the whole file.
  package func verify(
    quick: Bool = false, progress: (MaintenanceProgress) throws -> Void = { _ in }
  ) throws(StoreError) -> VerificationReport {
    var result = VerificationReport(isQuick: quick)
    try StoreError.guarding("cannot verify the archive", at: path) {
      try progress(MaintenanceProgress(.database, done: 0, total: 1))
      try verifyLog(&result)
      try readDespiteDamage { db in
        Verifying.schema(db, &result)
        if !quick { Verifying.structures(db, &result) }
        Verifying.dictionaries(db, &result)
      }
      try verifyEach("content", quick, .contents, progress) { id, db in
        result.contentsChecked += 1
        do {
          try Verifying.content(id, db, contents)
        } catch {
          result.add(.content, "content \(id)", Verifying.reason(error))
        }
      }
      try verifyEach("message", quick, .messages, progress) { id, db in
        do {
          let (counted, recorded) = try sizes(of: id, db)
          result.bytesChecked = result.bytesChecked.addingClamped(counted)
          if counted != recorded {
            let what = "its size is not that of its bytes; repair counts them again"
            result.add(.derived, "message \(id)", what)
          }
        } catch let error as StoreError where error.code == .notFound {
          return
        } catch {
          result.damagedMessages.append(id)
          result.add(.message, "message \(id)", Verifying.reason(error))
        }
        result.messagesChecked += 1
      }
      try progress(MaintenanceProgress(.references, done: 0, total: 1))
      guard !quick else { return }
      try readDespiteDamage { Verifying.references($0, &result) }
      for part in ProofPart.all {
        try readDespiteDamage { Verifying.proofs(of: part, $0, &result) }
      }
    }
    return result
  }

  /// Nobody else writes to it now: SQLite's own writer knows what its log holds.
  private func verifyLog(_ result: inout VerificationReport) throws {
    guard lock == nil, Self.otherWriter(at: path) == nil else { return }
    switch try LogState.read(FilePath(path + "-wal")) {
    case .whole: break
    case .endsUnfinished: result.hasUnfinishedChange = true
    case .damaged:
      result.add(
        .database, "mail.sqlite-wal",
        "the log is damaged: the latest changes, such as mail that came last, are missing; fetch again "
          + "what is still on its server, or restore the latest backup")
    }
  }

  private func verifyEach(
    _ table: String, _ quick: Bool, _ name: MaintenanceProgress.Step,
    _ progress: (MaintenanceProgress) throws -> Void, _ check: (Int64, Database) throws -> Void
  ) throws {
    var last: Int64 = 0
    try readDespiteDamage { db in
      // The second way does not need the table's own pages.
      last =
        try (try? Int64.fetchOne(db, sql: "SELECT max(id) FROM \(table)"))
        ?? Int64.fetchOne(
          db, sql: "SELECT seq FROM sqlite_sequence WHERE name = ?", arguments: [table])
        ?? 0
    }
    // What no table of this file could hold is not looked for, whatever a damaged row says.
    let most = try rowsAtMost()
    let step = quick ? max(1, last / Int64(Limits.sample)) : Int64(Limits.verifyStep)
    var first: Int64 = 1
    var guessed: Int64 = 0
    while first <= last {
      var next = last - first < step ? last + 1 : first + step
      try readDespiteDamage { db in
        if let ids = Self.ids(table, from: first, atMost: quick ? 1 : Int(step), db) {
          for id in ids { try check(id, db) }
          // There may be a gap of any size.
          let after = ids.last.map { $0 + 1 } ?? last + 1
          next = quick ? max(next, after) : ids.count < step ? last + 1 : after
        } else if guessed < most {
          // A damaged page hides them: all that there could be.
          guessed += next - first
          for id in first..<next { try check(id, db) }
        } else {
          next = last + 1
        }
      }
      try progress(MaintenanceProgress(name, done: min(next - 1, last), total: last))
      first = next
    }
  }

  /// Each takes some bytes.
  private func rowsAtMost() throws -> Int64 {
    var pages: Int64 = 0
    try readDespiteDamage { db in
      let size = try Int64.fetchOne(db, sql: "PRAGMA page_size") ?? 0
      pages = try size * (Int64.fetchOne(db, sql: "PRAGMA page_count") ?? 0)
    }
    return pages / Limits.leastRowBytes
  }

  /// SQLite refuses to end a transaction well that met a damaged page; what was read is no worse.
  private func readDespiteDamage(_ body: (Database) throws -> Void) throws {
    var isRead = false
    do {
      try database.read { db in
        try body(db)
        isRead = true
      }
    } catch let error as DatabaseError where isRead && error.resultCode == .SQLITE_CORRUPT {
    }
  }

  /// The next ids that there are; nil where a damaged page hides them.
  private static func ids(
    _ table: String, from first: Int64, atMost limit: Int, _ db: Database
  ) -> [Int64]? {
    try? Int64.fetchAll(
      db, sql: "SELECT id FROM \(table) WHERE id >= ? ORDER BY id LIMIT ?",
      arguments: [first, limit])
  }
}

/// The single checks.
enum Verifying {
  static func reason(_ error: any Error) -> String {
    (error as? StoreError)?.text.why ?? "\(error)"
  }

  static func structures(_ db: Database, _ result: inout VerificationReport) {
    let lines: [String]
    do {
      lines = try String.fetchAll(
        db, sql: "PRAGMA integrity_check(\(Mail.Limits.problemsOfOneKind))")
    } catch {
      lines = ["\(error)"]
    }
    for line in lines where line != "ok" {
      guard !isOfIndex(line) else {
        result.add(.derived, "mail.sqlite", line + ": one of its own indexes; repair rebuilds it")
        continue
      }
      result.add(.database, "mail.sqlite", line + ": restore a backup if messages are damaged, too")
    }
  }

  /// What SQLite says of an index that does not have what its table has.
  private static func isOfIndex(_ line: String) -> Bool {
    [" missing from index ", "wrong # of entries in index ", "non-unique entry in index "].contains
    {
      line.contains($0)
    }
  }

  /// Whether the text of the schema is what this version makes.
  static func schema(_ db: Database, _ result: inout VerificationReport) {
    guard let differs = try? SchemaRepair.differences(in: db), differs else { return }
    result.add(
      .derived, "schema", "its text is not that of this format; repair restores it")
  }

  static func dictionaries(_ db: Database, _ result: inout VerificationReport) {
    do {
      let sql = """
        SELECT dictionary.id, dictionary.bytes, digest, dictionary_copy.bytes
        FROM dictionary LEFT JOIN dictionary_copy USING (id)
        """
      for row in try Row.fetchAll(db, sql: sql) {
        let digest = try row.digest(2)
        let intact = try [1, 3].filter { try SHA256Digest(of: row.bytes($0)) == digest }
        let place = "dictionary \(row[0] as Int64)"
        switch intact.count {
        case 2: break
        case 1: result.add(.derived, place, "one of its two copies is damaged; repair mends it")
        default: result.add(.dictionary, place, "both copies are damaged: its contents are lost")
        }
      }
    } catch {
      result.add(.database, "dictionaries", "cannot be read: \(reason(error))")
    }
  }

  static func content(_ id: Int64, _ db: Database, _ contents: ContentCache) throws {
    let plain = try contents.plain(id, to: .max, db)
    let row = try Row.fetchOne(
      db.cachedStatement(sql: "SELECT digest FROM content WHERE id = ?"), arguments: [id])
    guard try row?.digest(0) == SHA256Digest(of: plain) else {
      throw StoreError(
        .damaged, "cannot read a content", at: "content \(id)",
        why: "its bytes do not match its digest", remedy: "Restore a backup")
    }
  }

  /// Whether rows are those that were written, of a store that has proofs.
  static func proofs(of part: ProofPart, _ db: Database, _ result: inout VerificationReport) {
    do {
      guard try db.tableExists("proof") else { return }
      for difference in try RowProofs.differences(in: [part], db) {
        let place = part.place(difference.block)
        if difference.expected == nil {
          result.add(.derived, place, "what proves them is damaged; repair makes it again")
        } else if part.isDerived {
          result.add(.derived, place, part.meaning + "; repair reads all mail again")
        } else {
          result.add(.record, place, part.meaning + "; restore the latest backup")
        }
      }
    } catch {
      result.add(.database, part.noun, "cannot be read: \(reason(error))")
    }
  }

  static func references(_ db: Database, _ result: inout VerificationReport) {
    for check in checks {
      do {
        if let table = check.table, try !db.tableExists(table) { continue }
        for id in try Int64.fetchAll(db, sql: check.sql + " LIMIT \(Mail.Limits.problemsOfOneKind)")
        {
          result.add(check.kind, "\(check.place) \(id)", check.meaning)
        }
      } catch {
        result.add(.database, check.place, "cannot be checked: \(reason(error))")
      }
    }
  }

  private struct Check {
    let kind: VerificationReport.Kind
    let place: String
    let meaning: String
    /// A table that the check needs and that older stores lack.
    var table: String?
    /// Selects the numbers of rows that fail.
    let sql: String
  }

  private static let checks = [
    Check(
      kind: .reference, place: "message", meaning: "its recipe refers to a content that is missing",
      sql: "SELECT DISTINCT message FROM piece WHERE content NOT IN (SELECT id FROM content)"),
    Check(
      kind: .reference, place: "message", meaning: "there is a recipe for it, but no row",
      sql: "SELECT DISTINCT message FROM piece WHERE message NOT IN (SELECT id FROM message)"),
    Check(
      kind: .reference, place: "message", meaning: "it has bytes, but no recipe",
      sql: "SELECT id FROM message WHERE size > 0 AND id NOT IN (SELECT message FROM piece)"),
    Check(
      kind: .reference, place: "content",
      meaning: "no message refers to it: space is wasted, nothing is lost",
      sql: "SELECT id FROM content WHERE id NOT IN (SELECT content FROM piece)"),
    Check(
      kind: .reference, place: "message",
      meaning: "the ledger says that it was stored, but it is neither here nor removed",
      sql: """
        SELECT DISTINCT message FROM ledger WHERE message IS NOT NULL
        AND message NOT IN (SELECT id FROM message) AND message NOT IN (SELECT message FROM removal)
        """),
    Check(
      kind: .reference, place: "message",
      meaning: "an account's state refers to it, but it is neither here nor removed",
      sql: """
        SELECT DISTINCT message FROM maildrop WHERE message NOT IN (SELECT id FROM message)
        AND message NOT IN (SELECT message FROM removal)
        """),
    Check(
      kind: .reference, place: "message",
      meaning: "a folder's state refers to it, but it is neither here nor removed",
      table: "placement",
      sql: """
        SELECT DISTINCT message FROM placement WHERE message NOT IN (SELECT id FROM message)
        AND message NOT IN (SELECT message FROM removal)
        """),
    Check(
      kind: .reference, place: "message", meaning: "nothing in the ledger says where it came from",
      sql: "SELECT id FROM message WHERE id NOT IN (SELECT message FROM ledger WHERE outcome = 0)"),
    Check(
      kind: .derived, place: "run", meaning: "its totals differ from its ledger; repair mends them",
      sql: """
        WITH sum(run, stored, copies, rejected) AS (
          SELECT run, count(*) FILTER (WHERE outcome = 0), count(*) FILTER (WHERE outcome = 1),
            count(*) FILTER (WHERE outcome = 2) FROM ledger GROUP BY run)
        SELECT id FROM run LEFT JOIN sum ON sum.run = run.id
        WHERE (run.stored, run.copies, run.rejected) IS NOT (
          coalesce(sum.stored, 0), coalesce(sum.copies, 0), coalesce(sum.rejected, 0))
        """),
    Check(
      kind: .derived, place: "message",
      meaning: "it is not in the list of its account; repair mends it",
      sql: """
        SELECT DISTINCT message FROM ledger JOIN message ON message.id = message
        JOIN source ON source.id = ledger.source
        WHERE kind = 'account' AND NOT EXISTS (SELECT 1 FROM account_message AS listed WHERE listed.source = ledger.source
          AND listed.date = message.date AND listed.message = message.id)
        """),
    Check(
      kind: .derived, place: "message",
      meaning: "it is not here, but what was read out of its attachments is; repair drops that",
      table: "attachment",
      sql: "SELECT DISTINCT message FROM attachment WHERE message NOT IN (SELECT id FROM message)"),
    Check(
      kind: .derived, place: "message", meaning: "its thread is wrong; repair mends it",
      table: "derivation",
      sql: """
        SELECT message.id FROM message LEFT JOIN identifier ON identifier.id = message.identifier
        WHERE message.thread = 0 OR message.identifier IS NOT NULL AND message.thread IS NOT (
          WITH RECURSIVE root(thread) AS (
            SELECT identifier.thread UNION
            SELECT into_thread FROM thread_merge JOIN root ON root.thread = thread_merge.thread)
          SELECT coalesce(into_thread, root.thread)
          FROM root LEFT JOIN joined_thread ON joined_thread.thread = root.thread
          WHERE root.thread NOT IN (SELECT thread FROM thread_merge))
        AND NOT EXISTS (
          SELECT 1 FROM derivation WHERE message.id > reached AND message.id <= until)
        """),
  ]
}
