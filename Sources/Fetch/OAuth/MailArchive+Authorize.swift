public import Archive
import HTTP
import Net

extension MailArchive {
  func tokenSource(
    _ account: AccountSettings, _ settings: OAuthSettings, _ options: FetchOptions
  ) throws(ArchiveError) -> TokenSource {
    var http = HTTPSClient.Options()
    http.proxy = try account.proxySettings
    http.interrupt = options.cancellation?.interrupt
    var own: HTTPSClient.Options?
    if let authorities = account.certificateAuthorityFile {
      // A company's own authority may have signed both certificates, or the mail server's alone.
      own = http
      own?.tls.trust = .file(authorities)
    }
    return TokenSource(
      account: account.name, settings: settings,
      file: OAuthTokens.file(location, account: account.name), http: own ?? http,
      otherwise: own == nil ? nil : http)
  }

  /// Gets lasting permission to read an account's mail, from the person who may give it.
  ///
  /// - Parameters:
  ///   - refreshToken: one from elsewhere, instead of asking.
  ///   - show: gets an address to open in any browser, and the code to type there; without a code the
  ///     browser must be on this machine.
  ///   - wait: sleeps for a number of seconds; false to give up.
  public func authorize(
    _ account: AccountSettings, refreshToken: String? = nil,
    options: FetchOptions = FetchOptions(),
    show: (_ address: String, _ code: String?) -> Void, wait: (Double) -> Bool
  ) throws(ArchiveError) {
    try trust.require(of: location, to: "use account \(account.name)")
    guard case .oauth(let settings) = account.secret else {
      throw ArchiveError(
        .configuration, "log in to account \(account.name)", why: "it does not use OAuth",
        remedy: "Add oauth = \"microsoft\" or another provider to [accounts.\(account.name)].")
    }
    let source = try tokenSource(account, settings, options)
    if let refreshToken {
      try source.adopt(refreshToken: refreshToken)
    } else {
      try source.authorize(show: show, wait: wait)
    }
  }
}
