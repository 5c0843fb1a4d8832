import FoundationEssentials
import Search
import Store

extension MailArchive {
  var indexSettings: IndexSettings {
    IndexSettings(languages: configuration.search.languages)
  }

  /// Makes the index anew from the store. The old one serves until then.
  ///
  /// - Throws: `locked` while another process makes it; `configuration` for an unknown language.
  public func reindex(
    progress: @escaping IndexProgress = { _, _ in }
  ) throws(ArchiveError) -> IndexReport {
    do {
      return try follower(progress).rebuild()
    } catch { throw ArchiveError(any: error) }
  }

  /// Indexes what the store holds and the index does not. An index that cannot be used (damaged, of
  /// another version, ahead of a store that was put back from a backup) is made anew.
  ///
  /// - Parameter notice: told when that is more than a trifle.
  /// - Returns: messages put in.
  @discardableResult
  func bringIndexUpToDate(
    _ notice: (String) -> Void, _ progress: @escaping IndexProgress = { _, _ in }
  ) throws -> Int {
    let follower = try makeFollower(notice, progress)
    follower.start()
    return try told(follower.finish(), notice)
  }

  /// Runs `body` while the index follows what it commits. `body` is given what to call after each
  /// commit. The settings' rules are applied to what is new.
  ///
  /// - Parameter postponed: leaves the index for later.
  /// - Returns: messages put into the index.
  public func indexing(
    unless postponed: Bool, notice: (String) -> Void,
    progress: @escaping IndexProgress = { _, _ in },
    _ body: (_ committed: @escaping @Sendable () -> Void) throws -> Void
  ) throws(ArchiveError) -> Int {
    guard !postponed else {
      do { try body {} } catch { throw ArchiveError(any: error) }
      return 0
    }
    do {
      let indexed = try followed(notice, progress, body)
      if try applyRules() > 0 { try bringIndexUpToDate(notice) }
      return indexed
    } catch { throw ArchiveError(any: error) }
  }

  private func followed(
    _ notice: (String) -> Void, _ progress: @escaping IndexProgress,
    _ body: (_ committed: @escaping @Sendable () -> Void) throws -> Void
  ) throws -> Int {
    let follower = try makeFollower(notice, progress)
    follower.start()
    do {
      try body { follower.storeChanged() }
    } catch {
      // What was committed before the failure is indexed all the same.
      _ = try? follower.finish()
      throw error
    }
    return try told(follower.finish(), notice)
  }

  private func told(_ report: IndexReport, _ notice: (String) -> Void) -> Int {
    for message in report.damaged {
      notice("message \(message) is damaged, so it is not indexed; see mailcask verify")
    }
    return report.indexed
  }

  /// A follower on an index that can be written.
  private func makeFollower(
    _ notice: (String) -> Void, _ progress: @escaping IndexProgress = { _, _ in }
  ) throws -> IndexFollower {
    let revision = try store.revision()
    do {
      let state = try IndexState(path: location.indexDirectory, storeRevision: revision)
      let behind = revision - state.revision
      if behind > Limits.changesWithoutNotice { notice("indexing \(behind) changes first") }
    } catch {
      try clearTheWay(for: error, notice)
    }
    return follower(progress)
  }

  private func follower(_ progress: @escaping IndexProgress) -> IndexFollower {
    IndexFollower(
      store: store, location: location, settings: indexSettings, progress: progress)
  }

  /// After this an index can be made; throws what stands in the way of that.
  private func clearTheWay(for error: SearchError, _ notice: (String) -> Void) throws {
    switch error {
    case .indexMissing:
      if try store.revision() > Limits.changesWithoutNotice {
        notice("there is no index: making it first")
      }
      // A directory without an index in it: the program was ended while it made one.
      guard FileManager.default.fileExists(atPath: location.indexDirectory) else { return }
      try FileManager.default.removeItem(atPath: location.indexDirectory)
    case .indexDamaged, .indexVersion, .indexNewer:
      notice("\(error): making it anew")
      try FileManager.default.removeItem(atPath: location.indexDirectory)
    default: throw error
    }
  }
}
