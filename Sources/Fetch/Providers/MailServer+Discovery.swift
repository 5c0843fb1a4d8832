public import Archive
import Foundation
import HTTP
import Net

/// Questions about a domain, and who answers them.
struct DomainQuestions: Sendable {
  var mailExchangers: @Sendable (_ domain: String) -> [String] = { DNS.mailExchangers(of: $0) }
  var services: @Sendable (_ name: String) -> [DNS.Service] = { DNS.services($0) }
  /// The text at a URL; nil where there is none.
  var text: @Sendable (_ url: String) -> String? = { url in
    guard let answer = try? HTTPSClient(url, HTTPSClient.Options()).get(), answer.status == 200
    else {
      return nil
    }
    return String(decoding: answer.body, as: UTF8.self)
  }
  var answers: @Sendable (MailServer) -> Bool = { $0.mailProtocol.source.answers(at: $0) }
}

extension MailServer {
  /// The server of an address at a domain that no provider has as its own: by the provider that takes the
  /// domain's mail (MX), by what the domain announces (SRV, RFC 6186; autoconfig), and by the usual
  /// names. Nothing secret is sent, and no part of the address but its domain.
  public static func find(
    forAddress address: String, _ mailProtocol: MailProtocol? = nil
  ) -> MailServer? {
    find(forAddress: address, mailProtocol, DomainQuestions())
  }

  static func find(
    forAddress address: String, _ mailProtocol: MailProtocol?, _ questions: DomainQuestions
  ) -> MailServer? {
    let likely = likely(forAddress: address, mailProtocol)
    guard !likely.isEmpty else { return nil }
    let domain = domain(of: address)
    if let provider = Provider.of(mailExchangers: questions.mailExchangers(domain)) {
      // Where it has no server for the protocol, no other has one.
      return provider.server(forAddress: address, mailProtocol)
    }
    return announced(domain, mailProtocol, questions)
      ?? configured(address, mailProtocol, questions)
      ?? firstThatAnswers(likely, questions)
  }

  /// The form in which a server that a person names answers with a good certificate; nil if in none.
  ///
  /// - Parameter port: nil is the usual one of each form.
  public static func answering(_ host: String, port: UInt16?) -> MailServer? {
    let forms = protocols(nil).flatMap { each in
      [TransportSecurity.implicit, .starttls].map {
        MailServer(host, port: port, $0, mailProtocol: each)
      }
    }
    return firstThatAnswers(forms, DomainQuestions())
  }

  // MARK: SRV

  /// By SRV records. They are not authenticated: a host outside the domain is to be confirmed.
  private static func announced(
    _ domain: String, _ mailProtocol: MailProtocol?, _ questions: DomainQuestions
  ) -> MailServer? {
    for each in protocols(mailProtocol) {
      for security in [TransportSecurity.implicit, .starttls] {
        let name = each.rawValue + (security == .implicit ? "s" : "")
        for service in questions.services("_\(name)._tcp.\(domain)") {
          var server = MailServer(
            service.host, port: service.port, security, mailProtocol: each)
          server.provider = Provider.operating(host: service.host)
          let isInside = service.host == domain || service.host.hasSuffix("." + domain)
          server.isUnconfirmed = !isInside && server.provider == nil
          return server
        }
      }
    }
    return nil
  }

  // MARK: Autoconfig

  /// By the description that Thunderbird reads, over HTTPS from the domain itself.
  private static func configured(
    _ address: String, _ mailProtocol: MailProtocol?, _ questions: DomainQuestions
  ) -> MailServer? {
    let domain = domain(of: address)
    for url in [
      "https://autoconfig.\(domain)/mail/config-v1.1.xml",
      "https://\(domain)/.well-known/autoconfig/mail/config-v1.1.xml",
    ] {
      guard let text = questions.text(url) else { continue }
      let servers = described(in: text, for: address)
      for each in protocols(mailProtocol) {
        if let found = servers.first(where: { $0.mailProtocol == each }) { return found }
      }
    }
    return nil
  }

  /// The servers of `<incomingServer>` elements with encryption, in their order.
  static func described(in text: String, for address: String) -> [MailServer] {
    text.prefix(Limits.autoconfigCharacters)
      .matches(
        of: /(?s)<incomingServer\s+type\s*=\s*["'](imap|pop3)["']\s*>(.*?)<\/incomingServer>/
      )
      .compactMap { match in
        func value(_ tag: String) -> String? {
          guard let start = match.2.firstRange(of: "<\(tag)>"),
            let end = match.2[start.upperBound...].firstRange(of: "</\(tag)>")
          else { return nil }
          let text = match.2[start.upperBound..<end.lowerBound]
          return filled(text.trimmingCharacters(in: .whitespacesAndNewlines), address)
        }
        let securities: [String: TransportSecurity] = ["SSL": .implicit, "STARTTLS": .starttls]
        guard let mailProtocol = MailProtocol(rawValue: String(match.1)),
          let host = value("hostname"), isHost(host),
          let port = value("port").flatMap({ UInt16($0) }), port > 0,
          let security = value("socketType").flatMap({ securities[$0] })
        else { return nil }
        var server = MailServer(host, port: port, security, mailProtocol: mailProtocol)
        server.provider = Provider.operating(host: host)
        server.users = value("username").map { [$0] } ?? []
        return server
      }
  }

  private static func isHost(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") }
  }

  private static func filled(_ text: String, _ address: String) -> String {
    text.replacing("%EMAILADDRESS%", with: address)
      .replacing("%EMAILLOCALPART%", with: address.prefix { $0 != "@" })
      .replacing("%EMAILDOMAIN%", with: domain(of: address))
  }
}
