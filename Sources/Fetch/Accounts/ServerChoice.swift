public import Archive

/// Chooses the server of a mailbox: from what a person says of it, from the address, or by looking.
public struct ServerChoice: Sendable {
  // What a person has said; nil where that is left open.
  public var mailProtocol: MailProtocol?
  public var port: UInt16?
  public var security: TransportSecurity?
  public var oauth: OAuthProvider?

  public init(
    _ mailProtocol: MailProtocol? = nil, port: UInt16? = nil, _ security: TransportSecurity? = nil,
    oauth: OAuthProvider? = nil
  ) {
    self.mailProtocol = mailProtocol
    self.port = port
    self.security = security
    self.oauth = oauth
  }

  /// The server of an address whose provider is known; nil if it is not.
  ///
  /// - Throws: `configuration` if the provider has none for the protocol.
  public func known(forAddress address: String) throws(ArchiveError) -> MailServer? {
    guard let provider = Provider.of(address: address) else { return nil }
    guard let server = provider.server(forAddress: address, mailProtocol) else {
      throw missing(mailProtocol ?? .imap, at: provider)
    }
    return taking(server, provider)
  }

  /// Looks for the server of an address; that takes some seconds. Nothing secret is sent.
  public func found(forAddress address: String) -> MailServer? {
    MailServer.find(forAddress: address, mailProtocol).map { taking($0, $0.provider) }
  }

  /// What answers at a host as a person writes it: "mail.example.org:995".
  ///
  /// - Returns: also whether it answered; without that it is what the host's name and port suggest.
  public func answering(_ text: String) -> (server: MailServer, isThere: Bool) {
    guard mailProtocol == nil, security == nil else { return (named(text), false) }
    let (host, written) = MailServer.hostAndPort(text)
    guard let found = MailServer.answering(host, port: port ?? written) else {
      return (named(text, otherwise: .imap), false)
    }
    return (taking(found, nil), true)
  }

  /// By a host as a person writes it. Ports 110 and 143 are those of STARTTLS (RFC 2595 §2), all others
  /// are taken for implicit TLS (RFC 8314 §3) unless something else was said.
  ///
  /// - Parameter usual: the protocol at ports that tell nothing.
  public func named(_ text: String, otherwise usual: MailProtocol = .pop3) -> MailServer {
    let (host, written) = MailServer.hostAndPort(text)
    let port = port ?? written
    let byPort: MailProtocol? =
      switch port {
      case 143, 993: .imap
      case 110, 995: .pop3
      default: nil
      }
    return MailServer(
      host, port: port, security ?? (port == 110 || port == 143 ? .starttls : .implicit),
      mailProtocol: mailProtocol ?? byPort ?? usual, oauth: oauth)
  }

  /// With what was said instead of what was found.
  private func taking(_ server: MailServer, _ provider: Provider?) -> MailServer {
    var taken = MailServer(
      server.host, port: port ?? server.port, security ?? server.security,
      mailProtocol: server.mailProtocol, oauth: oauth ?? server.oauthOnly)
    taken.provider = provider
    taken.users = server.users
    taken.isUnconfirmed = server.isUnconfirmed
    return taken
  }

  private func missing(_ mailProtocol: MailProtocol, at provider: Provider) -> ArchiveError {
    let advice = provider.advice(mailProtocol).first ?? ""
    let other = provider.server(forAddress: "", nil)?.mailProtocol
    return ArchiveError(
      .configuration, "fetch from \(provider.name) by \(mailProtocol.displayText)",
      why: mailProtocol == .pop3 || other == nil
        ? provider.noPOP3 ?? "no server is known" : "no IMAP server is known",
      remedy: other.map { "Use --protocol \($0.rawValue)." } ?? advice)
  }
}
