import Foundation
import MIME
import Search
import Store
import Synchronization

/// Brings the search index up to the store, and keeps it there while something writes.
///
/// There is one path: the follower asks the store for what changed since the revision that the index
/// holds, reads those messages back and puts them in. So whatever was missed, by a crash, by
/// `--no-index`, by a deleted index, is caught up on in the same way as what has just arrived.
final class IndexFollower: Sendable {
  private let store: MailStore
  private let path: String
  private let settings: IndexSettings
  private let state = Mutex(State())
  private let wake = DispatchSemaphore(value: 0)
  private let done = DispatchSemaphore(value: 0)

  private struct State {
    var isEnding = false
    var failure: (any Error)?
    var indexed = 0
  }

  init(store: MailStore, path: String, settings: IndexSettings) {
    self.store = store
    self.path = path
    self.settings = settings
  }

  /// Starts a thread that follows until `finish()`.
  func start() {
    let thread = Thread {
      do {
        let writer = try IndexWriter(path: self.path, settings: self.settings)
        repeat {
          self.wake.wait()
          try self.catchUp(writer)
        } while !self.state.withLock { $0.isEnding }
      } catch {
        self.state.withLock { $0.failure = error }
      }
      self.done.signal()
    }
    thread.name = "mailcask index"
    thread.start()
  }

  /// Called after each commit of the store.
  func storeChanged() { wake.signal() }

  /// Catches up with everything committed so far and ends. The number of messages put in.
  func finish() throws -> Int {
    state.withLock { $0.isEnding = true }
    wake.signal()
    done.wait()
    if let failure = state.withLock({ $0.failure }) { throw failure }
    return state.withLock { $0.indexed }
  }

  /// Puts in what is missing, on the caller's thread.
  func catchUp(_ writer: IndexWriter) throws {
    var encoder = DocumentEncoder()
    var revision = writer.revision
    var uncommitted = 0
    var lastCommit = Date()
    while true {
      let changes = try store.changes(since: revision, limit: Limits.changesAtOnce)
      for change in changes { try apply(change, &encoder, writer) }
      revision = changes.last?.revision ?? revision
      uncommitted += changes.count
      guard uncommitted > 0 else { return }
      if changes.count < Limits.changesAtOnce || uncommitted >= Limits.messagesPerIndexCommit
        || -lastCommit.timeIntervalSinceNow > Limits.secondsPerIndexCommit
      {
        try writer.commit(revision: revision)
        let put = uncommitted
        state.withLock { $0.indexed += put }
        uncommitted = 0
        lastCommit = Date()
      }
      if changes.count < Limits.changesAtOnce { return }
    }
  }

  private func apply(
    _ change: Change, _ encoder: inout DocumentEncoder, _ writer: IndexWriter
  ) throws {
    switch change.kind {
    case .removed: try writer.delete(change.message)
    case .stored, .changed:
      guard let summary = try store.summaries(of: [change.message]).first else { return }
      let places = try store.places(of: change.message)
      if change.kind == .changed,
        try writer.update(change.message, IndexUpdate(summary, places))
      {
        return
      }
      let message = Message(parsing: try store.octets(of: change.message))
      try writer.put(encoder.encode(IndexDocument(message, summary, places)))
    }
  }
}
