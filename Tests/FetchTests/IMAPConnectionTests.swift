import Archive
import Dispatch
import Fetch
import Foundation
import Net
import Store
import TestSupport
import TestThreads
import Testing

/// Connections that are cut, several at once, and one that listens.
@Suite(.waiting, .serialized) struct IMAPConnectionTests {
  private static let isLong = ProcessInfo.processInfo.environment["MAILCASK_KILLS"] != nil

  private func withDovecot(
    _ count: Int, folders: Int = 5, settings: String = "",
    _ body: (Dovecot, TestArchive, AccountSettings) throws -> Void
  ) throws {
    let dovecot = try Dovecot(
      users: [.init("ada", password: "secret", messages: [])], .imap, settings: settings)
    defer { dovecot.stop() }
    for folder in 0..<folders {
      let numbers = stride(from: folder, to: count, by: folders)
      try dovecot.deliver(
        all: numbers.map { makeMessage($0) }, to: "ada", folder: "F\(folder)",
        first: folder * 10_000)
    }
    let test = try TestArchive()
    let account = try test.account(
      "home", .imap, at: dovecot.tls, user: "ada", password: "secret",
      authorityFile: dovecot.authorityFile.path)
    try body(dovecot, test, account)
  }

  /// Cut after a byte of each kind: in the greeting, in a tag, a number, a literal and its size, between CR
  /// and LF. `MAILCASK_KILLS=200 swift test --filter IMAPConnectionTests` cuts after each single one.
  @Test func aConnectionThatIsCutAnywhereLosesNothingAndFetchesNothingTwice() throws {
    let names = ["a", "b", "c"]
    let server = try FakeIMAPServer(
      FakeMailboxes([
        .init("INBOX", IMAPFaultTests.messages(names)),
        .init("Other", IMAPFaultTests.messages(["d"])),
      ]))
    defer { server.stop() }
    let proxy = try TCPProxy(to: server.endpoint)
    defer { proxy.stop() }
    func account(_ test: TestArchive) throws -> AccountSettings {
      let account = try test.account(
        "fake", .imap, at: proxy.endpoint, user: "ada", password: "secret", security: .none)
      return account
    }
    let size = 1_400
    let step = Self.isLong ? 1 : 127
    for cut in stride(from: 1, to: size, by: step) {
      let test = try TestArchive()
      let account = try account(test)
      proxy.set(TCPProxy.Behaviour(cutAfter: cut))
      _ = try? test.fetch(account)
      let before = try test.digests().count
      proxy.set(TCPProxy.Behaviour())
      let report = try test.fetch(account)
      #expect(report.totals.stored == 4 - before, "cut after \(cut)")
      #expect(report.isComplete, "cut after \(cut): \(report)")
      let all = try sortedDigests((names + ["d"]).map { Array(IMAPFaultTests.text($0).utf8) })
      #expect(try test.digests() == all, "cut after \(cut)")
      #expect(try test.fetch(account).totals.offered == 0, "cut after \(cut)")
    }
  }

  /// A real server over TLS, cut at random.
  @Test func cutsAtRandomBytes() throws {
    try withDovecot(40) { dovecot, test, account in
      let proxy = try TCPProxy(to: dovecot.tls)
      defer { proxy.stop() }
      var cut = account
      (cut.host, cut.port) = (proxy.endpoint.host, proxy.endpoint.port)
      var stored = 0
      for _ in 0..<(Self.isLong ? 200 : 5) {
        proxy.set(TCPProxy.Behaviour(cutAfter: .random(in: 2_000...40_000)))
        stored += (try? test.fetch(cut))?.totals.stored ?? 0
      }
      proxy.set(TCPProxy.Behaviour())
      #expect(try test.fetch(cut).isComplete)
      #expect(try test.digests().count == 40)
      #expect(try test.fetch(cut).totals.offered == 0)
      #expect(try test.archive.store.verify().problems == [])
    }
  }

  @Test(arguments: [2, 8])
  func severalConnectionsBringTheSame(_ connections: Int) throws {
    try withDovecot(60) { dovecot, test, account in
      var account = account
      account.connections = connections
      let report = try test.fetch(account)
      #expect(report.totals.stored == 60 && report.listed == 60 && report.isComplete, "\(report)")
      #expect(try test.archive.messages(matching: "folder:F3").count == 12)
      #expect(try test.fetch(account).totals.offered == 0)
      #expect(try test.archive.store.verify().problems == [])
    }
  }

  @Test func aServerThatTakesOneConnectionGetsOne() throws {
    try withDovecot(40, settings: "mail_max_userip_connections = 1") { dovecot, test, account in
      var account = account
      account.connections = 4
      let report = try test.fetch(account)
      #expect(report.totals.stored == 40 && report.isComplete, "\(report)")
      #expect(try test.digests().count == 40)
    }
  }

  @Test func newMailIsHeardOfAtOnce() throws {
    try withDovecot(3) { dovecot, test, account in
      let heard = DispatchSemaphore(value: 0)
      let watch = NewMailWatch { heard.signal() }
      var options = MailArchive.FetchOptions()
      options.newMail = watch
      _ = try test.archive.fetch(from: account, options: options)
      try dovecot.deliver(makeMessage(50), to: "ada", as: "1800000000.M1.test")
      #expect(heard.wait(timeout: .now() + 60) == .success)
      #expect(watch.takeNews() == ["home"])
      #expect(watch.takeNews().isEmpty, "it is told once")
      #expect(try test.archive.fetch(from: account, options: options).totals.stored == 1)
      // The next fetch ends the listening, and nothing is news.
      #expect(try test.archive.fetch(from: account, options: options).totals.offered == 0)
      #expect(watch.takeNews().isEmpty)
    }
  }

  private static let extensions = [
    "CONDSTORE QRESYNC ESEARCH LIST-EXTENDED LIST-STATUS STATUS=SIZE SPECIAL-USE COMPRESS=DEFLATE ID",
    "CONDSTORE ESEARCH COMPRESS=DEFLATE", "ESEARCH LIST-STATUS LIST-EXTENDED", "",
  ]

  @Test(arguments: extensions)
  func aServerWithFewerExtensionsGivesTheSame(_ names: String) throws {
    let settings = "imap_capability = IMAP4rev1 SASL-IR ENABLE \(names)"
    try withDovecot(120, folders: 1, settings: settings) { dovecot, test, account in
      var account = account
      account.compresses = true
      #expect(try test.fetch(account).totals.stored == 120)
      #expect(try test.fetch(account).totals.offered == 0)
      let path = dovecot.path(of: "F0", "ada")
      for part in ["cur", "new"] {
        let all = try FileManager.default.contentsOfDirectory(atPath: "\(path)/\(part)")
        guard let name = all.sorted().dropFirst(40).first else { continue }
        try FileManager.default.removeItem(atPath: "\(path)/\(part)/\(name)")
      }
      try dovecot.deliver(makeMessage(500), to: "ada", folder: "F0", as: "1800000000.M1.test")
      let report = try test.fetch(account)
      #expect(report.totals.stored == 1 && report.isComplete, "\(report)")
      #expect(report.listed == 120)
      #expect(try test.archive.store.messagesGone().count == 1)
    }
  }
}
