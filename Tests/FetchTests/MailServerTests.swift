import Archive
import Testing

@testable import Fetch

/// Which server an address's mail is on.
@Suite struct MailServerTests {
  @Test(arguments: [
    ("ada@gmail.com", "pop.gmail.com"), ("Ada@GMX.de", "pop.gmx.net"),
    ("a@outlook.com", "outlook.office365.com"),
  ])
  func largeProvidersAreKnown(_ address: String, _ host: String) {
    #expect(MailServer.known(forAddress: address)?.host == host)
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
      ("ada@example.org", "pop.example.org:995"), ("ada@localhost", nil), ("ada", nil),
      ("ada@example.org/../x", nil), ("ada@exa mple.org", nil),
    ] as [(String, String?)])
  func likely(address: String, first: String?) {
    let servers = MailServer.likely(forAddress: address)
    #expect(servers.first.map { "\($0.host):\($0.port)" } == first)
    #expect(Set(servers.map { "\($0.host):\($0.port)" }).count == servers.count)
    let secure = servers.prefix { $0.security == .implicit }
    #expect(servers.dropFirst(secure.count).allSatisfy { $0.security == .starttls })
  }
}
