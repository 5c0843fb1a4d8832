public import Archive
import Dispatch
import Foundation
import Net
import POP3
import Synchronization

/// Where an address's mailbox is.
public struct MailServer: Equatable, Sendable {
  public let host: String
  public let port: UInt16
  public let security: TransportSecurity
  /// What the provider wants done first; nil where nothing is known.
  public var advice: String?
  public var oauth: OAuthProvider?

  init(
    _ host: String, port: UInt16 = 995, _ security: TransportSecurity = .implicit,
    advice: String? = nil, oauth: OAuthProvider? = nil
  ) {
    self.host = host
    self.port = port
    self.security = security
    self.advice = advice
    self.oauth = oauth
  }

  /// The server of a large provider's addresses.
  public static func known(forAddress address: String) -> MailServer? {
    providers[domain(of: address)]
  }

  /// Names under which servers of small domains usually stand, best first, until one greets with
  /// POP3 and a certificate that is good for that name. Nothing secret is sent.
  public static func find(forAddress address: String) -> MailServer? {
    firstThatGreets(candidates(forAddress: address))
  }

  /// What a person writes for a server: "pop.example.org", "pop.example.org:995", "[::1]:995". An
  /// IPv6 address without brackets has no port.
  public static func hostAndPort(_ text: String) -> (host: String, port: UInt16?) {
    let text = text.filter { !$0.isWhitespace }
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...])
    else { return (text, nil) }
    let host = text[..<colon]
    guard !host.isEmpty, !host.contains(":") || host.hasSuffix("]") else { return (text, nil) }
    return (String(host), port)
  }

  static func candidates(forAddress address: String) -> [MailServer] {
    let domain = domain(of: address)
    guard domain.contains("."), domain.utf8.allSatisfy({ $0 > 0x20 && $0 != UInt8(ascii: "/") })
    else { return [] }
    let hosts = ["pop.\(domain)", "pop3.\(domain)", "mail.\(domain)", domain]
    return hosts.map { MailServer($0) } + hosts.map { MailServer($0, port: 110, .starttls) }
  }

  private static func firstThatGreets(_ candidates: [MailServer]) -> MailServer? {
    let answers = Mutex([Bool](repeating: false, count: candidates.count))
    let group = DispatchGroup()
    for (index, candidate) in candidates.enumerated() {
      group.enter()
      let started = startThread {
        if candidate.greets { answers.withLock { $0[index] = true } }
        group.leave()
      }
      if !started { group.leave() }
    }
    group.wait()
    return answers.withLock { $0.firstIndex(of: true) }.map { candidates[$0] }
  }

  private var greets: Bool {
    var settings = POP3Settings(
      Endpoint(host: host, port: port), security: security == .starttls ? .stls : .tls)
    let patience = Duration.seconds(Limits.guessSeconds)
    settings.time.connect = patience
    settings.time.handshake = patience
    settings.time.idle = patience
    guard let client = try? POP3Client.connect(settings) else { return false }
    try? client.quit()
    return true
  }

  private static func domain(of address: String) -> String {
    (address.split(separator: "@").last.map(String.init) ?? "").lowercased()
  }

  // MARK: Providers

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
