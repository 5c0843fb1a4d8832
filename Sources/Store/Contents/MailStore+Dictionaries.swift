internal import Digests
internal import GRDB
import Packing
internal import Synchronization

extension MailStore {
  /// An encoder for a batch of about this many bytes. Small batches need a dictionary: before one of
  /// them, one is trained if it is due, which takes a fraction of a second. Ask before each batch; an
  /// older encoder stays good, only less so.
  ///
  /// - Parameter mayTrain: false where that would not pay any more, such as for a run's last batch.
  package func encoder(
    for bytes: Int = 0, mayTrain: Bool = true
  ) throws(StoreError) -> Encoder {
    if mayTrain, bytes < Limits.smallBatch, lock != nil {
      // Without a dictionary small messages take more room, but nothing fails.
      _ = try? training.withLock { _ in try trainDictionaryIfDue() }
    }
    if let ready = latestEncoder.withLock({ $0 }) { return ready }
    let encoder = try read("cannot read the latest dictionary") { db in
      Encoder(dictionary: try Self.latest(db).map { try Self.compression($0.id, db) })
    }
    latestEncoder.withLock { $0 = $0 ?? encoder }
    return encoder
  }

  /// Trains a dictionary from the archive's own mail if there is enough for a first one, or so much
  /// more than at the last one that a new one pays. The old ones are kept.
  func trainDictionaryIfDue() throws(StoreError) -> Bool {
    let samples = try read("cannot train a dictionary") { db -> Samples? in
      let latest = try Self.latest(db)
      let text = try Int.fetchOne(db, sql: "SELECT text FROM archive") ?? 0
      let due = latest.map { $0.text.multipliedReportingOverflow(by: Limits.dictionaryGrowth) }
      guard text >= (due?.partialValue ?? Limits.firstDictionary) else { return nil }
      return try Samples(db, contents, after: latest?.message ?? 0, text: text)
    }
    guard let samples, samples.sizes.count >= Samples.fewest else { return false }
    let encoder = try write("cannot train a dictionary") { db in
      let bytes = try ZstdDictionary.train(
        samples: samples.bytes, sizes: samples.sizes, size: Limits.dictionary,
        level: Limits.blockLevel)
      let dictionary = try ZstdCompressionDictionary(bytes, level: Limits.blockLevel)
      let id = dictionary.decompression.id
      try db.execute(
        sql: """
          INSERT INTO dictionary (id, bytes, digest, trained, text, message)
          VALUES (?, ?, ?, unixepoch(), ?, ?)
          """,
        arguments: [id, blob(bytes), blob(SHA256Digest(of: bytes)), samples.text, samples.last])
      try db.execute(
        sql: "INSERT INTO dictionary_copy (id, bytes) VALUES (?, ?)", arguments: [id, blob(bytes)])
      return Encoder(dictionary: dictionary)
    }
    latestEncoder.withLock { $0 = encoder }
    return true
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

  var bytes: [UInt8] = []
  var sizes: [Int] = []
  let text: Int
  /// The latest message then.
  let last: Int64

  init(_ db: Database, _ contents: ContentCache, after message: Int64, text: Int) throws {
    self.text = text
    last = try Int64.fetchOne(db, sql: "SELECT max(id) FROM message") ?? 0
    let step = max(
      1,
      (last - message) * Int64(Limits.dictionarySample) / 2
        / Int64(Limits.dictionarySamples))
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT content, first, min(length, ?) FROM piece JOIN content ON content.id = content
        WHERE message > ? AND message % ? = 0 AND seq < 2 AND part = 0 AND line_length IS NULL
        ORDER BY message
        """, arguments: [Limits.dictionarySample, message, step])
    while let row = try rows.next(), bytes.count < Limits.dictionarySamples {
      guard let range = Range(first: row[1], length: row[2]) else { continue }
      let plain = try contents.plain(row[0], to: range.upperBound, db)
      let sample = plain[range.clamped(to: 0..<plain.count)]
      bytes += sample
      sizes.append(sample.count)
    }
  }
}
