package import Digests

/// Turns messages into what the store keeps: cuts out base64 and large parts, packs the rest of
/// messages that are alike into blocks, compresses, hashes, and rebuilds each message to compare it.
///
/// Pure and safe to share between threads. Get one from `MailStore.encoder()`, and the next after
/// each new dictionary. Give it some megabytes of messages at a time: a batch of a single message
/// gains nothing from its neighbours.
package final class Encoder: Sendable {
  private let dictionary: ZstdCompressionDictionary?

  init(dictionary: ZstdCompressionDictionary?) { self.dictionary = dictionary }

  /// - Parameter known: digests that are known to be in the store (`MailStore.known`); these
  ///   messages are not encoded again.
  /// - Parameter workspace: kept by a thread that encodes several batches.
  package func encode(
    _ messages: [NewMessage], known: Set<SHA256Digest> = [], in workspace: EncodingWorkspace? = nil
  ) throws(StoreError) -> EncodedBatch {
    try StoreError.guarding("cannot encode messages", at: "") {
      let workspace = try workspace ?? EncodingWorkspace()
      let digests = try messages.map { try $0.digest ?? SHA256Digest(of: $0.raw) }
      var seen = known
      let new = messages.indices.filter { seen.insert(digests[$0]).inserted }
      var packing = Packing(
        textSize: new.reduce(0) { $0 + Segments(messages[$1]).textSize }, dictionary, workspace)
      let recipes = try Self.pack(new, of: messages, into: &packing)
      var batch = EncodedBatch()
      (batch.blocks, batch.parts) = try packing.finish()
      for (index, message) in messages.enumerated() {
        let kind: EncodedBatch.Kind =
          if let recipe = recipes[index] {
            .message(
              EncodedMessage(
                digest: digests[index], metadata: message.metadata.shortened,
                threading: try Threading(message.metadata), recipe: recipe))
          } else {
            .copy(digests[index])
          }
        batch.items.append(
          EncodedBatch.Item(
            origin: message.origin, size: message.raw.count, kind: kind,
            tags: message.tags.compactMap(TagName.init(cleaning:)).map(\.text),
            folder: message.folder.shortened(to: Limits.folder)))
      }
      try prove(batch, messages, workspace)
      return batch
    }
  }

  /// Those that are alike side by side.
  private static func pack(
    _ new: [Int], of messages: [NewMessage], into packing: inout Packing
  ) throws -> [Int: Recipe<EncodedMessage.Place>] {
    let order = new.map { (kinship: messages[$0].kinship, index: $0) }
      .sorted { ($0.kinship, $0.index) < ($1.kinship, $1.index) }
    var recipes: [Int: Recipe<EncodedMessage.Place>] = [:]
    for (_, index) in order { recipes[index] = try packing.add(messages[index]) }
    return recipes
  }

  /// Nothing is stored that can't be given back: what is compared is made from the compressed octets.
  private func prove(
    _ batch: EncodedBatch, _ messages: [NewMessage], _ workspace: EncodingWorkspace
  ) throws {
    var blocks = [[UInt8]?](repeating: nil, count: batch.blocks.count)
    var held = 0
    for (item, message) in zip(batch.items, messages) {
      guard case .message(let encoded) = item.kind else { continue }
      let isSame = try encoded.recipe.rebuilds(message.raw) { place in
        switch place {
        case .part(let index): return try expand(batch.parts[index], workspace)
        case .block(let index):
          if let plain = blocks[index] { return plain }
          let plain = try expand(batch.blocks[index], workspace)
          held += plain.count
          if held > Limits.provenAtOnce {
            blocks = blocks.map { _ in nil }
            held = plain.count
          }
          blocks[index] = plain
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

  private func expand(_ content: EncodedContent, _ workspace: EncodingWorkspace) throws -> [UInt8] {
    let bytes = try content.bytes.all()
    return switch content.codec {
    case .none: bytes
    case .zstd:
      try workspace.decompressor.decompress(
        bytes, size: content.size,
        dictionary: content.dictionary == nil ? nil : dictionary?.decompression)
    }
  }
}

/// The memory that compressing needs, some ten megabytes: made once for many batches. Not to be
/// shared between threads.
package final class EncodingWorkspace {
  let compressor: ZstdCompressor
  let decompressor: ZstdDecompressor

  package init() throws(StoreError) {
    (compressor, decompressor) = try StoreError.guarding("cannot encode messages", at: "") {
      (try ZstdCompressor(), try ZstdDecompressor())
    }
  }
}
