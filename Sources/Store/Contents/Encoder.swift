import Bytes
internal import Digests
internal import Files
import Mail
import Packing

/// Turns messages into what the store keeps: cuts out base64 and large parts, packs the rest of
/// messages that are alike into blocks, compresses, hashes, and rebuilds each message to compare it.
///
/// Pure and safe to share between threads. Get one from `MailStore.encoder()`, and the next after
/// each new dictionary. Give it some megabytes of messages at a time: a batch of a single message
/// gains nothing from its neighbours.
package final class Encoder: Sendable {
  private let dictionary: ZstdCompressionDictionary?

  init(dictionary: ZstdCompressionDictionary?) { self.dictionary = dictionary }

  /// - Parameter known: messages that are in the store (`MailStore.known`) are not encoded again.
  /// - Parameter workspace: kept by a thread that encodes several batches.
  package func encode(
    _ messages: [NewMessage], known: KnownMessages = KnownMessages(),
    in workspace: EncodingWorkspace? = nil
  ) throws(StoreError) -> EncodedBatch {
    try StoreError.guarding("cannot encode messages", at: "") {
      let workspace = try workspace ?? EncodingWorkspace()
      let digests = try messages.map { try $0.digest ?? SHA256Digest(of: $0.raw) }
      var forms = try messages.map { try $0.canonical ?? CanonicalForm(of: $0.raw) }
      var seen = SeenMessages(known)
      let new = Self.sortedBySimilarity(
        try messages.indices.filter {
          try seen.isNew(messages[$0].raw, digests[$0], &forms[$0])
        }, of: messages)
      var packer = BlockPacker(
        textSize: new.reduce(0) { $0 + Segments(messages[$1]).textSize }, dictionary, workspace)
      var recipes: [Int: Recipe<EncodedMessage.Place>] = [:]
      for index in new { recipes[index] = try packer.add(messages[index]) }
      var batch = EncodedBatch()
      (batch.blocks, batch.parts) = try packer.finish()
      var numbers = AddressNumbers()
      for (index, message) in messages.enumerated() {
        let kind: EncodedBatch.Kind =
          if let recipe = recipes[index] {
            .message(try EncodedMessage(message.metadata, digests[index], recipe, &numbers))
          } else {
            .copy
          }
        batch.items.append(
          EncodedBatch.Item(
            origin: message.origin, size: message.raw.count, kind: kind, digest: digests[index],
            canonical: forms[index],
            tags: message.tags.compactMap(TagName.init(cleaning:)).map(\.text),
            folder: message.folder.shortened(to: Limits.folder), fileStamp: message.fileStamp,
            delivery: message.delivery))
      }
      // In the order of packing, so that few blocks are in use at a time.
      var proof = RoundTripCheck(batch, dictionary?.decompression, workspace.decompressor)
      for index in new {
        guard let recipe = recipes[index] else { continue }
        try proof.check(messages[index], digests[index], recipe)
      }
      return batch
    }
  }

  private static func sortedBySimilarity(_ indices: [Int], of messages: [NewMessage]) -> [Int] {
    indices.map { (similarityKey: messages[$0].similarityKey, index: $0) }
      .sorted {
        ($0.similarityKey.place, $0.similarityKey.subject, $0.index)
          < ($1.similarityKey.place, $1.similarityKey.subject, $1.index)
      }
      .map(\.index)
  }
}

/// Which messages of a batch need no encoding, as others hold the same bytes or can be made into them.
private struct SeenMessages {
  private var known: KnownMessages
  /// Digests of canonical bytes.
  private var canonical: Set<SHA256Digest> = []

  init(_ known: KnownMessages) { self.known = known }

  /// - Parameter form: that a message can be made of another is proven before it counts.
  mutating func isNew(
    _ message: MessageBytes, _ digest: SHA256Digest, _ form: inout CanonicalForm
  ) throws -> Bool {
    guard !known.contains(digest) else { return false }
    let isHere = !canonical.insert(form.digest ?? digest).inserted
    if isHere || known.containsOtherForm(of: digest), let made = form.form {
      guard try SHA256Digest(of: made.message(like: message)) != digest else { return false }
      form.standAlone()
    }
    known.insert(digest)
    return true
  }
}

/// Rebuilds messages from the compressed bytes: nothing is stored that can't be given back.
private struct RoundTripCheck {
  let batch: EncodedBatch
  let dictionary: ZstdDictionary?
  let decompressor: ZstdDecompressor
  /// The blocks that were used last, the latest at the end.
  private var blocks: [(index: Int, plain: [UInt8])] = []

  init(_ batch: EncodedBatch, _ dictionary: ZstdDictionary?, _ decompressor: ZstdDecompressor) {
    self.batch = batch
    self.dictionary = dictionary
    self.decompressor = decompressor
  }

  mutating func check(
    _ message: NewMessage, _ digest: SHA256Digest, _ recipe: Recipe<EncodedMessage.Place>
  ) throws {
    let isSame = try recipe.rebuilds(message.raw) { place in
      switch place {
      case .part(let index): try expand(batch.parts[index])
      case .block(let index): try block(index)
      }
    }
    guard isSame else {
      throw StoreError(
        .failed, "cannot encode a message", at: digest.hex,
        why: "what was rebuilt for proof is not the same",
        remedy: "This is a fault in Mailcask, or in this computer's memory: try again")
    }
  }

  private mutating func block(_ index: Int) throws -> [UInt8] {
    let plain: [UInt8]
    if let known = blocks.firstIndex(where: { $0.index == index }) {
      plain = blocks.remove(at: known).plain
    } else {
      if blocks.count >= BlockPacker.openBlocks { blocks.removeFirst() }
      plain = try expand(batch.blocks[index])
    }
    blocks.append((index, plain))
    return plain
  }

  private func expand(_ content: EncodedContent) throws -> [UInt8] {
    let bytes = try content.bytes.all()
    return switch content.codec {
    case .none: bytes
    case .zstd:
      try unsafe decompressor.decompress(
        bytes.span.bytes, size: content.size,
        dictionary: content.dictionary == nil ? nil : dictionary)
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
