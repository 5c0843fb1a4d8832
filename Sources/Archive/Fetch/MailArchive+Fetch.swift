import Dispatch
package import Net

extension MailArchive {
  public struct FetchOptions: Sendable {
    /// Asks for a password on the terminal, given the question; nil where there is nobody to ask.
    public var prompt: @Sendable (String) -> String? = { _ in nil }
    public var progress: @Sendable (FetchProgress) -> Void = { _ in }
    /// The dialogue with the server, a line at a time, secrets masked.
    public var trace: (@Sendable (String) -> Void)?
    /// Ends the fetch cleanly when signalled.
    package var interrupt: Interrupt?
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
    let secret = try account.secret.read(forAccount: account.name, prompt: options.prompt)
    let session = FetchSession(
      account: account, store: store, interrupt: options.interrupt, trace: options.trace,
      progress: options.progress, committed: options.committed)
    do { return try session.run(secret: secret) } catch {
      var failure = ArchiveError(any: error)
      if failure.code == .credentials { failure.what = "log in to account \(account.name)" }
      throw failure
    }
  }
}
