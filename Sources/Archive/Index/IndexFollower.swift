import Foundation
import MIME
import Mail
import Queues
import Search
import Store
import Synchronization

/// Brings the search index up to the store, and keeps it there while something writes.
///
/// There is one path: the follower asks the store for what changed since the revision that the index
/// holds, reads those messages back and puts them in. So whatever was missed, by a crash, by
/// `--no-index`, by a deleted index, is caught up on in the same way as what has just arrived. Only
/// where most of the archive is missing is the index rebuilt instead, at the end, which is several
/// times as fast.
final class IndexFollower: Sendable {
  private let store: MailStore
  private let location: ArchiveLocation
  private let settings: IndexSettings
  private let observer: IndexObserver
  private let state = Mutex(State())
  private let wake = DispatchSemaphore(value: 0)
  private let thread = DispatchGroup()
  /// Later changes are for the next; nil: none are.
  private let target: Int64?
  /// Seconds that another process which writes the index is waited for at the end.
  private let patience: Double

  private struct State {
    var isEnding = false
    var failure: (any Error)?
    var report = IndexReport()
  }

  init(
    store: MailStore, location: ArchiveLocation, settings: IndexSettings,
    observer: IndexObserver, target: Int64? = nil, patience: Double = 0
  ) {
    self.store = store
    self.location = location
    self.settings = settings
    self.observer = observer
    self.target = target
    self.patience = patience
  }

  /// Starts a thread that follows until `finish()`.
  func start() {
    thread.startThread("index") {
      try self.follow()
    } failed: { error in
      self.state.withLock { $0.failure = error }
    }
  }

  /// Called after each commit of the store.
  func storeChanged() { wake.signal() }

  /// Catches up with everything committed so far and ends.
  func finish() throws -> IndexReport {
    state.withLock { $0.isEnding = true }
    wake.signal()
    thread.wait()
    if let failure = state.withLock({ $0.failure }) { throw failure }
    return state.withLock { $0.report }
  }

  /// Rebuilds the index, then catches up, on the caller's thread.
  func rebuild() throws -> IndexReport {
    if try build() {
      let wait = observer.waitForIndex()
      var opened: IndexWriter?
      while opened == nil {
        do { opened = try openWriter() } catch SearchError.indexLocked where wait() {}
      }
      guard let writer = opened else { return state.withLock { $0.report } }
      _ = try catchUp(writer)
      if settings.detectsLanguages { try writer.addDetectedLanguages() }
    }
    return state.withLock { $0.report }
  }

  private func follow() throws {
    // No writer, and its lock, outlives the index that it is for.
    var writer: IndexWriter?
    var isBuildDue = false
    var isEnding = false
    var isCaughtUp = false
    var waited = 0.0
    repeat {
      wake.wait()
      if writer == nil, !isBuildDue { try waitWhileEmpty() }
      isEnding = state.withLock { $0.isEnding }
      if !isBuildDue { isBuildDue = try isMostMissing(after: writer?.revision) }
      do {
        if isBuildDue {
          writer = nil
          guard isEnding else { continue }
          guard try build() else { return }
        }
        if writer == nil { try BulkIndexer.removeLeftovers(target: location.indexDirectory) }
        let open = try writer ?? openWriter()
        writer = open
        isCaughtUp = try catchUp(open)
        if !isCaughtUp {
          isBuildDue = true
          wake.signal()
        }
      } catch SearchError.indexLocked where patience > 0 {
        // A search that began before puts in what it has found missing.
        guard isEnding else { continue }
        guard waited < patience else { return state.withLock { $0.report.isLeftToOthers = true } }
        Thread.sleep(forTimeInterval: Limits.secondsBetweenLooks)
        waited += Limits.secondsBetweenLooks
        wake.signal()
      }
    } while !isEnding || !isCaughtUp
    if settings.detectsLanguages { try writer?.addDetectedLanguages() }
  }

  /// The first messages of all wait a moment: if they are the beginning of an import that the index
  /// is better made for at the end, they would be indexed twice.
  private func waitWhileEmpty() throws {
    let deadline = DispatchTime.now() + Limits.secondsBeforeFirstMessages
    while !state.withLock({ $0.isEnding }), try !isMostMissing(after: nil),
      (try? IndexState(path: location.indexDirectory))?.documents ?? 0 == 0,
      wake.wait(timeout: deadline) == .success
    {}
  }

  /// Whether there is more to put in than is worth putting in one by one.
  private func isMostMissing(after revision: Int64?) throws -> Bool {
    var indexed = 0
    var reached = revision ?? 0
    if let index = try? IndexState(path: location.indexDirectory), !index.isOutdated {
      (indexed, reached) = (index.documents, index.revision)
    }
    let most = max(Limits.messagesForBuilding, Int64(indexed / 2))
    // Each message is at least one change: all are counted only where that can be.
    guard try store.revision() - reached > most else { return false }
    return try store.totals().messages - indexed > Int(most)
  }

  private func openWriter() throws -> IndexWriter {
    try IndexWriter(path: location.indexDirectory, settings: settings, store: store.followed)
  }

  /// - Returns: false when it was interrupted.
  private func build() throws -> Bool {
    let built = try IndexBuilder(location: location, settings: settings).build(store, observer)
    return state.withLock {
      $0.report.indexed = built?.indexed ?? 0
      $0.report.damaged = built?.damaged ?? []
      $0.report.isInterrupted = built == nil
      return built != nil
    }
  }

  /// - Returns: false when the store grows so fast that rebuilding the index is quicker.
  private func catchUp(_ writer: IndexWriter) throws -> Bool {
    var encoder = DocumentEncoder()
    let start = writer.revision
    var revision = start
    var uncommitted = 0
    var lastCommit = Date()
    while true {
      let changes = try store.changes(since: revision, limit: Limits.changesAtOnce)
      try apply(changes, &encoder, writer)
      revision = changes.last?.revision ?? revision
      uncommitted += changes.count
      guard uncommitted > 0 else { return true }
      let isAtEnd =
        changes.count < Limits.changesAtOnce || target.map { revision >= $0 } ?? false
      let isOutrun = try !isAtEnd && isMostMissing(after: writer.revision)
      let isInterrupted = !isAtEnd && observer.isInterrupted()
      if isAtEnd || isOutrun || isInterrupted || uncommitted >= Limits.messagesPerIndexCommit
        || -lastCommit.timeIntervalSinceNow > Limits.secondsPerIndexCommit
      {
        try writer.commit(revision: revision)
        let put = uncommitted
        state.withLock { $0.report.indexed += put }
        uncommitted = 0
        lastCommit = Date()
      }
      if isInterrupted { state.withLock { $0.report.isInterrupted = true } }
      if isAtEnd || isOutrun || isInterrupted { return isInterrupted || !isOutrun }
      try tellProgress(from: start, to: revision)
    }
  }

  /// While something writes, it is that which shows how far it is.
  private func tellProgress(from start: Int64, to revision: Int64) throws {
    guard state.withLock({ $0.isEnding }) else { return }
    observer.progress(
      Int(clamping: revision - start), Int(clamping: try store.revision() - start))
  }

  /// Rows are read for all at once: to begin a reading takes longer than to read a row.
  private func apply(
    _ changes: [Change], _ encoder: inout DocumentEncoder, _ writer: IndexWriter
  ) throws {
    let present = changes.filter { $0.kind != .removed }.map(\.message)
    let summaries = Dictionary(
      try store.summaries(of: present).map { ($0.id, $0) }, uniquingKeysWith: { $1 })
    let changed = changes.filter { $0.kind == .changed }.map(\.message)
    let filings = Dictionary(
      zip(changed, try store.filing(of: changed)), uniquingKeysWith: { $1 })
    for change in changes {
      guard change.kind != .removed else {
        try writer.delete(change.message)
        continue
      }
      guard let summary = summaries[change.message] else { continue }
      if let filing = filings[change.message],
        try writer.update(change.message, IndexUpdate(summary, filing))
      {
        continue
      }
      try put(summary, &encoder, writer)
    }
  }

  private func put(
    _ summary: MessageSummary, _ encoder: inout DocumentEncoder, _ writer: IndexWriter
  ) throws {
    do {
      try writer.put(encoder.encode(try store.indexDocument(summary)))
    } catch let error as StoreError {
      guard error.code == .damaged else { throw error }
      state.withLock { $0.report.damaged.append(summary.id) }
    }
  }
}

/// What was put into the index.
public struct IndexReport: Equatable, Sendable {
  public var indexed = 0
  /// Messages that could not be read back, by number, and so cannot be found by their text.
  public var damaged: [Int64] = []
  /// It was told to leave off; what is missing is for the next to put in.
  public var isInterrupted = false
  /// Another process was writing the index all the time.
  public var isLeftToOthers = false
}
