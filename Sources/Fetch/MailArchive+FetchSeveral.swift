public import Archive
import Dispatch
import Net
import Synchronization

extension MailArchive {
  public typealias FetchOutcome = Result<FetchReport, ArchiveError>

  /// Fetches from several accounts side by side while the index follows.
  ///
  /// - Parameters:
  ///   - leavesIndex: leaves the index to the next that needs it.
  ///   - ended: called for each account as it ends, one call at a time.
  /// - Throws: why the index cannot be used; what was fetched is stored all the same.
  public func fetchRound(
    _ accounts: [AccountSettings], _ options: FetchOptions, leavesIndex: Bool,
    _ observer: IndexObserver = IndexObserver(),
    ended: @escaping @Sendable (AccountSettings, FetchOutcome) -> Void = { _, _ in }
  ) throws(ArchiveError) -> FetchRound {
    let results = Mutex<[FetchResult]>([])
    let index = try indexing(unless: leavesIndex, observer) { committed in
      var options = options
      options.committed = committed
      fetch(from: accounts, options: options) { account, outcome in
        ended(account, outcome)
        results.withLock { $0.append(FetchResult(account: account.name, outcome: outcome)) }
      }
    }
    return FetchRound(results: results.withLock { $0 }, index: index)
  }

  /// Fetches from several accounts side by side, and returns when all have ended. One that fails
  /// does not stop the others.
  ///
  /// - Parameter ended: called for each account as it ends, one call at a time.
  public func fetch(
    from accounts: [AccountSettings], options: FetchOptions,
    ended: @escaping @Sendable (AccountSettings, FetchOutcome) -> Void
  ) {
    let waiting = Mutex(accounts[...])
    let telling = Mutex(())
    let work: @Sendable () -> Void = {
      while let account = waiting.withLock({ $0.popFirst() }) {
        let outcome: FetchOutcome
        do { outcome = .success(try self.fetch(from: account, options: options)) } catch {
          outcome = .failure(ArchiveError(any: error))
        }
        telling.withLock { _ in ended(account, outcome) }
      }
    }
    let group = DispatchGroup()
    for _ in 1..<max(1, min(accounts.count, Limits.fetchesAtOnce)) {
      group.enter()
      // Without a further thread the others do its work.
      if !startThread({
        work()
        group.leave()
      }) {
        group.leave()
      }
    }
    work()
    group.wait()
  }
}
