import Archive
import Net
import POP3

extension POP3Source {
  static func knownServer(ofDomain domain: String) -> MailServer? { providers[domain] }

  static func likelyServers(ofDomain domain: String) -> [MailServer] {
    let hosts = ["pop.\(domain)", "pop3.\(domain)", "mail.\(domain)", domain]
    return hosts.map { MailServer($0) } + hosts.map { MailServer($0, .starttls) }
  }

  static func answers(at server: MailServer) -> Bool {
    var settings = POP3Settings(
      Endpoint(host: server.host, port: server.port),
      security: server.security == .starttls ? .stls : .tls)
    let patience = Duration.seconds(Limits.guessSeconds)
    settings.time.connect = patience
    settings.time.handshake = patience
    settings.time.idle = patience
    settings.explainsMisfits = false
    guard let client = try? POP3Client.connect(settings) else { return false }
    try? client.quit()
    return true
  }

  private static let providers: [String: MailServer] = {
    let appPassword = "It wants an app password, made in the account's security settings."
    let google = MailServer(
      "pop.gmail.com",
      advice: "Switch POP on in Gmail's settings. \(appPassword)")
    let microsoft = MailServer(
      "outlook.office365.com",
      advice: "Switch POP on in the settings of Outlook. It takes no passwords, only OAuth.",
      oauth: .microsoft)
    let switchedOn = "Switch POP3 on in the provider's settings first."
    let servers: [(MailServer, String)] = [
      (google, "gmail.com googlemail.com"),
      (microsoft, "outlook.com outlook.de hotmail.com hotmail.de live.com live.de msn.com"),
      (
        MailServer("pop.mail.yahoo.com", advice: appPassword),
        "yahoo.com yahoo.de yahoo.fr yahoo.co.uk ymail.com"
      ),
      (MailServer("pop.aol.com", advice: appPassword), "aol.com"),
      (MailServer("pop.gmx.net", advice: switchedOn), "gmx.de gmx.net gmx.at gmx.ch"),
      (MailServer("pop.gmx.com", advice: switchedOn), "gmx.com gmx.us gmx.co.uk"),
      (MailServer("pop3.web.de", advice: switchedOn), "web.de"),
      (MailServer("securepop.t-online.de"), "t-online.de magenta.de"),
      (MailServer("mx.freenet.de"), "freenet.de"),
      (MailServer("posteo.de"), "posteo.de posteo.net"),
      (MailServer("pop3.mailbox.org"), "mailbox.org"),
      (MailServer("pop.fastmail.com", advice: appPassword), "fastmail.com fastmail.fm"),
      (MailServer("pop.zoho.com", advice: switchedOn), "zoho.com zohomail.com"),
      (MailServer("pop.yandex.com", advice: switchedOn), "yandex.com yandex.ru ya.ru"),
      (MailServer("pop.mail.ru", advice: appPassword), "mail.ru inbox.ru list.ru bk.ru"),
      (MailServer("pop.orange.fr"), "orange.fr wanadoo.fr"),
      (MailServer("pop.free.fr"), "free.fr"),
      (MailServer("pop.qq.com", advice: appPassword), "qq.com foxmail.com"),
      (MailServer("pop.163.com", advice: appPassword), "163.com"),
    ]
    return servers.reduce(into: [:]) { table, entry in
      for domain in entry.1.split(separator: " ") { table[String(domain)] = entry.0 }
    }
  }()
}
