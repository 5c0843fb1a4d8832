import Bytes
package import Digests
internal import Files
package import Mail
import Packing

/// Messages ready to be appended: compressed, hashed, and proven to be rebuilt byte for byte.
/// Made by an `Encoder` on any thread; appended by the one writer.
package struct EncodedBatch: Sendable {
  var items: [Item] = []
  var blocks: [EncodedContent] = []
  var parts: [EncodedContent] = []

  package init() {}

  package var count: Int { items.count }
  /// Bytes of each message in it.
  package var sizes: [Int] { items.map(\.size) }

  /// Takes note of a message that can't be stored, in its place among the others.
  package mutating func reject(_ message: RejectedMessage, size: Int) {
    items.append(
      Item(origin: message.origin, size: size, kind: .rejected(reason: message.reason)))
  }

  /// Takes note of a message that is the same as one in the store but for what its server wrote into
  /// the header, and that cannot be made of it exactly.
  package mutating func add(
    variant digest: SHA256Digest, of known: SHA256Digest, origin: Origin, _ delivery: Delivery,
    size: Int
  ) {
    items.append(
      Item(
        origin: origin, size: size, kind: .copy, digest: known, variant: digest,
        delivery: delivery))
  }

  /// Takes note of a place that holds a message of the store, which was not fetched for it.
  package mutating func add(
    _ known: SHA256Digest, size: Int, origin: Origin, tags: [String], folder: String,
    _ delivery: Delivery
  ) {
    items.append(
      Item(
        origin: origin, size: size, kind: .copy, digest: known, isUnread: true,
        tags: tags.compactMap(TagName.init(cleaning:)).map(\.text),
        folder: folder.shortened(to: Limits.folder), delivery: delivery))
  }

  struct Item: Sendable {
    var origin: Origin
    var size: Int
    var kind: Kind
    /// Digest of the message; nil for a rejected one.
    var digest: SHA256Digest?
    var canonical: CanonicalForm?
    /// Digest of the bytes offered, where `digest` is that of the message that they count as a copy of.
    var variant: SHA256Digest?
    /// Its bytes were not fetched: they are taken for those that came from the source before.
    var isUnread = false
    var tags: [String] = []
    var folder = ""
    var fileStamp: Int64?
    var delivery = Delivery()
  }

  enum Kind: Sendable {
    case message(EncodedMessage)
    /// Known to be in the store, or earlier in this batch, perhaps in another form.
    case copy
    case rejected(reason: String)
  }
}

/// What the writer needs of a message whose bytes are in the contents of its batch.
struct EncodedMessage: Sendable {
  var digest: SHA256Digest
  var metadata: Metadata
  var threading: Threading
  var correspondents: [Correspondent]
  var recipe: Recipe<Place>

  enum Place: Hashable, Sendable {
    case block(Int)
    case part(Int)
  }

  init(
    _ metadata: Metadata, _ digest: SHA256Digest, _ recipe: Recipe<Place>,
    _ numbers: inout AddressNumbers
  ) throws(DigestError) {
    let (people, correspondents) = try metadata.participants(&numbers)
    self.digest = digest
    self.metadata = metadata.shortened
    threading = try Threading(metadata, people)
    self.correspondents = correspondents
    self.recipe = recipe
  }
}

/// A row of `content` without its id.
struct EncodedContent: Sendable {
  enum Codec: String, Sendable {
    case zstd
    case none
  }

  var codec: Codec
  var dictionary: Int64?
  var size: Int
  var digest: SHA256Digest
  var bytes: MessageBytes
}

extension EncodedContent {
  /// Compressed if that saves something.
  init(
    _ plain: [UInt8], _ digest: SHA256Digest, _ effort: ZstdEffort,
    dictionary: ZstdCompressionDictionary?, _ compressor: ZstdCompressor
  ) throws {
    let frame = try compressor.compress(plain, effort, dictionary: dictionary)
    let pays = frame.count <= plain.count - plain.count / Limits.leastSaving
    self.init(
      codec: pays ? .zstd : .none, dictionary: pays ? dictionary?.decompression.id : nil,
      size: plain.count,
      digest: digest, bytes: .memory(pays ? frame : plain))
  }

  /// Moves the compressed bytes to a file.
  mutating func spill(to file: SpillFile?) throws {
    guard let file, case .memory(let plain) = bytes else { return }
    bytes = .file(file, try file.append(plain[...]))
  }

  init(
    block plain: [UInt8], dictionary: ZstdCompressionDictionary?,
    _ compressor: @autoclosure () throws -> ZstdCompressor = try ZstdCompressor()
  ) throws {
    try self.init(
      plain, SHA256Digest(of: plain),
      ZstdEffort(level: Limits.blockLevel, search: Limits.blockSearch), dictionary: dictionary,
      compressor())
  }
}
