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
      guard let doubt = CertificateDoubt(failure) else { return .giveUp }
      return askTrust(&account, failure, doubt)
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
    _ account: inout AccountSettings, _ failure: ArchiveError, _ doubt: CertificateDoubt
  ) -> Next {
    Log.error("the certificate of \(account.host) is not trusted: \(failure.why)")
    if let reason = archive.reasonNotToTrust(certificateOf: account) {
      Log.error("\(reason); nothing was sent")
      return .giveUp
    }
    Log.error("its SHA-256 fingerprint: \(doubt.grouped)")
    Log.error(
      "Anyone between you and the server could present such a certificate. If the server is "
        + "yours, read the fingerprint there, on the server itself: \(CertificateDoubt.wayToCompare)"
    )
    let digits = CertificateDoubt.typedDigits
    guard
      let answer = ask("Trust it? For yes, type the first \(digits) digits from there [No]: ")
    else {
      Log.error("not a terminal, so it is not trusted")
      return .giveUp
    }
    guard doubt.isConfirmed(by: answer) else {
      Log.error("not trusted; nothing was sent")
      return .giveUp
    }
    account.pins = [doubt.fingerprint]
    Log.info("from now on only this certificate is trusted for account \(account.name)")
    return .again(password: false)
  }
}
