import Glibc
import Net
import POP3
import SASL
import TestSupport
import Testing

/// Lists as servers send them: the number in each line says which message it is.
@Suite("Listings")
struct ListingTests {
  @Test(
    "In any order, each with its own UID and size",
    arguments: [
      { @Sendable (lines: [String]) in lines.reversed() },
      { @Sendable (lines: [String]) in lines.sorted { $0.hashValue < $1.hashValue } },
      { @Sendable (lines: [String]) in lines + lines },
    ])
  func anyOrder(order: @escaping @Sendable ([String]) -> [String]) throws {
    var maildrop = FakeMaildrop(
      (1...50).map { .init(uid: "uid-\($0)", mail($0, String(repeating: "x", count: $0) + "\r\n")) }
    )
    maildrop.listOrder = order
    let server = try FakePOP3Server(maildrop)
    defer { server.stop() }
    let collector = Collector()
    try session(.clear(server.endpoint), collector).quit()
    #expect(Set(collector.offered.map(\.number)) == Set(1...50))
    #expect(collector.offered.count == 50)
    for offered in collector.offered {
      #expect(offered.uid == Array("uid-\(offered.number)".utf8))
      #expect(offered.size == UInt64(maildrop.messages[offered.number - 1].wire.count))
    }
  }

  /// What LIST and UIDL answer, and the numbers, sizes and UIDs that it comes to.
  struct Sample: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let list: String
    let uidl: String
    let offered: [ListedMessage]
  }

  private static func message(_ number: Int, _ uid: String?, _ size: UInt64?) -> ListedMessage {
    ListedMessage(number: number, uid: uid.map { Array($0.utf8) }, size: size)
  }

  static let large = 1 << 40 + 1
  static let samples = [
    Sample(
      testDescription: "numbers missing from one of them", list: "1 10\r\n3 30\r\n",
      uidl: "2 b\r\n3 c\r\n",
      offered: [message(2, "b", nil), message(3, "c", 30), message(1, nil, 10)]),
    Sample(
      testDescription: "gaps", list: "5 10\r\n900 20\r\n", uidl: "5 a\r\n900 b\r\n",
      offered: [message(5, "a", 10), message(900, "b", 20)]),
    Sample(
      testDescription: "large numbers", list: "\(large) 10\r\n\(Int.max) 20\r\n1 5\r\n",
      uidl: "\(Int.max) z\r\n\(large) y\r\n1 x\r\n",
      offered: [
        message(Int.max, "z", 20), message(large, "y", 10), message(1, "x", 5),
      ]),
    Sample(
      testDescription: "numbers that are none",
      list: "0 10\r\n-1 5\r\n99999999999999999999 5\r\n2 99999999999999999999\r\nx\r\n\r\n",
      uidl: "0 a\r\n-1 b\r\n99999999999999999999 c\r\n2 d\r\nx\r\n\r\n",
      offered: [message(2, "d", nil)]),
    Sample(
      testDescription: "lines without UID", list: "1 10\r\n2 20\r\n3 30\r\n",
      uidl: "1\r\n2 b\r\n3 \r\n",
      offered: [message(2, "b", 20), message(1, nil, 10), message(3, nil, 30)]),
    Sample(
      testDescription: "a UID of 5,000 octets", list: "1 10\r\n2 20\r\n",
      uidl: "1 " + String(repeating: "y", count: 5_000) + "\r\n2 b\r\n",
      offered: [message(1, String(repeating: "y", count: 5_000), 10), message(2, "b", 20)]),
    Sample(testDescription: "nothing", list: "", uidl: "", offered: []),
  ]

  private func server(
    _ list: String, _ uidl: String, capa: String = "+OK\r\nUIDL\r\n.\r\n"
  ) throws -> ScriptedServer {
    try ScriptedServer { peer, _ in
      try peer.send("+OK\r\n")
      while let line = try peer.line() {
        switch line {
        case "CAPA": try peer.send(capa)
        case "LIST": try peer.send(list)
        case "UIDL": try peer.send(uidl)
        default: try peer.send("+OK\r\n")
        }
      }
    }
  }

  @Test(arguments: samples)
  func offers(sample: Sample) throws {
    let server = try server("+OK\r\n\(sample.list).\r\n", "+OK\r\n\(sample.uidl).\r\n")
    defer { server.stop() }
    let collector = Collector()
    collector.choice = { _ in .skip }
    try session(.clear(server.endpoint), collector).quit()
    #expect(collector.offered == sample.offered)
  }

  @Test("Thousands of lines without UID", arguments: ["", " ", "\t"])
  func withoutUID(rest: String) throws {
    let numbers = 1...2_500
    let server = try server(
      "+OK\r\n" + numbers.map { "\($0) 9\r\n" }.joined() + ".\r\n",
      "+OK\r\n" + numbers.map { "\($0)\(rest)\r\n" }.joined() + ".\r\n")
    defer { server.stop() }
    let collector = Collector()
    collector.choice = { _ in .skip }
    try session(.clear(server.endpoint), collector).quit()
    #expect(collector.offered == numbers.map { Self.message($0, nil, 9) })
  }

  @Test(
    "An empty mailbox without the end of its lists",
    arguments: ["+OK 0\r\n", "+OK 0 messages\r\n"],
    ["", "PIPELINING\r\n"])
  func emptyWithoutEnd(answer: String, capability: String) throws {
    let server = try server(answer, answer, capa: "+OK\r\n\(capability).\r\n")
    defer { server.stop() }
    var settings = POP3Settings.clear(server.endpoint)
    settings.limits.listingProbe = .milliseconds(100)
    let collector = Collector()
    try session(settings, collector).quit()
    #expect(collector.offered.isEmpty)
  }

  @Test("CAPA without an end is waited for once", arguments: ["+OK\r\n", "+OK\r\nUSER\r\nTOP\r\n"])
  func capabilitiesWithoutEnd(capa: String) throws {
    let server = try server(
      "+OK\r\n1 10\r\n.\r\n", "+OK\r\n1 a\r\n.\r\n", capa: capa)
    defer { server.stop() }
    var settings = POP3Settings.clear(server.endpoint)
    settings.limits.listingProbe = .milliseconds(100)
    var asked = 0
    let client = try POP3Client.connect(settings) { if $0.text == "CAPA" { asked += 1 } }
    try client.login(anybody)
    let collector = Collector()
    collector.choice = { _ in .skip }
    try client.retrieve(collector)
    try client.quit()
    #expect(collector.uids == ["a"])
    #expect(asked == 1)
  }

  @Test(
    "Greetings of several lines",
    arguments: [
      "+OK one\r\n+OK two\r\n", "+OK one\r\nWelcome to example.org\r\n", "+OK\r\n\r\n*****\r\n",
    ], [true, false])
  func banners(banner: String, isAtOnce: Bool) throws {
    let server = try ScriptedServer { peer, _ in
      if isAtOnce {
        try peer.send(banner)
      } else {
        for line in banner.split(separator: "\r\n", omittingEmptySubsequences: false).dropLast() {
          try peer.send(line + "\r\n")
          usleep(100_000)
        }
      }
      while let line = try peer.line() {
        switch line {
        case "CAPA": try peer.send("-ERR unknown\r\n")
        case "LIST": try peer.send("+OK\r\n1 10\r\n.\r\n")
        case "UIDL": try peer.send("+OK\r\n1 a\r\n.\r\n")
        default: try peer.send("+OK\r\n")
        }
      }
    }
    defer { server.stop() }
    let collector = Collector()
    collector.choice = { _ in .skip }
    try session(.clear(server.endpoint), collector).quit()
    #expect(collector.uids == ["a"])
  }
}
