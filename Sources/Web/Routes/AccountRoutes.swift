import Archive
import Fetch
import HTTPServing
import Text

extension Site {
  /// The first question about an account.
  func accountForm() -> Response {
    accountPage("Add an account", AccountForm.address(NewAccount(), token: frame().tokenField))
  }

  private func accountPage(_ title: String, _ content: HTML, status: Int = 200) -> Response {
    Response(
      status,
      frame().page(
        title,
        "<div class=\"page narrow\"><h1>\(title)</h1>\(content)</div>"))
  }

  /// Finds the server of an address: at once if its provider is known, else by looking for it.
  func findServer(_ request: Request) throws -> Response {
    let new = NewAccount(request.form)
    let token = frame().tokenField
    guard let at = new.address.lastIndex(of: "@"), at > new.address.startIndex,
      at < new.address.index(before: new.address.endIndex),
      !new.address.contains(where: \.isWhitespace)
    else {
      let failure = ArchiveError(
        .configuration, "add the account", why: "that is no mail address",
        remedy: "Write it as ada@example.org.")
      return accountPage(
        "Add an account", AccountForm.address(new, token: token, failure: failure), status: 400)
    }
    let (named, archive) = (new.named(in: archive.configuration), archive)
    if new.host.isEmpty, let known = try ServerChoice().known(forAddress: new.address) {
      return accountPage(
        "Add \(new.address)",
        AccountForm(named.taking(known), token: token, archive: archive).html)
    }
    let job = try jobs.start("Looking for the server of \(new.address)") { job in
      job.show("asking who takes its mail")
      return Self.found(named, token, archive)
    }
    return .redirect(to: "/jobs/\(job.id)")
  }

  private static func found(
    _ new: NewAccount, _ token: HTML, _ archive: MailArchive
  ) -> Job.Outcome {
    let choice = ServerChoice()
    let server =
      new.host.isEmpty
      ? choice.found(forAddress: new.address) : choice.answering(new.host).server
    let account = server.map(new.taking) ?? new.taking(address: new.address)
    let form = AccountForm(account, token: token, archive: archive)
    return Job.Outcome(
      title: server.map { "The server is \($0.host)" } ?? "No server was found",
      report: server == nil
        ? "<p class=\"lead\">Its operator says what it is called, often on a page about mail programs.</p>\(form.html)"
        : form.html, isGood: server != nil)
  }

  /// Tries the login, and writes the account to the settings if it works.
  func addAccount(_ request: Request) throws -> Response {
    let (new, token, archive) = (NewAccount(request.form), frame().tokenField, archive)
    let password = request.form["password"] ?? ""
    let settings: AccountSettings
    do throws(ArchiveError) {
      settings = try new.settings(in: archive)
      guard new.oauth != nil || !password.isEmpty else {
        throw ArchiveError(
          .credentials, "add account \(new.name)", why: "no password was given",
          remedy: "Type it once more.")
      }
    } catch {
      return accountPage(
        "Add \(new.address)",
        AccountForm(new, token: token, failure: error, archive: archive).html, status: 400)
    }
    let title = "Adding account \(settings.name)"
    // A form that is sent twice adds one account.
    if let running = jobs.all.first(where: { $0.isRunning && $0.title == title }) {
      return .redirect(to: "/jobs/\(running.id)")
    }
    let adding = AccountJob(
      archive: archive, new: new, settings: settings, password: password,
      refreshToken: (request.form["refresh-token"] ?? "").trimmed, token: token)
    let job = try jobs.start(title) { try adding.add($0) }
    return .redirect(to: "/jobs/\(job.id)")
  }

  /// Tries the login of an account that is there, after a new permission if it has none.
  func testAccount(_ request: Request) throws -> Response {
    let archive = archive
    let account = try archive.account(named: request.form["name"] ?? "", to: "test")
    let isLogin = request.form["login"] != nil
    let job = try jobs.start("\(isLogin ? "Login to" : "Test of") \(account.name)") { job in
      isLogin
        ? try AccountJob.logIn(account, archive, job) : try AccountJob.test(account, archive, job)
    }
    return .redirect(to: "/jobs/\(job.id)")
  }
}

extension NewAccount {
  /// Of an address of whose server nothing is known.
  fileprivate func taking(address: String) -> NewAccount {
    var account = self
    account.user = address
    account.host = ""
    return account
  }
}
