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
  /// What the provider wants done first; nil where nothing is known.
  public var advice: String?
  public var oauth: OAuthProvider?

  /// - Parameter port: the protocol's own unless given.
  public init(
    _ host: String, port: UInt16? = nil, _ security: TransportSecurity = .implicit,
    mailProtocol: MailProtocol = .pop3, advice: String? = nil, oauth: OAuthProvider? = nil
  ) {
    self.mailProtocol = mailProtocol
    self.host = host
    self.port = port ?? mailProtocol.port(security)
    self.security = security
    self.advice = advice
    self.oauth = oauth
  }

  /// The server of a large provider's addresses.
  ///
  /// - Parameter mailProtocol: nil takes the one that shows more of the mailbox.
  public static func known(
    forAddress address: String, _ mailProtocol: MailProtocol? = nil
  ) -> MailServer? {
    let domain = domain(of: address)
    return protocols(mailProtocol).lazy.compactMap { $0.source.knownServer(ofDomain: domain) }.first
  }

  /// The protocols that may be used, best first: IMAP shows all folders, POP3 one.
  private static func protocols(_ mailProtocol: MailProtocol?) -> [MailProtocol] {
    mailProtocol.map { [$0] } ?? [.imap, .pop3]
  }

  /// Names under which servers of small domains usually stand, best first, until one answers with a
  /// certificate that is good for that name. Nothing secret is sent.
  public static func find(
    forAddress address: String, _ mailProtocol: MailProtocol? = nil
  ) -> MailServer? {
    firstThatAnswers(likely(forAddress: address, mailProtocol))
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

  private static func firstThatAnswers(_ servers: [MailServer]) -> MailServer? {
    let answers = Mutex([Bool](repeating: false, count: servers.count))
    let group = DispatchGroup()
    for (index, server) in servers.enumerated() {
      group.enter()
      let started = startThread {
        if server.mailProtocol.source.answers(at: server) { answers.withLock { $0[index] = true } }
        group.leave()
      }
      if !started { group.leave() }
    }
    group.wait()
    return answers.withLock { $0.firstIndex(of: true) }.map { servers[$0] }
  }

  private static func domain(of address: String) -> String {
    (address.split(separator: "@").last.map(String.init) ?? "").lowercased()
  }
}
