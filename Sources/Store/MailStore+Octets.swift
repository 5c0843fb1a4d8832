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

  /// The message from its beginning to its end, in pieces of some megabytes at most. That they are
  /// the octets that were received is known only when this returns.
  package func readOctets(
    of id: Int64, _ use: (ArraySlice<UInt8>) -> Void
  ) throws(StoreError) {
    try read("cannot read a message") { db in
      try forEachPiece(of: id, db) { piece, _ in use(piece) }
    }
  }

  func octets(of id: Int64, _ db: Database) throws -> [UInt8] {
    var octets: [UInt8] = []
    try forEachPiece(of: id, db) { piece, size in
      if octets.isEmpty { octets.reserveCapacity(min(max(0, size), Limits.largestContent)) }
      octets += piece
    }
    return octets
  }

  private func forEachPiece(
    of id: Int64, _ db: Database, _ use: (_ piece: ArraySlice<UInt8>, _ size: Int) -> Void
  ) throws {
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
    var hasher = try SHA256Hasher()
    var damage: StoreError?
    for piece in try Recipe<Int64>(ofMessage: id, db).pieces {
      let octets = piece.octets(in: try plain(piece, db, &damage))
      hasher.update(octets)
      use(octets, size)
    }
    guard try hasher.finish() == digest else {
      throw StoreError(
        .damaged, "cannot read a message", at: "message \(id)",
        why: damage?.description ?? "its octets are not those that were stored",
        wayOut: "Restore it from a backup, or fetch it again if it is still on its server")
    }
  }

  /// The content of a piece, or what can be had of it: a message in a damaged block may itself be
  /// intact, and its digest decides.
  private func plain(
    _ piece: Piece<Int64>, _ db: Database, _ damage: inout StoreError?
  ) throws -> [UInt8] {
    do {
      return try contents.plain(piece.content, to: piece.range.upperBound, db)
    } catch let error as StoreError where error.code == .damaged {
      damage = error
      return try contents.plain(piece.content, to: piece.range.upperBound, db, salvaging: true)
    }
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
