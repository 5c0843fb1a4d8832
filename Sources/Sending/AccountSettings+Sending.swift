package import Archive
import Fetch
import Net
import SMTP

extension AccountSettings {
  /// Where it hands mail in.
  ///
  /// - Throws: `configuration` without a server for it, or for settings that only show to be wrong here.
  func smtpSettings() throws(ArchiveError) -> ServerSettings {
    guard let submission else { throw cannotSend }
    var settings = ServerSettings.submission(
      Endpoint(host: submission.host, port: submission.port), security: submission.security.ofServer
    )
    try apply(to: &settings)
    return settings
  }

  /// The account as its server for sending knows it.
  var submitting: AccountSettings {
    var account = self
    account.user = submission?.user ?? user
    if let command = submission?.passwordCommand { account.secret = .command(command) }
    return account
  }

  /// Without a login: where the server knows who is allowed otherwise.
  var needsNoLogin: Bool { submission?.user == "" }

  /// The address that it sends from, where nothing else is said.
  package var usualSender: String? { identities.first ?? (user.contains("@") ? user : nil) }

  private var cannotSend: ArchiveError {
    ArchiveError(
      .configuration, "send by account \(name)", why: "it has no server that mail is handed in at",
      remedy: "Add smtp_host = \"smtp.example.org\" to [accounts.\(name)].")
  }
}

extension MailArchive {
  /// The account that sends.
  ///
  /// - Parameters:
  ///   - name: nil: the one that has the sender's address, or the only one that can send.
  ///   - sender: the address that the message is from, if that is known.
  /// - Throws: `configuration` if it is not clear which, or if it cannot send.
  package func sendingAccount(
    named name: String?, sender: String?
  ) throws(ArchiveError) -> AccountSettings {
    if let name {
      let account = try account(named: name, to: "send by")
      _ = try account.smtpSettings()
      return account
    }
    let able = try someAccounts(to: "send").filter { $0.submission != nil }
    if let sender = sender?.lowercased(),
      let account = able.first(where: {
        ($0.identities + [$0.user]).contains { $0.lowercased() == sender }
      })
    {
      return account
    }
    if let only = able.first, able.count == 1 { return only }
    throw ArchiveError(
      .configuration, "send a message",
      why: able.isEmpty
        ? "no account has a server that mail is handed in at"
        : "\(sender.map { "no account sends from \($0)" } ?? "more than one account can send")",
      remedy: able.isEmpty
        ? "Add smtp_host = \"smtp.example.org\" to an account in \(location.configurationFile)."
        : "Name one with --account, or add the address to its identities.")
  }
}
