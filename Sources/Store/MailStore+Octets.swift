internal import Digests
internal import GRDB

extension MailStore {
  /// The message, octet for octet as it was received, checked against its digest. Messages that
  /// were stored together are cheapest to read one after the other, by id.
  package func octets(of id: Int64) throws(StoreError) -> [UInt8] {
    try read("cannot read a message") { db in try octets(of: id, db) }
  }

  /// Of the first of `ids`: at least one message, and more until they have `limit` octets. One
  /// transaction for all costs less than one for each.
  package func octets(
    of ids: some Sequence<Int64>, upTo limit: Int
  ) throws(StoreError) -> [[UInt8]] {
    try read("cannot read messages") { db in
      var found: [[UInt8]] = []
      var held = 0
      for id in ids {
        let octets = try octets(of: id, db)
        held += octets.count
        found.append(octets)
        if held >= limit { break }
      }
      return found
    }
  }

  func octets(of id: Int64, _ db: Database) throws -> [UInt8] {
    try Self.octets(of: id, db, contents)
  }

  static func octets(
    of id: Int64, _ db: Database, _ contents: ContentCache
  ) throws -> [UInt8] {
    guard
      let row = try Row.fetchOne(
        db.cachedStatement(sql: "SELECT size, digest FROM message WHERE id = ?"),
        arguments: [id])
    else {
      throw StoreError(
        .notFound, "cannot read a message", at: "message \(id)", why: "there is no such message",
        wayOut: "Search again: the number may be of another archive, or it was removed")
    }
    let (size, digest) = (row[0] as Int, try row.digest(1))
    let recipe = try Recipe<Int64>(ofMessage: id, db)
    var damage: StoreError?
    let octets = try recipe.rebuild(size: size) { piece in
      let (content, end) = (piece.content, piece.range.upperBound)
      do {
        return try contents.plain(content, to: end, db)
      } catch let error as StoreError where error.code == .damaged {
        // A message in a damaged block may itself be intact: its digest decides.
        damage = error
        return try contents.plain(content, to: end, db, salvaging: true)
      }
    }
    guard try SHA256Digest(of: octets) == digest else {
      throw StoreError(
        .damaged, "cannot read a message", at: "message \(id)",
        why: damage?.description ?? "its octets are not those that were stored",
        wayOut: "Restore it from a backup, or fetch it again if it is still on its server")
    }
    return octets
  }
}

extension Recipe<Int64> {
  init(ofMessage id: Int64, _ db: Database) throws {
    let statement = try db.cachedStatement(
      sql: """
        SELECT content, first, length, line_length, line_end FROM piece
        WHERE message = ? ORDER BY seq
        """)
    let rows = try Row.fetchCursor(statement, arguments: [id])
    while let row = try rows.next() {
      let lineLength: Int? = row[3]
      let lineEnd: String? = row[4]
      guard let range = Range(first: row[1], length: row[2]) else {
        throw StoreError(
          .damaged, "cannot read a message", at: "message \(id)", why: "its recipe is wrong",
          wayOut: "Run mailcask verify")
      }
      var base64: Base64Lines?
      if let lineLength, let lineEnd = lineEnd.flatMap(Base64Run.LineEnd.init) {
        base64 = Base64Lines(length: lineLength, end: lineEnd)
      }
      append(Piece(content: row[0], range: range, base64: base64))
    }
  }
}
