import Archive
import Foundation
import Net
import Synchronization
import Testing

@testable import Fetch

/// The table of providers, and how the server of an address is found.
@Suite struct ProviderTests {
  private static let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../Sources/Fetch/Providers/providers.txt")

  @Test func theTableIsWellFormed() throws {
    let text = try String(contentsOf: Self.file, encoding: .utf8)
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let key = line.split(separator: " ", maxSplits: 1).first.map(String.init) ?? ""
      #expect(Provider.keys.contains(key), "\(line)")
      #expect(line.contains(" "), "\(line)")
    }
    let all = Provider.all
    #expect(all.count >= 95)
    #expect(Set(all.map(\.name)).count == all.count)
    #expect(all.count { $0.unsure != nil } > 20)
    let domains = all.flatMap(\.domains)
    #expect(domains.count >= 674)
    #expect(Set(domains).count == domains.count)
    #expect(domains.allSatisfy { $0 == $0.lowercased() && $0.contains(".") })
  }

  @Test(arguments: Provider.all.map(\.name)) func eachEntryIsComplete(_ name: String) throws {
    let provider = try #require(Provider.all.first { $0.name == name })
    #expect(!provider.sources.isEmpty && provider.sources.allSatisfy { $0.contains(" | ") })
    #expect(!provider.domains.isEmpty || !provider.mailExchangers.isEmpty || provider.unsure != nil)
    let pop3 = provider.server(forAddress: "ada@example.org", .pop3)
    let imap = provider.server(forAddress: "ada@example.org", .imap)
    #expect((pop3 == nil) == (provider.noPOP3 != nil))
    for server in [pop3, imap].compactMap(\.self) {
      #expect(server.host.contains(".") && server.port > 0 && server.security != .none)
      #expect(server.users.count == 2)
    }
    if pop3 == nil, imap == nil { #expect(!provider.advice(.imap).isEmpty) }
  }

  struct Known: Sendable {
    let address: String
    let pop3: String?
    let imap: String?
    let user: String
    let says: String
  }

  @Test(arguments: [
    Known(
      address: "ada@gmail.com", pop3: "pop.gmail.com", imap: "imap.gmail.com",
      user: "ada@gmail.com", says: "recent:ADDRESS"),
    Known(
      address: "ada@t-online.de", pop3: "securepop.t-online.de", imap: "secureimap.t-online.de",
      user: "ada@t-online.de", says: "The password of the website does not work."),
    Known(
      address: "ada@web.de", pop3: "pop3.web.de", imap: "imap.web.de", user: "ada",
      says: "15 minutes"),
    Known(
      address: "Ada@GMX.net", pop3: "pop.gmx.net", imap: "imap.gmx.net", user: "Ada@GMX.net",
      says: "allow the access"),
    Known(
      address: "ada@icloud.com", pop3: nil, imap: "imap.mail.me.com", user: "ada",
      says: "app-specific password"),
    Known(
      address: "ada@126.com", pop3: "pop.126.com", imap: "imap.126.com", user: "ada@126.com",
      says: "authorization code"),
    Known(
      address: "ada@proton.me", pop3: nil, imap: "127.0.0.1", user: "ada@proton.me",
      says: "Bridge"),
    Known(
      address: "ada@tuta.com", pop3: nil, imap: nil, user: "", says: "mailcask import"),
  ]) func isTold(_ known: Known) throws {
    let provider = try #require(Provider.of(address: known.address))
    let pop3 = provider.server(forAddress: known.address, .pop3)
    let imap = provider.server(forAddress: known.address, .imap)
    #expect(pop3?.host == known.pop3)
    #expect(imap?.host == known.imap)
    if let server = imap ?? pop3 { #expect(server.users.first == known.user) }
    let ofPOP3 = provider.advice(.pop3)
    #expect(ofPOP3.count { $0.hasPrefix("POP3 ") } == 1, "what it does not bring")
    let advice = ofPOP3 + provider.advice(.imap)
    #expect(advice.contains { $0.contains(known.says) }, "\(advice)")
  }

  // MARK: Domains of one's own

  private func questions(
    mx: [String] = [], services: [String: [DNS.Service]] = [:], texts: [String: String] = [:],
    answering: Set<String> = []
  ) -> DomainQuestions {
    DomainQuestions(
      mailExchangers: { $0 == "example.org" ? mx : [] },
      services: { services[$0] ?? [] }, text: { texts[$0] },
      answers: { answering.contains("\($0.host):\($0.port)") })
  }

  @Test(arguments: [
    ("aspmx.l.google.com", "imap.gmail.com"),
    ("example-org.mail.protection.outlook.com", "outlook.office365.com"),
    ("mx01.mail.icloud.com", "imap.mail.me.com"),
    ("in1-smtp.messagingengine.com", "imap.fastmail.com"),
    ("mx00.kundenserver.de", "imap.ionos.de"), ("mx1.mailbox.org", "imap.mailbox.org"),
    ("mx.zoho.com", "imappro.zoho.com"), ("mx3.ovh.net", "ssl0.ovh.net"),
  ]) func theProviderOfADomainIsToldByItsMX(_ host: String, _ server: String) {
    let found = MailServer.find(
      forAddress: "ada@example.org", nil, questions(mx: ["unknown.example.net", host]))
    #expect(found?.host == server)
    #expect(found?.isUnconfirmed == false)
  }

  @Test func whatADomainAnnouncesIsTaken() throws {
    let services = ["_imaps._tcp.example.org": [DNS.Service(host: "box.example.org", port: 1993)]]
    let found = MailServer.find(forAddress: "ada@example.org", nil, questions(services: services))
    #expect(found.map { "\($0.host):\($0.port) \($0.security)" } == "box.example.org:1993 implicit")
    #expect(found?.isUnconfirmed == false)
    let pop3 = ["_pop3._tcp.example.org": [DNS.Service(host: "elsewhere.test", port: 110)]]
    let foreign = try #require(
      MailServer.find(forAddress: "ada@example.org", nil, questions(services: pop3)))
    #expect(foreign.security == .starttls && foreign.mailProtocol == .pop3)
    #expect(foreign.isUnconfirmed, "nobody vouches for what a name server says")
    let known = ["_pop3s._tcp.example.org": [DNS.Service(host: "pop.migadu.com", port: 995)]]
    let migadu = MailServer.find(forAddress: "ada@example.org", nil, questions(services: known))
    #expect(migadu?.provider?.name == "Migadu" && migadu?.isUnconfirmed == false)
  }

  @Test func theDescriptionForThunderbirdIsRead() {
    let text = """
      <?xml version="1.0"?><clientConfig><emailProvider id="example.org">
      <incomingServer type="pop3"><hostname>pop.%EMAILDOMAIN%</hostname><port>995</port>
      <socketType>SSL</socketType><username>%EMAILLOCALPART%</username></incomingServer>
      <incomingServer type="imap"><hostname>plain.example.org</hostname><port>143</port>
      <socketType>plain</socketType><username>%EMAILADDRESS%</username></incomingServer>
      <incomingServer type="imap">
        <hostname> imap.example.org </hostname><port>143</port>
        <socketType>STARTTLS</socketType><username>%EMAILADDRESS%</username>
      </incomingServer>
      <incomingServer type="imap"><hostname>bad host</hostname><port>x</port>
      <outgoingServer type="smtp"><hostname>smtp.example.org</hostname></outgoingServer>
      """
    let url = "https://autoconfig.example.org/mail/config-v1.1.xml"
    let imap = MailServer.find(forAddress: "ada@example.org", nil, questions(texts: [url: text]))
    #expect(imap.map { "\($0.host):\($0.port) \($0.security)" } == "imap.example.org:143 starttls")
    #expect(imap?.users == ["ada@example.org"])
    let pop3 = MailServer.find(forAddress: "ada@example.org", .pop3, questions(texts: [url: text]))
    #expect(pop3?.host == "pop.example.org" && pop3?.users == ["ada"])
  }

  @Test func atLastTheUsualNamesAreTried() {
    let found = MailServer.find(
      forAddress: "ada@example.org", nil, questions(answering: ["mail.example.org:993"]))
    #expect(found?.host == "mail.example.org")
    #expect(MailServer.find(forAddress: "ada@example.org", nil, questions()) == nil)
    #expect(
      MailServer.find(forAddress: "nobody", nil, questions(mx: ["aspmx.l.google.com"])) == nil)
  }
}
