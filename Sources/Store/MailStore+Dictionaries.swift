internal import Digests
internal import GRDB

extension MailStore {
  /// An encoder with the latest dictionary. It stays good after a newer one was trained, only less
  /// so.
  package func encoder() throws(StoreError) -> Encoder {
    try read("cannot read the latest dictionary") { db in
      Encoder(dictionary: try Self.latest(db).map { try Self.compression($0.id, db) })
    }
  }

  /// Trains a dictionary from the archive's own mail if there is enough for a first one, or so much
  /// more than at the last one that a new one pays. Takes about a second where it is due. The old
  /// ones are kept.
  ///
  /// - Returns: an encoder with the new dictionary; nil if none was due.
  package func trainDictionaryIfDue() throws(StoreError) -> Encoder? {
    let due = try read("cannot train a dictionary") { db -> Samples? in
      let latest = try Self.latest(db)
      let text = try Int.fetchOne(db, sql: "SELECT text FROM archive") ?? 0
      let threshold = latest.map {
        $0.text.multipliedReportingOverflow(by: Limits.dictionaryGrowth)
      }
      guard text >= (threshold?.partialValue ?? Limits.firstDictionary) else { return nil }
      return try Samples(db, contents, after: latest?.message ?? 0, text: text)
    }
    guard let due, due.sizes.count >= Samples.fewest else { return nil }
    return try write("cannot train a dictionary") { db in
      let bytes = try ZstdDictionary.train(
        samples: due.octets, sizes: due.sizes, size: Limits.dictionary)
      let dictionary = try ZstdCompressionDictionary(bytes, level: Limits.blockLevel)
      try db.execute(
        sql: """
          INSERT INTO dictionary (id, bytes, digest, trained, text, message)
          VALUES (?, ?, ?, unixepoch(), ?, ?)
          """,
        arguments: [
          dictionary.decompression.id, blob(bytes), blob(SHA256Digest(of: bytes)), due.text,
          due.lastMessage,
        ])
      try db.execute(
        sql: "INSERT INTO dictionary_copy (id, bytes) VALUES (?, ?)",
        arguments: [dictionary.decompression.id, blob(bytes)])
      return Encoder(dictionary: dictionary)
    }
  }

  static func compression(_ id: Int64, _ db: Database) throws -> ZstdCompressionDictionary {
    try ZstdCompressionDictionary(
      ContentCache.dictionaryBytes(id, db), level: Limits.blockLevel)
  }

  private static func latest(_ db: Database) throws -> (id: Int64, text: Int, message: Int64)? {
    try Row.fetchOne(db, sql: "SELECT id, text, message FROM dictionary ORDER BY text DESC LIMIT 1")
      .map { ($0[0], $0[1], $0[2]) }
  }
}

/// The beginnings of messages spread over all that came since the last dictionary.
private struct Samples {
  /// zstd refuses to learn from fewer.
  static let fewest = 8

  var octets: [UInt8] = []
  var sizes: [Int] = []
  let text: Int
  let lastMessage: Int64

  init(_ db: Database, _ contents: ContentCache, after message: Int64, text: Int) throws {
    self.text = text
    lastMessage = try Int64.fetchOne(db, sql: "SELECT max(id) FROM message") ?? 0
    let step = max(
      1,
      (lastMessage - message) * Int64(Limits.dictionarySample) / 2
        / Int64(Limits.dictionarySamples))
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT content, first, min(length, ?) FROM piece JOIN content ON content.id = content
        WHERE message > ? AND message % ? = 0 AND seq = 0 AND part = 0 ORDER BY message
        """, arguments: [Limits.dictionarySample, message, step])
    while let row = try rows.next(), octets.count < Limits.dictionarySamples {
      let plain = try contents.plain(row[0], db)
      let (first, length): (Int, Int) = (row[1], row[2])
      let range = (first..<first + length).clamped(to: 0..<plain.count)
      octets += plain[range]
      sizes.append(range.count)
    }
  }
}
