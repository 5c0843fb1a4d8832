import CBuild
public import Errors

/// Providers whose addresses need not be configured.
public enum OAuthProvider: String, Sendable, CaseIterable {
  case google
  case microsoft
  case yahoo
  case aol
  /// AT&T's mailboxes, whose logins Yahoo runs.
  case att
  /// Everything stands in the settings.
  case custom

  struct Preset {
    var clientID: String?
    var tokenURL: String?
    var deviceURL: String?
    var authorizeURL: String?
    var scope: String?
  }

  /// - Parameter sends: mail is handed in, too. A permission is never asked for that is not needed.
  func preset(for mailProtocol: MailProtocol, sends: Bool = false) -> Preset {
    switch self {
    case .google:
      // Google's device flow does not give permission for mail, so there is no deviceURL.
      Preset(
        tokenURL: "https://oauth2.googleapis.com/token",
        authorizeURL: "https://accounts.google.com/o/oauth2/v2/auth",
        scope: "https://mail.google.com/")
    case .microsoft:
      Preset(
        clientID: BuildValues.microsoftClientID,
        tokenURL: "https://login.microsoftonline.com/common/oauth2/v2.0/token",
        deviceURL: "https://login.microsoftonline.com/common/oauth2/v2.0/devicecode",
        scope: ([mailProtocol.microsoftScope] + (sends ? ["SMTP.Send"] : [])).reduce("") {
          $0 + "https://outlook.office.com/\($1) "
        } + "offline_access")
    case .yahoo, .att:
      // Neither they nor AOL have a device flow, and their pages come back only to https addresses.
      Preset(tokenURL: "https://api.login.yahoo.com/oauth2/get_token", scope: "mail-w")
    case .aol: Preset(tokenURL: "https://api.login.aol.com/oauth2/get_token", scope: "mail-w")
    case .custom: Preset()
    }
  }

  /// Where the program's id comes from.
  var clientAdvice: String {
    switch self {
    case .google: "make an OAuth client for a desktop app at console.cloud.google.com."
    case .microsoft: "register an app for public clients at entra.microsoft.com."
    case .yahoo, .att: "register an app at developer.yahoo.com."
    case .aol: "register an app at developer.aol.com."
    case .custom: "ask the provider."
    }
  }
}

extension MailProtocol {
  fileprivate var microsoftScope: String {
    switch self {
    case .pop3: "POP.AccessAsUser.All"
    case .imap: "IMAP.AccessAsUser.All"
    }
  }
}

/// What a package can be built with.
enum BuildValues {
  /// The id of Mailcask at Microsoft: of the environment, or else the one that was there when the program
  /// was built; nil without either.
  static var microsoftClientID: String? {
    let name = "MAILCASK_MICROSOFT_CLIENT_ID"
    if let id = environmentVariable(name), !id.isEmpty { return id }
    let built = unsafe String(cString: mailcask_microsoft_client_id())
    return built.isEmpty ? nil : built
  }
}

extension OAuthProvider {
  /// The id of Mailcask at the provider, if it has one; without one each person needs their own.
  public var clientID: String? { preset(for: .imap).clientID }

  /// Whether permission can be given by typing a code in any browser.
  public var hasDeviceFlow: Bool { preset(for: .imap).deviceURL != nil }

  /// Whether permission can be given on a page in a browser of this machine.
  public var hasBrowserLogin: Bool { preset(for: .imap).authorizeURL != nil }
}

extension OAuthSettings {
  /// A provider's preset for a program registered there.
  ///
  /// - Throws: `configuration` for `custom`, which has none.
  public init(
    _ provider: OAuthProvider, for mailProtocol: MailProtocol = .pop3, clientID: String,
    clientSecret: String?
  ) throws(ArchiveError) {
    let preset = provider.preset(for: mailProtocol)
    guard let tokenURL = preset.tokenURL, let scope = preset.scope else {
      throw ArchiveError(
        .configuration, "use OAuth2", why: "the provider is not known here",
        remedy: "Describe it in mailcask.toml: oauth_token_url, oauth_device_url, oauth_scope.")
    }
    self.init(
      clientID: clientID, clientSecret: clientSecret, tokenURL: tokenURL,
      deviceURL: preset.deviceURL, authorizeURL: preset.authorizeURL, scope: scope)
  }
}
