import Archive
import Fetch
import HTTPServing

extension Site {
  func accountChangeForm(_ request: Request) throws -> Response {
    let account = try archive.account(named: request.query["name"] ?? "", to: "change")
    return accountChangePage(
      account, AccountChangeForm(account, token: frame().tokenField).html)
  }

  private func accountChangePage(
    _ account: AccountSettings, _ content: HTML, status: Int = 200
  ) -> Response {
    let title = "Account \(account.name)"
    return Response(
      status,
      frame().page(title, "<div class=\"page narrow\"><h1>\(title)</h1>\(content)</div>"))
  }

  /// Tries the login with what is new, and writes it to the settings if that works.
  func changeAccount(_ request: Request) throws -> Response {
    let (archive, token) = (archive, frame().tokenField)
    let account = try archive.account(named: request.form["name"] ?? "", to: "change")
    let change = AccountChange(of: account, by: request.form)
    let settings: AccountSettings
    do throws(ArchiveError) { settings = try change.settings() } catch {
      return accountChangePage(
        account, AccountChangeForm(account, token: token, failure: error).html, status: 400)
    }
    let changing = AccountChangeJob(
      archive: archive, change: change, settings: settings, token: token)
    let job = try jobs.start("Change of account \(account.name)") { try changing.run($0) }
    return .redirect(to: "/jobs/\(job.id)")
  }

  /// Asks before an account is removed.
  func accountRemovalForm(_ request: Request) throws -> Response {
    let account = try archive.account(named: request.query["name"] ?? "", to: "remove")
    return accountChangePage(
      account,
      """
      <p class="lead">\(account.user) at \(account.host) is taken out of the settings, with the password \
      and the permissions that are kept for it. Its mail stays in the archive, and on its server.</p>\
      <form method="post" action="/accounts/remove"><p class="buttons">\(frame().tokenField)\
      <input type="hidden" name="name" value="\(account.name)"><button class="b main" type="submit">\
      Remove this account</button> <a class="b" href="/settings">Cancel</a></p></form>
      """)
  }

  func removeAccount(_ request: Request) throws -> Response {
    let account = try archive.account(named: request.form["name"] ?? "", to: "remove")
    try MailArchive.forget(account: account.name, in: archive.location)
    return .redirect(to: "/settings")
  }
}
