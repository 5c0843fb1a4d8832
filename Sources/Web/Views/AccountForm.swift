import Archive
import Fetch
import Text

/// The questions about an account that is to be added, with what is known already.
struct AccountForm {
  private let account: NewAccount
  private let token: HTML
  /// Why it was not added; nil before the first attempt.
  private let failure: ArchiveError?
  private let archive: MailArchive

  init(_ account: NewAccount, token: HTML, failure: ArchiveError? = nil, archive: MailArchive) {
    self.account = account
    self.token = token
    self.failure = failure
    self.archive = archive
  }

  /// The first question, from which most of the others follow.
  static func address(_ account: NewAccount, token: HTML, failure: ArchiveError? = nil) -> HTML {
    """
    \(failure.map(FormPart.complaint))<form method="post" action="/accounts/find" class="form">\(token)\
    \(FormPart.field("address", "Your mail address", account.address, mode: "email", hint: "The server is found from it. Nothing is sent there yet but a question for its name.", needed: true))\
    \(FormPart.field("host", "The server, if you know better", account.host, hint: "imap.example.org, or with a port: mail.example.org:993"))\
    <p class="buttons"><button class="b main" type="submit">Go on\(Icon.right.html)</button>\
    <a class="b" href="/import">Cancel</a></p></form>
    """
  }

  /// What to do while the provider waits for a person.
  static func permission(_ address: String, _ code: String?) -> HTML {
    let isWeb = address.hasPrefix("https://")
    // What stands behind the host is long, and for the provider.
    let host = code == nil ? String(address.prefix { $0 != "?" }) : address
    let link: HTML =
      isWeb
      ? """
      <a class="b line" href="\(address)" target="_blank" rel="noreferrer noopener">Open \(host)</a>
      """
      : "<code>\(address)</code>"
    guard let code else {
      return """
        <ol class="steps"><li>Open the provider’s page in a browser on the computer that Mailcask runs on: \
        \(link)</li><li>Allow the access, and come back to this page.</li></ol>
        """
    }
    return """
      <ol class="steps"><li>Open the provider’s page, here or on any device: \(link)</li>\
      <li>Type this code there: <code class="code">\(code)</code></li>\
      <li>Allow the access, and come back to this page.</li></ol>
      """
  }

  var html: HTML {
    """
    \(failure.map(FormPart.complaint))\(doubt)\(advice)\
    <form method="post" action="/accounts/add" class="form" autocomplete="off">\(token)\
    <input type="hidden" name="address" value="\(account.address)">\
    \(trust)\(FormPart.field("user", "User name", account.user, needed: true))\(secret)\
    \(FormPart.field("name", "A name for the account", account.name, hint: "As it is called in this archive.", needed: true))\
    \(confirmation)\(server)\(more)<p class="buttons"><button class="b main" type="submit">\
    \(Icon.check.html)Try the login and add it</button> <a class="b" href="/accounts/add">\
    Another address</a></p></form>\
    \(Notice.plain.html("Mail stays on the server: nothing is changed or deleted there."))
    """
  }

  // MARK: What a person has to know

  private var advice: HTML {
    guard let provider = account.provider else { return "" }
    let lines: [HTML] = provider.advice(account.mailProtocol).map { "<li>\(Self.linked($0))</li>" }
    return """
      <section class="card advice"><h2>\(provider.name)</h2><ul class="history">\(lines)</ul></section>
      """
  }

  /// Our own texts about providers, with the addresses in them as links.
  private static func linked(_ text: String) -> HTML {
    var (html, rest) = (HTML(), Substring(text))
    while let match = rest.firstMatch(of: /(?:[a-z0-9-]+\.)+[a-z]{2,}\/[A-Za-z0-9\/_-]+/) {
      html += """
        \(rest[..<match.range.lowerBound])<a href="https://\(match.0)" target="_blank" \
        rel="noreferrer noopener">\(match.0)</a>
        """
      rest = rest[match.range.upperBound...]
    }
    return html + "\(rest)"
  }

  // MARK: The secret

  private var secret: HTML {
    guard let oauth = account.oauth, account.provider != nil || !account.clientID.isEmpty else {
      return password
    }
    return login(oauth, isChosen: true)
  }

  private var password: HTML {
    FormPart.password(
      "Password", hint: "Kept for you alone, and sent to the server only.",
      usesKeyring: account.usesKeyring)
  }

  private func login(_ oauth: OAuthProvider, isChosen: Bool) -> HTML {
    let way: HTML =
      oauth.hasDeviceFlow
      ? "<p>No password is needed: the next page shows a code to type at the provider.</p>"
      : oauth.hasBrowserLogin
        ? "<p>No password is needed: the next page leads to that of the provider.</p>"
        : FormPart.field(
          "refresh-token", "Refresh token", "", kind: "password",
          hint: "The provider shows no code for mail: get one with any OAuth tool.")
    let client: HTML =
      oauth.clientID != nil
      ? ""
      : """
      <details open><summary>How to get a client ID</summary>\
      \(Self.guide(oauth))</details>\
      \(FormPart.field("client", "Client ID", account.clientID, needed: isChosen))\
      \(FormPart.field("client-secret", "Client secret, if there is one", account.clientSecret))
      """
    return "<input type=\"hidden\" name=\"oauth\" value=\"\(oauth.rawValue)\">\(client)\(way)"
  }

  /// The lines for a terminal as a paragraph, a list of steps, and what follows.
  private static func guide(_ oauth: OAuthProvider) -> HTML {
    let lines = ClientGuide.lines(oauth)
    func isStep(_ line: String) -> Bool {
      line.trimmed.first?.isNumber == true && line.first == " "
    }
    func paragraph(_ lines: some Sequence<String>) -> HTML {
      let text = lines.map(\.trimmed).joined(separator: " ")
      return text.isEmpty ? "" : "<p>\(text)</p>"
    }
    let steps: [HTML] = lines.filter(isStep).map {
      "<li>\($0.trimmed.drop { $0.isNumber || $0 == "." || $0 == " " })</li>"
    }
    return """
      <div class="guide">\(paragraph(lines.prefix { !isStep($0) }))<ol class="steps">\(steps)</ol>\
      \(paragraph(lines.reversed().prefix { !isStep($0) }.reversed()))</div>
      """
  }

  // MARK: The server

  private var server: HTML {
    let protocols: [HTML] = MailProtocol.allCases.map {
      FormPart.option($0.rawValue, $0.choice, isChosen: $0 == account.mailProtocol)
    }
    let isOpen = account.host.isEmpty || failure != nil || account.provider == nil
    return """
      <details\(isOpen ? " open" as HTML : "")><summary>Server\(account.host.isEmpty ? "" : ": " + account.host)\
      </summary><div class="form">\(FormPart.field("host", "Name", account.host, needed: true))\
      \(FormPart.field("port", "Port", account.port, mode: "numeric", hint: "Empty: the usual one."))\
      <label>Protocol<select name="protocol">\(protocols)</select></label>\
      \(FormPart.encryption(account.security))</div></details>
      """
  }

  private var confirmation: HTML {
    guard account.isUnconfirmed else { return "" }
    return """
      <input type="hidden" name="unconfirmed" value="1"><label class="opt"><input type="checkbox" \
      name="confirmed" value="1" required><b>\(account.host) is the right server</b><small>The domain \
      names it, but it is not the domain’s own, and nobody vouches for that.</small></label>
      """
  }

  private var more: HTML {
    """
    <details><summary>More</summary><div class="form"><label>Only mail that arrived on this day or \
    later<input type="date" name="since" value="\(account.since)"></label></div></details>
    """
  }

  // MARK: A certificate that is not trusted

  /// A failure's, or that of the attempt before, whose digits were wrong.
  private var doubted: CertificateDoubt? {
    failure.flatMap(CertificateDoubt.init) ?? CertificateDoubt(fingerprint: account.fingerprint)
  }

  private var refusal: String? {
    var tried = AccountSettings(
      name: "", host: account.host, port: 0, security: .implicit, user: "", secret: .prompt)
    tried.pins = []
    return archive.reasonNotToTrust(certificateOf: tried)
  }

  private var doubt: HTML {
    guard let doubted else { return "" }
    if let refusal { return Notice.warn.html("\(refusal). Nothing was sent.") }
    return Notice.warn.html(
      """
      The certificate of \(account.host) has the SHA-256 fingerprint <code>\(doubted.grouped)</code>. \
      Anyone between you and the server could present such a certificate. If the server is yours, \
      read the fingerprint there, on the server itself: <code>\(CertificateDoubt.wayToCompare)</code>
      """)
  }

  private var trust: HTML {
    guard let doubted, refusal == nil else { return "" }
    return """
      <input type="hidden" name="fingerprint" value="\(doubted.fingerprint)">\
      \(FormPart.field("digits", "To trust it: its first \(CertificateDoubt.typedDigits) digits, as read on the server", ""))
      """
  }
}

extension MailProtocol {
  /// What a person chooses between.
  fileprivate var choice: String {
    switch self {
    case .imap: "IMAP: all folders"
    case .pop3: "POP3: the inbox"
    }
  }
}
