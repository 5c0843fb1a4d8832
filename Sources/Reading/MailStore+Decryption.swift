internal import Bytes
internal import GRDB
package import Mail
import Packing
internal import Rows
package import Store

/// A message and what is known of its encryption.
struct EncryptedMessage: Sendable {
  let id: Int64
  var outcome: DecryptionOutcome?
  var means = ""
  var tries = 0
  /// Seconds since 1970.
  var latest: Int64 = 0
  var sessionKeys: [String] = []
}

/// What decrypting a message gave, as it is kept.
struct DecryptedRow: Sendable {
  let message: Int64
  let outcome: DecryptionOutcome
  let means: String
  let sessionKeys: [String]
  let clear: [UInt8]?
}

extension MailStore {
  /// What was decrypted of a message; nil: nothing.
  package func clearBytes(of message: Int64) throws(StoreError) -> [UInt8]? {
    try glance("cannot read what was decrypted") { source in
      guard try source.hasDecryptions() else { return nil }
      let statement = try source.statement(
        "SELECT size, clear FROM decryption WHERE message = ? AND clear IS NOT NULL")
      statement.bind(message)
      var clear: [UInt8]?
      try statement.eachRow { row in
        let size = Int(row.number(0))
        guard (0...Limits.bytesIndexedWhole).contains(size) else { return }
        // What is damaged counts as none: it can be decrypted again.
        let frame = row.bytes(1)
        clear = try? ZstdDecompressor().decompress(
          first: size, of: size, dictionary: nil, frameLength: frame.count
        ) { Array(frame[$0.clamped(to: frame.indices)]) }
      }
      return clear
    }
  }

  /// What became of decrypting a message; nil: it was not tried, or is not encrypted.
  package func decryption(of message: Int64) throws(StoreError) -> DecryptionOutcome? {
    try glance("cannot read what was decrypted") { source in
      guard try source.hasDecryptions() else { return nil }
      let statement = try source.statement("SELECT outcome FROM decryption WHERE message = ?")
      statement.bind(message)
      var outcome: DecryptionOutcome?
      try statement.eachRow { outcome = DecryptionOutcome(rawValue: Int($0.number(0))) }
      return outcome
    }
  }

  /// Number of encrypted messages by what became of decrypting them; nil: it was not tried.
  package func decryptionOutcomes() throws(StoreError) -> [DecryptionOutcome?: Int] {
    try glance("cannot count encrypted messages") { source in
      guard try source.hasDecryptions() else { return [:] }
      var outcomes: [DecryptionOutcome?: Int] = [:]
      let statement = try source.statement(
        """
        SELECT outcome, count(*) FROM message LEFT JOIN decryption ON decryption.message = message.id
        WHERE flags & 1 AND message.id NOT IN (SELECT message FROM removal) GROUP BY outcome
        """)
      try statement.eachRow { row in
        let outcome = row.optionalNumber(0).flatMap { DecryptionOutcome(rawValue: Int($0)) }
        outcomes[outcome, default: 0] += Int(row.number(1))
      }
      return outcomes
    }
  }

  /// Whether anything was decrypted.
  package func hasDecrypted() throws(StoreError) -> Bool {
    try glance("cannot look for what was decrypted") { source in
      guard try source.hasDecryptions() else { return false }
      var isThere = false
      try source.statement("SELECT 1 FROM decryption LIMIT 1").eachRow { _ in isThere = true }
      return isThere
    }
  }

  /// Encrypted messages before a number, the latest first.
  func encryptedMessages(
    before id: Int64, limit: Int
  ) throws(StoreError) -> [EncryptedMessage] {
    try glance("cannot list encrypted messages") { source in
      let statement = try source.statement(
        """
        SELECT message.id, outcome, means, tries, latest, session_keys
        FROM message LEFT JOIN decryption ON decryption.message = message.id
        WHERE flags & 1 AND message.id < ? AND message.id NOT IN (SELECT message FROM removal)
        ORDER BY message.id DESC LIMIT ?
        """)
      statement.bind(id)
      statement.bind(Int64(limit), at: 2)
      var messages: [EncryptedMessage] = []
      try statement.eachRow { row in
        messages.append(
          EncryptedMessage(
            id: row.number(0),
            outcome: row.optionalNumber(1).flatMap { DecryptionOutcome(rawValue: Int($0)) },
            means: row.text(2) ?? "", tries: Int(row.number(3)), latest: row.number(4),
            sessionKeys: (row.text(5) ?? "").split(separator: " ").map {
              $0 == "-" ? "" : String($0)
            }))
      }
      return messages
    }
  }

  /// Enters what was decrypted in one transaction. To the index, messages that say something else now are new
  /// ones, and their files are to be looked through.
  func enter(_ rows: [DecryptedRow]) throws(StoreError) {
    let frames: [[UInt8]?]
    do {
      let compressor = try ZstdCompressor()
      let effort = ZstdEffort(level: Limits.level, search: Limits.search)
      frames = try rows.map { row in
        try row.clear.map { try compressor.compress($0, effort, dictionary: nil) }
      }
    } catch {
      throw StoreError(
        .failed, "cannot keep what was decrypted", at: path, why: "\(error)", remedy: "Try again")
    }
    try write("cannot keep what was decrypted") { db in
      let now = try currentTime(db)
      let statement = try db.cachedStatement(
        sql: """
          INSERT INTO decryption (message, outcome, means, tries, latest, session_keys, size, clear)
          SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8 WHERE EXISTS (SELECT 1 FROM message WHERE id = ?1)
          ON CONFLICT (message) DO UPDATE SET outcome = ?2, means = ?3,
            tries = iif(?4 = 0, 0, tries + 1), latest = ?5, session_keys = ?6, size = ?7, clear = ?8
          """)
      for (row, frame) in zip(rows, frames) {
        let hadText =
          try Int.fetchOne(
            db, sql: "SELECT 1 FROM decryption WHERE message = ? AND clear IS NOT NULL",
            arguments: [row.message]) != nil
        guard frame != nil || !hadText else {
          // What is here stays, whoever has lost the key since.
          try db.execute(
            sql: "UPDATE decryption SET means = ?, latest = ? WHERE message = ?",
            arguments: [row.means, now, row.message])
          continue
        }
        let keys = row.sessionKeys.map { $0.isEmpty ? "-" : $0 }.joined(separator: " ")
        try statement.execute(arguments: [
          row.message, row.outcome.rawValue, row.means, row.outcome == .decrypted ? 0 : 1, now,
          keys, row.clear?.count ?? 0, frame.map { blob($0) },
        ])
        if frame != nil { try Self.lookThroughAgain(row.message, db) }
      }
    }
  }

  /// Forgets what was decrypted, and writes the whole file again, so that no freed page of it holds any of
  /// that. Nobody else may be reading.
  package func forgetDecrypted() throws(StoreError) {
    try write("cannot forget what was decrypted") { try Self.forgetDecrypted($0) }
    try compact("cannot write the store again without what was decrypted")
  }
}

extension StatementSource {
  /// A store of an older version, which cannot be written to, has none.
  fileprivate func hasDecryptions() throws -> Bool {
    let table = try statement("SELECT 1 FROM sqlite_schema WHERE name = ?")
    table.bind("decryption")
    var isThere = false
    try table.eachRow { _ in isThere = true }
    return isThere
  }
}
