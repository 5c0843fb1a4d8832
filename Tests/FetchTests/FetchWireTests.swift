import Archive
import Fetch
import Foundation
import Net
import TestSupport
import TestThreads
import Testing

/// What servers and networks do to messages: afterwards each is in the archive exactly once, in the
/// bytes that a correct reading of the wire gives.
@Suite(.waiting) struct FetchWireTests {
  typealias Message = FakeMaildrop.Message

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// As it goes over the wire, before the terminator.
    let wire: String
    /// As it must be stored.
    let stored: String
    var listedSize: Int?
    var terminator = ".\r\n"
    /// What comes is not what was listed: it stays on the server.
    var isSuspect = false
  }

  static let cases = [
    Case(testDescription: "usual", wire: "A: b\r\n\r\ntext\r\n", stored: "A: b\r\n\r\ntext\r\n"),
    Case(
      testDescription: "bare LF", wire: "A: b\n\ntext\nmore\n\r\n",
      stored: "A: b\n\ntext\nmore\n\r\n"),
    Case(
      testDescription: "bare CR", wire: "A: b\r\n\r\none\rtwo\r\n",
      stored: "A: b\r\n\r\none\rtwo\r\n"),
    Case(
      testDescription: "NUL", wire: "A: b\r\n\r\none\u{0}two\r\n",
      stored: "A: b\r\n\r\none\u{0}two\r\n"),
    Case(
      testDescription: "stuffed dots", wire: "A: b\r\n\r\n..\r\n...\r\n",
      stored: "A: b\r\n\r\n.\r\n..\r\n"),
    Case(
      testDescription: "unstuffed dot", wire: "A: b\r\n\r\n.signature\r\n",
      stored: "A: b\r\n\r\n.signature\r\n"),
    Case(
      testDescription: "listed too small", wire: "A: b\r\n\r\ntext\r\n",
      stored: "A: b\r\n\r\ntext\r\n", listedSize: 1),
    Case(
      testDescription: "listed too large", wire: "A: b\r\n\r\ntext\r\n",
      stored: "A: b\r\n\r\ntext\r\n", listedSize: 90_000_000, isSuspect: true),
    Case(testDescription: "empty", wire: "", stored: "", isSuspect: true),
    Case(
      testDescription: "a long line",
      wire: "A: b\r\n\r\n" + String(repeating: "x", count: 300_000)
        + "\r\n", stored: "A: b\r\n\r\n" + String(repeating: "x", count: 300_000) + "\r\n"),
  ]

  @Test(arguments: cases, [Int.max, 1])
  func eachIsStoredOnceAsItIs(_ sample: Case, chunk: Int) throws {
    guard chunk > 1 || sample.wire.utf8.count < 1_000 else { return }
    let neighbour = "Subject: neighbour\r\n\r\nbeside it\r\n"
    var maildrop = FakeMaildrop([
      Message(uid: "a", Array(sample.wire.utf8), listedSize: sample.listedSize),
      Message(uid: "b", neighbour),
    ])
    maildrop.terminator = sample.terminator
    maildrop.chunk = chunk
    let server = try FakePOP3Server(maildrop)
    defer { server.stop() }
    let test = try TestArchive()
    var account = try test.account(
      "fake", at: server.endpoint, user: "ada", password: "secret", security: .none)
    account.onServer = .delete
    try test.fetch(account)
    let expected = try sortedDigests([sample.stored, neighbour].map { Array($0.utf8) })
    #expect(try test.digests() == expected)
    #expect(server.maildrop.messages.map(\.uid) == (sample.isSuspect ? ["a"] : []))
    #expect(try test.fetch(account).totals.offered == (sample.isSuspect ? 1 : 0))
    #expect(try test.fetch(account).totals.offered == 0)
  }

  @Test func aLargeMessageOfAnyListedSizeArrivesWhole() throws {
    let line = Array("a line of a message that is larger than what waits in memory\r\n".utf8)
    var large = Array("Subject: large\r\n\r\n".utf8)
    while large.count < 12 << 20 { large += line }
    for listed in [nil, 100, 1 << 40] {
      let server = try FakePOP3Server(
        FakeMaildrop([Message(uid: "a", large, listedSize: listed)]))
      defer { server.stop() }
      let test = try TestArchive()
      let account = try test.account(
        "fake", at: server.endpoint, user: "ada", password: "secret", security: .none)
      let report = try test.fetch(account)
      // A size that no message may have leaves it on the server, which is told.
      #expect(report.totals.stored == (listed == 1 << 40 ? 0 : 1))
      #expect(report.tooLarge == (listed == 1 << 40 ? 1 : 0))
      if report.totals.stored == 1 { #expect(try test.digests() == sortedDigests([large])) }
    }
  }

  /// Larger than what waits in memory, so that it is parsed, stored and indexed from a file.
  @Test(arguments: ["base64", "text", "one line", "unclean base64"])
  func aLargeMessageOfAnyShapeIsKeptWholeAndFound(_ shape: String) throws {
    var random = SystemRandomNumberGenerator()
    let noise = Data((0..<1 << 20).map { _ in UInt8.random(in: 0...255, using: &random) })
    let encoded = noise.base64EncodedString(options: [.lineLength76Characters])
    let body =
      switch shape {
      case "text": String(repeating: String(repeating: "= ", count: 37) + "\r\n", count: 140_000)
      case "one line": String(repeating: "x", count: 10 << 20)
      case "unclean base64": String(repeating: encoded + "\r\n \r\n", count: 8)
      default: String(repeating: encoded + "\r\n", count: 8)
      }
    let type = shape.hasSuffix("base64") ? "application/pdf; name=plan.pdf" : "text/plain"
    let large = """
      Subject: grand\r
      Content-Type: multipart/mixed; boundary=b\r
      \r
      --b\r
      \r
      foreword\r
      --b\r
      Content-Type: \(type)\r
      Content-Transfer-Encoding: \(shape.hasSuffix("base64") ? "base64" : "8bit")\r
      \r
      \(body)\r
      --b\r
      \r
      afterword\r
      --b--\r

      """
    let server = try FakePOP3Server(FakeMaildrop([Message(uid: "a", large)]))
    defer { server.stop() }
    let test = try TestArchive()
    try test.fetch(
      test.account(
        "fake", at: server.endpoint, user: "ada", password: "secret", security: .none))
    #expect(try test.digests() == sortedDigests([Array(large.utf8)]))
    for word in ["grand", "foreword", "afterword", "has:attachment"] {
      let isFound = word != "has:attachment" || shape.hasSuffix("base64")
      #expect(try test.archive.messages(matching: word).count == (isFound ? 1 : 0), "\(word)")
    }
    #expect(try test.archive.verify().isClean)
    let left = try FileManager.default.contentsOfDirectory(atPath: test.location.directory)
    #expect(!left.contains { $0.hasPrefix("incoming") })
  }

  @Test("A connection that breaks off anywhere in a session loses nothing and stores nothing twice")
  func cuts() throws {
    let messages = makeMessages(12)
    let dovecot = try Dovecot(
      users: [.init("alice", password: "wonderland", messages: messages)])
    defer { dovecot.stop() }
    let proxy = try TCPProxy(to: dovecot.tls)
    defer { proxy.stop() }
    let test = try TestArchive()
    var account = try test.account(
      "alice", at: proxy.endpoint, user: "alice", password: "wonderland",
      authorityFile: dovecot.authorityFile.path)
    account.onServer = .delete
    // In the handshake, the login, the lists, the messages, and near the end.
    for bytes in [1, 700, 2_000, 2_600, 3_000, 4_000, 6_000, 9_000, 14_000, 20_000] {
      proxy.set(.init(cutAfter: bytes))
      _ = try? test.fetch(account)
      let onServer = try dovecot.files(of: "alice").count
      let here = try test.digests().count
      #expect(Set(try test.digests()).count == here, "cut after \(bytes): nothing twice")
      #expect(here + onServer >= messages.count, "cut after \(bytes): nothing lost")
    }
    proxy.set(.init())
    try test.fetch(account)
    #expect(try test.digests() == sortedDigests(messages.map(onTheWire)))
    #expect(try dovecot.files(of: "alice").isEmpty)
  }

  /// In clear text every byte has its place: greeting, login, lists, status lines, headers, bodies,
  /// between CR and LF, in the terminator, in the answers to DELE and QUIT.
  /// `MAILCASK_KILLS=200 swift test --filter FetchWireTests` cuts after each single one.
  @Test("Cut after the Nth octet that the server sends, for N from the first to the last")
  func everyPosition() throws {
    let isLong = ProcessInfo.processInfo.environment["MAILCASK_KILLS"] != nil
    let dovecot = try Dovecot(users: [.init("alice", password: "wonderland", messages: [])])
    defer { dovecot.stop() }
    let proxy = try TCPProxy(to: dovecot.plain)
    defer { proxy.stop() }
    let test = try TestArchive()
    var account = try test.account(
      "alice", at: proxy.endpoint, user: "alice", password: "wonderland", security: .none)
    account.onServer = .delete
    account.mechanism = "plain"
    var delivered: [[UInt8]] = []
    var cut = 1
    var isWhole = false
    while !isWhole {
      if try dovecot.files(of: "alice").isEmpty {
        for _ in 0..<3 {
          let message = Self.short(delivered.count)
          try dovecot.deliver(message, to: "alice", as: "\(delivered.count + 1).M1.test")
          delivered.append(message)
        }
      }
      proxy.set(.init(cutAfter: cut))
      let report = try? test.archive.fetch(from: account)
      isWhole = report.map { $0.isComplete && $0.deleted == $0.listed } ?? false
      let here = try test.digests()
      let there = try dovecot.files(of: "alice").compactMap { Int($0.prefix { $0 != "." }) }
      #expect(Set(here).count == here.count, "cut after \(cut): nothing twice")
      let safe = try Set(here).union(
        there.map { try sortedDigests([Self.short($0 - 1)]) }.joined())
      #expect(safe.count == delivered.count, "cut after \(cut): nothing lost")
      cut += isLong ? 1 : 37
    }
    #expect(cut > 500, "all kinds of answers were cut")
    #expect(try test.digests() == sortedDigests(delivered))
    #expect(try dovecot.files(of: "alice").isEmpty)
  }

  private static func short(_ number: Int) -> [UInt8] {
    Array("Subject: number \(number)\r\n\r\n.\r\ntext\r\n".utf8)
  }
}
