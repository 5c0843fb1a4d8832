import Errors
import Files
import Foundation
import Search
import Store

/// Archives that are searched as one. A remote index has no store here: its messages can be found
/// and named, not shown.
public struct ArchiveGroup: Sendable {
  struct Member: Sendable {
    let name: String
    /// The archive's directory, or the file that names a remote index.
    let path: String
    /// Nil for a remote index.
    let archive: MailArchive?

    var index: String { archive?.location.indexDirectory ?? path }
  }

  let members: [Member]

  public init(_ archive: MailArchive) { self.init([archive]) }

  /// One of those of a group.
  init(_ member: Member) { members = [member] }

  /// - Parameter remotes: stub files of Xapian that name one remote database each, as in
  ///   "remote host:port" or "remote :ssh server xapian-progsrv /home/ada/Mail/index".
  public init(_ archives: [MailArchive], remotes: [String] = []) {
    let paths = archives.map(\.location.directory) + remotes
    let names = paths.map { String($0.split(separator: "/").last ?? "") }
    members = paths.enumerated().map { index, path in
      let isUnique = names.filter { $0 == names[index] }.count == 1
      return Member(
        name: isUnique ? names[index] : path, path: path,
        archive: index < archives.count ? archives[index] : nil)
    }
  }

  func parse(_ query: String) throws(ArchiveError) -> QueryTree {
    let settings = members.compactMap(\.archive?.configuration.search)
    do {
      return try QueryParser.parse(
        query,
        QueryContext(now: currentTime()) { name in
          settings.lazy.compactMap { $0.saved[name] }.first
        })
    } catch { throw ArchiveError(error, inQuery: query) }
  }

  /// Runs `body` on an index that holds everything in the stores, as far as that is possible. One that
  /// turns out to be damaged is rebuilt.
  ///
  /// - Parameter whole: an index that lacks something will not do.
  func reading<Value>(
    _ observer: IndexObserver, whole: Bool = false, _ body: (IndexReader) throws -> Value
  ) throws -> Value {
    do {
      return try body(try currentReader(observer, whole: whole))
    } catch SearchError.indexDamaged(let path, let reason) {
      let damaged = members.compactMap(\.archive).filter {
        path.contains($0.location.indexDirectory)
      }
      guard !damaged.isEmpty else { throw SearchError.indexDamaged(path: path, reason: reason) }
      observer.notice(
        "\(SearchError.indexDamaged(path: path, reason: reason).text.why): rebuilding it")
      for archive in damaged { _ = try archive.reindex(observer) }
      return try body(try reader())
    }
  }

  /// The indexes are opened once where there is nothing to do first, which is nearly always.
  private func currentReader(_ observer: IndexObserver, whole: Bool) throws -> IndexReader {
    do {
      let reader = try reader()
      if try zip(members, reader.states).allSatisfy({ try $0.archive?.isCurrent($1) ?? true }) {
        return reader
      }
    } catch let error as SearchError {
      if case .indexUnreachable = error { throw error }
    }
    for member in members {
      if whole {
        try member.archive?.completeIndex(observer)
      } else {
        try member.archive?.prepareForSearch(observer)
      }
    }
    return try reader()
  }

  /// A reader of all indexes in their present state.
  func reader() throws -> IndexReader {
    try IndexReader(
      paths: members.map(\.index),
      stores: members.map { try $0.archive?.store.followed ?? FollowedStore() })
  }
}

extension MailArchive {
  fileprivate func isCurrent(_ state: IndexState) throws -> Bool {
    try !state.isOutdated && state.revision == store.revision()
      && !state.isReindexDue(for: indexSettings)
  }

  /// Returns when the index holds all that the store held at the start.
  ///
  /// - Throws: `locked` where another process writes the index for too long; what else stands in the way.
  fileprivate func completeIndex(_ observer: IndexObserver) throws {
    let target = try store.revision()
    let wait = observer.waitForIndex(atMost: Limits.secondsForOtherIndexer)
    while true {
      let state = try? IndexState(path: location.indexDirectory, store: store.followed)
      if let state, !state.isOutdated, state.revision >= target { return }
      do {
        try bringIndexUpToDate(observer)
      } catch SearchError.indexLocked {
        guard !wait() else { continue }
        let writer = MailStore.otherWriter(at: location.storeFile).map { "process \($0)" }
        throw ArchiveError(
          .locked, "select messages",
          why: "\(writer ?? "another process") is writing the index, which lacks "
            + (state.map { "the latest \(target - $0.revision) changes" } ?? "changes"),
          remedy: "Wait until it is done, then run the same command again; nothing was done.")
      }
    }
  }

  fileprivate func prepareForSearch(_ observer: IndexObserver) throws {
    let followed = try store.followed
    let revision = followed.revision
    let state = try? IndexState(path: location.indexDirectory, store: followed)
    if let state, state.isReindexDue(for: indexSettings) {
      observer.notice(
        "the index has word forms of \(state.languages.joined(separator: ", ")), not of the "
          + "languages in mailcask.toml; reindex is due: mailcask reindex")
    }
    guard state.map({ $0.isOutdated || $0.revision != revision }) ?? true else { return }
    if let state, let writer = MailStore.otherWriter(at: location.storeFile) {
      return observer.notice(
        "process \(writer) is writing to the archive; "
          + (state.isOutdated
            ? "the index is that of an older Mailcask"
            : "the latest \(revision - state.revision) changes are not in the index yet"))
    }
    do {
      try bringIndexUpToDate(observer)
    } catch let error as SearchError {
      guard let state else {
        guard case .indexLocked = error else { throw error }
        return try waitForIndex(observer)
      }
      observer.notice(
        state.isOutdated
          ? "the index is that of an older Mailcask: \(error.text.explanation)"
          : "the index lacks the latest \(revision - state.revision) changes: "
            + error.text.explanation)
    }
  }

  /// There is none, and another process makes it.
  private func waitForIndex(_ observer: IndexObserver) throws {
    observer.notice("another process is making the index: waiting for it")
    while (try? IndexDirectory.lock(location.indexDirectory)) == nil, !observer.isInterrupted() {
      Thread.sleep(forTimeInterval: Limits.secondsBetweenLooks)
    }
  }
}
