import FoundationEssentials
import Search
import Store

extension MailArchive {
  /// Looks whether everything is there and right: SQLite's structures, every content and message
  /// against its digest, references both ways, and the index against the store. Changes nothing;
  /// fetching can go on meanwhile.
  ///
  /// - Parameter quick: only a sample of contents and messages.
  public func verify(
    quick: Bool = false, progress: (MaintenanceProgress) -> Void = { _ in }
  ) throws(ArchiveError) -> VerificationReport {
    do {
      var report = try store.verify(quick: quick, progress: progress)
      try verifyIndex(quick: quick, &report)
      return report
    } catch { throw ArchiveError(any: error) }
  }

  /// Makes anew what follows from the messages and the ledger: threads, totals, lists by source, a
  /// dictionary's damaged copy, the index. Contents are never touched.
  ///
  /// - Returns: messages put into the index.
  public func repair(index: IndexObserver = IndexObserver()) throws(ArchiveError) -> Int {
    do {
      try store.repair()
      if FileManager.default.fileExists(atPath: location.indexDirectory) {
        try FileManager.default.removeItem(atPath: location.indexDirectory)
      }
      return try bringIndexUpToDate(index)
    } catch { throw ArchiveError(any: error) }
  }

  private func verifyIndex(quick: Bool, _ report: inout VerificationReport) throws {
    // The store may go on meanwhile: both are compared as of one revision, or not by numbers.
    let revision = try store.revision()
    let ids = try store.messageIDs()
    do {
      let state = try IndexState(path: location.indexDirectory, storeRevision: revision)
      report.indexBehind = revision - state.revision
      guard state.revision == revision else { return }
      var request = SearchOptions()
      request.limit = Int(Int32.max)
      let reader = try IndexReader(
        paths: [location.indexDirectory], storeRevisions: [revision])
      let tree = try QueryParser.parse("", QueryContext(now: currentTime()))
      let indexed = try reader.search(tree, request).hits.map(\.id)
      guard try store.revision() == revision else { return }
      let (held, found) = (Set(ids), Set(indexed))
      report.add(held.subtracting(found), "it is not in the index, so searches do not find it")
      report.add(found.subtracting(held), "it is in the index, but not in the archive")
      if !quick { try reader.verify(indexed) }
    } catch let error as SearchError {
      if case .indexMissing = error { return }
      report.add(.index, "index", "\(error)")
    }
  }
}

extension VerificationReport {
  fileprivate mutating func add(_ ids: Set<Int64>, _ meaning: String) {
    for id in ids.sorted().prefix(Limits.indexProblems) {
      add(.index, "message \(id)", meaning)
    }
  }
}
