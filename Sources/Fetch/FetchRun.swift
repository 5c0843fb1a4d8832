package import Archive
package import Files
package import Store
import Synchronization

/// One fetch from one account, of any protocol: takes what the source gets from its server, stores
/// it, and says what of it is on disk.
///
/// Belongs to the thread of the session.
package final class FetchRun {
  package let store: MailStore
  private let account: String
  private let options: MailArchive.FetchOptions
  private let id: Int64
  /// Messages that the run erased at its beginning: they were deleted long enough ago.
  private let erased: Int
  private let pipeline: IngestPipeline
  private let outcomes: Outcomes

  private var tickets = 0
  private var asked = 0
  private var arrived = 0
  private var bytes = 0

  init(_ account: FetchedAccount) throws {
    store = account.store
    self.account = account.settings.name
    options = account.options
    (id, erased) = try store.beginRun(command: "fetch \(account.settings.name)")
    let outcomes = Outcomes()
    self.outcomes = outcomes
    let committed = options.committed
    pipeline = try IngestPipeline(store: store, run: id) {
      outcomes.add($0)
      committed()
    }
  }

  // MARK: What arrives

  /// Where a message that is too large for memory lies while it arrives.
  package var spillPlace: SpillPlace { store.spillPlace }

  /// Hands on a message that arrived whole. Waits while much is under way.
  ///
  /// - Parameters:
  ///   - message: its name on the server; nil if it has none that lasts.
  ///   - tags: what the server says of it.
  /// - Returns: the ticket by which `takeStored` names it.
  /// - Throws: why nothing more can be stored.
  package func offer(
    _ bytes: MessageBytes, as message: RemoteMessage?, tags: [String] = []
  ) throws -> Int {
    let ticket = newTicket()
    var offer = Offer(ticket: ticket, octets: bytes, origin: origin(message))
    offer.tags = tags
    offer.folder = message?.folder ?? ""
    try pipeline.offer(offer)
    return ticket
  }

  /// Enters into the books what the server did not give, or what cannot be taken.
  ///
  /// - Parameter size: in bytes, as far as it is known.
  package func refuse(_ message: RemoteMessage?, size: Int = 0, reason: String) throws {
    try pipeline.refuse(
      Refusal(
        ticket: newTicket(), message: RejectedMessage(origin: origin(message), reason: reason),
        size: size))
  }

  private func newTicket() -> Int {
    tickets += 1
    return tickets
  }

  private func origin(_ message: RemoteMessage?) -> Origin {
    Origin(source: .account(account), name: message?.name, time: currentTime())
  }

  // MARK: What is on disk

  /// Returns when everything offered so far is on disk.
  package func flush() throws { try pipeline.flush() }

  /// The tickets of messages that reached the disk since the last call: only these may be acknowledged
  /// on the server.
  package func takeStored() -> [Int] { outcomes.takeStored() }

  // MARK: Progress

  /// `count` more messages were requested from the server.
  package func willArrive(_ count: Int) { asked += count }

  /// What was asked before does not come: the session begins again.
  package func restart() { asked = 0 }

  package func didArrive(bytes count: Int) {
    arrived += 1
    bytes += count
    options.progress(
      FetchProgress(account: account, arrived: arrived, asked: asked, octets: bytes))
  }

  /// To be called after each message: a connection checks for it only when it blocks, and a fast
  /// server never makes it block.
  ///
  /// - Throws: `interrupted` after the fetch was cancelled.
  package func checkCancellation() throws(ArchiveError) {
    guard options.cancellation?.isCancelled == true else { return }
    throw ArchiveError(.interrupted, "fetch from account \(account)", why: "stopped on request")
  }

  // MARK: The end

  /// - Returns: the source's report with what was stored.
  func finish(_ report: FetchReport) throws -> FetchReport {
    var report = report
    report.totals = try pipeline.finish()
    report.erased = erased
    _ = try store.finishRun(id)
    return report
  }

  /// Keeps what arrived whole before the failure, and gives the error that says so.
  func fail(_ error: any Error) -> ArchiveError {
    _ = try? pipeline.finish()
    pipeline.cancel()
    var failure = ArchiveError(any: error)
    let kept = pipeline.totals.stored
    if kept > 0 { failure.why += "; \(kept) new that had arrived before are kept" }
    _ = try? store.finishRun(id, outcome: "\(failure)")
    return failure
  }
}

/// Filled by the pipeline's writer, emptied by the session's thread.
private final class Outcomes: Sendable {
  private let stored = Mutex<[Int]>([])

  func add(_ outcomes: [(ticket: Int, outcome: Outcome)]) {
    stored.withLock { stored in
      for (ticket, outcome) in outcomes {
        switch outcome {
        case .stored, .copy: stored.append(ticket)
        case .rejected: break
        }
      }
    }
  }

  func takeStored() -> [Int] {
    stored.withLock { stored in
      defer { stored = [] }
      return stored
    }
  }
}
