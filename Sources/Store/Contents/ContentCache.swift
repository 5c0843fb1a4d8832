internal import Digests
internal import GRDB
import Packing
internal import Synchronization

/// Contents in plain: the latest few, for messages of one block that are read one after the other,
/// and all dictionaries that were needed so far. A content's row never changes, so that what is
/// here stays right.
final class ContentCache: Sendable {
  private struct State {
    var dictionaries: [Int64: ZstdDictionary] = [:]
    /// The latest used last.
    var blocks: [Block] = []
    /// To be used again.
    var decompressor: ZstdDecompressor?
  }

  private struct Block {
    var id: Int64
    /// All of it, or a beginning.
    var plain: [UInt8]
    var isWhole: Bool
  }

  private let state = Mutex(State())

  /// The plain bytes up to `end`, perhaps with more of what follows. Of a block that is read for
  /// the first time no more is decompressed than that; a block that is needed again is as a whole.
  ///
  /// - Parameter salvaging: give what can be had of a damaged content instead of an error.
  func plain(
    _ id: Int64, to end: Int, _ db: Database, salvaging: Bool = false
  ) throws -> [UInt8] {
    let known = open(id)
    if let known, known.isWhole || known.plain.count >= end { return known.plain }
    let statement = try RawStatement(
      db.cachedStatement(
        sql: "SELECT codec, dictionary, size, bytes, part FROM content WHERE id = ?"))
    statement.bind(id)
    var plain: [UInt8]?
    try statement.eachRow { row in
      plain = try self.plain(row, id, to: end, isKnown: known != nil, salvaging: salvaging, db)
    }
    guard let plain else { throw Self.damage(id, "it is missing") }
    return plain
  }

  private func plain(
    _ row: RawStatement, _ id: Int64, to end: Int, isKnown: Bool, salvaging: Bool, _ db: Database
  ) throws -> [UInt8] {
    let size = Int(row.number(2))
    let isBlock = row.number(4) == 0
    guard (0...Limits.largestContent).contains(size) else {
      throw Self.damage(id, "it has an impossible size")
    }
    let name = row.text(0) ?? ""
    guard let codec = EncodedContent.Codec(rawValue: name) else {
      throw Self.damage(id, "it is compressed in an unknown way, \(name)")
    }
    guard codec == .zstd else {
      let bytes = row.bytes(3)
      guard bytes.count == size else { throw Self.damage(id, "it has the wrong size") }
      return bytes
    }
    let dictionary = try row.optionalNumber(1).map { try self.dictionary($0, db) }
    let decompressor = try takeDecompressor()
    defer { state.withLock { $0.decompressor = decompressor } }
    let isWhole = !isBlock || end >= size || isKnown
    return try row.withBytes(3) { frame in
      do throws(ZstdError) {
        let plain =
          isWhole
          ? try decompressor.decompress(frame, size: size, dictionary: dictionary)
          : try decompressor.decompress(frame, first: end, dictionary: dictionary)
        // Parts are read once, blocks for each of their messages.
        if isBlock { remember(Block(id: id, plain: plain, isWhole: isWhole)) }
        return plain
      } catch  where salvaging {
        return decompressor.salvage(frame, size: size, dictionary: dictionary)
      } catch {
        throw Self.damage(id, error.reason)
      }
    }
  }

  /// One that is not in use, as long as there is one.
  private func takeDecompressor() throws -> ZstdDecompressor {
    try state.withLock { $0.decompressor.take() } ?? ZstdDecompressor()
  }

  func dictionary(_ id: Int64, _ db: Database) throws -> ZstdDictionary {
    if let known = state.withLock({ $0.dictionaries[id] }) { return known }
    let bytes = try Self.dictionaryBytes(id, db)
    let dictionary = try ZstdDictionary(bytes)
    state.withLock { $0.dictionaries[id] = dictionary }
    return dictionary
  }

  /// From the first of its two copies that is intact.
  static func dictionaryBytes(_ id: Int64, _ db: Database) throws -> [UInt8] {
    let copies = try Row.fetchCursor(
      db,
      sql: """
        SELECT bytes, digest FROM dictionary WHERE id = ?1
        UNION ALL SELECT dictionary_copy.bytes, digest
        FROM dictionary_copy JOIN dictionary USING (id) WHERE id = ?1
        """, arguments: [id])
    while let row = try copies.next() {
      let bytes = row.bytes(0)
      if try SHA256Digest(of: bytes) == row.digest(1) { return bytes }
    }
    throw StoreError(
      .damaged, "cannot read a dictionary", at: "dictionary \(id)",
      why: "both copies are missing or damaged",
      remedy: "Restore a backup: all contents that were compressed with it need it")
  }

  private func open(_ id: Int64) -> Block? {
    state.withLock { state in
      guard let index = state.blocks.lastIndex(where: { $0.id == id }) else { return nil }
      let found = state.blocks.remove(at: index)
      state.blocks.append(found)
      return found
    }
  }

  private func remember(_ block: Block) {
    state.withLock { state in
      state.blocks.removeAll { $0.id == block.id }
      if state.blocks.count >= Limits.openBlocks { state.blocks.removeFirst() }
      state.blocks.append(block)
    }
  }

  private static func damage(_ id: Int64, _ why: String) -> StoreError {
    StoreError(
      .damaged, "cannot read a content", at: "content \(id)", why: why,
      remedy: "Run mailcask verify to see which messages it is part of, and restore a backup")
  }
}
