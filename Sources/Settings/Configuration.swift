public import Errors

/// What `mailcask.toml` says.
public struct Configuration: Equatable, Sendable {
  public var search = SearchSettings()
  public var attachments = AttachmentSettings()
  public var decrypt = DecryptSettings()
  public var serve = ServeSettings()
  /// In the order of the file.
  public var rules: [TagRule] = []
  /// In the order of their names.
  public var accounts: [AccountSettings] = []
  /// What is wrong with accounts that were left out: they stop only what needs accounts.
  public package(set) var accountMistakes: [ArchiveError] = []

  public init() {}

  public func account(named name: String) -> AccountSettings? {
    accounts.first { $0.name == name }
  }
}

public struct SearchSettings: Equatable, Sendable {
  /// Two-letter codes; nil: English, German and any other language common in the archive.
  public var languages: [String]?
  /// Queries by the names that `saved:` takes.
  public var saved: [String: String] = [:]

  package init() {}
}

/// What `mailcask serve` does.
public struct ServeSettings: Equatable, Sendable {
  /// Port for mail programs; nil: none is opened.
  public var imap: UInt16? = 1430
  /// A socket's path or a port for a mail system that delivers by LMTP; nil: none.
  public var lmtp: String?
  /// Port of the pages for a browser; nil: none.
  public var web: UInt16?
  /// How often new mail is fetched: "15m"; nil: it is not.
  public var fetch: String?

  package init() {}
}

/// What is read out of attachments.
public struct AttachmentSettings: Equatable, Sendable {
  /// Whether fetch and import read the text of attached documents.
  public var read = true
  /// Languages in which scanned pages and pictures are recognised, as tesseract names them; none: they
  /// are not.
  public var ocr: [String] = []

  package init() {}
}

/// What encrypted mail is decrypted, so that it is found.
public struct DecryptSettings: Equatable, Sendable {
  /// OpenPGP, by gpg.
  public var pgp = false
  /// A file with private keys and certificates for S/MIME, from the archive's directory on; nil: S/MIME is not
  /// decrypted.
  public var smime: String?
  /// A shell command that prints the passphrase of that file's keys.
  public var smimePasswordCommand: String?

  /// Whether anything is decrypted.
  public var isOn: Bool { pgp || smime != nil }

  package init() {}
}

/// One `[[rules]]`: each message that is new and that the query finds gets the tags.
public struct TagRule: Equatable, Sendable {
  public var query: String
  public var tags: [String]

  package init(query: String, tags: [String]) {
    self.query = query
    self.tags = tags
  }
}

/// How the connection is protected.
public enum TransportSecurity: String, Sendable, CaseIterable {
  /// TLS from the first byte (RFC 8314 §3.3).
  case implicit
  /// STLS (RFC 2595 §4); never falls back to clear text.
  case starttls
  case none
}

public enum FetchOrder: String, Sendable, CaseIterable {
  case oldest
  case newest
}

/// What the sizes in a server's list are good for.
public enum ListSizes: String, Sendable, CaseIterable {
  /// A message that is much shorter than LIST said is suspect.
  case compare
  /// It is not: Exchange counts something else.
  case ignore
}

/// What happens to a message on the server once its bytes are committed here.
public enum ServerPolicy: Equatable, Sendable {
  case keep
  case delete
  case deleteAfter(days: Int)
  case keepNewest(count: Int)
}

/// Where a password comes from. The secret itself is never part of the settings.
public enum SecretSource: Equatable, Sendable {
  case command(String)
  case file(String)
  case environment(String)
  /// The desktop keyring, asked through `secret-tool` for these attributes and values in turn.
  case keyring([String])
  /// An access token that the provider gives for a permission granted once (RFC 6749).
  case oauth(OAuthSettings)
  /// Ask on the terminal.
  case prompt
}

/// Where access tokens come from.
public struct OAuthSettings: Equatable, Sendable {
  public var clientID: String
  /// Google gives one to every program, and does not treat it as secret; Microsoft gives none.
  public var clientSecret: String?
  public var tokenURL: String
  /// Nil where the provider has no device flow (RFC 8628) for mail.
  public var deviceURL: String?
  /// The page on which a person allows the access (RFC 6749 §3.1); nil where it cannot come back to this
  /// machine.
  public var authorizeURL: String?
  public var scope: String
  /// A shell command that prints the refresh token, instead of the file in the archive.
  public var refreshCommand: String?

  package init(
    clientID: String, clientSecret: String? = nil, tokenURL: String, deviceURL: String? = nil,
    authorizeURL: String? = nil,
    scope: String, refreshCommand: String? = nil
  ) {
    self.clientID = clientID
    self.clientSecret = clientSecret
    self.tokenURL = tokenURL
    self.deviceURL = deviceURL
    self.authorizeURL = authorizeURL
    self.scope = scope
    self.refreshCommand = refreshCommand
  }
}

/// One `[accounts.NAME]`.
public struct AccountSettings: Equatable, Sendable {
  public var name: String
  public var mailProtocol: MailProtocol
  public var host: String
  public var port: UInt16
  public var security: TransportSecurity
  public var user: String
  public var secret: SecretSource
  public var mechanism: String?
  public var certificateAuthorityFile: String?
  public var pins: [String] = []
  public var clientCertificateFile: String?
  public var proxy: String?
  public var onServer: ServerPolicy = .keep
  public var maximumBytes: Int?
  public var order: FetchOrder = .oldest
  public var sessionLimit: Int?
  /// Seconds since 1970: mail that reached its mailbox before stays on the server.
  public var since: Int64?
  public var listSizes: ListSizes = .compare
  /// Globs of folders to fetch, and of those to leave out; all are fetched where the first is empty.
  public var folders: [String] = []
  public var skippedFolders: [String] = []
  /// Compress what goes over the network, with IMAP; nil: where the server is far.
  public var compresses: Bool?
  /// Connections at once, with IMAP.
  public var connections = 1
  public var isEnabled = true
  /// Where its mail is handed in to be sent; nil: nowhere.
  public var submission: SubmissionSettings?
  /// Addresses that it sends from.
  public var identities: [String] = []

  public init(
    name: String, _ mailProtocol: MailProtocol = .pop3, host: String, port: UInt16,
    security: TransportSecurity, user: String, secret: SecretSource
  ) {
    self.name = name
    self.mailProtocol = mailProtocol
    self.host = host
    self.port = port
    self.security = security
    self.user = user
    self.secret = secret
  }
}

/// Where mail is handed in to be sent (RFC 6409).
public struct SubmissionSettings: Equatable, Sendable {
  public var host: String
  public var port: UInt16
  public var security: TransportSecurity
  /// Nil: the account's user.
  public var user: String?
  /// Nil: the account's secret.
  public var passwordCommand: String?

  package init(
    host: String, port: UInt16, security: TransportSecurity, user: String? = nil,
    passwordCommand: String? = nil
  ) {
    self.host = host
    self.port = port
    self.security = security
    self.user = user
    self.passwordCommand = passwordCommand
  }
}
