public import Archive
import Dispatch

extension MailArchive {
  public struct FetchOptions: Sendable {
    /// Asks for a password on the terminal, given the question; nil where there is nobody to ask.
    public var prompt: @Sendable (String) -> String? = { _ in nil }
    public var progress: @Sendable (FetchProgress) -> Void = { _ in }
    /// The dialogue with the server, a line at a time, secrets masked.
    public var trace: (@Sendable (String) -> Void)?
    /// Ends the fetch cleanly.
    public var cancellation: Cancellation?
    /// Finds out what there is to fetch and changes nothing, here or there.
    public var isDryRun = false
    /// Told after each commit.
    public var committed: @Sendable () -> Void = {}

    public init() {}
  }

  /// Fetches from one account what is new there.
  ///
  /// - Throws: `credentials`, `network`, `certificate`, `server`, `configuration`, `interrupted`.
  ///   Whatever arrived whole before is kept, and nothing was deleted on the server.
  public func fetch(
    from account: AccountSettings, options: FetchOptions = FetchOptions()
  ) throws(ArchiveError) -> FetchReport {
    try withSession(account, options) { session, secret in try session.run(secret: secret) }
  }

  /// Connects and logs in, and nothing else.
  ///
  /// - Throws: as `fetch` does.
  public func test(
    _ account: AccountSettings, options: FetchOptions = FetchOptions()
  ) throws(ArchiveError) {
    try withSession(account, options) { session, secret in try session.test(secret: secret) }
  }

  private func withSession<Value>(
    _ account: AccountSettings, _ options: FetchOptions,
    _ body: (FetchSession, [UInt8]) throws -> Value
  ) throws(ArchiveError) -> Value {
    try trust.require(of: location, to: "use account \(account.name)")
    let session = FetchSession(
      account: account, store: store,
      stateFile: AccountState.file(location, account: account.name), options: options)
    do {
      guard case .oauth(let settings) = account.secret else {
        return try body(
          session, try account.secret.read(forAccount: account.name, prompt: options.prompt))
      }
      let tokens = try tokenSource(account, settings, options)
      let (token, isFresh) = try tokens.accessToken()
      do { return try body(session, token) } catch let error as ArchiveError
        where error.code == .credentials && !isFresh
      {
        // The provider may take back a token before its time.
        return try body(session, try tokens.refreshed())
      }
    } catch {
      var failure = ArchiveError(any: error)
      if failure.code == .credentials, !failure.what.hasPrefix("get ") {
        failure.what = "log in to account \(account.name)"
      }
      throw failure
    }
  }
}
