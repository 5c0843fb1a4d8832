package import Archive
import Errors
package import Files
package import Store
import Synchronization

/// One fetch from one account, of any protocol: takes what the source gets from its server, stores
/// it, and says what of it is on disk.
///
/// Several connections of one session may use it at once.
package final class FetchRun: Sendable {
  package let store: MailStore
  private let account: String
  private let options: MailArchive.FetchOptions
  private let id: Int64
  /// Messages that the run erased at its beginning: they were deleted long enough ago.
  private let erased: Int
  private let pipeline: IngestPipeline
  private let committed: CommittedEntries

  private struct Counts {
    var tickets = 0
    var asked = 0
    var arrived = 0
    var bytes = 0
  }

  private let counts = Mutex(Counts())

  init(_ account: FetchedAccount) throws {
    store = account.store
    self.account = account.settings.name
    options = account.options
    (id, erased) = try store.beginRun(command: "fetch \(account.settings.name)")
    let committed = CommittedEntries()
    self.committed = committed
    let notify = options.committed
    pipeline = try IngestPipeline(store: store, run: id) {
      committed.add($0)
      notify()
    }
  }

  // MARK: What arrives

  /// Where a message that is too large for memory lies while it arrives.
  package var spillPlace: SpillPlace { store.spillPlace }

  /// Hands on a message that arrived whole. Waits while much is under way.
  ///
  /// - Parameters:
  ///   - message: its name on the server; nil if it has none that lasts.
  ///   - delivery: what the server said of it, and whether it may be another.
  ///   - before: what the same server gave before as this message: the same again if it differs in
  ///     nothing but the server's own notes.
  ///   - tags: the server's flags and labels.
  /// - Returns: the ticket by which `entries` names it.
  /// - Throws: why nothing more can be stored.
  @discardableResult
  package func offer(
    _ bytes: MessageBytes, as message: RemoteMessage?, _ delivery: Delivery = Delivery(),
    before: Int64? = nil, tags: [String] = []
  ) throws -> Int {
    let ticket = newTicket()
    var incoming = IncomingMessage(ticket: ticket, bytes: bytes, origin: origin(message))
    incoming.tags = tags
    incoming.folder = message?.folder ?? ""
    incoming.delivery = delivery
    incoming.time = delivery.placement?.date
    incoming.before = before
    try pipeline.offer(incoming)
    return ticket
  }

  /// Records that a message on the server is one that is here, which was not fetched again.
  ///
  /// - Returns: the ticket by which `entries` names it.
  @discardableResult
  package func offer(
    known: KnownElsewhere, as message: RemoteMessage, _ delivery: Delivery, tags: [String]
  ) throws -> Int {
    let ticket = newTicket()
    var incoming = KnownMessage(
      ticket: ticket, digest: known.digest, size: known.size, origin: origin(message))
    incoming.tags = tags
    incoming.folder = message.folder
    incoming.delivery = delivery
    try pipeline.offer(incoming)
    return ticket
  }

  /// Records in the ledger what the server did not give, or what cannot be taken.
  ///
  /// - Parameter size: in bytes, as far as it is known.
  /// - Returns: the ticket by which `entries` names it.
  @discardableResult
  package func refuse(_ message: RemoteMessage?, size: Int = 0, reason: String) throws -> Int {
    let ticket = newTicket()
    try pipeline.reject(
      RejectedMessage(origin: origin(message), reason: reason), ticket: ticket, size: size)
    return ticket
  }

  private func newTicket() -> Int {
    counts.withLock { counts in
      counts.tickets += 1
      return counts.tickets
    }
  }

  private func origin(_ message: RemoteMessage?) -> Origin {
    Origin(source: .account(account), name: message?.name, time: currentTime())
  }

  // MARK: What is on disk

  /// Returns when everything offered so far is on disk.
  package func flush() throws { try pipeline.flush() }

  /// What became of everything that is committed, by ticket: nothing else may be acknowledged on the
  /// server.
  package var entries: [Int: LedgerEntry] { committed.entries }

  /// Nobody asks any more what became of these.
  package func forget(_ tickets: some Sequence<Int>) { committed.remove(tickets) }

  // MARK: Progress

  /// `count` more messages were requested from the server.
  package func willArrive(_ count: Int) { counts.withLock { $0.asked += count } }

  /// What was asked before does not come: the session begins again.
  package func restart() { counts.withLock { $0.asked = 0 } }

  /// - Parameter folder: the folder on the server, decoded; empty where there is one only.
  package func didArrive(bytes count: Int, folder: String = "") {
    let counts = counts.withLock { counts in
      counts.arrived += 1
      counts.bytes += count
      return counts
    }
    options.progress(
      FetchProgress(
        account: account, folder: folder, arrived: counts.arrived, asked: counts.asked,
        bytes: counts.bytes))
  }

  /// Says something that a person should know while the fetch goes on.
  package func tell(_ text: String) { options.notice("\(account): \(text)") }

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
    report.incomplete = try store.doubts(run: id).filter { !$0.doubt.isSuspect }.map {
      "\($0.origin.name ?? "a message without UID"): \($0.doubt)"
    }
    _ = try store.finishRun(id)
    return report
  }

  /// Keeps what arrived whole before the failure, and gives the error that says so.
  func fail(_ error: any Error) -> ArchiveError {
    _ = try? pipeline.finish()
    pipeline.cancel()
    var failure = ArchiveError(any: error)
    let kept = pipeline.totals.stored
    if kept > 0 { failure.text.why += "; \(kept) new that had arrived before are kept" }
    _ = try? store.finishRun(id, outcome: "\(failure)")
    return failure
  }
}

/// Filled by the pipeline's writer, read by the session's thread.
private final class CommittedEntries: Sendable {
  private let state = Mutex<[Int: LedgerEntry]>([:])

  var entries: [Int: LedgerEntry] { state.withLock { $0 } }

  func remove(_ tickets: some Sequence<Int>) {
    state.withLock { state in
      for ticket in tickets { state[ticket] = nil }
    }
  }

  func add(_ entries: [(ticket: Int, entry: LedgerEntry)]) {
    state.withLock { state in
      for (ticket, entry) in entries { state[ticket] = entry }
    }
  }
}
