package import Digests

/// Turns messages into what the store keeps: cuts out base64 and large parts, packs the rest of
/// neighbouring messages into blocks, compresses, hashes, and rebuilds each message to compare it.
///
/// Pure and safe to share between threads. Get one from `MailStore.encoder()`, and the next after
/// each new dictionary. Give it some hundred kilobytes of messages at a time, neighbours together:
/// a batch of a single message gains nothing from its neighbours.
package final class Encoder: Sendable {
  private let dictionary: ZstdCompressionDictionary?

  init(dictionary: ZstdCompressionDictionary?) { self.dictionary = dictionary }

  /// - Parameter known: digests that are known to be in the store (`MailStore.known`); these
  ///   messages are not encoded again.
  package func encode(
    _ messages: [NewMessage], known: Set<SHA256Digest> = []
  ) throws(StoreError) -> EncodedBatch {
    try StoreError.guarding("cannot encode messages", at: "") {
      var packing = try Packing(dictionary: dictionary)
      var batch = EncodedBatch()
      var seen = known
      for message in messages {
        let digest = try SHA256Digest(of: message.raw)
        let kind: EncodedBatch.Kind =
          if seen.insert(digest).inserted {
            .message(
              EncodedMessage(
                digest: digest, metadata: message.metadata.shortened,
                threading: try Threading(message.metadata), recipe: try packing.add(message)))
          } else {
            .copy(digest)
          }
        batch.items.append(
          EncodedBatch.Item(
            origin: message.origin, size: message.raw.count, kind: kind,
            tags: message.tags.compactMap(TagName.init(cleaning:)).map(\.text),
            folder: message.folder.shortened(to: Limits.folder)))
      }
      try packing.finish()
      batch.blocks = packing.blocks
      batch.parts = packing.parts
      try Self.prove(batch, messages, packing)
      return batch
    }
  }

  /// Nothing is stored that can't be given back.
  private static func prove(
    _ batch: EncodedBatch, _ messages: [NewMessage], _ packing: Packing
  ) throws {
    // A message is text from one block with parts between: those two are what is open at a time.
    var block: (place: EncodedMessage.Place, plain: [UInt8])?
    for (item, message) in zip(batch.items, messages) {
      guard case .message(let encoded) = item.kind else { continue }
      let isSame = try encoded.recipe.rebuilds(message.raw) { place in
        switch place {
        case .part(let index):
          return try packing.expand(batch.parts[index])
        case .block(let index):
          if let block, block.place == place { return block.plain }
          let plain = try packing.expand(batch.blocks[index])
          block = (place, plain)
          return plain
        }
      }
      guard isSame else {
        throw StoreError(
          .failed, "cannot encode a message", at: encoded.digest.hex,
          why: "what was rebuilt for proof is not the same",
          wayOut: "This is a fault in Mailcask, or in this computer's memory: try again")
      }
    }
  }
}

/// The contents of one batch while they are being put together.
private struct Packing {
  private(set) var blocks: [EncodedContent] = []
  private(set) var parts: [EncodedContent] = []
  private var block: [UInt8] = []
  private var partPlaces: [SHA256Digest: Int] = [:]
  private let dictionary: ZstdCompressionDictionary?
  private let compressor: ZstdCompressor
  private let decompressor: ZstdDecompressor

  init(dictionary: ZstdCompressionDictionary?) throws {
    self.dictionary = dictionary
    compressor = try ZstdCompressor()
    decompressor = try ZstdDecompressor()
  }

  mutating func add(_ message: NewMessage) throws -> Recipe<EncodedMessage.Place> {
    let segments = Segments(message)
    if block.count + segments.blockSize > Limits.block { try finish() }
    var recipe = Recipe<EncodedMessage.Place>()
    var position = 0
    for part in segments.parts {
      try addText(message.raw, position..<part.lowerBound, to: &recipe)
      position = try addPart(message, part, to: &recipe)
    }
    try addText(message.raw, position..<message.raw.count, to: &recipe)
    return recipe
  }

  /// Closes the block that is being filled.
  mutating func finish() throws {
    guard !block.isEmpty else { return }
    blocks.append(try EncodedContent(block: block, dictionary: dictionary, compressor))
    block.removeAll(keepingCapacity: true)
  }

  func expand(_ content: EncodedContent) throws -> [UInt8] {
    switch content.codec {
    case .none: content.bytes
    case .zstd:
      try decompressor.decompress(
        content.bytes, size: content.size,
        dictionary: content.dictionary == nil ? nil : dictionary?.decompression)
    }
  }

  /// Octets as they are, into the block.
  private mutating func addText(
    _ octets: [UInt8], _ range: Range<Int>, to recipe: inout Recipe<EncodedMessage.Place>
  ) throws {
    try addToBlock(octets[range], base64: nil, to: &recipe)
  }

  private mutating func addToBlock(
    _ octets: ArraySlice<UInt8>, base64: Base64Lines?,
    to recipe: inout Recipe<EncodedMessage.Place>
  ) throws {
    var rest = octets
    while !rest.isEmpty {
      if block.count >= Limits.stretch { try finish() }
      let taken = rest.prefix(base64 == nil ? Limits.stretch - block.count : rest.count)
      let start = block.count
      block += taken
      recipe.append(
        Piece(content: .block(blocks.count), range: start..<block.count, base64: base64))
      rest = rest.dropFirst(taken.count)
    }
  }

  /// A part's body, decoded where that can be undone; returns where it ended, which is short of
  /// the range's end if the rest is not clean base64, or after the line end that follows it.
  private mutating func addPart(
    _ message: NewMessage, _ range: Range<Int>, to recipe: inout Recipe<EncodedMessage.Place>
  ) throws -> Int {
    let isBase64 = message.parts.contains { $0.isBase64 && $0.range == range }
    var position = range.lowerBound
    while position < range.upperBound {
      if isBase64 {
        guard
          let run = Base64Run(
            in: message.raw, range: position..<range.upperBound, limit: Limits.stretch),
          run.range.count >= Limits.shortestBase64
        else { break }
        let lines = Base64Lines(length: run.lineLength, end: run.lineEnd)
        if run.decoded.count >= Limits.sharedPart {
          try share(run.decoded, base64: lines, in: &recipe)
        } else {
          try addToBlock(run.decoded[...], base64: lines, to: &recipe)
        }
        position = run.range.upperBound
      } else {
        let end = min(position + Limits.stretch, range.upperBound)
        try share(Array(message.raw[position..<end]), base64: nil, in: &recipe)
        position = end
      }
    }
    return position
  }

  private mutating func share(
    _ plain: [UInt8], base64: Base64Lines?, in recipe: inout Recipe<EncodedMessage.Place>
  ) throws {
    let digest = try SHA256Digest(of: plain)
    let index: Int
    if let place = partPlaces[digest] {
      index = place
    } else {
      index = parts.count
      parts.append(
        try EncodedContent(
          plain, digest, level: Limits.partLevel, dictionary: nil, compressor))
      partPlaces[digest] = index
    }
    recipe.append(Piece(content: .part(index), range: 0..<plain.count, base64: base64))
  }
}

/// How a message falls into parts that are treated apart and the text between.
private struct Segments {
  /// In order, not overlapping, within the message.
  var parts: [Range<Int>] = []
  /// About how much goes into the block.
  var blockSize: Int

  init(_ message: NewMessage) {
    let whole = 0..<message.raw.count
    blockSize = whole.count
    var end = 0
    for part in message.parts.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
      guard whole.contains(part.range), part.range.lowerBound >= end,
        part.range.count >= (part.isBase64 ? Limits.shortestBase64 : Limits.sharedText)
      else { continue }
      // The line end after a base64 text belongs to it.
      end = part.range.upperBound + 2
      parts.append(part.range)
      if !part.isBase64 || part.range.count / 4 * 3 >= Limits.sharedPart {
        blockSize -= part.range.count
      }
    }
  }
}
