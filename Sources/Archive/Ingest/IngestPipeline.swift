import Digests
import Dispatch
import Files
import Foundation
import MIME
import Queues
package import Store
import Synchronization

/// The one way into the archive. Messages go through three stages, each on threads of its own and
/// with bounded queues between:
///
///     offer ─▶ collect into batches ─▶ parse, hash, compress ─▶ append, in the order offered
///              (1 thread)              (a thread per core)       (1 thread, a commit per batch)
///
/// An outcome is reported only after the commit that holds it is on disk. The first failure ends all
/// stages; what was committed before stays. The index follows the store by itself.
package final class IngestPipeline: Sendable {
  /// Called on the writer's thread after each commit, in the order offered, but messages that the
  /// source could not give come last in their commit.
  package typealias Committed = @Sendable ([(ticket: Int, entry: LedgerEntry)]) -> Void

  package let store: MailStore
  private let run: Int64
  private let committed: Committed
  private let secondsPerCommit: Double
  private let incoming = BoundedQueue<PipelineItem>(
    maximumCount: Limits.messagesInFlight, maximumWeight: Limits.bytesInFlight)
  private let batches: BoundedQueue<IngestBatch>
  private let prepared: OrderedQueue<PreparedBatch>
  private let counted = Mutex(RunTotals())
  private let threads: WorkerThreads

  package init(
    store: MailStore, run: Int64, secondsPerCommit: Double = Limits.secondsPerCommit,
    committed: @escaping Committed
  ) throws {
    self.store = store
    self.secondsPerCommit = secondsPerCommit
    self.run = run
    self.committed = committed
    let workers = max(1, ProcessInfo.processInfo.activeProcessorCount)
    batches = BoundedQueue(maximumCount: 1)
    prepared = OrderedQueue(producers: workers, maximumAhead: workers)
    threads = WorkerThreads { [incoming, batches, prepared] in
      incoming.cancel()
      batches.cancel()
      prepared.cancel()
    }
    threads.start("collect") { try self.collect() }
    for _ in 0..<workers { threads.start("prepare") { try self.prepare() } }
    threads.start("append") { try self.append() }
  }

  /// Waits while too much is under way. Throws what made the pipeline fail.
  package func offer(_ message: IncomingMessage) throws {
    guard incoming.push(.message(message), weight: message.bytes.count) else { throw failure }
  }

  /// Records that a place holds a message of the archive.
  package func offer(_ known: KnownMessage) throws {
    guard incoming.push(.known(known)) else { throw failure }
  }

  /// Records a message that the source itself could not give in the ledger.
  ///
  /// - Parameter size: its bytes as far as known.
  package func reject(_ message: RejectedMessage, ticket: Int, size: Int) throws {
    guard incoming.push(.rejected(message, ticket: ticket, size: size)) else { throw failure }
  }

  /// Returns when everything offered so far is committed and its outcomes reported.
  package func flush() throws {
    let reached = DispatchSemaphore(value: 0)
    guard incoming.push(.barrier(reached)) else { throw failure }
    // A failure elsewhere may drop the barrier, so the wait polls every 100 ms.
    while reached.wait(timeout: .now() + .milliseconds(100)) == .timedOut {
      if let failure = threads.firstFailure { throw failure }
    }
  }

  /// Commits what is under way and ends all threads. Nothing may be offered afterwards.
  package func finish() throws -> RunTotals {
    incoming.close()
    try threads.wait()
    return totals
  }

  /// Ends all threads; what is not committed yet is dropped.
  package func cancel() {
    threads.fail(ArchiveError(.interrupted, "take in messages", why: "stopped on request"))
    try? threads.wait()
  }

  package var totals: RunTotals { counted.withLock { $0 } }

  // MARK: Stages

  private func collect() throws {
    defer { batches.close() }
    var batch = IngestBatch(sequence: 0)
    var deadline: Date?
    while true {
      let item = incoming.pop(until: deadline)
      if let item {
        if batch.isEmpty { deadline = Date(timeIntervalSinceNow: secondsPerCommit) }
        batch.add(item)
      }
      let isDue = batch.isFull || (batch.isWorthwhile && batches.isAwaited)
      if isDue || (item == nil && !batch.isEmpty) {
        guard batches.push(batch) else { throw failure }
        batch = IngestBatch(sequence: batch.sequence + 1)
        deadline = nil
        // One is ready for the next free worker; a second would only take memory.
        guard batches.waitForRoom() else { throw failure }
      } else if item == nil {
        return
      }
    }
  }

  private func prepare() throws {
    defer { prepared.producerFinished() }
    let workspace = try EncodingWorkspace()
    while let batch = batches.pop() {
      let ready = try PreparedBatch(batch, store: store, workspace)
      guard prepared.push(ready, at: batch.sequence) else { return }
    }
  }

  private func append() throws {
    while let next = prepared.pop() {
      if next.batch.count > 0 {
        let entries = try store.enter(next.batch, run: run)
        count(entries, next.batch)
        committed(zip(next.tickets, entries).map { (ticket: $0, entry: $1) })
      }
      for barrier in next.barriers { barrier.signal() }
    }
  }

  private func count(_ entries: [LedgerEntry], _ batch: EncodedBatch) {
    counted.withLock { totals in
      for (entry, bytes) in zip(entries, batch.sizes) {
        totals.count(entry.outcome, bytes: bytes, isOtherForm: entry.isOtherForm)
      }
    }
  }

  private var failure: any Error {
    threads.firstFailure
      ?? ArchiveError(.interrupted, "take in messages", why: "the intake is closed already")
  }
}
