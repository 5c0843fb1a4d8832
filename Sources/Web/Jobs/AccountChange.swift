import Archive
import Fetch
import HTTPServing
import Presentation
import Text

/// What a form says of an account that is there already.
struct AccountChange: Sendable {
  let account: AccountSettings
  private let form: Fields

  /// - Parameter account: as it is now.
  init(of account: AccountSettings, by form: Fields) {
    self.account = account
    self.form = form
  }

  /// Empty: it stays as it is.
  var password: String { form["password"] ?? "" }

  /// Where a new password is kept.
  var usesKeyring: Bool { form["keep"] == "keyring" }

  /// The account as the form wants it, with the secret that it has.
  ///
  /// - Throws: `configuration` for what has to be corrected.
  func settings() throws(ArchiveError) -> AccountSettings {
    func text(_ name: String) -> String { (form[name] ?? "").trimmed }
    var changed = account
    changed.user = text("user")
    changed.host = text("host")
    changed.security = TransportSecurity(rawValue: text("tls")) ?? account.security
    changed.isEnabled = form["enabled"] != nil
    for text in [changed.user, changed.host, form["folders"] ?? "", form["skip"] ?? ""] {
      let isBroken = text.unicodeScalars.contains {
        $0.properties.generalCategory == .control && $0 != "\r" && $0 != "\n"
      }
      guard !isBroken else {
        throw mistake("a control character is in it", "Type it again by hand.")
      }
    }
    guard !changed.host.isEmpty, !changed.host.contains(where: { $0.isWhitespace || $0 == "/" })
    else { throw mistake("the server has no name", "Write it as imap.example.org.") }
    guard !changed.user.isEmpty else {
      throw mistake("the user name is missing", "It is often the address.")
    }
    let port = text("port")
    changed.port = port.isEmpty ? changed.mailProtocol.port(changed.security) : UInt16(port) ?? 0
    guard changed.port > 0 else {
      throw mistake("\(port) is no port", "Leave it empty for the usual one.")
    }
    changed.since = try since(text("since"))
    if changed.mailProtocol == .imap {
      changed.folders = lines(of: "folders")
      changed.skippedFolders = lines(of: "skip")
    }
    return changed
  }

  /// A day that was not touched stays as it is written: "30d" goes on with time.
  private func since(_ day: String) throws(ArchiveError) -> Int64? {
    if day == account.since.map(Self.day) ?? "" { return account.since }
    guard !day.isEmpty else { return nil }
    guard let since = parseDay(day) else {
      throw mistake("\(day) is no day", "Write it as 2024-01-31.")
    }
    return since
  }

  private func lines(of name: String) -> [String] {
    (form[name] ?? "").split(whereSeparator: \.isNewline).map(\.trimmed).filter { !$0.isEmpty }
  }

  private func mistake(_ why: String, _ remedy: String) -> ArchiveError {
    ArchiveError(
      .configuration, "change account \(account.name)", why: why, remedy: remedy)
  }

  /// As a date field of a browser takes it.
  static func day(_ time: Int64) -> String { localDate(time, format: "%Y-%m-%d") }
}

/// Tries the login with what was changed, and writes it to the settings only if that works.
struct AccountChangeJob: Sendable {
  let archive: MailArchive
  let change: AccountChange
  let settings: AccountSettings
  /// The field that proves that a form is ours.
  let token: HTML

  func run(_ job: Job) throws -> Job.Outcome {
    var account = settings
    do {
      if account.isEnabled { try tryOut(account, job) }
      if !change.password.isEmpty {
        account.secret =
          try change.usesKeyring
          ? MailArchive.keepInKeyring(change.password, forAccount: account.name)
          : archive.keepPassword(change.password, forAccount: account.name)
      }
      try Configuration.change(account, in: archive.location.configurationFile)
    } catch {
      let failure = ArchiveError(any: error)
      guard failure.code != .interrupted else { throw failure }
      return Job.Outcome(
        title: "Nothing was changed",
        report: AccountChangeForm(settings, token: token, failure: failure).html, isGood: false)
    }
    return Job.Outcome(
      title: "Account \(account.name) is changed",
      report: """
        <p class="lead">\(account.isEnabled ? "The login at \(account.host) works." : "It is switched off: nothing is fetched from it.")</p>\
        <p><a class="b line" href="/settings">Settings</a></p>
        """)
  }

  /// A new password is kept under another name until it works, so that the old one is not lost.
  private func tryOut(_ account: AccountSettings, _ job: Job) throws {
    job.show("logging in at \(account.host)")
    let options = try AccountJob.options(job)
    guard !change.password.isEmpty else {
      _ = try archive.tryOut(account, options: options)
      return
    }
    let trial = account.name + " (new password)"
    defer { MailArchive.forgetSecrets(account: trial, in: archive.location) }
    var tried = account
    tried.secret = try archive.keepPassword(change.password, forAccount: trial)
    _ = try archive.tryOut(tried, options: options)
  }
}
