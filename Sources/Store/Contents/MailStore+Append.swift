import Bytes
package import Digests
package import Files
internal import Foundation
internal import GRDB
package import Mail
import Packing

/// What the ledger says of a message that was offered.
package struct LedgerEntry: Sendable, Equatable {
  package let outcome: Outcome
  /// Why a server may hold something else.
  package let doubt: Doubt?
  /// A copy whose lines end differently, or that another program's notes are in: it can be made of the
  /// message that is here.
  package var isOtherForm = false
}

extension MailStore {
  /// Stores what is new in this batch and enters everything into the ledger, and the UIDs of
  /// accounts into their state, in one transaction: when this returns, all of it is durable.
  ///
  /// - Returns: what became of each message, in order.
  package func enter(_ batch: EncodedBatch, run: Int64) throws(StoreError) -> [LedgerEntry] {
    try write("cannot store messages") { db in
      var appending = try Appending(db, run: run)
      let entries = try appending.append(batch)
      try appending.finish()
      try Self.fitLog(db)
      return entries
    }
  }

  package func append(_ batch: EncodedBatch, run: Int64) throws(StoreError) -> [Outcome] {
    try enter(batch, run: run).map(\.outcome)
  }

  /// Which of these messages are, or were, in the archive, in this form or in one that they can be made
  /// of: their bytes need no encoding.
  package func known(
    _ messages: [(digest: SHA256Digest, canonical: CanonicalForm)]
  ) throws(StoreError) -> KnownMessages {
    try read("cannot look up digests") { db in
      var known = KnownMessages()
      for (digest, canonical) in messages {
        switch try Holding(of: digest, canonical, db) {
        case .message, .removed(_, _, isOtherForm: false): known.insert(digest)
        case .otherForm, .removed(_, _, isOtherForm: true): known.insert(otherForm: digest)
        case nil: break
        }
      }
      return known
    }
  }
}

/// Messages that the archive holds, by the digests of what is offered.
package struct KnownMessages: Sendable {
  private var exact: Set<SHA256Digest> = []
  private var others: Set<SHA256Digest> = []

  package init() {}

  package func contains(_ digest: SHA256Digest) -> Bool { exact.contains(digest) }
  package func containsOtherForm(of digest: SHA256Digest) -> Bool { others.contains(digest) }
  mutating func insert(_ digest: SHA256Digest) { exact.insert(digest) }
  mutating func insert(otherForm digest: SHA256Digest) { others.insert(digest) }
}

/// Where a message that is offered stands in the archive.
enum Holding {
  case message(Int64)
  /// The message, in another form.
  case otherForm(Int64)
  case removed(message: Int64, requested: Int64, isOtherForm: Bool = false)

  /// - Parameter canonical: nil: only the same bytes count.
  init?(of digest: SHA256Digest, _ canonical: CanonicalForm?, _ db: Database) throws {
    if let exact = try Self(of: digest, db) {
      self = exact
    } else if let canonical, canonical.form != nil,
      let other = try Self(ofCanonical: canonical.digest ?? digest, db)
    {
      self = other
    } else {
      return nil
    }
  }

  private init?(ofCanonical digest: SHA256Digest, _ db: Database) throws {
    let statement = try db.cachedStatement(
      sql: """
        SELECT id, NULL FROM message WHERE canonical IS NOT NULL
          AND substr(canonical, 1, 8) = substr(?1, 1, 8) AND canonical = ?1
          AND NOT EXISTS (SELECT 1 FROM removal WHERE message = message.id)
        UNION ALL SELECT id, NULL FROM message
          WHERE substr(digest, 1, 16) = substr(?1, 1, 16) AND digest = ?1 AND canonical IS NULL
          AND NOT EXISTS (SELECT 1 FROM removal WHERE message = message.id)
        UNION ALL SELECT message, requested FROM removal WHERE canonical = ?1 AND welcome = 0
        UNION ALL SELECT message, requested FROM removal
          WHERE digest = ?1 AND canonical IS NULL AND welcome = 0
        LIMIT 1
        """)
    guard let row = try Row.fetchOne(statement, arguments: [blob(digest)]) else { return nil }
    if let requested: Int64 = row[1] {
      self = .removed(message: row[0], requested: requested, isOtherForm: true)
    } else {
      self = .otherForm(row[0])
    }
  }

  private init?(of digest: SHA256Digest, _ db: Database) throws {
    let removal = try db.cachedStatement(
      sql: "SELECT message, requested FROM removal WHERE digest = ? AND welcome = 0")
    let message = try db.cachedStatement(
      sql: "SELECT id FROM message WHERE substr(digest, 1, 16) = substr(?1, 1, 16) AND digest = ?1")
    let bytes = blob(digest)
    if let row = try Row.fetchOne(removal, arguments: [bytes]) {
      self = .removed(message: row[0], requested: row[1])
    } else if let id = try Int64.fetchOne(message, arguments: [bytes]) {
      self = .message(id)
    } else {
      return nil
    }
  }
}

/// One transaction of appending.
private struct Appending {
  private let db: Database
  private let run: Int64
  private let now: Int64
  /// Plain bytes of blocks.
  private var text = 0
  private var sources: [Source: Int64] = [:]
  private var totals = RunTotals()
  private let threads: Threads
  private var correspondents: Correspondents
  private let message, piece, partOf, ledger, accountMessage, importedFile: Statement
  private let maildrop: MaildropWriter

  init(_ db: Database, run: Int64) throws {
    self.db = db
    self.run = run
    now = try currentTime(db)
    threads = try Threads(db)
    correspondents = Correspondents(db)
    message = try db.cachedStatement(
      sql: """
        INSERT INTO message (digest, size, date, zone, received, stored, message_id, identifier,
          ancestors, thread, sender, recipients, subject, flags, added, revision, canonical)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 0, ?10, ?11, ?12, ?13, ?14, ?14, ?15)
        """)
    piece = try db.cachedStatement(
      sql: """
        INSERT INTO piece (message, seq, content, first, length, line_length, line_end)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """)
    partOf = try db.cachedStatement(sql: "SELECT id FROM content WHERE digest = ? AND part = 1")
    ledger = try db.cachedStatement(
      sql: """
        INSERT INTO ledger (run, source, name, position, time, outcome, message, reason, doubt,
          digest, form)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    maildrop = try MaildropWriter(db)
    accountMessage = try db.cachedStatement(
      sql: """
        INSERT OR IGNORE INTO account_message (source, date, message)
        SELECT ?1, date, id FROM message WHERE id = ?2
        """)
    importedFile = try db.cachedStatement(
      sql: "INSERT OR IGNORE INTO imported_file (source, stamp) VALUES (?, ?)")
  }

  mutating func append(_ batch: EncodedBatch) throws -> [LedgerEntry] {
    var places: [EncodedMessage.Place: Int64] = [:]
    return try batch.items.map { item in
      let (outcome, id, isOtherForm) = try store(item, batch, &places)
      return LedgerEntry(
        outcome: outcome,
        doubt: try record(item, outcome, message: id, isOtherForm: isOtherForm),
        isOtherForm: isOtherForm)
    }
  }

  mutating func finish() throws {
    try db.execute(
      sql: "UPDATE archive SET text = text + ?", arguments: [text])
    if try correspondents.save() { try Threads(db).answerAgain() }
    try totals.add(to: run, db)
  }

  private mutating func store(
    _ item: EncodedBatch.Item, _ batch: EncodedBatch, _ places: inout [EncodedMessage.Place: Int64]
  ) throws -> (Outcome, message: Int64?, isOtherForm: Bool) {
    if case .rejected(let reason) = item.kind {
      return (.rejected(reason: reason.shortened(to: Limits.reason)), nil, false)
    }
    switch try item.digest.flatMap({ try Holding(of: $0, item.canonical, db) }) {
    case .message(let id): return (.copy(of: id), id, false)
    case .otherForm(let id): return (.copy(of: id), id, true)
    case .removed(let id, _, _): return (.rejected(reason: Self.removed), id, false)
    case nil: break
    }
    guard case .message(let encoded) = item.kind else {
      throw StoreError(
        .invalid, "cannot store a message", at: item.digest?.hex ?? "",
        why: "it was taken for a copy of one that is not here", remedy: StoreError.tryAgain)
    }
    let id = try insert(encoded, item)
    try insertPieces(of: encoded.recipe, message: id, batch, &places)
    return (.stored(id: id), id, false)
  }

  private static let removed = "was removed from this archive"

  private mutating func insert(
    _ encoded: EncodedMessage, _ item: EncodedBatch.Item
  ) throws -> Int64 {
    let metadata = encoded.metadata
    let revision = try Revision.next(db)
    let ancestors = encoded.threading.ancestorBytes
    let date = metadata.date ?? metadata.received ?? item.origin.time
    try message.execute(arguments: [
      blob(encoded.digest), item.size, date, metadata.zone,
      metadata.received, now, metadata.messageID, encoded.threading.identifier,
      ancestors.isEmpty ? nil : blob(ancestors), metadata.sender, metadata.recipients,
      metadata.subject, metadata.flags.rawValue, revision,
      (item.canonical?.digest).map { blob($0) },
    ])
    let id = db.lastInsertedRowID
    try threads.add(encoded.threading, message: id, date: date)
    correspondents.add(encoded.correspondents, date: date)
    return id
  }

  private mutating func insertPieces(
    of recipe: Recipe<EncodedMessage.Place>, message id: Int64, _ batch: EncodedBatch,
    _ places: inout [EncodedMessage.Place: Int64]
  ) throws {
    for (seq, step) in recipe.pieces.enumerated() {
      let place = try places[step.content] ?? insertContent(step.content, batch)
      places[step.content] = place
      try piece.execute(arguments: [
        id, seq, place, step.range.lowerBound, step.range.count, step.base64?.length,
        step.base64?.end.rawValue,
      ])
    }
  }

  private mutating func insertContent(_ place: EncodedMessage.Place, _ batch: EncodedBatch) throws
    -> Int64
  {
    let new: EncodedContent
    let isPart: Bool
    switch place {
    case .block(let index):
      new = batch.blocks[index]
      text += new.size
      isPart = false
    case .part(let index):
      new = batch.parts[index]
      isPart = true
      if let id = try Int64.fetchOne(partOf, arguments: [blob(new.digest)]) { return id }
    }
    return try new.insert(isPart: isPart, db)
  }

  /// - Returns: the doubt that is left of it.
  private mutating func record(
    _ item: EncodedBatch.Item, _ outcome: Outcome, message id: Int64?, isOtherForm: Bool
  ) throws -> Doubt? {
    let origin = item.origin
    let source = try sources[origin.source] ?? origin.source.addedID(db)
    sources[origin.source] = source
    totals.count(outcome, bytes: item.size)
    let (code, reason): (Int, String?) =
      switch outcome {
      case .stored: (0, nil)
      case .copy: (1, nil)
      case .rejected(let reason): (2, reason)
      }
    let doubt = try id.map { try maildrop.enter(item, source: source, message: $0) } ?? nil
    let (digest, form) =
      try id.flatMap { item.isUnread ? try offeredBefore($0, source) : nil }
      ?? (
        (item.variant ?? (isOtherForm ? item.digest : nil)).map { blob($0) },
        isOtherForm ? (item.canonical?.form).map { blob($0.encoded) } : nil
      )
    try ledger.execute(arguments: [
      run, source, origin.name, origin.position, origin.time, code, id, reason, doubt?.rawValue,
      digest, form,
    ])
    guard let id else { return nil }
    try item.delivery.outgoing?.enqueue(message: id, db)
    var isElsewhere = false
    if case .account = origin.source {
      try accountMessage.execute(arguments: [source, id])
      isElsewhere = db.changesCount > 0
    }
    if let stamp = item.fileStamp, code < 2 {
      try importedFile.execute(arguments: [source, stamp])
    }
    switch outcome {
    case .stored: try label(id, item)
    case .copy:
      guard try label(id, item) || isElsewhere else { break }
      // It is to be found by its new place and tags, too.
      try Revision.bump(id, db)
    case .rejected: break
    }
    return doubt
  }
}

extension Appending {
  /// The bytes in which the source offered a message before, by the columns of the ledger.
  private func offeredBefore(
    _ message: Int64, _ source: Int64
  ) throws -> (digest: Data?, form: Data?)? {
    try Row.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT digest, form FROM ledger WHERE message = ? AND source = ? AND outcome < 2
          ORDER BY id DESC LIMIT 1
          """), arguments: [message, source]
    ).map { ($0[0], $0[1]) }
  }

  /// Whether the message has tags or a folder now that it did not have.
  @discardableResult
  private func label(_ id: Int64, _ item: EncodedBatch.Item) throws -> Bool {
    let before = db.totalChangesCount
    for tag in item.tags { try Label.add(tag: tag, to: id, db) }
    let folders = [item.folder] + (item.delivery.placement?.folders ?? [])
    for folder in folders where !folder.isEmpty { try Label.add(folder: folder, to: id, db) }
    return db.totalChangesCount > before
  }
}

extension EncodedContent {
  func insert(isPart: Bool, _ db: Database) throws -> Int64 {
    try db.cachedStatement(
      sql: """
        INSERT INTO content (part, codec, dictionary, size, digest, bytes) VALUES (?, ?, ?, ?, ?, ?)
        """
    ).execute(arguments: [
      isPart ? 1 : 0, codec.rawValue, dictionary, size, blob(digest), blob(bytes.all()),
    ])
    return db.lastInsertedRowID
  }
}
