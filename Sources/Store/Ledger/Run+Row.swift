internal import GRDB
internal import Mail

extension Run {
  static let select = """
    SELECT id, command, started, finished, outcome, stored, copies, rejected, octets,
      (SELECT count(*) FROM ledger WHERE ledger.run = run.id AND ledger.outcome = 2
        AND substr(reason, 1, \(RejectedMessage.leftOut.utf8.count)) = '\(RejectedMessage.leftOut)')
    FROM run
    """

  init(_ row: Row) {
    var totals = RunTotals()
    totals.stored = row[5]
    totals.copies = row[6]
    totals.rejected = row[7]
    totals.bytes = row[8]
    totals.leaveOut(row[9])
    self.init(
      id: row[0], command: row[1], started: row[2], finished: row[3], outcome: row[4],
      totals: totals)
  }
}

extension RunTotals {
  func add(to run: Int64, _ db: Database) throws {
    try db.cachedStatement(
      sql: """
        UPDATE run SET offered = offered + ?2 + ?3 + ?4, stored = stored + ?2,
          copies = copies + ?3, rejected = rejected + ?4, octets = octets + ?5 WHERE id = ?1
        """
    ).execute(arguments: [run, stored, copies, rejected, bytes])
  }
}
