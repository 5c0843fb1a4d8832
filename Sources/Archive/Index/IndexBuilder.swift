import CLinux
import Dispatch
import Files
import Foundation
import MIME
import Queues
import Reading
import Search
import Store
import Synchronization

/// Rebuilds the whole index on all cores. The one in use goes on serving until the new one is
/// complete and takes its place; a run that was cut short is gone on with by the next.
///
///     message numbers ─▶ read back, parse, encode ─▶ small databases side by side, then merged
///     (1 thread)         (a thread per core)         (a thread per core)
///
/// What changes in the store meanwhile is for the follower to catch up on afterwards.
final class IndexBuilder: Sendable {
  private let location: ArchiveLocation
  private let settings: IndexSettings
  private let workers = max(1, ProcessInfo.processInfo.activeProcessorCount)
  private let pages: BoundedQueue<Page>
  private let encoded: OrderedQueue<[EncodedDocument]>
  private let damaged = Mutex<[Int64]>([])
  private let threads: WorkerThreads

  private struct Page: Sendable {
    var sequence: Int
    var messages: [Int64]
  }

  init(location: ArchiveLocation, settings: IndexSettings) {
    self.location = location
    self.settings = settings
    pages = BoundedQueue(maximumCount: workers)
    encoded = OrderedQueue(producers: workers, maximumAhead: 2 * workers)
    threads = WorkerThreads { [pages, encoded] in
      pages.cancel()
      encoded.cancel()
    }
  }

  /// - Returns: messages in the index, and those that could not be read back, which are left out; nil
  ///   when it was interrupted, and the next is to go on.
  func build(
    _ store: MailStore, _ observer: IndexObserver
  ) throws -> (indexed: Int, damaged: [Int64])? {
    let lock = try IndexDirectory.lock(location.indexDirectory)
    defer { withExtendedLifetime(lock) {} }
    // What an import has freed goes back before as much is taken again.
    _ = malloc_trim(0)
    let followed = try store.followed
    let all = try store.messageIDs()
    let bulk = try makeBulkIndexer(followed, messages: all.count)
    let missing = all.drop { $0 <= bulk.lastDocument }
    threads.start("list") { self.list(missing) }
    for _ in 0..<workers { threads.start("encode") { try self.encode() } }
    var done = all.count - missing.count
    do {
      while !observer.isInterrupted(), let documents = encoded.pop() {
        for document in documents { try bulk.add(document) }
        done += documents.count
        observer.progress(done, all.count)
      }
    } catch { threads.fail(error) }
    let isInterrupted = done < all.count && observer.isInterrupted()
    if isInterrupted { threads.cancel() }
    try threads.wait()
    guard !isInterrupted else {
      bulk.leave()
      return nil
    }
    try bulk.finish(whileLocked: observer.waitForIndex())
    return (done, damaged.withLock { $0.sorted() })
  }

  /// Goes on with an earlier run unless the store was put back from a backup since.
  private func makeBulkIndexer(_ followed: FollowedStore, messages: Int) throws -> BulkIndexer {
    let portion = messages / (workers * Limits.portionsPerThread)
    func make() throws -> BulkIndexer {
      try BulkIndexer(
        target: location.indexDirectory, settings: settings, archive: followed.archive,
        revision: followed.revision, threads: workers,
        segmentDocuments: min(
          max(portion, Search.Limits.documentsInCache), Search.Limits.segmentDocuments))
    }
    let bulk = try make()
    guard bulk.revision > followed.revision else { return bulk }
    try bulk.discard()
    return try make()
  }

  private func list(_ messages: ArraySlice<Int64>) {
    defer { pages.close() }
    var sequence = 0
    var rest = messages
    while !rest.isEmpty {
      let page = Page(sequence: sequence, messages: Array(rest.prefix(Limits.messagesPerPage)))
      guard pages.push(page) else { return }
      sequence += 1
      rest = rest.dropFirst(Limits.messagesPerPage)
    }
  }

  /// Each thread reads through a connection of its own, so that none waits for another.
  private func encode() throws {
    defer { encoded.producerFinished() }
    let store = try MailStore.open(at: location.storeFile, .reading)
    var encoder = DocumentEncoder()
    while let page = pages.pop() {
      var documents: [EncodedDocument] = []
      for portion in try store.summaries(of: page.messages).portions(of: Limits.bytesReadAtOnce) {
        try store.forEachIndexDocument(of: portion) { id, document in
          do {
            documents.append(encoder.encode(try document.get()))
          } catch let error as StoreError where error.code == .damaged {
            damaged.withLock { $0.append(id) }
          }
        }
      }
      guard encoded.push(documents, at: page.sequence) else { return }
    }
  }
}

extension MailStore {
  /// A message as the index takes it, read back and parsed.
  func indexDocument(_ summary: MessageSummary) throws(StoreError) -> IndexDocument {
    IndexDocument(
      try Message(summary, in: self), summary, try filing(of: summary.id),
      try documents(of: [summary]).first ?? [])
  }

  /// What was read out of attachments, for each message in order, as much as is indexed of it.
  private func documents(
    of summaries: some Collection<MessageSummary>
  ) throws(StoreError) -> [[AttachedText]] {
    let mayHaveSome = summaries.contains { $0.hasAttachment || $0.flags.contains(.encrypted) }
    guard mayHaveSome else { return summaries.map { _ in [] } }
    return try attachedTexts(of: summaries.map(\.id), atMost: Search.Limits.documentBytes)
  }

  /// Like this for a portion of messages, read together, which takes fewer queries. What can't be read
  /// together is read alone, so that a damaged message leaves out itself only.
  fileprivate func forEachIndexDocument(
    of summaries: ArraySlice<MessageSummary>,
    _ body: (Int64, Result<IndexDocument, any Error>) throws -> Void
  ) throws {
    let ids = summaries.map(\.id)
    guard ids.count > 1, let messages = try? stored(ids) else {
      for summary in summaries {
        try body(summary.id, Result { try indexDocument(summary) })
      }
      return
    }
    let documents = try documents(of: summaries)
    for (index, (summary, (message, filing))) in zip(
      summaries, zip(messages, try filing(of: ids))
    ).enumerated() {
      let read = Result {
        try readable(Message(parsing: try message.held().all()), summary.id)
      }
      try body(
        summary.id, read.map { IndexDocument($0, summary, filing, documents[index]) })
    }
  }
}
