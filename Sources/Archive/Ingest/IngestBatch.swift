import Digests
import Dispatch
import Files
import Store

/// What goes through the pipeline, in the order in which the source gave it.
enum PipelineItem: Sendable {
  case message(IncomingMessage)
  case known(KnownMessage)
  /// A message that the source itself could not give: it must be recorded in the ledger all the same.
  case rejected(RejectedMessage, ticket: Int, size: Int)
  /// Signalled when everything before it is committed.
  case barrier(DispatchSemaphore)
}

/// Items that are compressed together and committed together.
struct IngestBatch: Sendable {
  let sequence: Int
  private(set) var items: [PipelineItem] = []
  /// Bytes of its messages.
  private(set) var size = 0
  private var hasBarrier = false

  init(sequence: Int) { self.sequence = sequence }

  var isEmpty: Bool { items.isEmpty }
  /// A barrier is passed on at once: somebody waits for it.
  var isFull: Bool {
    hasBarrier || size >= Limits.bytesPerCommit || items.count >= Limits.messagesPerCommit
  }
  /// True if it is large enough for a thread that has nothing else to do.
  var isWorthwhile: Bool { size >= Limits.bytesForIdleThread }

  mutating func add(_ item: PipelineItem) {
    items.append(item)
    switch item {
    case .message(let message): size += message.bytes.count
    case .known, .rejected: break
    case .barrier: hasBarrier = true
    }
  }
}

/// A batch after the work that needs no database writer: parsed, hashed, compressed. Variants come after
/// the other messages, then those that are known, and rejected messages last.
struct PreparedBatch: Sendable {
  let batch: EncodedBatch
  /// The ticket of each item of `batch`, in the same order.
  let tickets: [Int]
  let barriers: [DispatchSemaphore]

  init(_ batch: IngestBatch, store: MailStore, _ workspace: EncodingWorkspace) throws {
    var messages: [IncomingMessage] = []
    var rejected: [(message: RejectedMessage, ticket: Int, size: Int)] = []
    var barriers: [DispatchSemaphore] = []
    var here: [KnownMessage] = []
    for item in batch.items {
      switch item {
      case .message(let message): messages.append(message)
      case .known(let message): here.append(message)
      case .rejected(let message, let ticket, let size): rejected.append((message, ticket, size))
      case .barrier(let barrier): barriers.append(barrier)
      }
    }
    let digests = try messages.map { try SHA256Digest(of: $0.bytes) }
    let forms = try messages.map { try CanonicalForm(of: $0.bytes) }
    let known = try store.known(Array(zip(digests, forms)))
    let variants = try Self.variants(messages, digests, known, store)
    let others = messages.indices.filter { variants[$0] == nil }
    let new = try others.map { try NewMessage(messages[$0], digests[$0], forms[$0]) }
    // A small batch after the first is the end of a run, or comes slowly: the next run can train.
    var encoded = try store.encoder(for: batch.size, mayTrain: batch.sequence == 0)
      .encode(new, known: known, in: workspace)
    for (index, same) in variants.sorted(by: { $0.key < $1.key }) {
      let message = messages[index]
      encoded.add(
        variant: digests[index], of: same, origin: message.origin, message.delivery,
        size: message.bytes.count)
    }
    for each in here {
      encoded.add(
        each.digest, size: each.size, origin: each.origin, tags: each.tags, folder: each.folder,
        each.delivery)
    }
    for each in rejected { encoded.reject(each.message, size: each.size) }
    self.batch = encoded
    self.barriers = barriers
    tickets =
      (others + variants.keys.sorted()).map { messages[$0].ticket } + here.map(\.ticket)
      + rejected.map(\.ticket)
  }

  /// The messages that are the same as what their server gave before but for its notes: by index, with
  /// the digest of what it gave before.
  private static func variants(
    _ messages: [IncomingMessage], _ digests: [SHA256Digest], _ known: KnownMessages,
    _ store: MailStore
  ) throws -> [Int: SHA256Digest] {
    var variants: [Int: SHA256Digest] = [:]
    for (index, message) in messages.enumerated() where !known.contains(digests[index]) {
      guard let before = message.before else { continue }
      variants[index] = try store.sameButForNotes(message.bytes, as: before)
    }
    return variants
  }
}
