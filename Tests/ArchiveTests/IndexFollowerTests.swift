import Files
import Mail
import Search
import Store
import TestSupport
import Testing

@testable import Archive

/// The index follows the store, whatever it has missed.
@Suite(.timeLimit(.minutes(5))) struct IndexFollowerTests {
  private let test: TestArchive
  private var archive: MailArchive { test.archive }

  init() throws { test = try TestArchive() }

  private func follower(patience: Double = 0) -> IndexFollower {
    IndexFollower(
      store: archive.store, location: archive.location, settings: archive.indexSettings,
      observer: IndexObserver(), patience: patience)
  }

  /// Stores messages and leaves the index as it is.
  private func store(_ messages: [[UInt8]], committed: @escaping @Sendable () -> Void = {}) throws {
    let (run, _) = try archive.store.beginRun(command: "test")
    let pipeline = try IngestPipeline(store: archive.store, run: run) { _ in committed() }
    for (ticket, message) in messages.enumerated() {
      let origin = Origin(source: .file("/mail"), time: 1_700_000_000)
      try pipeline.offer(IncomingMessage(ticket: ticket, bytes: .memory(message), origin: origin))
    }
    _ = try pipeline.finish()
  }

  private func index() throws -> IndexState {
    try IndexState(path: archive.location.indexDirectory)
  }

  private func found(_ query: String) throws -> [Int64] {
    let reader = try IndexReader(paths: [archive.location.indexDirectory])
    return try reader.search(QueryParser.parse(query, QueryContext(now: 0))).hits.map(\.id).sorted()
  }

  @Test func eachCommitIsFollowed() throws {
    let follower = follower()
    follower.start()
    try store(makeMessages(20)) { follower.storeChanged() }
    let report = try follower.finish()
    #expect(report == IndexReport(indexed: 20))
    #expect(try index().documents == 20)
    #expect(try index().revision == archive.store.revision())
  }

  @Test func whatWasMissedIsCaughtUpOn() throws {
    try store(makeMessages(20))
    #expect(try index().documents == 0)
    let follower = follower()
    follower.start()
    #expect(try follower.finish().indexed == 20)
    #expect(try index().documents == 20)
    // There is nothing to do any more.
    let again = self.follower()
    again.start()
    #expect(try again.finish() == IndexReport())
  }

  @Test func otherTagsAndRemovedMessagesAreFollowed() throws {
    try store(makeMessages(5))
    try archive.bringIndexUpToDate()
    try archive.store.tag([2, 3], add: ["Work", "seen"])
    try archive.store.remove([3, 4])
    let follower = follower()
    follower.start()
    #expect(try follower.finish().damaged.isEmpty)
    #expect(try found("tag:work") == [2])
    #expect(try found("is:read") == [2])
    #expect(try found("") == [1, 2, 5])
  }

  @Test func whereMostIsMissingTheIndexIsRebuilt() throws {
    let count = Int(Limits.messagesForBuilding) + 50
    try store(makeMessages(count))
    let follower = follower()
    follower.start()
    #expect(try follower.finish().indexed == count)
    #expect(try index().documents == count)
    #expect(try index().revision == archive.store.revision())
  }

  @Test func aRebuiltIndexHoldsEverything() throws {
    try store(makeMessages(30))
    try archive.store.remove([7])
    #expect(try follower().rebuild().indexed == 29)
    #expect(try index().documents == 29)
    #expect(try index().revision == archive.store.revision())
  }

  @Test func anIndexThatAnotherWritesIsLeftToIt() throws {
    try store(makeMessages(3))
    let other = try IndexWriter(
      path: archive.location.indexDirectory, settings: archive.indexSettings)
    defer { withExtendedLifetime(other) {} }
    let patient = follower(patience: 0.2)
    patient.start()
    #expect(try patient.finish().isLeftToOthers)
    let impatient = follower()
    impatient.start()
    #expect(throws: SearchError.self) { try impatient.finish() }
  }
}
