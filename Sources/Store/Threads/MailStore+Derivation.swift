package import Digests
internal import Foundation
internal import GRDB
package import Mail
internal import Proofs

/// How far it is that all messages follow the latest rules (see the schema: derivation).
struct Derivation {
  let rules: Int64
  let latest: Int64
  let reached: Int64
  let until: Int64

  /// Raised with each change of what is read out of a message's bytes: `Metadata`, `Threading`,
  /// `Correspondent`, `CanonicalForm`. The format of the index is raised with it if that holds what changed.
  static let version: Int64 = 2

  /// - Throws: nothing where an older store has no such table: then all is to be done.
  init(_ db: Database) throws {
    guard try db.tableExists("derivation"),
      let row = try Row.fetchOne(db, sql: "SELECT rules, latest, reached, until FROM derivation")
    else {
      (rules, latest, reached, until) = (0, 0, 0, 0)
      return
    }
    (rules, latest, reached, until) = (row[0], row[1], row[2], row[3])
  }

  var isDone: Bool { rules >= Self.version }

  /// Whether its row is not the one that was written.
  static func isDamaged(_ db: Database) throws -> Bool {
    try !RowProofs.differences(in: ProofPart.all.filter { $0.table == "derivation" }, db).isEmpty
  }

  /// Begins with a store of older rules, or of none.
  static func begin(_ db: Database) throws {
    let last = try Int64.fetchOne(db, sql: "SELECT max(id) FROM message") ?? 0
    if last > 0 {
      try Threads.forgetAll(db)
      try db.execute(
        sql: """
          DELETE FROM subject_message; DELETE FROM correspondent;
          DELETE FROM owner WHERE account = 0;
          """)
    }
    try db.execute(
      sql: "UPDATE derivation SET rules = ?, latest = ?, reached = 0, until = ?, counted = 0",
      arguments: [last > 0 ? 0 : version, version, last])
  }
}

extension MailStore {
  /// Whether messages were read by older rules than those of this program.
  package func isDerivationDue() throws(StoreError) -> Bool {
    try read("cannot read how messages were read") { try !Derivation($0).isDone }
  }

  /// The next messages to be read again, by id, removed ones included, as long as they can be taken
  /// back; none when all are done.
  package func messagesToDerive(
    limit: Int
  ) throws(StoreError) -> [(id: Int64, size: Int)] {
    try read("cannot list messages") { db in
      let derivation = try Derivation(db)
      guard !derivation.isDone else { return [] }
      return try Row.fetchAll(
        db, sql: "SELECT id, size FROM message WHERE id > ? AND id <= ? ORDER BY id LIMIT ?",
        arguments: [derivation.reached, derivation.until, limit]
      ).map { ($0[0], $0[1]) }
    }
  }

  /// Message numbers done, and of how many.
  package func derivationProgress() throws(StoreError) -> (done: Int, total: Int) {
    try read("cannot read how messages were read") { db in
      let derivation = try Derivation(db)
      return (Int(clamping: derivation.reached), Int(clamping: derivation.until))
    }
  }

  /// Stores what was read out of messages again; `messagesToDerive` goes on after the last of them.
  ///
  /// - Parameter messages: by id; nil for those that cannot be read back.
  package func derive(_ messages: [(id: Int64, read: ReadMessage?)]) throws(StoreError) {
    try write("cannot bring messages up to date") { db in
      var deriving = try Deriving(db)
      for (id, read) in messages {
        try deriving.take(id, read?.metadata)
        if let read { try deriving.take(id, canonical: read.canonical) }
      }
      try deriving.finish(reached: messages.last?.id)
    }
  }
}

/// What is read out of a message that is here.
package struct ReadMessage: Sendable {
  package var metadata: Metadata
  /// Digest of the canonical bytes; nil: the message is canonical.
  package var canonical: SHA256Digest?

  package init(_ metadata: Metadata, canonical: SHA256Digest?) {
    self.metadata = metadata
    self.canonical = canonical
  }
}

/// One transaction of deriving again.
private struct Deriving {
  private let db: Database
  private let threads: Threads
  private var correspondents: Correspondents
  private var numbers = AddressNumbers()

  init(_ db: Database) throws {
    self.db = db
    threads = try Threads(db)
    correspondents = Correspondents(db)
  }

  mutating func take(_ id: Int64, _ metadata: Metadata?) throws {
    guard let row = try Row.fetchOne(db, sql: "SELECT * FROM message WHERE id = ?", arguments: [id])
    else { return }
    let (people, persons) = try metadata?.participants(&numbers) ?? (People(), [])
    let threading =
      try metadata.map { try Threading($0, people) }
      ?? Threading(
        identifier: row["identifier"], ancestors: [UInt8](row["ancestors"] as Data? ?? Data()))
    var date: Int64 = row["date"]
    if let metadata {
      let received: Int64? = metadata.received ?? row["received"]
      date = try DerivedColumns.date(metadata, received: received, row, db)
      try update(row, metadata.shortened, threading, date: date, received: received)
    }
    let thread: Int64 = row["thread"]
    try threads.add(threading, message: id, date: date, thread: thread)
    if try threads.thread(ofMessage: id) != thread { try Revision.bump(id, db) }
    correspondents.add(persons, date: date)
  }

  func take(_ id: Int64, canonical: SHA256Digest?) throws {
    for (table, key) in [("message", "id"), ("removal", "message")] {
      try db.cachedStatement(
        sql: "UPDATE \(table) SET canonical = ?1 WHERE \(key) = ?2 AND canonical IS NOT ?1"
      ).execute(arguments: [canonical.map { blob($0) }, id])
    }
  }

  mutating func finish(reached: Int64?) throws {
    if try correspondents.save() { try Threads(db).answerAgain() }
    if let reached {
      try db.execute(sql: "UPDATE derivation SET reached = ?", arguments: [reached])
    }
    try db.execute(
      sql: """
        UPDATE derivation SET rules = latest
        WHERE NOT EXISTS (SELECT 1 FROM message WHERE id > reached AND id <= until)
        """)
  }

  /// A message with other columns is a new one to the index.
  private func update(
    _ row: Row, _ metadata: Metadata, _ threading: Threading, date: Int64, received: Int64?
  ) throws {
    let id: Int64 = row["id"]
    let before: Int64 = row["date"]
    let changed = DerivedColumns(metadata, threading, date: date, received: received)
      .differing(from: row)
    guard !changed.isEmpty else { return }
    let revision = try Revision.next(db)
    let assignments = changed.map { "\($0.name) = ?" } + ["added = ?", "revision = ?"]
    try db.execute(
      sql: "UPDATE message SET \(assignments.joined(separator: ", ")) WHERE id = ?",
      arguments: StatementArguments(changed.map(\.value) + [revision, revision, id]))
    guard date != before else { return }
    try db.execute(
      sql: """
        UPDATE OR REPLACE account_message SET date = ?1 WHERE date = ?2 AND message = ?3
        AND source IN (SELECT source FROM ledger WHERE message = ?3)
        """, arguments: [date, before, id])
  }
}

/// The columns of `message` that are read out of a message's bytes.
private struct DerivedColumns {
  typealias Column = (name: String, value: (any DatabaseValueConvertible)?)
  let all: [Column]

  /// - Parameter metadata: shortened.
  init(_ metadata: Metadata, _ threading: Threading, date: Int64, received: Int64?) {
    let ancestors = threading.ancestorBytes
    all = [
      ("date", date), ("zone", metadata.zone), ("received", received),
      ("message_id", metadata.messageID), ("identifier", threading.identifier),
      ("ancestors", ancestors.isEmpty ? nil : blob(ancestors)), ("sender", metadata.sender),
      ("recipients", metadata.recipients), ("subject", metadata.subject),
      ("flags", metadata.flags.rawValue),
    ]
  }

  func differing(from row: Row) -> [Column] {
    all.filter { (row[$0.name] as DatabaseValue) != $0.value?.databaseValue ?? .null }
  }

  /// The date that lists sort by: without any other, the time when the message was offered first.
  static func date(
    _ metadata: Metadata, received: Int64?, _ row: Row, _ db: Database
  ) throws -> Int64 {
    if let date = metadata.date ?? received { return date }
    return try Int64.fetchOne(
      db, sql: "SELECT time FROM ledger WHERE message = ? AND outcome = 0",
      arguments: [row["id"] as Int64]) ?? row["date"]
  }
}

extension MailStore {
  /// Compares what is kept of messages with what was read out of them now, by the rules of now.
  ///
  /// - Returns: by number, the columns that are not what the messages say; nothing where messages still
  ///   follow older rules.
  package func differences(
    from read: [(id: Int64, message: ReadMessage)]
  ) throws(StoreError) -> [(id: Int64, columns: [String])] {
    try self.read("cannot compare messages") { db in
      guard try Derivation(db).isDone else { return [] }
      var numbers = AddressNumbers()
      return try read.compactMap { id, message in
        let metadata = message.metadata
        guard
          let row = try Row.fetchOne(
            db, sql: "SELECT * FROM message WHERE id = ?", arguments: [id])
        else { return nil }
        let received: Int64? = metadata.received ?? row["received"]
        var columns = try DerivedColumns(
          metadata.shortened, Threading(metadata, metadata.participants(&numbers).people),
          date: DerivedColumns.date(metadata, received: received, row, db), received: received
        ).differing(from: row).map(\.name)
        let canonical: Data? = row["canonical"]
        if canonical.map([UInt8].init) != message.canonical?.bytes { columns.append("canonical") }
        return columns.isEmpty ? nil : (id, columns)
      }
    }
  }
}
