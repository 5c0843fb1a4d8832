public import Archive
import Dispatch
import Errors

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
    /// Gets sentences that a person should know while the fetch goes on.
    public var notice: @Sendable (String) -> Void = { _ in }
    /// Keeps a connection to the server after a fetch, to hear of new mail.
    public var newMail: NewMailWatch?
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
    options.newMail?.end(account: account.name)
    return try withSession(account, options) { session, account in
      guard !options.isDryRun else { return try session.survey() }
      let run = try FetchRun(account)
      do { return try run.finish(try session.fetch(into: run)) } catch { throw run.fail(error) }
    }
  }

  /// Connects and logs in, and nothing else.
  ///
  /// - Throws: as `fetch` does.
  public func test(
    _ account: AccountSettings, options: FetchOptions = FetchOptions()
  ) throws(ArchiveError) {
    try withSession(account, options) { session, _ in try session.quit() }
  }

  /// Connects and logs in, and looks what a first fetch would mean.
  ///
  /// - Returns: sentences that a person should know before it.
  /// - Throws: as `fetch` does.
  public func tryOut(
    _ account: AccountSettings, options: FetchOptions = FetchOptions()
  ) throws(ArchiveError) -> [String] {
    try withSession(account, options) { session, _ in try session.firstLook() }
  }

  /// Whether a login at the server succeeded before with a certificate that an authority vouches
  /// for: the system's, or those of the account's `ca_file`.
  public func hasValidated(host: String) -> Bool { ValidatedHosts(location).contains(host) }

  /// What folders the account has on its server, and what of them a fetch would get.
  ///
  /// - Throws: as `fetch` does.
  public func folders(
    of account: AccountSettings, options: FetchOptions = FetchOptions()
  ) throws(ArchiveError) -> [RemoteFolder] {
    try withSession(account, options) { session, _ in try session.folders() }
  }

  private func withSession<Value>(
    _ settings: AccountSettings, _ options: FetchOptions,
    _ body: (any MailSession, FetchedAccount) throws -> Value
  ) throws(ArchiveError) -> Value {
    try trust.require(of: location, to: "use account \(settings.name)")
    let account = FetchedAccount(
      settings: settings, location: location, store: store, options: options)
    let source = settings.mailProtocol.source.init(account)
    do {
      return try withSecret(of: settings, options) { secret in
        let session = try source.logIn(secret)
        if settings.validatesChain { ValidatedHosts(location).note(settings.host) }
        do { return try body(session, account) } catch {
          session.abort()
          throw error
        }
      }
    } catch { throw ArchiveError(any: error).loggingIn(to: settings) }
  }

  /// Runs `body` with the account's password or token; with a new token if the server refuses one that
  /// should have been good for longer.
  package func withSecret<Value>(
    of account: AccountSettings, _ options: FetchOptions, _ body: ([UInt8]) throws -> Value
  ) throws -> Value {
    guard case .oauth(let settings) = account.secret else {
      return try body(try account.secret.read(forAccount: account.name, prompt: options.prompt))
    }
    let tokens = try tokenSource(account, settings, options)
    let (token, isFresh) = try tokens.accessToken()
    do { return try body(token) } catch let error as ArchiveError
      where error.code == .credentials && !isFresh
    {
      // The provider may take back a token before its time.
      return try body(try tokens.refreshed())
    }
  }
}

extension ArchiveError {
  /// With what a person can do about this account.
  fileprivate func loggingIn(to account: AccountSettings) -> ArchiveError {
    var failure = self
    if code == .credentials || code == .server,
      let advice = account.mailProtocol.source.accessAdvice(for: account, words: why)
    {
      failure.text.remedy = advice
    } else if code == .credentials, !what.hasPrefix("get "), case .oauth = account.secret {
      failure.text.remedy = TokenSource.askAgain(account.name)
    }
    if certificateFingerprint != nil, let provider = Provider.operating(host: account.host) {
      failure.text.remedy =
        "\(provider.name) has good certificates, so this is not its server, or somebody is in between: "
        + "do not log in from this network."
    }
    if code == .credentials, !what.hasPrefix("get ") {
      failure.text.what = "log in to account \(account.name)"
      failure.text.place = ""
    }
    return failure
  }
}
