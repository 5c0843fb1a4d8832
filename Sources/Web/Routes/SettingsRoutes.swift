import Archive
import HTTPServing

extension Site {
  func settings() -> Response {
    let (configuration, token) = (archive.configuration, frame().tokenField)
    let mistakes: [HTML] = configuration.accountMistakes.map {
      Notice.warn.html("\($0.sentenceCase) \($0.remedy)")
    }
    let accounts: HTML =
      configuration.accounts.isEmpty
      ? "" : AccountList(accounts: configuration.accounts, token: token).html
    return Response(
      200,
      frame().page(
        "Settings",
        """
        <div class="page narrow"><h1>Settings</h1>\
        <section><h2>Accounts</h2>\(mistakes)\(accounts)<p class="buttons"><a class="b line" \
        href="/accounts/add">\(Icon.plus.html)Add an account</a></p></section>\
        <section><h2>Saved searches</h2><p><a class="b line" href="/saved">\
        \(Icon.star.html)\(counted(configuration.search.saved.count, "saved search", "saved searches"))</a></p>\
        </section>\(rules)<section><h2>In this browser</h2>\(appearance(token))\
        <p><label><input type="checkbox" id="keys"> Single letters act as keys</label></p></section>\
        <section><h2>This archive</h2><p><code>\(archive.location.directory)</code></p>\
        <p class="soft">All settings are in <code>mailcask.toml</code> there; what is changed on this page \
        is changed in that file, and the rest of it stays as it is.</p>\
        <form method="post" action="/quit">\(token)<p class="buttons"><button class="b line" type="submit">\
        Quit Mailcask</button></p></form></section></div>
        """))
  }

  private var rules: HTML {
    let rules: [HTML] = archive.configuration.rules.map { rule in
      """
      <li><a href="\(Question().asking(rule.query).address)"><code>\(rule.query)</code></a> \
      \(rule.tags.map { "+" + $0 }.joined(separator: " "))</li>
      """
    }
    guard !rules.isEmpty else { return "" }
    return "<section><h2>Tags for new mail</h2><ul class=\"history\">\(rules)</ul></section>"
  }

  private func appearance(_ token: HTML) -> HTML {
    let buttons: [HTML] = Theme.allCases.map { theme in
      let isOn = theme == Theme.current
      return """
        <button class="b\(isOn ? " on" : "")" type="submit" name="theme" value="\(theme.rawValue)" \
        aria-pressed="\(isOn ? "true" : "false")">\(theme.label)</button>
        """
    }
    return """
      <form method="post" action="/settings">\(token)<p><span class="seg" role="group" \
      aria-label="Light or dark">\(buttons)</span></p></form>
      """
  }

  /// Keeps in the browser what was chosen for it.
  func changeAppearance(_ request: Request) -> Response? {
    guard let theme = request.form["theme"].flatMap(Theme.init) else { return nil }
    var response = Response.redirect(to: "/settings")
    response.headers.append(theme.field)
    return response
  }
}
