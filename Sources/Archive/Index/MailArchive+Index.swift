import FoundationEssentials
import Search
import Store

extension MailArchive {
  var indexSettings: IndexSettings {
    IndexSettings(languages: configuration.search.languages)
  }

  /// Indexes what the store holds and the index does not. An index that cannot be used (damaged, of
  /// another version, ahead of a store that was put back from a backup) is made anew.
  ///
  /// - Parameter notice: told when that is more than a trifle.
  /// - Returns: messages put in.
  @discardableResult
  func bringIndexUpToDate(_ notice: (String) -> Void) throws -> Int {
    let follower = try makeFollower(notice)
    follower.start()
    return try follower.finish()
  }

  /// Runs `body` while the index follows what it commits. `body` is given what to call after each
  /// commit.
  ///
  /// - Parameter postponed: leaves the index for later.
  /// - Returns: messages put into the index.
  public func indexing(
    unless postponed: Bool, notice: (String) -> Void,
    _ body: (_ committed: @escaping @Sendable () -> Void) throws -> Void
  ) throws -> Int {
    guard !postponed else {
      try body {}
      return 0
    }
    let follower: IndexFollower
    do { follower = try makeFollower(notice) } catch { throw ArchiveError(any: error) }
    follower.start()
    let result = Result { try body { follower.storeChanged() } }
    let indexed = Result { try follower.finish() }
    try result.get()
    do { return try indexed.get() } catch { throw ArchiveError(any: error) }
  }

  /// A follower on an index that can be written.
  func makeFollower(_ notice: (String) -> Void) throws -> IndexFollower {
    let revision = try store.revision()
    do {
      let state = try IndexState(path: location.indexDirectory, storeRevision: revision)
      if revision - state.revision > Limits.changesWithoutNotice {
        notice("indexing \(revision - state.revision) changes first")
      }
    } catch SearchError.indexMissing {
      if revision > Limits.changesWithoutNotice { notice("there is no search index yet; making it") }
    } catch let error as SearchError where error.wantsNewIndex {
      notice("\(error): making it anew")
      try? FileManager.default.removeItem(atPath: location.indexDirectory)
    }
    return IndexFollower(store: store, path: location.indexDirectory, settings: indexSettings)
  }
}

extension SearchError {
  fileprivate var wantsNewIndex: Bool {
    switch self {
    case .indexDamaged, .indexVersion, .indexNewer: true
    default: false
    }
  }
}
