import Dispatch
import Files
import Synchronization

/// Makes an index from the whole store, much faster than a writer adds to one: ranges of
/// documents become small databases side by side, one thread each, which are merged at the end.
///
/// The index in use is left alone until the new one is complete and takes its place. When the
/// process ends before, the next `BulkIndexer` for the same place goes on after `lastDocument`. The
/// small databases are not synced, only what they are merged into: after the machine itself has
/// gone down they are not trusted but made again.
package final class BulkIndexer {
  /// The revision of the store that the index will hold: what changed after it (in messages up
  /// to the last one added, too) is caught up by a writer.
  package let revision: Int64
  /// The last document that an earlier run has put in; go on with the next one.
  package private(set) var lastDocument: Int64

  private let target: String
  private let directory: String
  private let settings: IndexSettings
  private let archive: [UInt8]
  private let segmentDocuments: Int
  private var pending: [EncodedDocument] = []
  private var pendingBytes = 0
  /// Keys of words whose stems an earlier document's database has: it is complete before this one
  /// counts. None of those that an earlier run has made, which costs their repetition.
  private var recorded: Set<UInt64> = []
  private var segments: [String]

  private let queue = DispatchQueue(label: "segments", attributes: .concurrent)
  private let running = DispatchGroup()
  private let slots: DispatchSemaphore
  private let failure = Failure()

  /// - Parameters:
  ///   - target: the index's directory; work is done beside it, in `target.building`.
  ///   - archive: the uuid of the archive; empty: not known.
  ///   - revision: the store's at the start; when an earlier run goes on, its own counts.
  ///   - threads: databases made at once. Each takes some 100 MB at most.
  ///   - segmentDocuments: in one small database.
  package init(
    target: String, settings: IndexSettings = IndexSettings(), archive: [UInt8] = [],
    revision: Int64, threads: Int = 2, segmentDocuments: Int = Limits.segmentDocuments
  ) throws(SearchError) {
    self.target = target
    self.settings = settings
    self.archive = archive
    self.segmentDocuments = segmentDocuments
    directory = target + ".building"
    slots = DispatchSemaphore(value: max(1, threads))
    try IndexDirectory.make(directory)
    let earlier = try Self.earlierSegments(in: directory, settings, archive)
    segments = earlier?.paths ?? []
    self.revision = earlier?.revision ?? revision
    lastDocument = earlier?.lastDocument ?? 0
    if earlier == nil {
      try IndexDirectory.remove(directory)
      try IndexDirectory.make(directory)
      try IndexDirectory.markBoot(directory)
    }
  }

  /// Takes documents in ascending order of their numbers; waits while all threads are busy.
  package func add(_ document: EncodedDocument) throws(SearchError) {
    _ = try IndexWriter.number(document.id)
    guard document.id > (pending.last?.id ?? lastDocument) else {
      throw .documentNumber(document.id)
    }
    var document = document
    document.words.removeRepeated(&recorded)
    if recorded.count > Limits.wordsRecorded { recorded.removeAll(keepingCapacity: true) }
    pending.append(document)
    pendingBytes += document.bytes
    if pending.count >= segmentDocuments || pendingBytes >= Limits.segmentBytes {
      try startSegment()
    }
  }

  /// Merges everything and puts it in the place of the index there was.
  ///
  /// - Parameter wait: called as long as another process writes that; false gives up.
  package func finish(whileLocked wait: () -> Bool = { false }) throws(SearchError) {
    if !pending.isEmpty || segments.isEmpty { try startSegment() }
    try waitForSegments()
    let merged = directory + "/merged"
    try merge(segments, into: merged)
    while true {
      do throws(SearchError) {
        try IndexDirectory.replace(target, with: merged)
        break
      } catch {
        guard case .indexLocked = error, wait() else { throw error }
      }
    }
    try IndexDirectory.remove(directory)
  }

  /// In groups where there are more than may be open at once.
  private func merge(_ databases: [String], into merged: String) throws(SearchError) {
    var databases = databases
    if databases.count > Limits.segmentsMerged {
      var groups: [String] = []
      while !databases.isEmpty {
        groups.append("\(merged)-\(groups.count)")
        try merge(Array(databases.prefix(Limits.segmentsMerged)), into: groups[groups.count - 1])
        databases.removeFirst(min(Limits.segmentsMerged, databases.count))
      }
      databases = groups
    }
    try IndexDirectory.remove(merged)
    try XapianWriter.merge(databases, into: merged)
  }

  /// Waits until the databases begun are there.
  package func waitForSegments() throws(SearchError) {
    running.wait()
    if let error = failure.first { throw error }
  }

  /// Takes away what a run has left that was never gone on with, unless one is going on.
  package static func removeLeftovers(target: String) throws(SearchError) {
    let directory = target + ".building"
    guard IndexDirectory.exists(directory), let lock = try? IndexDirectory.lock(target) else {
      return
    }
    try IndexDirectory.remove(directory)
    withExtendedLifetime(lock) {}
  }

  /// Leaves off: what is complete is there for the next to go on from.
  package func leave() { running.wait() }

  /// Gives up: what was made is taken away.
  package func discard() throws(SearchError) {
    running.wait()
    try IndexDirectory.remove(directory)
  }

  private func startSegment() throws(SearchError) {
    if let error = failure.first { throw error }
    let documents = pending
    pending = []
    pendingBytes = 0
    lastDocument = documents.last?.id ?? lastDocument
    let path = "\(directory)/segment-\(segments.count)"
    segments.append(path)
    let (settings, archive, revision) = (settings, archive, revision)
    slots.wait()
    queue.async(group: running) { [slots, failure] in
      defer { slots.signal() }
      do throws(SearchError) {
        try Self.write(documents, to: path, settings, archive, revision)
      } catch {
        failure.add(error)
      }
    }
  }

  /// One database, which counts as there from its last commit on, when it gets its header. Commits
  /// before it keep what Xapian sorts in memory small enough for the processor's cache, which
  /// makes it a fifth faster.
  private static func write(
    _ documents: [EncodedDocument], to path: String, _ settings: IndexSettings,
    _ archive: [UInt8], _ revision: Int64
  ) throws(SearchError) {
    try IndexDirectory.remove(path)
    let database = try XapianWriter(path: path, create: true, sync: false)
    var stems = try StemRecorder(languages: settings.languages, known: nil)
    for (index, document) in documents.enumerated() {
      if index > 0, index % Limits.documentsInCache == 0 { try database.commit() }
      try database.put(try IndexWriter.number(document.id), document.records)
      stems.add(document.words)
    }
    try stems.write(to: database)
    try IndexWriter.writeHeader(to: database, settings, archive: archive, revision: revision)
    try database.commit()
  }

  /// What an earlier run has left, if it can be gone on with: the databases without a gap.
  private static func earlierSegments(
    in directory: String, _ settings: IndexSettings, _ archive: [UInt8]
  ) throws(SearchError) -> (paths: [String], revision: Int64, lastDocument: Int64)? {
    guard IndexDirectory.isOfThisBoot(directory) else { return nil }
    var paths: [String] = []
    var revision: Int64 = 0
    var lastDocument: Int64 = 0
    while true {
      let path = "\(directory)/segment-\(paths.count)"
      guard let database = try? XapianDatabase(path: path),
        let state = try? IndexState(of: database, store: FollowedStore(archive: archive)),
        !state.isOutdated,
        state.documents > 0,
        state.languages == settings.languages, paths.isEmpty || state.revision == revision
      else { break }
      paths.append(path)
      revision = state.revision
      lastDocument = Int64(try database.counts().last)
    }
    return paths.isEmpty ? nil : (paths, revision, lastDocument)
  }
}

/// The first thing that went wrong in any thread.
private final class Failure: Sendable {
  private let error = Mutex<SearchError?>(nil)
  var first: SearchError? { error.withLock { $0 } }
  func add(_ new: SearchError) { error.withLock { $0 = $0 ?? new } }
}
