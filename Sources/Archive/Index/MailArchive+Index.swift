import Errors
import Files
import FoundationEssentials
import Search
import Store

extension MailArchive {
  var indexSettings: IndexSettings {
    configuration.search.languages.map { IndexSettings(languages: $0) }
      ?? IndexSettings(detectsLanguages: true)
  }

  /// Rebuilds the index from the store. The old one serves until the new one takes its place, for which
  /// whoever writes it is waited for.
  ///
  /// - Parameter inPlace: the old one is removed first, so that there need not be room for two.
  /// - Throws: `locked` while another process rebuilds it; `fileSystem` where there is no room;
  ///   `configuration` for an unknown language.
  public func reindex(
    _ observer: IndexObserver = IndexObserver(), inPlace: Bool = false
  ) throws(ArchiveError) -> IndexReport {
    do {
      try readAgain(observer)
      if inPlace {
        let wait = observer.waitForIndex()
        while true {
          do {
            try IndexDirectory.removeIndex(location.indexDirectory)
            break
          } catch SearchError.indexLocked where wait() {}
        }
      } else {
        try requireRoomForIndex()
      }
      return try follower(observer).rebuild()
    } catch { throw ArchiveError(any: error) }
  }

  /// The parts that the new index is merged from, and the new index, beside the old one.
  private func requireRoomForIndex() throws {
    let needed = 2 * Self.bytes(ofFilesIn: location.indexDirectory)
    guard let free = POSIX.freeBytes(FilePath(location.directory)), free < needed else { return }
    throw ArchiveError(
      .fileSystem, "rebuild the index",
      why: "there is no room for a second one: it takes up to \(needed / 1_000_000 + 1) MB, and "
        + "\(free / 1_000_000) MB are free",
      remedy:
        "Free some space, or run mailcask reindex --in-place, which removes the old index first.")
  }

  /// Indexes what the store holds and the index does not. An index that cannot be used (damaged, of
  /// another version, ahead of a store that was put back from a backup) is rebuilt.
  ///
  /// - Returns: messages put in.
  /// - Throws: `interrupted`, and what else stands in the way.
  @discardableResult
  func bringIndexUpToDate(_ observer: IndexObserver = IndexObserver()) throws -> Int {
    try readAgain(observer)
    // No further: while something writes it would go on as long as that does.
    let follower = try makeFollower(observer, target: store.revision())
    follower.start()
    let report = try told(follower.finish(), observer)
    guard !report.isInterrupted else {
      throw ArchiveError(
        .interrupted, "make the index ready", why: "stopped on request",
        remedy: "The mail is safe, and the next search goes on with the index.")
    }
    return report.indexed
  }

  private func updateIndex(_ observer: IndexObserver) throws -> IndexReport {
    try followed(observer) { _ in }
  }

  /// Runs `body` while the index follows what it commits. `body` is given what to call after each
  /// commit. The settings' rules are applied to what is new. After an interruption what would take
  /// long is left for later.
  ///
  /// - Parameter postponed: leaves the index for later.
  /// - Returns: what was put into the index, without what the rules changed.
  public func indexing(
    unless postponed: Bool, _ observer: IndexObserver = IndexObserver(),
    _ body: (_ committed: @escaping @Sendable () -> Void) throws -> Void
  ) throws(ArchiveError) -> IndexReport {
    guard !postponed else {
      do { try body {} } catch { throw ArchiveError(any: error) }
      return IndexReport()
    }
    do {
      try readAgain(observer)
      let report = try followed(observer, body)
      if !report.isInterrupted, !report.isLeftToOthers, try applyRules() > 0 {
        return IndexReport(
          indexed: report.indexed, isInterrupted: try updateIndex(observer).isInterrupted)
      }
      return report
    } catch { throw ArchiveError(any: error) }
  }

  private func followed(
    _ observer: IndexObserver,
    _ body: (_ committed: @escaping @Sendable () -> Void) throws -> Void
  ) throws -> IndexReport {
    let follower = try makeFollower(observer, patience: Limits.secondsForOtherIndexer)
    follower.start()
    do {
      try body { follower.storeChanged() }
    } catch {
      // What was committed before the failure is indexed all the same.
      _ = try? follower.finish()
      throw error
    }
    return try told(follower.finish(), observer)
  }

  private func told(_ report: IndexReport, _ observer: IndexObserver) -> IndexReport {
    for message in report.damaged {
      observer.notice("message \(message) is damaged, so it is not indexed; see mailcask verify")
    }
    if report.isLeftToOthers {
      observer.notice("another process is writing the index: the next search goes on with it")
    }
    return report
  }

  /// A follower on an index that can be written.
  private func makeFollower(
    _ observer: IndexObserver, target: Int64? = nil, patience: Double = 0
  ) throws -> IndexFollower {
    let followed = try store.followed
    do {
      let state = try IndexState(path: location.indexDirectory, store: followed)
      guard !state.isOutdated else {
        throw SearchError.indexVersion(path: location.indexDirectory, found: state.version)
      }
      if followed.revision - state.revision > Limits.changesWithoutNotice {
        observer.notice("the index is behind: bringing it up to date first")
      }
    } catch let error as SearchError {
      try clearTheWay(for: error, observer.notice)
    }
    return follower(observer, target, patience)
  }

  private func follower(
    _ observer: IndexObserver, _ target: Int64? = nil, _ patience: Double = 0
  ) -> IndexFollower {
    IndexFollower(
      store: store, location: location, settings: indexSettings, observer: observer,
      target: target, patience: patience)
  }

  /// After this an index can be made; throws what stands in the way of that.
  private func clearTheWay(for error: SearchError, _ notice: (String) -> Void) throws {
    switch error {
    case .indexMissing:
      if try store.revision() > Limits.changesWithoutNotice {
        notice("there is no index: making it first")
      }
      // A directory without an index in it: the program was ended while it made one. Or a link that
      // leads nowhere.
      try IndexDirectory.remove(location.indexDirectory)
    case .indexVersion where try store.totals().messages > Limits.messagesForBuilding:
      // It serves searches until the new one takes its place.
      notice("\(error.text.why): rebuilding it")
    case .indexDamaged, .indexVersion, .indexNewer, .indexForeign:
      notice("\(error.text.why): rebuilding it")
      try IndexDirectory.removeIndex(location.indexDirectory)
    default: throw error
    }
  }
}
