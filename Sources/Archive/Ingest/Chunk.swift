import Digests
import Dispatch
import Files
import Store

/// A message that the source itself could not give: it must be recorded in the ledger all the same.
package struct Refusal: Sendable {
  package var ticket: Int
  package var message: RejectedMessage
  /// Bytes.
  package var size: Int

  package init(ticket: Int, message: RejectedMessage, size: Int) {
    self.ticket = ticket
    self.message = message
    self.size = size
  }
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
  private(set) var octets = 0
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
    case .offer(let offer): octets += offer.octets.count
    case .refusal: break
    case .barrier: isForced = true
    }
  }
}

/// A chunk after the work that needs no database writer: parsed, hashed, compressed. What the source
/// could not give comes last in it.
struct PreparedChunk: Sendable {
  let batch: EncodedBatch
  /// Of each item of the batch.
  let tickets: [Int]
  let barriers: [DispatchSemaphore]

  init(_ chunk: Chunk, store: MailStore, _ workspace: EncodingWorkspace) throws {
    var offers: [Offer] = []
    var refusals: [Refusal] = []
    var barriers: [DispatchSemaphore] = []
    for intake in chunk.intakes {
      switch intake {
      case .offer(let offer): offers.append(offer)
      case .refusal(let refusal): refusals.append(refusal)
      case .barrier(let barrier): barriers.append(barrier)
      }
    }
    let digests = try offers.map { try SHA256Digest(of: $0.octets) }
    let messages = try zip(offers, digests).map { try NewMessage($0, $1) }
    // What is small after the first is the end of a run, or comes slowly: the next run can train.
    var batch = try store.encoder(for: chunk.octets, mayTrain: chunk.sequence == 0)
      .encode(messages, known: store.known(digests), in: workspace)
    for refusal in refusals {
      batch.reject(refusal.message, size: refusal.size)
    }
    self.batch = batch
    self.barriers = barriers
    tickets = offers.map(\.ticket) + refusals.map(\.ticket)
  }
}
