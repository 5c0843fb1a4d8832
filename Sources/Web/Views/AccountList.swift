import Archive

/// The accounts that there are, with what can be done with each.
struct AccountList {
  let accounts: [AccountSettings]
  let token: HTML

  var html: HTML {
    let rows: [HTML] = accounts.map { account in
      let login: HTML =
        account.secret.usesOAuth
        ? "<button class=\"b line\" type=\"submit\" name=\"login\" value=\"1\">Log in again</button>"
        : ""
      return """
        <li><span class="ic" aria-hidden="true">\(Icon.mail.html)</span><span class="grow">\
        <b>\(account.name)</b><small class="soft">\(account.user) at \
        \(account.host)\(account.isEnabled ? "" : ", switched off")</small></span>\
        <form method="post" action="/accounts/test">\(token)<input type="hidden" name="name" \
        value="\(account.name)"><a class="b line" \
        href="\(Address("/accounts/change").with("name", account.name))">Change<span class="hide"> \
        \(account.name)</span></a>\(login)<button class="b line" type="submit">Test<span class="hide"> \
        \(account.name)</span></button></form></li>
        """
    }
    return "<ul class=\"src card\">\(rows)</ul>"
  }
}

extension SecretSource {
  fileprivate var usesOAuth: Bool { if case .oauth = self { true } else { false } }
}
