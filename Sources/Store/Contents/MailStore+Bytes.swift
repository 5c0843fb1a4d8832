package import Digests
package import Files
internal import GRDB
import Packing

extension MailStore {
  /// The message, byte for byte as it was received, checked against its digest. Messages that
  /// were stored together are cheapest to read one after the other, by id.
  package func bytes(of id: Int64) throws(StoreError) -> [UInt8] {
    try read("cannot read a message") { db in try bytes(of: id, db) }
  }

  /// The digest of a message that is here, even if it is to be erased; nil if it is not here.
  package func digest(of id: Int64) throws(StoreError) -> SHA256Digest? {
    try read("cannot look up a message") { db in
      try Row.fetchOne(
        db.cachedStatement(sql: "SELECT digest FROM message WHERE id = ?"), arguments: [id]
      )?.digest(0)
    }
  }

  /// What many are put together from, in the order given: one query for all costs less than one for
  /// each.
  ///
  /// - Parameter place: for those that are too large for memory; nil where none is.
  package func stored(
    _ ids: [Int64], spillingTo place: SpillPlace? = nil
  ) throws(StoreError) -> [StoredMessage] {
    try read("cannot read messages") { db in
      try Self.recipes(of: ids, db).map { entry in
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
    of id: Int64, _ db: Database, _ contents: ContentCache
  ) throws -> [UInt8] {
    guard let entry = try recipes(of: [id], db).first else { throw StoreError.noMessage(id) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(min(max(0, entry.size), Limits.largestContent))
    try entry.forEachPiece(from: contents, db) { bytes += $0 }
    return bytes
  }

  private static func recipes(of ids: [Int64], _ db: Database) throws -> [Entry] {
    let statement = try db.cachedStatement(
      sql: """
        SELECT wanted.key, size, digest, content, first, length, line_length, line_end
        FROM json_each(?) AS wanted
        CROSS JOIN message ON message.id = wanted.value
        LEFT JOIN piece ON piece.message = message.id
        ORDER BY wanted.key, seq
        """)
    var found: [Entry] = []
    let rows = try Row.fetchCursor(statement, arguments: [jsonArray(ids)])
    while let row = try rows.next() {
      let index: Int = row[0]
      if index == found.count {
        found.append(Entry(id: ids[index], size: row[1], digest: try row.digest(2)))
      } else if index > found.count {
        break
      }
      guard let piece = try Piece<Int64>(ofMessage: ids[index], row, from: 3) else { continue }
      found[found.count - 1].recipe.append(piece)
    }
    guard found.count == ids.count else { throw StoreError.noMessage(ids[found.count]) }
    return found
  }
}

/// A message as its rows describe it.
private struct Entry {
  let id: Int64
  let size: Int
  let digest: SHA256Digest
  var recipe = Recipe<Int64>()

  /// With all of its contents, which are likely needed for the next messages, too.
  func filled(from contents: ContentCache, _ db: Database) throws -> StoredMessage {
    var damage: StoreError?
    let pieces = try recipe.pieces.map { piece in
      let plain = try plain(piece, to: .max, contents, db, &damage)
      return Piece(content: plain, range: piece.range, base64: piece.base64)
    }
    return StoredMessage(
      id: id, size: size, digest: digest, bytes: .recipe(Recipe(pieces: pieces)), damage: damage)
  }

  /// Put together where there is room for it.
  func whole(
    in place: SpillPlace, from contents: ContentCache, _ db: Database
  ) throws -> StoredMessage {
    var bytes = MessageBytesBuilder(in: place)
    try forEachPiece(from: contents, db) { try bytes.append($0.span) }
    return StoredMessage(
      id: id, size: size, digest: digest, bytes: .whole(try bytes.take()), damage: nil)
  }

  /// One content after the other, which is all that is in memory.
  func forEachPiece(
    from contents: ContentCache, _ db: Database, _ use: (ArraySlice<UInt8>) throws -> Void
  ) throws {
    var damage: StoreError?
    var hasher = try SHA256Hasher()
    for piece in recipe.pieces {
      let bytes = piece.bytes(
        in: try plain(piece, to: piece.range.upperBound, contents, db, &damage))
      hasher.update(bytes)
      try use(bytes)
    }
    guard try hasher.finish() == digest else { throw StoreError.damaged(message: id, damage) }
  }

  /// The content of a piece, or what can be had of it: a message in a damaged block may itself be
  /// intact, and its digest decides.
  private func plain(
    _ piece: Piece<Int64>, to end: Int, _ contents: ContentCache, _ db: Database,
    _ damage: inout StoreError?
  ) throws -> [UInt8] {
    do {
      return try contents.plain(piece.content, to: end, db)
    } catch let error as StoreError where error.code == .damaged {
      damage = error
      return try contents.plain(piece.content, to: end, db, salvaging: true)
    }
  }
}

extension Piece<Int64> {
  /// From a row with content, first, length, line length and line end; nil where there is no piece.
  fileprivate init?(ofMessage id: Int64, _ row: Row, from column: Int) throws {
    guard let content: Int64 = row[column] else { return nil }
    guard let range = Range(first: row[column + 1], length: row[column + 2]) else {
      throw StoreError(
        .damaged, "cannot read a message", at: "message \(id)", why: "its recipe is wrong",
        remedy: "Run mailcask verify")
    }
    let lineLength: Int? = row[column + 3]
    let lineEnd: String? = row[column + 4]
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
