internal import Digests
internal import GRDB
import Packing
internal import Rows
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
    _ id: Int64, to end: Int, _ source: any StatementSource, salvaging: Bool = false
  ) throws -> [UInt8] {
    let known = open(id)
    if let known, known.isWhole || known.plain.count >= end { return known.plain }
    let statement = try source.statement(
      "SELECT codec, dictionary, size, part FROM content WHERE id = ?")
    statement.bind(id)
    var plain: [UInt8]?
    try statement.eachRow { row in
      plain = try self.plain(
        row, id, to: known == nil ? end : .max, salvaging: salvaging, source)
    }
    guard let plain else { throw Self.damage(id, "it is missing") }
    return plain
  }

  private func plain(
    _ row: RawStatement, _ id: Int64, to end: Int, salvaging: Bool, _ source: any StatementSource
  ) throws -> [UInt8] {
    let size = Int(row.number(2))
    let isBlock = row.number(3) == 0
    guard (0...Limits.largestContent).contains(size) else {
      throw Self.damage(id, "it has an impossible size")
    }
    let name = row.text(0) ?? ""
    guard let codec = EncodedContent.Codec(rawValue: name) else {
      throw Self.damage(id, "it is compressed in an unknown way, \(name)")
    }
    guard let bytes = try row.bytes(in: "bytes", of: "content", row: id) else {
      throw Self.damage(id, "it is missing")
    }
    guard codec == .zstd else {
      guard bytes.count == size else { throw Self.damage(id, "it has the wrong size") }
      return try bytes.bytes(0..<size)
    }
    let dictionary = try row.optionalNumber(1).map { try self.dictionary($0, source) }
    let decompressor = try takeDecompressor()
    defer { state.withLock { $0.decompressor = decompressor } }
    let isWhole = !isBlock || end >= size
    do {
      let plain =
        try isWhole
        ? Self.whole(bytes, size, dictionary, decompressor)
        : decompressor.decompress(
          first: end, of: size, dictionary: dictionary, frameLength: bytes.count
        ) { try bytes.bytes($0) }
      // Parts are read once, blocks for each of their messages.
      if isBlock { remember(Block(id: id, plain: plain, isWhole: isWhole)) }
      return plain
    } catch let error as ZstdError {
      guard salvaging else { throw Self.damage(id, error.reason) }
      let frame = try bytes.bytes(0..<bytes.count)
      return unsafe decompressor.salvage(frame.span.bytes, size: size, dictionary: dictionary)
    }
  }

  private static func whole(
    _ bytes: RawBytes, _ size: Int, _ dictionary: ZstdDictionary?, _ decompressor: ZstdDecompressor
  ) throws -> [UInt8] {
    let frame = try bytes.bytes(0..<bytes.count)
    return try unsafe decompressor.decompress(
      frame.span.bytes, size: size, dictionary: dictionary)
  }

  /// One that is not in use, as long as there is one.
  private func takeDecompressor() throws -> ZstdDecompressor {
    try state.withLock { $0.decompressor.take() } ?? ZstdDecompressor()
  }

  private func dictionary(_ id: Int64, _ source: any StatementSource) throws -> ZstdDictionary {
    if let known = state.withLock({ $0.dictionaries[id] }) { return known }
    let bytes = try Self.dictionaryBytes(id, source)
    let dictionary = try ZstdDictionary(bytes)
    state.withLock { $0.dictionaries[id] = dictionary }
    return dictionary
  }

  /// From the first of its two copies that is intact.
  static func dictionaryBytes(_ id: Int64, _ source: any StatementSource) throws -> [UInt8] {
    let copies = try source.statement(
      """
      SELECT bytes, digest FROM dictionary WHERE id = ?1
      UNION ALL SELECT dictionary_copy.bytes, digest
      FROM dictionary_copy JOIN dictionary USING (id) WHERE id = ?1
      """)
    copies.bind(id)
    var intact: [UInt8]?
    try copies.eachRow { row in
      guard intact == nil else { return }
      let bytes = row.bytes(0)
      if try SHA256Digest(of: bytes) == row.digest(1) { intact = bytes }
    }
    if let intact { return intact }
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
