import Digests
import Dispatch
import MIME
import Store

/// A message that the source itself could not give: it belongs into the books all the same.
struct Refusal: Sendable {
  var ticket: Int
  var origin: Origin
  var octets: Int
  var reason: String
}

enum Intake: Sendable {
  case offer(Offer)
  case refusal(Refusal)
  case barrier(DispatchSemaphore)
}

/// What goes through the pipeline as one: compressed together, committed together.
struct Chunk: Sendable {
  let sequence: Int
  private(set) var intakes: [Intake] = []
  private var octets = 0
  private var isForced = false

  init(sequence: Int) { self.sequence = sequence }

  var isEmpty: Bool { intakes.isEmpty }
  /// A barrier goes on at once: somebody waits for it.
  var isFull: Bool {
    isForced || octets >= Limits.octetsPerCommit || intakes.count >= Limits.messagesPerCommit
  }

  mutating func add(_ intake: Intake) {
    intakes.append(intake)
    switch intake {
    case .offer(let offer): octets += offer.bytes.count
    case .refusal: break
    case .barrier: isForced = true
    }
  }
}

/// A chunk after the work that needs no database writer: parsed, hashed, compressed.
struct PreparedChunk: Sendable {
  private(set) var batches: [EncodedBatch] = []
  private(set) var tickets: [Int] = []
  private(set) var barriers: [DispatchSemaphore] = []

  var octets: Int { batches.reduce(0) { $0 + $1.octets } }

  init(_ chunk: Chunk, store: MailStore) throws {
    let encoder = try store.encoder()
    var offers: [Offer] = []
    // A refusal keeps its place among the messages, so it divides the batch.
    for intake in chunk.intakes {
      switch intake {
      case .offer(let offer): offers.append(offer)
      case .refusal(let refusal):
        try add(offers, encoder, store)
        offers = []
        add(refusal)
      case .barrier(let barrier): barriers.append(barrier)
      }
    }
    try add(offers, encoder, store)
  }

  private mutating func add(_ offers: [Offer], _ encoder: Encoder, _ store: MailStore) throws {
    guard !offers.isEmpty else { return }
    let known = try store.known(offers.map { try SHA256Digest(of: $0.bytes) })
    let messages = offers.map { NewMessage(Message(parsing: $0.bytes), $0) }
    batches.append(try encoder.encode(messages, known: known))
    tickets += offers.map(\.ticket)
  }

  private mutating func add(_ refusal: Refusal) {
    var batch = EncodedBatch()
    batch.reject(origin: refusal.origin, size: refusal.octets, reason: refusal.reason)
    batches.append(batch)
    tickets.append(refusal.ticket)
  }
}
