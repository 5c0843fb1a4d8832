import Archive
import Fetch
import HTTPServing
import Text

/// What a form says of an account that is to be added, as far as it goes.
struct NewAccount: Sendable {
  var address = ""
  var name = ""
  var user = ""
  var mailProtocol = MailProtocol.imap
  var host = ""
  /// As it was typed; empty: the usual one.
  var port = ""
  var security = TransportSecurity.implicit
  /// The first day whose mail is fetched, "2024-01-31"; empty: all.
  var since = ""
  var usesKeyring = false
  var oauth: OAuthProvider?
  var clientID = ""
  var clientSecret = ""
  /// The server was found by what nobody vouches for; a person has to say that it is right.
  var isUnconfirmed = false
  var isConfirmed = false
  /// Of a certificate that was not trusted, as it was shown, and what was typed of it.
  var fingerprint = ""
  var typedDigits = ""

  init() {}

  init(_ form: Fields) {
    func text(_ name: String) -> String { (form[name] ?? "").trimmed }
    address = text("address")
    name = text("name")
    user = text("user")
    mailProtocol = MailProtocol(rawValue: text("protocol")) ?? .imap
    host = text("host")
    port = text("port")
    // Without encryption only the command adds an account.
    security = text("tls") == TransportSecurity.starttls.rawValue ? .starttls : .implicit
    since = text("since")
    usesKeyring = form["keep"] == "keyring"
    oauth = OAuthProvider(rawValue: text("oauth")).flatMap { $0 == .custom ? nil : $0 }
    clientID = text("client")
    clientSecret = text("client-secret")
    isUnconfirmed = form["unconfirmed"] != nil
    isConfirmed = form["confirmed"] != nil
    fingerprint = text("fingerprint")
    typedDigits = text("digits")
  }

  /// With what is known or was found of its server.
  func taking(_ server: MailServer) -> NewAccount {
    var account = self
    account.mailProtocol = server.mailProtocol
    account.host = server.host
    account.port = "\(server.port)"
    account.security = server.security
    account.oauth = server.oauth
    account.isUnconfirmed = server.isUnconfirmed
    account.user = server.users.first ?? address
    return account
  }

  /// With a name that no account has yet.
  func named(in configuration: Configuration) -> NewAccount {
    var account = self
    let stem = String(address.prefix { $0 != "@" })
    account.name = stem
    var number = 2
    while configuration.account(named: account.name) != nil {
      account.name = "\(stem)-\(number)"
      number += 1
    }
    return account
  }

  /// Who runs its server, if that is known.
  var provider: Provider? { Provider.operating(host: host) ?? Provider.of(address: address) }

  /// - Throws: `configuration`, `alreadyThere`, `certificate`: what has to be corrected.
  func settings(in archive: MailArchive) throws(ArchiveError) -> AccountSettings {
    for text in [address, name, user, host, clientID, clientSecret] {
      guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
      else { throw mistake("a control character is in it", "Type it again by hand.") }
    }
    guard !name.isEmpty else { throw mistake("it has no name", "Give it one: work.") }
    guard archive.configuration.account(named: name) == nil else {
      throw ArchiveError(
        .alreadyThere, "add account \(name)", why: "an account of that name exists",
        remedy: "Give another name.")
    }
    guard !host.isEmpty, !host.contains(where: { $0.isWhitespace || $0 == "/" }) else {
      throw mistake("the server has no name", "Write it as imap.example.org.")
    }
    guard !user.isEmpty else {
      throw mistake("the user name is missing", "It is often the address.")
    }
    let port = port.isEmpty ? mailProtocol.port(security) : UInt16(port) ?? 0
    guard port > 0 else {
      throw mistake("\(self.port) is no port", "Leave it empty for the usual one.")
    }
    guard !isUnconfirmed || isConfirmed else {
      throw mistake("nobody has said that \(host) is the right server", "Say so below if it is.")
    }
    var account = AccountSettings(
      name: name, mailProtocol, host: host, port: port, security: security, user: user,
      secret: .prompt)
    if let oauth { account.secret = .oauth(try settings(of: oauth)) }
    account.pins = try pins(of: account, in: archive)
    if !since.isEmpty {
      guard let day = parseDay(since) else {
        throw mistake("\(since) is no day", "Write it as 2024-01-31.")
      }
      account.since = day
    }
    return account
  }

  private func settings(of oauth: OAuthProvider) throws(ArchiveError) -> OAuthSettings {
    guard let clientID = clientID.isEmpty ? oauth.clientID : clientID else {
      throw mistake("the client ID is missing", "How to get one stands below.")
    }
    return try OAuthSettings(
      oauth, for: mailProtocol, clientID: clientID,
      clientSecret: clientSecret.isEmpty ? nil : clientSecret)
  }

  /// The certificate that a person trusts, by the digits that were read on the server.
  private func pins(
    of account: AccountSettings, in archive: MailArchive
  ) throws(ArchiveError) -> [String] {
    guard let doubt = CertificateDoubt(fingerprint: fingerprint), !typedDigits.isEmpty else {
      return []
    }
    if let reason = archive.reasonNotToTrust(certificateOf: account) {
      throw ArchiveError(
        .certificate, "trust the certificate of \(host)", why: reason, remedy: "Nothing was sent.")
    }
    guard doubt.isConfirmed(by: typedDigits) else {
      throw mistake(
        "the digits are not those of the fingerprint",
        "Read them on the server itself. If they differ there, do not log in from this network.")
    }
    return [doubt.fingerprint]
  }

  private func mistake(_ why: String, _ remedy: String) -> ArchiveError {
    ArchiveError(.configuration, "add the account", why: why, remedy: remedy)
  }
}
