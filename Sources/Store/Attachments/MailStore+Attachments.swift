internal import Bytes
package import Digests
package import GRDB
package import Mail
import Packing

// Listing the documents of messages, and keeping their texts.

extension MailStore {
  /// The next messages to be looked through for documents, the latest first, and the numbers that are
  /// done with them; nil when there are none left.
  ///
  /// - Parameters:
  ///   - id: only messages before this one.
  ///   - limit: maximum number of messages.
  package func messagesToLookThrough(
    before id: Int64, limit: Int
  ) throws(StoreError) -> (range: ClosedRange<Int64>, messages: [Int64])? {
    try read("cannot list attachments") { db in
      guard let gap = try Self.gaps(before: id, db).first else { return nil }
      let messages = try Int64.fetchAll(
        db,
        sql: """
          SELECT id FROM message WHERE id BETWEEN ? AND ? AND \(Self.mayHaveDocuments)
          ORDER BY id DESC LIMIT ?
          """,
        arguments: [gap.lowerBound, gap.upperBound, limit])
      let isAll = messages.count < limit
      return ((isAll ? gap.lowerBound : messages.last ?? gap.lowerBound)...gap.upperBound, messages)
    }
  }

  /// Whether that can be told to be 0 at once.
  package func hasAllLookedThrough() throws(StoreError) -> Bool {
    guard let summaryReader else { return false }
    return try StoreError.guarding("cannot count attachments", at: path) {
      try summaryReader.hasAllLookedThrough()
    }
  }

  /// Number of messages with attachments that were not looked through yet, as far as `limit`.
  package func messagesNotLookedThrough(limit: Int) throws(StoreError) -> Int {
    try read("cannot count attachments") { db in
      guard try db.tableExists("attachment_range") else { return 0 }
      var count = 0
      for gap in try Self.gaps(before: .max, db) where count < limit {
        count +=
          try Int.fetchOne(
            db,
            sql: """
              SELECT count(*) FROM (SELECT 1 FROM message WHERE id BETWEEN ? AND ?
              AND \(Self.mayHaveDocuments) ORDER BY id DESC LIMIT ?)
              """,
            arguments: [gap.lowerBound, gap.upperBound, limit - count]) ?? 0
      }
      return count
    }
  }

  /// Files inside encryption are known when it is open.
  private static let mayHaveDocuments = """
    (flags & \(MessageFlags.hasAttachment.rawValue) OR flags & \(MessageFlags.encrypted.rawValue)
    AND EXISTS (SELECT 1 FROM decryption WHERE message = message.id AND clear IS NOT NULL))
    """

  /// Numbers of messages that were not looked through, the highest first.
  private static func gaps(before id: Int64, _ db: Database) throws -> [ClosedRange<Int64>] {
    var end = min(try Int64.fetchOne(db, sql: "SELECT max(id) FROM message") ?? 0, id - 1)
    var gaps: [ClosedRange<Int64>] = []
    let ranges = try Row.fetchAll(
      db, sql: "SELECT first, last FROM attachment_range ORDER BY first DESC")
    for range in ranges {
      let (first, last): (Int64, Int64) = (range[0], range[1])
      if last < end { gaps.append((last + 1)...end) }
      end = min(end, first - 1)
    }
    if end >= 1 { gaps.append(1...end) }
    return gaps
  }

  /// Begins again with all messages unless they were looked through by one of these rules.
  package func keepAttachmentRanges(_ rules: [String]) throws(StoreError) {
    let isKept = try read("cannot read how attachments were listed") { db in
      try String.fetchAll(db, sql: "SELECT DISTINCT rules FROM attachment_range")
        .allSatisfy(rules.contains)
    }
    guard !isKept else { return }
    try write("cannot list attachments again") { db in
      try db.execute(sql: "DELETE FROM attachment_range")
    }
  }

  /// Which of these documents were read.
  package func readDocuments(_ digests: [SHA256Digest]) throws(StoreError) -> Set<SHA256Digest> {
    try read("cannot look up attachments") { db in
      let statement = try db.cachedStatement(sql: "SELECT 1 FROM extract WHERE digest = ?")
      return try Set(digests.filter { try Int.fetchOne(statement, arguments: [blob($0)]) != nil })
    }
  }

  /// What has read documents, with what result.
  package func extractorOutcomes()
    throws(StoreError) -> [(extractor: String, outcome: AttachmentOutcome, count: Int)]
  {
    try read("cannot count attachments") { db in
      guard try db.tableExists("extract") else { return [] }
      return try Row.fetchAll(
        db, sql: "SELECT extractor, outcome, count(*) FROM extract GROUP BY extractor, outcome"
      ).compactMap { row in
        AttachmentOutcome(rawValue: row[1]).map { (row[0], $0, row[2]) }
      }
    }
  }

  /// Documents that this has read, after a digest, in its order, each in one message that has it.
  package func attachments(
    readBy extractor: String, _ outcome: AttachmentOutcome, after digest: SHA256Digest?, limit: Int
  ) throws(StoreError) -> [ListedAttachment] {
    try read("cannot list attachments") { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT message, number, part, name, digest FROM (
            SELECT digest, (SELECT max(message) FROM attachment WHERE attachment.digest = extract.digest
              AND message NOT IN (SELECT message FROM removal)) AS latest
            FROM extract WHERE extractor = ? AND outcome = ? AND digest > ? ORDER BY digest LIMIT ?)
          JOIN attachment USING (digest) WHERE message = latest GROUP BY digest ORDER BY digest
          """,
        arguments: [
          extractor, outcome.rawValue, digest.map { blob($0) } ?? blob([UInt8]()), limit,
        ]
      ).map { row in
        ListedAttachment(
          message: row[0], number: row[1], part: row[2], name: row[3], digest: try row.digest(4))
      }
    }
  }

  /// Enters documents and texts in one transaction. To the index, messages whose documents have text now
  /// are new ones.
  package func enter(_ batch: AttachmentBatch, rules: String) throws(StoreError) {
    let frames = try compressed(batch.texts)
    try write("cannot store the text of attachments") { db in
      let list = try db.cachedStatement(
        sql: """
          INSERT OR REPLACE INTO attachment (message, number, part, name, digest)
          SELECT ?1, ?2, ?3, ?4, ?5 WHERE EXISTS (SELECT 1 FROM message WHERE id = ?1)
          """)
      for each in batch.attachments {
        try list.execute(arguments: [
          each.message, each.number, each.part, each.name.shortened(to: Limits.attachmentName),
          blob(each.digest),
        ])
      }
      let extract = try db.cachedStatement(
        sql: """
          INSERT INTO extract (digest, extractor, outcome, pages, tries, size, text)
          VALUES (?1, ?2, ?3, ?4, 1, ?5, ?6)
          ON CONFLICT (digest) DO UPDATE SET extractor = ?2, outcome = ?3, pages = ?4,
            tries = tries + 1, size = ?5, text = ?6
          """)
      for (text, frame) in zip(batch.texts, frames) {
        try extract.execute(arguments: [
          blob(text.digest), text.extractor, text.outcome.rawValue,
          text.pages.isEmpty ? nil : text.pages.count, frame.size, frame.bytes.map { blob($0) },
        ])
      }
      for message in try Self.messagesToIndex(after: batch, db) {
        try db.cachedStatement(sql: "UPDATE message SET added = ?1, revision = ?1 WHERE id = ?2")
          .execute(arguments: [try Revision.next(db), message])
      }
      if let range = batch.range { try Self.enter(range, rules: rules, db) }
    }
  }

  private static func messagesToIndex(
    after batch: AttachmentBatch, _ db: Database
  ) throws -> [Int64] {
    let hasText = try db.cachedStatement(
      sql: "SELECT 1 FROM extract WHERE digest = ? AND text IS NOT NULL")
    var messages = Set<Int64>()
    for each in batch.attachments
    where try Int.fetchOne(hasText, arguments: [blob(each.digest)]) != nil {
      messages.insert(each.message)
    }
    let holders = try db.cachedStatement(sql: "SELECT message FROM attachment WHERE digest = ?")
    for text in batch.texts where batch.range == nil || !text.pages.isEmpty {
      messages.formUnion(try Int64.fetchAll(holders, arguments: [blob(text.digest)]))
    }
    return messages.sorted()
  }

  /// Has a message looked through once more, whose documents are other ones now. To the index it is new.
  package static func lookThroughAgain(_ message: Int64, _ db: Database) throws {
    try eraseAttachments(of: message, db)
    let around = try Row.fetchOne(
      db, sql: "SELECT first, last, rules FROM attachment_range WHERE ?1 BETWEEN first AND last",
      arguments: [message])
    if let around {
      let (first, last): (Int64, Int64) = (around[0], around[1])
      let rules: String = around[2]
      try db.execute(sql: "DELETE FROM attachment_range WHERE first = ?", arguments: [first])
      for range in [(first, message - 1), (message + 1, last)] where range.0 <= range.1 {
        try db.execute(
          sql: "INSERT INTO attachment_range (first, last, rules) VALUES (?, ?, ?)",
          arguments: [range.0, range.1, rules])
      }
    }
    try db.cachedStatement(sql: "UPDATE message SET added = ?1, revision = ?1 WHERE id = ?2")
      .execute(arguments: [try Revision.next(db), message])
  }

  /// Forgets all that was decrypted, what was read out of files inside, and session keys.
  package static func forgetDecrypted(_ db: Database) throws {
    for message in try Int64.fetchAll(
      db, sql: "SELECT message FROM decryption WHERE clear IS NOT NULL")
    {
      try lookThroughAgain(message, db)
    }
    try db.execute(sql: "DELETE FROM decryption")
  }

  /// Joins the range with those that it touches.
  private static func enter(_ range: ClosedRange<Int64>, rules: String, _ db: Database) throws {
    let touching = "WHERE first <= ?2 + 1 AND last >= ?1 - 1"
    let row = try Row.fetchOne(
      db, sql: "SELECT min(first), max(last) FROM attachment_range \(touching)",
      arguments: [range.lowerBound, range.upperBound])
    let (first, last): (Int64?, Int64?) = (row?[0], row?[1])
    try db.execute(
      sql: "DELETE FROM attachment_range \(touching)",
      arguments: [range.lowerBound, range.upperBound])
    try db.execute(
      sql: "INSERT INTO attachment_range (first, last, rules) VALUES (?, ?, ?)",
      arguments: [
        min(first ?? range.lowerBound, range.lowerBound),
        max(last ?? range.upperBound, range.upperBound), rules,
      ])
  }

  private func compressed(
    _ texts: [ExtractedText]
  ) throws(StoreError) -> [(size: Int, bytes: [UInt8]?)] {
    try StoreError.guarding("cannot store the text of attachments", at: path) {
      let compressor = try ZstdCompressor()
      let effort = ZstdEffort(level: Limits.blockLevel, search: Limits.blockSearch)
      return try texts.map { text in
        guard !text.pages.isEmpty else { return (0, nil) }
        let plain = Array(text.pages.joined(separator: Self.pageBreak).utf8)
        return (plain.count, try compressor.compress(plain, effort, dictionary: nil))
      }
    }
  }

  static let pageBreak = "\u{0C}"

  /// Erases what was read out of the documents of a message, but for those that others have, too.
  static func eraseAttachments(of message: Int64, _ db: Database) throws {
    let digests = try Row.fetchAll(
      db, sql: "SELECT DISTINCT digest FROM attachment WHERE message = ?", arguments: [message]
    ).map { $0.bytes(0) }
    try db.execute(sql: "DELETE FROM attachment WHERE message = ?", arguments: [message])
    for digest in digests {
      try db.execute(
        sql: """
          DELETE FROM extract WHERE digest = ?1
          AND NOT EXISTS (SELECT 1 FROM attachment WHERE digest = ?1)
          """, arguments: [blob(digest)])
    }
  }
}
