public import Archive
import Dispatch
import Net
import Synchronization

extension MailArchive {
  public typealias FetchOutcome = Result<FetchReport, ArchiveError>

  /// Fetches from several accounts side by side, and returns when all have ended. One that fails
  /// does not stop the others.
  ///
  /// - Parameter ended: told of each account as it ends, one call at a time.
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
