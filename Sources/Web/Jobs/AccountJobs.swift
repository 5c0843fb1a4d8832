import Archive
import Fetch
import Glibc
import Presentation

/// Adds an account as `mailcask account add` does: keeps the secret, tries the login, and writes the
/// account to the settings only if that works.
struct AccountJob: Sendable {
  let archive: MailArchive
  let new: NewAccount
  /// Its settings, still without a place for a password.
  let settings: AccountSettings
  let password: String
  /// One that was made elsewhere; empty asks a person by the provider's page.
  let refreshToken: String
  /// The field that proves that a form is ours.
  let token: HTML

  func add(_ job: Job) throws -> Job.Outcome {
    var account = settings
    do {
      try keep(&account, job)
      job.show("logging in at \(account.host)")
      let advice = try archive.tryOut(account, options: try Self.options(job))
      try Configuration.add(account, to: archive.location.configurationFile)
      return added(account, advice)
    } catch {
      forget(account)
      let failure = ArchiveError(any: error)
      guard failure.code != .interrupted else { throw failure }
      return Job.Outcome(
        title: "The account was not added",
        report: AccountForm(new, token: token, failure: failure, archive: archive).html,
        isGood: false)
    }
  }

  private func keep(_ account: inout AccountSettings, _ job: Job) throws {
    guard case .oauth = account.secret else {
      account.secret =
        try new.usesKeyring
        ? MailArchive.keepInKeyring(password, forAccount: account.name)
        : archive.keepPassword(password, forAccount: account.name)
      return
    }
    try Self.authorize(account, refreshToken.isEmpty ? nil : refreshToken, in: archive, job)
  }

  /// Another page may have added an account of this name meanwhile, whose secrets stay.
  private func forget(_ account: AccountSettings) {
    let now = try? MailArchive.open(archive.location, .reading)
    guard let now, now.configuration.account(named: account.name) == nil else { return }
    MailArchive.forgetSecrets(account: account.name, in: archive.location)
  }

  private func added(_ account: AccountSettings, _ advice: [String]) -> Job.Outcome {
    let lines: [HTML] = advice.map { "<li>\($0)</li>" }
    return Job.Outcome(
      title: "Account \(account.name) is added",
      report: """
        <p class="lead">The login at \(account.host) works. Mail stays on the server.</p>\
        <ul class="history">\(lines)</ul><form method="post" action="/fetch">\(token)\
        <button class="b main" type="submit">\(Icon.in.html)Fetch now</button></form>
        """)
  }

  /// Gives a new permission to an account that is there.
  static func logIn(
    _ account: AccountSettings, _ archive: MailArchive, _ job: Job
  ) throws -> Job.Outcome {
    try authorize(account, nil, in: archive, job)
    job.show("logging in at \(account.host)")
    _ = try archive.tryOut(account, options: try options(job))
    return Job.Outcome(
      title: "\(account.name) is authorized",
      report: "<p class=\"lead\">The login at \(account.host) works.</p>")
  }

  /// Tries the login of an account that is there.
  static func test(
    _ account: AccountSettings, _ archive: MailArchive, _ job: Job
  ) throws -> Job.Outcome {
    job.show("logging in at \(account.host)")
    try archive.test(account, options: try options(job))
    return Job.Outcome(
      title: "The login works",
      report: "<p class=\"lead\">\(account.user) at \(account.host). Nothing was fetched.</p>")
  }

  private static func authorize(
    _ account: AccountSettings, _ refreshToken: String?, in archive: MailArchive, _ job: Job
  ) throws {
    job.show("asking for permission")
    try archive.authorize(
      account, refreshToken: refreshToken, options: try options(job),
      show: { address, code in
        job.show("waiting until it is allowed", note: AccountForm.permission(address, code))
      }, wait: { seconds in job.sleep(seconds) })
  }

  static func options(_ job: Job) throws -> MailArchive.FetchOptions {
    let cancellation = try Cancellation()
    job.onStop { cancellation.cancel() }
    var options = MailArchive.FetchOptions()
    options.cancellation = cancellation
    return options
  }
}

extension Job {
  /// - Returns: false if it is to end.
  fileprivate func sleep(_ seconds: Double) -> Bool {
    for _ in 0..<Int(max(1, seconds / Self.look)) {
      if isStopped { return false }
      usleep(UInt32(Self.look * 1e6))
    }
    return !isStopped
  }

  private static let look = 0.2
}
