import Archive
import Fetch
import Foundation
import Presentation
import StandardStreams
import Text

/// What is asked when an account that was described does not work: only what was wrong. All other
/// answers stay.
struct AccountQuestions {
  let archive: MailArchive
  /// What the login may take as a user name, the likelier first.
  var users: [String] = []
  private var tried: Set<String> = []
  private var refused = 0
  private var attempts = 0

  init(archive: MailArchive) { self.archive = archive }

  /// Some servers lock an account that is tried more often.
  private static let logins = 3
  private static let attempts = 10

  /// What to do after a failure.
  enum Next: Equatable {
    /// Try again; whether the password is to be asked for first.
    case again(password: Bool)
    case giveUp
  }

  /// Says what failed and asks for what was wrong, if there is a terminal.
  mutating func mend(_ account: inout AccountSettings, after failure: ArchiveError) -> Next {
    attempts += 1
    guard attempts < Self.attempts else { return .giveUp }
    switch failure.code {
    case .credentials:
      tried.insert(account.user)
      refused += 1
      guard refused < Self.logins, canAsk else { return .giveUp }
      Log.error("\(failure)")
      let other = users.first { !tried.contains($0) }
      return askUser(&account, proposing: other ?? account.user)
    case .network, .server:
      guard canAsk else { return .giveUp }
      Log.error("\(failure)")
      return askServer(&account)
    case .certificate:
      guard let fingerprint = failure.certificateFingerprint else { return .giveUp }
      return askTrust(&account, failure, fingerprint)
    default: return .giveUp
    }
  }

  private var canAsk: Bool { isatty(STDIN_FILENO) == 1 || Console.errorIsTerminal }

  private func askUser(_ account: inout AccountSettings, proposing user: String) -> Next {
    guard let name = ask("User name (\(user) unless you type another): ") else { return .giveUp }
    account.user = name.isEmpty ? user : name
    return .again(password: true)
  }

  private func askServer(_ account: inout AccountSettings) -> Next {
    let place = "\(account.host):\(account.port)"
    guard let text = ask("Server (\(place) unless you type another; everything else stays): ")
    else {
      return .giveUp
    }
    guard !text.isEmpty else { return .again(password: false) }
    let (host, port) = MailServer.hostAndPort(text)
    account.host = host
    if let port { account.port = port }
    return .again(password: false)
  }

  // MARK: Certificates

  /// Trust in one certificate, by a person who has read its fingerprint on the server.
  private func askTrust(
    _ account: inout AccountSettings, _ failure: ArchiveError, _ fingerprint: String
  ) -> Next {
    Log.error("the certificate of \(account.host) is not trusted: \(failure.why)")
    if let reason = refusal(account) {
      Log.error("\(reason); nothing was sent")
      return .giveUp
    }
    Log.error("its SHA-256 fingerprint: \(Self.grouped(fingerprint))")
    Log.error(
      "Anyone between you and the server could present such a certificate. If the server is "
        + "yours, read the fingerprint there, on the server itself: openssl x509 -noout "
        + "-fingerprint -sha256 -in CERTIFICATE")
    let digits = Self.typedDigits
    guard
      let answer = ask("Trust it? For yes, type the first \(digits) digits from there [No]: ")
    else {
      Log.error("not a terminal, so it is not trusted")
      return .giveUp
    }
    let typed = answer.lowercased().filter { $0 != ":" && !$0.isWhitespace }
    guard typed == fingerprint.prefix(digits) else {
      Log.error("not trusted; nothing was sent")
      return .giveUp
    }
    account.pins = [fingerprint]
    Log.info("from now on only this certificate is trusted for account \(account.name)")
    return .again(password: false)
  }

  private static let typedDigits = 8

  /// Why nobody is asked at all.
  private func refusal(_ account: AccountSettings) -> String? {
    if let provider = Provider.operating(host: account.host) {
      return "\(provider.name) has good certificates, so this is not its server, or somebody is "
        + "in between"
    }
    guard account.pins.isEmpty else { return "it is not the certificate that is pinned" }
    guard archive.hasValidated(host: account.host) else { return nil }
    return "it had a good certificate before, so this may be another server, or somebody is in "
      + "between"
  }

  /// "3f2a:91…": in groups of four digits.
  private static func grouped(_ fingerprint: String) -> String {
    stride(from: 0, to: fingerprint.count, by: 4).map {
      String(fingerprint.dropFirst($0).prefix(4))
    }.joined(separator: ":")
  }
}

/// How a person gets an id for Mailcask at a provider that wants programs to be registered.
enum ClientGuide {
  static func lines(_ provider: OAuthProvider) -> [String] {
    switch provider {
    case .microsoft:
      [
        "Microsoft takes no passwords, only logins by OAuth, for which a program needs an id. This",
        "Mailcask was built without one. You can make your own, for nothing, in some minutes:",
        "  1. Open https://entra.microsoft.com and log in with any Microsoft account.",
        "  2. App registrations > New registration. Name: Mailcask.",
        "  3. Supported account types: those with personal Microsoft accounts. Register.",
        "  4. Authentication > Advanced settings > Allow public client flows: Yes. Save.",
        "  5. Overview > Application (client) ID: copy it.",
        "Mailcask then shows an address and a code to type there, once.",
      ]
    case .google:
      [
        "An app password is the simpler way to Gmail: leave out --oauth. Google's OAuth wants a",
        "client of your own:",
        "  1. Open https://console.cloud.google.com and make a project.",
        "  2. APIs & Services > Credentials > Create credentials > OAuth client ID > Desktop app.",
        "  3. Copy the client ID and the client secret (--oauth-client-secret).",
        "  4. Get a refresh token for the scope https://mail.google.com/ with any OAuth tool.",
      ]
    case .yahoo, .aol, .att:
      [
        "This provider gives ids for mail only to programs whose maker it has admitted; Mailcask",
        "has none. Use an app password as long as the account offers one. With an id of your own:",
        "  1. Register an app at https://developer.yahoo.com/apps (AOL: developer.aol.com).",
        "  2. Copy the client ID and the client secret (--oauth-client-secret).",
        "  3. Get a refresh token for the scope mail-w with any OAuth tool.",
      ]
    case .custom: []
    }
  }
}
