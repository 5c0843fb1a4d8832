package import Archive

/// A protocol that mail is fetched by, as POP3 is one.
///
/// What does not depend on the protocol is done for all of them: where the password or token comes
/// from, the run in the books, the pipeline that stores, the report, progress, cancellation, several
/// accounts side by side, and `--watch`. A source speaks to its server, decides what is new there,
/// hands on what arrives (`FetchRun.offer`), and acknowledges on the server only what is on disk
/// (`FetchRun.entries`).
///
/// ## How a protocol is added
///
/// 1. A folder beside `POP3` and `IMAP` with a type for the account (`MailSource`) and one for a session
///    (`MailSession`). It remembers what it likes in an `AccountFile` or in tables of its own; what is
///    lost there must cost time only.
/// 2. A case of `MailProtocol` (Archive/Configuration) with its name in the settings and its ports. The
///    compiler then asks for the line in `MailProtocol.source` below, and for nothing else.
///
/// What follows by itself: `fetch` with all its options, `fetch --watch`, `account add`, `test` and
/// `login`, `doctor --network`, ledger and runs, `account:` and `folder:` in searches, exports. Keys
/// that only the new protocol knows go into `SettingKey.account`; an OAuth scope of its own into
/// `OAuthProvider.preset`.
///
/// Its tests: `ListingPlanTests` shows how to test decisions without a server, `FetchSafetyTests` what
/// a source has to prove: nothing is lost when the connection, the program or the disk fails at any
/// moment, nothing is fetched twice, and nothing is acknowledged before it is durable.
package protocol MailSource {
  /// Connects to nothing yet.
  init(_ account: FetchedAccount)

  /// Connects and logs in.
  ///
  /// - Parameter secret: password or access token.
  /// - Throws: `credentials` where the server refuses them, `network`, `certificate`, `server`,
  ///   `configuration` for settings that only show to be wrong here, `interrupted`.
  func logIn(_ secret: [UInt8]) throws -> any MailSession

  /// When the server's certificate ends, in seconds since 1970; nil without TLS. Connects, and sends
  /// nothing secret.
  static func certificateEnd(of account: AccountSettings) throws -> Int64?

  /// What a person can do where a provider keeps the protocol switched off, if that is what the
  /// server's words say; else nil.
  static func accessAdvice(for account: AccountSettings, words: String) -> String?

  /// Names under which servers of small domains usually stand, best first.
  static func likelyServers(ofDomain domain: String) -> [MailServer]
  /// Whether a server of this protocol answers there, with a certificate that is good for its name.
  /// Returns within `Limits.guessSeconds`, and sends nothing secret.
  static func answers(at server: MailServer) -> Bool
}

/// One login at a server. Used by one thread.
package protocol MailSession {
  /// Finds out what a fetch would get. Changes nothing, here or there, and ends the session.
  func survey() throws -> FetchReport

  /// What folders there are, and what of them a fetch would get. Changes nothing, and ends the session.
  func folders() throws -> [RemoteFolder]

  /// Gets what is new, gives it to `run`, acknowledges what is on disk, and ends the session. Fills in
  /// the report what the server holds and what became of it; `run` knows what was stored.
  func fetch(into run: FetchRun) throws -> FetchReport

  /// What a person should know before the first fetch, as that it takes days. Changes nothing, and ends
  /// the session.
  func firstLook() throws -> [String]

  /// Ends a session in which nothing was done.
  func quit() throws

  /// Ends the session after a failure: the server is to change nothing.
  func abort()
}

extension MailSession {
  package func firstLook() throws -> [String] {
    try quit()
    return []
  }
}

extension MailProtocol {
  /// Every protocol that mail can be fetched by.
  package var source: any MailSource.Type {
    switch self {
    case .pop3: POP3Source.self
    case .imap: IMAPSource.self
    }
  }
}
