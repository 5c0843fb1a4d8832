import Archive
import TestThreads
import Testing

@testable import Fetch

/// Which server an address's mail is on.
@Suite(.waiting) struct MailServerTests {
  @Test(
    arguments: [
      ("ada@gmail.com", "pop.gmail.com", "imap.gmail.com"),
      ("Ada@GMX.de", "pop.gmx.net", "imap.gmx.net"),
      ("a@outlook.com", "outlook.office365.com", "outlook.office365.com"),
      ("a@icloud.com", nil, "imap.mail.me.com"),
    ] as [(String, String?, String)])
  func largeProvidersAreKnown(_ address: String, _ pop3: String?, _ imap: String) {
    #expect(MailServer.known(forAddress: address, .pop3)?.host == pop3)
    #expect(MailServer.known(forAddress: address)?.host == imap, "the one that shows all folders")
  }

  @Test(
    "A server is taken as people write it",
    arguments: [
      ("pop.example.org", "pop.example.org", nil),
      (" pop.example.org:110 ", "pop.example.org", 110),
      ("127.0.0.1:31995", "127.0.0.1", 31_995), ("::1", "::1", nil), ("[::1]:995", "[::1]", 995),
      ("host:99999", "host:99999", nil), (":995", ":995", nil),
    ] as [(String, String, UInt16?)])
  func hostsAndPorts(text: String, host: String, port: UInt16?) {
    let server = MailServer.hostAndPort(text)
    #expect(server.host == host)
    #expect(server.port == port)
  }

  @Test(
    "The usual names of a domain are tried, TLS first",
    arguments: [
      ("ada@example.org", "imap.example.org:993"), ("ada@localhost", nil), ("ada", nil),
      ("ada@example.org/../x", nil), ("ada@exa mple.org", nil),
    ] as [(String, String?)])
  func likely(address: String, first: String?) {
    let all = MailServer.likely(forAddress: address)
    #expect(all.first.map { "\($0.host):\($0.port)" } == first)
    #expect(Set(all.map { "\($0.host):\($0.port)" }).count == all.count)
    for mailProtocol in MailProtocol.allCases {
      let servers = MailServer.likely(forAddress: address, mailProtocol)
      let secure = servers.prefix { $0.security == .implicit }
      #expect(servers.dropFirst(secure.count).allSatisfy { $0.security == .starttls })
      #expect(servers.allSatisfy { $0.mailProtocol == mailProtocol })
    }
  }
}
