package import Digests
package import Files
internal import GRDB
import Packing
internal import Rows

extension MailStore {
  /// The message, byte for byte as it was received, checked against its digest. Messages that
  /// were stored together are cheapest to read one after the other, by id.
  package func bytes(of id: Int64) throws(StoreError) -> [UInt8] {
    try glance("cannot read a message") { try Self.bytes(of: id, $0, contents) }
  }

  /// Messages in the order in which they are packed. If each is read in it, what is packed together is
  /// unpacked once, as far as it is needed. Ids that are not here are left out.
  package func packed(_ ids: [Int64]) throws(StoreError) -> [PackedMessage] {
    try glance("cannot read messages") { source in
      let entries = try Self.recipes(of: ids, source)
      var ends: [Int64: Int] = [:]
      for piece in entries.flatMap(\.recipe.pieces) {
        ends[piece.content] = max(ends[piece.content] ?? 0, piece.range.upperBound)
      }
      return entries.map { PackedMessage(entry: $0, ends: ends) }.sorted { $0.place < $1.place }
    }
  }

  package func bytes(of message: PackedMessage) throws(StoreError) -> [UInt8] {
    try glance("cannot read a message") {
      try message.entry.bytes(from: contents, $0, to: message.ends)
    }
  }

  /// The digest of a message that is here, even if it is to be erased; nil if it is not here.
  package func digest(of id: Int64) throws(StoreError) -> SHA256Digest? {
    try glance("cannot look up a message") { try Self.recipes(of: [id], $0).first?.digest }
  }

  /// What many are put together from, in the order given: one query for all costs less than one for
  /// each.
  ///
  /// - Parameter place: for those that are too large for memory; nil where none is.
  package func stored(
    _ ids: [Int64], spillingTo place: SpillPlace? = nil
  ) throws(StoreError) -> [StoredMessage] {
    try read("cannot read messages") { db in
      let entries = try Self.recipes(of: ids, db)
      if let missing = Set(ids).subtracting(entries.map(\.id)).min() {
        throw StoreError.noMessage(missing)
      }
      return try entries.map { entry in
        if let place, entry.size > place.inMemory {
          return try entry.whole(in: place, from: contents, db)
        }
        return try entry.filled(from: contents, db)
      }
    }
  }

  /// The message from its beginning to its end, in pieces of some megabytes at most. That they are
  /// the bytes that were received is known only when this returns.
  package func readBytes(
    of id: Int64, _ use: (ArraySlice<UInt8>) -> Void
  ) throws(StoreError) {
    try read("cannot read a message") { db in
      guard let entry = try Self.recipes(of: [id], db).first else { throw StoreError.noMessage(id) }
      try entry.forEachPiece(from: contents, db, use)
    }
  }

  func bytes(of id: Int64, _ db: Database) throws -> [UInt8] {
    try Self.bytes(of: id, db, contents)
  }

  static func bytes(
    of id: Int64, _ source: any StatementSource, _ contents: ContentCache
  ) throws -> [UInt8] {
    guard let entry = try recipes(of: [id], source).first else { throw StoreError.noMessage(id) }
    return try entry.bytes(from: contents, source)
  }

  /// How many bytes a message has, and how many its row says. Reads all of it.
  func sizes(of id: Int64, _ db: Database) throws -> (counted: Int, recorded: Int) {
    guard let entry = try Self.recipes(of: [id], db).first else { throw StoreError.noMessage(id) }
    return (try entry.bytes(from: contents, db).count, entry.size)
  }

  /// In the order given; ids that are not here are left out.
  private static func recipes(of ids: [Int64], _ source: any StatementSource) throws -> [Entry] {
    let statement = try source.statement(
      """
      SELECT wanted.key, size, digest, content, first, length, line_length, line_end
      FROM json_each(?) AS wanted
      CROSS JOIN message ON message.id = wanted.value
      LEFT JOIN piece ON piece.message = message.id
      ORDER BY wanted.key, seq
      """)
    statement.bind(jsonArray(ids))
    var found: [Entry] = []
    var latest: Int?
    try statement.eachRow { row in
      let index = Int(row.number(0))
      guard ids.indices.contains(index) else { return }
      if index != latest {
        found.append(Entry(id: ids[index], size: Int(row.number(1)), digest: try row.digest(2)))
        latest = index
      }
      guard let piece = try Piece<Int64>(ofMessage: ids[index], row, from: 3) else { return }
      found[found.count - 1].recipe.append(piece)
    }
    return found
  }
}

/// A message that is to be read together with others.
package struct PackedMessage: Sendable {
  fileprivate let entry: Entry
  /// How far each content is needed for one of them.
  fileprivate let ends: [Int64: Int]

  package var id: Int64 { entry.id }
  fileprivate var place: (Int64, Int) {
    entry.recipe.pieces.first.map { ($0.content, $0.range.lowerBound) } ?? (0, 0)
  }
}

/// A message as its rows describe it.
private struct Entry {
  let id: Int64
  let size: Int
  let digest: SHA256Digest
  var recipe = Recipe<Int64>()

  /// - Parameter ends: how far contents are needed beyond this message.
  func bytes(
    from contents: ContentCache, _ source: any StatementSource, to ends: [Int64: Int] = [:]
  ) throws -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(min(max(0, size), Limits.largestContent))
    try forEachPiece(from: contents, source, to: ends) { bytes += $0 }
    return bytes
  }

  /// With all of its contents, which are likely needed for the next messages, too.
  func filled(from contents: ContentCache, _ source: any StatementSource) throws -> StoredMessage {
    var damage: StoreError?
    let pieces = try recipe.pieces.map { piece in
      let plain = try plain(piece, to: .max, contents, source, &damage)
      return Piece(content: plain, range: piece.range, base64: piece.base64)
    }
    return StoredMessage(
      id: id, size: size, digest: digest, bytes: .recipe(Recipe(pieces: pieces)), damage: damage)
  }

  /// Put together where there is room for it.
  func whole(
    in place: SpillPlace, from contents: ContentCache, _ source: any StatementSource
  ) throws -> StoredMessage {
    var bytes = MessageBytesBuilder(in: place)
    try forEachPiece(from: contents, source) { try bytes.append($0.span) }
    return StoredMessage(
      id: id, size: size, digest: digest, bytes: .whole(try bytes.take()), damage: nil)
  }

  /// One content after the other, which is all that is in memory.
  func forEachPiece(
    from contents: ContentCache, _ source: any StatementSource, to ends: [Int64: Int] = [:],
    _ use: (ArraySlice<UInt8>) throws -> Void
  ) throws {
    var damage: StoreError?
    var hasher = try SHA256Hasher(expecting: size)
    for piece in recipe.pieces {
      let end = max(piece.range.upperBound, ends[piece.content] ?? 0)
      let bytes = piece.bytes(in: try plain(piece, to: end, contents, source, &damage))
      hasher.update(bytes)
      try use(bytes)
    }
    guard try hasher.finish() == digest else { throw StoreError.damaged(message: id, damage) }
  }

  /// The content of a piece, or what can be had of it: a message in a damaged block may itself be
  /// intact, and its digest decides.
  private func plain(
    _ piece: Piece<Int64>, to end: Int, _ contents: ContentCache,
    _ source: any StatementSource, _ damage: inout StoreError?
  ) throws -> [UInt8] {
    do {
      return try contents.plain(piece.content, to: end, source)
    } catch let error as StoreError where error.code == .damaged {
      damage = error
      return try contents.plain(piece.content, to: end, source, salvaging: true)
    }
  }
}

extension Piece<Int64> {
  /// From a row with content, first, length, line length and line end; nil where there is no piece.
  fileprivate init?(ofMessage id: Int64, _ row: RawStatement, from column: Int32) throws {
    guard let content = row.optionalNumber(column) else { return nil }
    guard
      let range = Range(
        first: Int(row.number(column + 1)), length: Int(row.number(column + 2)))
    else {
      throw StoreError(
        .damaged, "cannot read a message", at: "message \(id)", why: "its recipe is wrong",
        remedy: "Run mailcask verify")
    }
    let lineLength = row.optionalNumber(column + 3).map { Int($0) }
    let lineEnd = row.text(column + 4)
    var base64: Base64Lines?
    if let lineLength, let lineEnd = lineEnd.flatMap(Base64Run.LineEnd.init) {
      base64 = Base64Lines(length: lineLength, end: lineEnd)
    }
    self.init(content: content, range: range, base64: base64)
  }
}

extension StoreError {
  fileprivate static func noMessage(_ id: Int64) -> StoreError {
    StoreError(
      .notFound, "cannot read a message", at: "message \(id)", why: "there is no such message",
      remedy: "Search again: the number may be of another archive, or it was removed")
  }
}
