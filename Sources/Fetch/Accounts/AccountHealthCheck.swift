public import Archive
import Errors
import Glibc

/// Looks whether the accounts' secrets are where they should be. Changes nothing, and runs no command
/// that may ask for a password.
public struct AccountHealthCheck {
  private var findings: [Finding] = []

  /// - Parameter asksServers: connects to the accounts' servers and looks at their certificates.
  public static func run(_ accounts: [AccountSettings], asksServers: Bool) -> [Finding] {
    var check = AccountHealthCheck()
    for account in accounts where account.isEnabled {
      check.examineSecret(of: account)
      if asksServers { check.examineCertificate(of: account) }
    }
    return check.findings
  }

  /// Looks whether each account was fetched from, and a backup was made, in the last days.
  ///
  /// - Parameters:
  ///   - fetched: days since the latest fetch without a failure; nil does not look.
  ///   - backedUp: days since the latest backup; nil does not look.
  public static func run(
    _ archive: MailArchive, fetchedWithin fetched: Int?, backedUpWithin backedUp: Int?
  ) -> [Finding] {
    var check = AccountHealthCheck()
    if let fetched {
      for account in archive.configuration.accounts where account.isEnabled {
        do {
          check.examineAge(
            .accounts, "\(account.name): the latest fetch without a failure",
            try archive.lastFetch(from: account.name), within: fetched,
            "Look at: mailcask fetch \(account.name)")
        } catch { check.findings.append(Finding(.accounts, error)) }
      }
    }
    if let backedUp {
      check.examineAge(
        .backup, "the latest backup", archive.lastBackup, within: backedUp,
        "Make one: mailcask backup DIR")
    }
    return check.findings
  }

  private mutating func examineAge(
    _ subject: Finding.Subject, _ what: String, _ time: Int64?, within days: Int,
    _ remedy: String
  ) {
    guard let time else { return add(subject, .problem, "\(what): never", remedy) }
    let age = max(0, currentTime() - time) / 86_400
    let text = "\(what): \(age == 0 ? "today" : age == 1 ? "a day ago" : "\(age) days ago")"
    if age >= days { add(subject, .problem, text, remedy) } else { add(subject, .good, text) }
  }

  private mutating func add(
    _ subject: Finding.Subject, _ level: Finding.Level, _ text: String, _ remedy: String = ""
  ) {
    findings.append(Finding(subject, level, text, remedy: remedy))
  }

  private mutating func examineSecret(of account: AccountSettings) {
    switch account.secret {
    case .file(let path):
      var status = stat()
      if unsafe stat(path, &status) != 0 {
        add(
          .secrets, .problem, "\(account.name): \(path) cannot be read (\(systemReason()))",
          "Write the password into it, or name another place in mailcask.toml.")
      } else if status.st_mode & 0o077 != 0 {
        add(
          .secrets, .problem, "\(account.name): others may read \(path)",
          "Take that away: chmod 600 '\(path)'")
      }
    case .environment(let name):
      if unsafe getenv(name).map({ unsafe $0.pointee == 0 }) ?? true {
        add(
          .secrets, .hint, "\(account.name): the variable \(name) is not set here, or empty",
          "Set it where mailcask fetch runs.")
      }
    case .prompt:
      add(
        .secrets, .hint, "\(account.name): the password is asked for at each fetch",
        "For fetching unattended, name a password_command or password_file in mailcask.toml.")
    case .command, .keyring, .oauth: break
    }
  }

  private mutating func examineCertificate(of account: AccountSettings) {
    guard account.security != .none else {
      return add(
        .certificates, .warning, "\(account.name): nothing is encrypted (tls = \"none\")",
        "Use tls = \"implicit\" unless the network itself is safe.")
    }
    do {
      guard let end = try account.mailProtocol.source.certificateEnd(of: account) else { return }
      let days = (end - currentTime()) / 86_400
      let text = "\(account.name): the certificate of \(account.host) is good for \(days) days"
      if days < Limits.certificateWarningDays {
        add(
          .certificates, .warning, text,
          account.pins.isEmpty
            ? "Its operator should renew it." : "With the next one, pin changes in mailcask.toml.")
      } else {
        add(.certificates, .good, text)
      }
    } catch { findings.append(Finding(.certificates, ArchiveError(any: error))) }
  }
}
