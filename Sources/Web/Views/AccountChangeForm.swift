import Archive
import Presentation

/// What can be changed of an account that is there.
struct AccountChangeForm {
  private let account: AccountSettings
  private let token: HTML
  /// Why it was not changed; nil before the first attempt.
  private let failure: ArchiveError?

  init(_ account: AccountSettings, token: HTML, failure: ArchiveError? = nil) {
    self.account = account
    self.token = token
    self.failure = failure
  }

  var html: HTML {
    """
    \(failure.map(FormPart.complaint))\
    <form method="post" action="/accounts/change" class="form" autocomplete="off">\(token)\
    <input type="hidden" name="name" value="\(account.name)">\
    <label class="opt"><input type="checkbox" name="enabled" value="1"\
    \(account.isEnabled ? " checked" as HTML : "")><b>Fetch from this account</b>\
    <small>Without this it stays here with its settings, and nothing is fetched.</small></label>\
    \(FormPart.field("user", "User name", account.user, needed: true))\(secret)\
    \(FormPart.field("host", "Server", account.host, needed: true))\
    \(FormPart.field("port", "Port", "\(account.port)", mode: "numeric", hint: "Empty: the usual one."))\
    \(FormPart.encryption(account.security))<label>Only mail that arrived on this day or later\
    <input type="date" name="since" value="\(account.since.map(AccountChange.day) ?? "")"></label>\(folders)\
    <p class="buttons"><button class="b main" type="submit">\(Icon.check.html)Try the login and save\
    </button> <a class="b" href="/settings">Cancel</a></p></form>\(rest)
    """
  }

  private var secret: HTML {
    switch account.secret {
    case .oauth:
      "<p class=\"soft\">It logs in with a permission of the provider instead of a password.</p>"
    case .keyring:
      FormPart.password("New password", hint: "Empty: it stays as it is.", usesKeyring: true)
    default:
      FormPart.password("New password", hint: "Empty: it stays as it is.", usesKeyring: false)
    }
  }

  private var folders: HTML {
    guard account.mailProtocol == .imap else { return "" }
    return """
      \(FormPart.area("folders", "Only these folders", account.folders, hint: "One on each line, * for any part of a name: INBOX, Work/*. Empty: all."))\
      \(FormPart.area("skip", "But not these", account.skippedFolders, hint: "For example: Spam, Trash."))
      """
  }

  /// What happens on the server, and the way to remove the account.
  private var rest: HTML {
    let policy: HTML =
      account.onServer == .keep
      ? "Mail stays on the server: nothing is changed or deleted there."
      : """
      What was fetched is removed from the server by this rule of mailcask.toml: \
      <code>on_server = "\(account.onServer.displayText)"</code>
      """
    return """
      \(Notice.plain.html(policy))<p><a class="b line" \
      href="\(Address("/accounts/remove").with("name", account.name))">Remove this account …</a></p>
      """
  }
}
