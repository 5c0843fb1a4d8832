import Digests
import Dispatch
import Files
import Foundation
import MIME
package import Store
import Synchronization

/// The one way into the archive. Offers go through three stages, each on threads of its own and
/// with bounded queues between:
///
///     offer ─▶ collect into chunks ─▶ parse, hash, compress ─▶ append, in offered order
///              (1 thread)             (a thread per core)       (1 thread, a commit a chunk)
///
/// An outcome is told only after the commit that holds it is on disk. The first failure ends all
/// stages; what was committed before stays. The index follows the store by itself.
package final class IngestPipeline: Sendable {
  /// Told on the writer's thread after each commit, in the order offered, but what
  /// the source could not give comes last in its commit.
  package typealias Committed = @Sendable ([(ticket: Int, outcome: Outcome)]) -> Void

  package let store: MailStore
  private let run: Int64
  private let committed: Committed
  private let secondsPerCommit: Double
  private let incoming = BoundedQueue<Intake>(
    maximumCount: Limits.messagesInFlight, maximumWeight: Limits.octetsInFlight)
  private let chunks: BoundedQueue<Chunk>
  private let prepared: OrderedQueue<PreparedChunk>
  private let state = Mutex(State())
  private let threads = DispatchGroup()

  private struct State {
    var failure: (any Error)?
    var totals = RunTotals()
  }

  package init(
    store: MailStore, run: Int64, secondsPerCommit: Double = Limits.secondsPerCommit,
    committed: @escaping Committed
  ) throws {
    self.store = store
    self.secondsPerCommit = secondsPerCommit
    self.run = run
    self.committed = committed
    let workers = max(1, ProcessInfo.processInfo.activeProcessorCount)
    chunks = BoundedQueue(maximumCount: 1)
    prepared = OrderedQueue(producers: workers, maximumAhead: workers)
    start("collect") { try self.collect() }
    for _ in 0..<workers { start("prepare") { try self.prepare() } }
    start("append") { try self.append() }
  }

  /// Waits while too much is under way. Throws what made the pipeline fail.
  package func offer(_ offer: Offer) throws {
    guard incoming.push(.offer(offer), weight: offer.octets.count) else { throw failure }
  }

  /// Enters a message that the source itself could not give into the books.
  package func refuse(_ refusal: Refusal) throws {
    guard incoming.push(.refusal(refusal)) else { throw failure }
  }

  /// Returns when everything offered so far is committed and its outcomes told.
  package func flush() throws {
    let reached = DispatchSemaphore(value: 0)
    guard incoming.push(.barrier(reached)) else { throw failure }
    // A failure elsewhere may drop the barrier, so the wait looks up now and then.
    while reached.wait(timeout: .now() + .milliseconds(100)) == .timedOut {
      if let failure = state.withLock({ $0.failure }) { throw failure }
    }
  }

  /// Commits what is under way and ends all threads. Nothing may be offered after.
  package func finish() throws -> RunTotals {
    incoming.close()
    threads.wait()
    if let failure = state.withLock({ $0.failure }) { throw failure }
    return totals
  }

  /// Ends all threads; what is not committed yet is forgotten.
  package func cancel() {
    fail(ArchiveError(.interrupted, "take in messages", why: "stopped on request"))
    threads.wait()
  }

  package var totals: RunTotals { state.withLock { $0.totals } }

  // MARK: Stages

  private func collect() throws {
    defer { chunks.close() }
    var chunk = Chunk(sequence: 0)
    var deadline: Date?
    while true {
      let intake = incoming.pop(until: deadline)
      if let intake {
        if chunk.isEmpty { deadline = Date(timeIntervalSinceNow: secondsPerCommit) }
        chunk.add(intake)
      }
      if chunk.isFull || (intake == nil && !chunk.isEmpty) {
        guard chunks.push(chunk) else { throw failure }
        chunk = Chunk(sequence: chunk.sequence + 1)
        deadline = nil
        // One is ready for the next free worker; a second would only take memory.
        guard chunks.waitForRoom() else { throw failure }
      } else if intake == nil {
        return
      }
    }
  }

  private func prepare() throws {
    defer { prepared.producerFinished() }
    let workspace = try EncodingWorkspace()
    while let chunk = chunks.pop() {
      let ready = try PreparedChunk(chunk, store: store, workspace)
      guard prepared.push(ready, at: chunk.sequence) else { return }
    }
  }

  private func append() throws {
    while let next = prepared.pop() {
      if next.batch.count > 0 {
        let outcomes = try store.append(next.batch, run: run)
        count(outcomes, next.batch)
        committed(zip(next.tickets, outcomes).map { (ticket: $0, outcome: $1) })
      }
      for barrier in next.barriers { barrier.signal() }
    }
  }

  private func count(_ outcomes: [Outcome], _ batch: EncodedBatch) {
    state.withLock { state in
      for (outcome, bytes) in zip(outcomes, batch.sizes) {
        state.totals.count(outcome, bytes: bytes)
      }
    }
  }

  // MARK: Threads and failure

  private func start(_ name: String, _ body: @escaping @Sendable () throws -> Void) {
    threads.startThread(name, body) { self.fail($0) }
  }

  private func fail(_ error: any Error) {
    state.withLock { if $0.failure == nil { $0.failure = error } }
    incoming.cancel()
    chunks.cancel()
    prepared.cancel()
  }

  private var failure: any Error {
    state.withLock { $0.failure }
      ?? ArchiveError(.interrupted, "take in messages", why: "the intake is closed already")
  }
}
