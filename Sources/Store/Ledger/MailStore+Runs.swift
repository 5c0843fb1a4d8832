import Bytes
internal import GRDB
package import Mail

extension MailStore {
  /// Removed messages whose grace period is over are erased first.
  ///
  /// - Returns: the run's number, and how many messages were erased.
  package func beginRun(command: String) throws(StoreError) -> (run: Int64, erased: Int) {
    // Damage that stands in the way of erasing is reported where that was asked for.
    let erased = (try? purge())?.messages ?? 0
    return try write("cannot begin a run") { db in
      try db.execute(
        sql: "INSERT INTO run (command, started) VALUES (?, unixepoch())", arguments: [command])
      return (db.lastInsertedRowID, erased)
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
          remedy: "See mailcask runs")
      }
      return Run(row)
    }
  }

  /// When a command last ended well, in seconds since 1970; nil if it never did.
  package func lastSuccess(ofCommand command: String) throws(StoreError) -> Int64? {
    try read("cannot look up a run") { db in
      try Int64.fetchOne(
        db, sql: "SELECT max(finished) FROM run WHERE command = ? AND outcome = 'done'",
        arguments: [command])
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
  package func rejections(run: Int64) throws(StoreError) -> [RejectedMessage] {
    try read("cannot list rejected messages") { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT \(Origin.columns), reason
          FROM ledger JOIN source ON source.id = source
          WHERE run = ? AND outcome = 2 ORDER BY ledger.id
          """, arguments: [run]
      ).map { RejectedMessage(origin: Origin($0), reason: $0[5]) }
    }
  }
}

extension MailStore {
  /// What came in a run that its server may hold otherwise, in the order in which it came.
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
