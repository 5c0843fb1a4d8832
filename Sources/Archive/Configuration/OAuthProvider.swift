/// Providers whose addresses need not be configured.
public enum OAuthProvider: String, Sendable, CaseIterable {
  case google
  case microsoft
  /// Everything stands in the settings.
  case custom

  struct Preset {
    var clientID: String?
    var tokenURL: String?
    var deviceURL: String?
    var scope: String?
  }

  func preset(for mailProtocol: MailProtocol) -> Preset {
    switch self {
    case .google:
      // Google's device flow does not give permission for mail, so there is no deviceURL.
      Preset(
        tokenURL: "https://oauth2.googleapis.com/token", scope: "https://mail.google.com/")
    case .microsoft:
      Preset(
        tokenURL: "https://login.microsoftonline.com/common/oauth2/v2.0/token",
        deviceURL: "https://login.microsoftonline.com/common/oauth2/v2.0/devicecode",
        scope: "https://outlook.office.com/\(mailProtocol.microsoftScope) offline_access")
    case .custom: Preset()
    }
  }

  /// Where the program's id comes from.
  var clientAdvice: String {
    switch self {
    case .google: "make an OAuth client for a desktop app at console.cloud.google.com."
    case .microsoft: "register an app for public clients at entra.microsoft.com."
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
      deviceURL: preset.deviceURL, scope: scope)
  }
}
