/// What `mailcask.toml` says.
public struct Configuration: Equatable, Sendable {
  public var search = SearchSettings()
  /// In the order of their names.
  public var accounts: [AccountSettings] = []

  public init() {}

  public func account(named name: String) -> AccountSettings? {
    accounts.first { $0.name == name }
  }
}

public struct SearchSettings: Equatable, Sendable {
  /// Two-letter codes.
  public var languages = ["en", "de"]
  /// Queries by the names that `saved:` takes.
  public var saved: [String: String] = [:]
}

/// How the connection is protected.
public enum TransportSecurity: String, Sendable, CaseIterable {
  /// TLS from the first octet (RFC 8314 §3.3).
  case implicit
  /// STLS (RFC 2595 §4); never falls back to clear text.
  case starttls
  case none
}

public enum FetchOrder: String, Sendable, CaseIterable {
  case oldest
  case newest
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
  /// Ask on the terminal.
  case prompt
}

/// One `[accounts.NAME]`.
public struct AccountSettings: Equatable, Sendable {
  public var name: String
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
  public var maximumOctets: Int?
  public var order: FetchOrder = .oldest
  public var sessionLimit: Int?
  public var isEnabled = true

  public init(
    name: String, host: String, port: UInt16, security: TransportSecurity, user: String,
    secret: SecretSource
  ) {
    self.name = name
    self.host = host
    self.port = port
    self.security = security
    self.user = user
    self.secret = secret
  }
}
