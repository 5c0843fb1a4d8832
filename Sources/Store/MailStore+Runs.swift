internal import GRDB

/// One fetch or import, and what it came to: `offered == stored + copies + rejected`.
package struct Run: Sendable, Equatable {
  package let id: Int64
  package let command: String
  package let started: Int64
  /// Nil: it goes on, or was cut off.
  package let finished: Int64?
  package let outcome: String?
  package let offered: Int
  package let stored: Int
  package let copies: Int
  package let rejected: Int
  /// Of all that was offered.
  package let octets: Int64
}

/// A message that was offered but can't be stored.
package struct Rejection: Sendable, Equatable {
  package let origin: Origin
  package let reason: String
}

extension MailStore {
  /// Removed messages whose grace period is over are erased first.
  package func beginRun(command: String) throws(StoreError) -> Int64 {
    // Damage that stands in the way of erasing is told where that was asked for.
    _ = try? purge()
    return try write("cannot begin a run") { db in
      try db.execute(
        sql: "INSERT INTO run (command, started) VALUES (?, unixepoch())", arguments: [command])
      return db.lastInsertedRowID
    }
  }

  /// - Parameter outcome: "done", or in words why it ended early.
  package func finishRun(_ id: Int64, outcome: String = "done") throws(StoreError) -> Run {
    try write("cannot finish a run") { db in
      try db.execute(
        sql: "UPDATE run SET finished = unixepoch(), outcome = ? WHERE id = ?",
        arguments: [outcome.shortened(to: Limits.reason), id])
      guard let row = try Row.fetchOne(db, sql: Run.select + " WHERE id = ?", arguments: [id])
      else {
        throw StoreError(
          .notFound, "cannot finish a run", at: "run \(id)", why: "there is no such run",
          wayOut: "See mailcask runs")
      }
      return Run(row)
    }
  }

  /// The latest first.
  package func runs(limit: Int, before id: Int64 = .max) throws(StoreError) -> [Run] {
    try read("cannot list runs") { db in
      try Row.fetchAll(
        db, sql: Run.select + " WHERE id < ? ORDER BY id DESC LIMIT ?", arguments: [id, limit]
      ).map(Run.init)
    }
  }

  /// In the order in which they were offered.
  package func rejections(run: Int64) throws(StoreError) -> [Rejection] {
    try read("cannot list rejected messages") { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT kind, source.name, ledger.name, position, time, reason
          FROM ledger JOIN source ON source.id = source
          WHERE run = ? AND outcome = 2 ORDER BY ledger.id
          """, arguments: [run]
      ).map { Rejection(origin: Origin($0), reason: $0[5]) }
    }
  }
}

/// A message that came, but perhaps not as the server holds it.
package struct DoubtfulMessage: Sendable, Equatable {
  package let origin: Origin
  package let message: Int64?
  package let doubt: Doubt
}

extension MailStore {
  /// What came in a run that a server may hold otherwise, in the order in which it came.
  package func doubts(run: Int64) throws(StoreError) -> [DoubtfulMessage] {
    try read("cannot list doubtful messages") { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT kind, source.name, ledger.name, position, time, doubt, message
          FROM ledger JOIN source ON source.id = source
          WHERE run = ? AND doubt IS NOT NULL ORDER BY ledger.id
          """, arguments: [run]
      ).compactMap { row in
        Doubt(rawValue: row[5]).map {
          DoubtfulMessage(origin: Origin(row), message: row[6], doubt: $0)
        }
      }
    }
  }
}

/// What one transaction adds to a run's totals.
struct RunTotals {
  private var stored = 0
  private var copies = 0
  private var rejected = 0
  private var octets = 0

  mutating func count(_ outcome: Outcome, octets size: Int) {
    switch outcome {
    case .stored: stored += 1
    case .copy: copies += 1
    case .rejected: rejected += 1
    }
    octets += size
  }

  func add(to run: Int64, _ db: Database) throws {
    try db.cachedStatement(
      sql: """
        UPDATE run SET offered = offered + ?2 + ?3 + ?4, stored = stored + ?2,
          copies = copies + ?3, rejected = rejected + ?4, octets = octets + ?5 WHERE id = ?1
        """
    ).execute(arguments: [run, stored, copies, rejected, octets])
  }
}

extension Run {
  fileprivate static let select = """
    SELECT id, command, started, finished, outcome, offered, stored, copies, rejected, octets
    FROM run
    """

  fileprivate init(_ row: Row) {
    self.init(
      id: row[0], command: row[1], started: row[2], finished: row[3], outcome: row[4],
      offered: row[5], stored: row[6], copies: row[7], rejected: row[8], octets: row[9])
  }
}

extension Origin {
  /// From the columns source.kind, source.name, ledger.name, position, time.
  init(_ row: Row) {
    self.init(
      source: Source(kind: row[0], name: row[1]), name: row[2], position: row[3], time: row[4])
  }
}
