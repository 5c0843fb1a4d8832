package import Mail
package import Rows

extension MailStatistics {
  /// How contents are kept, and what was offered again.
  package mutating func readStorage(_ source: any StatementSource) throws {
    // What the messages' pieces name, attachments decoded.
    var pieces: Int64 = 0
    try source.statement("SELECT coalesce(sum(length), 0) FROM piece").eachRow {
      pieces = $0.number(0)
    }
    storage.savedByDecoding = max(0, bytes - pieces)
    // SQLite knows the length of a blob without reading it.
    let contents = try source.statement(
      "SELECT coalesce(sum(size), 0), coalesce(sum(length(bytes)), 0) FROM content")
    try contents.eachRow { row in
      storage.kept = row.number(1)
      storage.savedBySharing = max(0, pieces - row.number(0))
      storage.savedByCompression = max(0, row.number(0) - storage.kept)
    }
    let offeredAgain = try source.statement(
      """
      SELECT count(*), coalesce(sum(size), 0)
      FROM ledger JOIN message ON message.id = ledger.message WHERE outcome = 1
      """)
    try offeredAgain.eachRow { row in
      copies = Int(row.number(0))
      copiedBytes = row.number(1)
    }
  }
}
