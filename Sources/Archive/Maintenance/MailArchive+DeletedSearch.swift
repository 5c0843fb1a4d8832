import Files
import MIME
import Search
import Store

extension MailArchive {
  /// The deleted messages that a query finds, by number. The archive's index does not have them, so a
  /// small one is made for this search.
  ///
  /// - Throws: `query`; `interrupted`.
  package func deletedMessages(
    matching query: String, index observer: IndexObserver = IndexObserver()
  ) throws(ArchiveError) -> [Int64] {
    let tree = try ArchiveGroup(self).parse(query)
    do {
      let deleted = try store.removed(limit: .max).map(\.message)
      guard !deleted.isEmpty else { return [] }
      let folder = try TemporaryFolder()
      let path = folder.name + "/index"
      try makeIndex(of: deleted, at: path, observer)
      var options = SearchOptions()
      options.limit = deleted.count
      let texts = HeaderTexts(archive: self)
      let answer = try IndexReader(paths: [path]).search(tree, options) { texts.values(of: $0, $1) }
      return answer.hits.map(\.id).sorted()
    } catch { throw ArchiveError(any: error) }
  }

  private func makeIndex(
    of messages: [MessageSummary], at path: String, _ observer: IndexObserver
  ) throws {
    let writer = try IndexWriter(path: path, settings: indexSettings)
    var encoder = DocumentEncoder()
    for (done, message) in messages.enumerated() {
      guard !observer.isInterrupted() else {
        throw ArchiveError(
          .interrupted, "search deleted messages", why: "stopped on request")
      }
      observer.progress(done, messages.count)
      do {
        try writer.put(encoder.encode(try store.indexDocument(message)))
      } catch let error as StoreError where error.code == .damaged {
        // It cannot be searched; it can still be restored by its number.
      }
    }
    try writer.commit(revision: 0)
  }

  /// The messages that the latest deletion hid and that can still be restored.
  package func latestDeleted() throws(ArchiveError) -> [Int64] {
    do { return try store.latestRemoved() } catch { throw ArchiveError(error) }
  }

  /// The messages that a run did not store because they were deleted here before.
  ///
  /// - Parameter limit: maximum number of them.
  package func deletedBefore(run: Int64, limit: Int) throws(ArchiveError) -> [Int64] {
    do { return try store.refusedAsRemoved(run: run, limit: limit) } catch {
      throw ArchiveError(error)
    }
  }
}
