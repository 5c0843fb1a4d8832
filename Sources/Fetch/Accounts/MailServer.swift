public import Archive
import Dispatch
import Foundation
import Net
import Synchronization

/// Where an address's mailbox is.
public struct MailServer: Equatable, Sendable {
  public let mailProtocol: MailProtocol
  public let host: String
  public let port: UInt16
  public let security: TransportSecurity
  public var oauth: OAuthProvider?
  /// Who runs it, if that is known.
  public var provider: Provider?
  /// User names to log in with, the likelier first; empty where nothing is known of them.
  public var users: [String] = []
  /// It was found by what nobody vouches for, and a person is to say whether it is right.
  public var isUnconfirmed = false

  /// - Parameter port: the protocol's own unless given.
  public init(
    _ host: String, port: UInt16? = nil, _ security: TransportSecurity = .implicit,
    mailProtocol: MailProtocol = .pop3, oauth: OAuthProvider? = nil
  ) {
    self.mailProtocol = mailProtocol
    self.host = host
    self.port = port ?? mailProtocol.port(security)
    self.security = security
    self.oauth = oauth
  }

  /// The provider's OAuth where it takes nothing else; others are asked for a password first.
  public var oauthOnly: OAuthProvider? { provider?.takesPasswords == true ? nil : oauth }

  /// The server of a large provider's addresses.
  ///
  /// - Parameter mailProtocol: nil takes the one that shows more of the mailbox.
  public static func known(
    forAddress address: String, _ mailProtocol: MailProtocol? = nil
  ) -> MailServer? {
    Provider.of(address: address)?.server(forAddress: address, mailProtocol)
  }

  /// The protocols that may be used, best first: IMAP shows all folders, POP3 one.
  static func protocols(_ mailProtocol: MailProtocol?) -> [MailProtocol] {
    mailProtocol.map { [$0] } ?? [.imap, .pop3]
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

  static func likely(
    forAddress address: String, _ mailProtocol: MailProtocol? = nil
  ) -> [MailServer] {
    let domain = domain(of: address)
    guard domain.contains("."), domain.utf8.allSatisfy({ $0 > 0x20 && $0 != UInt8(ascii: "/") })
    else { return [] }
    return protocols(mailProtocol).flatMap { $0.source.likelyServers(ofDomain: domain) }
  }

  /// The first server, in the order given, that answers with a certificate that is good for its name.
  /// The names are the usual ones of servers of small domains. Nothing secret is sent.
  static func firstThatAnswers(
    _ servers: [MailServer], _ questions: DomainQuestions
  ) -> MailServer? {
    let answers = Mutex([Bool](repeating: false, count: servers.count))
    let group = DispatchGroup()
    for (index, server) in servers.enumerated() {
      group.enter()
      let started = startThread {
        if questions.answers(server) { answers.withLock { $0[index] = true } }
        group.leave()
      }
      if !started { group.leave() }
    }
    group.wait()
    return answers.withLock { $0.firstIndex(of: true) }.map { servers[$0] }
  }

  static func domain(of address: String) -> String {
    (address.split(separator: "@").last.map(String.init) ?? "").lowercased()
  }
}

extension MailServer {
  /// For finding out whether it is there: with little patience, and without looking at what else may be.
  var forAGuess: ServerSettings {
    var settings = ServerSettings(
      Endpoint(host: host, port: port), security: security == .starttls ? .starttls : .tls)
    let patience = Duration.seconds(Limits.guessSeconds)
    settings.time.connect = patience
    settings.time.handshake = patience
    settings.time.idle = patience
    settings.explainsMisfits = false
    return settings
  }
}
