import Archive
import Fetch
import Foundation
import Net
import POP3
import TestSupport
import TestThreads
import Testing

/// What is fetched, what is left, and what is remembered so that the next session is short.
@Suite(.waiting) struct FetchPolicyTests {
  typealias Message = FakeMaildrop.Message

  /// Received on a day of January 2024, whatever its Date says.
  static func mail(day: Int, date: String = "Mon, 01 Jan 2001 10:00:00 +0000") -> [UInt8] {
    Array(
      """
      Received: from a by b; \(day) Jan 2024 12:00:00 +0000\r
      Subject: of day \(day)\r
      Date: \(date)\r
      \r
      Text of day \(day).\r

      """.utf8)
  }

  private func account(_ test: TestArchive, _ server: FakePOP3Server) throws -> AccountSettings {
    try test.account(
      "fake", at: server.endpoint, user: "ada", password: "secret", security: .none)
  }

  private func count(_ server: FakePOP3Server, _ command: String) -> Int {
    server.commands.count { $0.hasPrefix(command) }
  }

  @Test func onlyMailThatCameOnTheDayOrLaterIsFetchedAndTheRestIsLookedAtOnce() throws {
    let days = [5, 10, 20, 25]
    let server = try FakePOP3Server(
      FakeMaildrop(days.map { Message(uid: "u\($0)", Self.mail(day: $0)) }))
    defer { server.stop() }
    let test = try TestArchive()
    var account = try account(test, server)
    account.since = parseDay("2024-01-15")
    account.onServer = .delete
    let report = try test.fetch(account)
    #expect(report.totals.stored == 2)
    #expect(report.old == 2)
    #expect(try test.digests() == sortedDigests([20, 25].map { Self.mail(day: $0) }))
    #expect(server.maildrop.messages.map(\.uid) == ["u5", "u10"], "what is left there stays there")
    let looks = count(server, "TOP")
    try test.fetch(account)
    #expect(count(server, "TOP") == looks, "known to be old")
    account.since = parseDay("2024-01-08")
    #expect(try test.fetch(account).totals.stored == 1, "an earlier day lets more in")
  }

  @Test func mailWithoutAnyDateIsFetchedToBeSafe() throws {
    let server = try FakePOP3Server(
      FakeMaildrop([Message(uid: "a", "Subject: none\r\n\r\ntext\r\n")]))
    defer { server.stop() }
    let test = try TestArchive()
    var account = try account(test, server)
    account.since = parseDay("2024-01-15")
    #expect(try test.fetch(account).totals.stored == 1)
  }

  @Test func aServerWithoutTOPGivesAllMail() throws {
    var maildrop = FakeMaildrop([Message(uid: nil, Self.mail(day: 1))])
    maildrop.hasUIDL = false
    maildrop.answers["TOP"] = "-ERR unknown\r\n"
    let server = try FakePOP3Server(maildrop)
    defer { server.stop() }
    let test = try TestArchive()
    var account = try account(test, server)
    account.since = parseDay("2024-01-15")
    #expect(try test.fetch(account).totals.stored == 1)
    #expect(try test.fetch(account).totals.copies == 1)
  }

  @Test func withoutUIDLAPollDownloadsOnlyWhatIsNew() throws {
    var maildrop = FakeMaildrop((1...5).map { Message(uid: nil, Self.mail(day: $0)) })
    maildrop.hasUIDL = false
    let server = try FakePOP3Server(maildrop)
    defer { server.stop() }
    let test = try TestArchive()
    let account = try account(test, server)
    #expect(try test.fetch(account).totals.stored == 5)
    server.maildrop.messages.append(Message(uid: nil, Self.mail(day: 6)))
    let report = try test.fetch(account)
    #expect(report.totals.offered == 1)
    #expect(report.known == 5)
    #expect(count(server, "RETR") == 6)
  }

  @Test func withoutUIDLMessagesThatLookAlikeAreAllKept() throws {
    let head = "Subject: report\r\n\r\n" + String(repeating: "line\r\n", count: 12)
    var maildrop = FakeMaildrop(["first", "other"].map { Message(uid: nil, head + "\($0)\r\n") })
    maildrop.hasUIDL = false
    let server = try FakePOP3Server(maildrop)
    defer { server.stop() }
    let test = try TestArchive()
    let account = try account(test, server)
    #expect(try test.fetch(account).totals.stored == 2)
    try test.fetch(account)
    #expect(try test.digests().count == 2)
  }

  @Test func aDryRunTellsAndChangesNothing() throws {
    let server = try FakePOP3Server(
      FakeMaildrop([5, 20].map { Message(uid: "u\($0)", Self.mail(day: $0)) }))
    defer { server.stop() }
    let test = try TestArchive()
    var account = try account(test, server)
    account.onServer = .delete
    account.since = parseDay("2024-01-15")
    var options = MailArchive.FetchOptions()
    options.isDryRun = true
    let reader = try MailArchive.open(test.location, .reading)
    let report = try reader.fetch(from: account, options: options)
    #expect(report.wouldFetch?.count == 1)
    #expect(report.wouldFetch?.bytes == Self.mail(day: 20).count)
    #expect(report.old == 1)
    #expect(count(server, "RETR") == 0)
    #expect(server.maildrop.messages.count == 2)
    #expect(try test.digests().isEmpty)
  }

  @Test func brokenPipeliningIsFoundOutOnlyOnce() throws {
    var maildrop = FakeMaildrop((1...3).map { Message(uid: "u\($0)", Self.mail(day: $0)) })
    maildrop.pipelining = .hangsUp
    let server = try FakePOP3Server(maildrop)
    defer { server.stop() }
    let test = try TestArchive()
    let account = try account(test, server)
    try test.fetch(account)
    let logins = count(server, "USER") + count(server, "AUTH")
    #expect(logins == 2)
    try test.fetch(account)
    #expect(count(server, "USER") + count(server, "AUTH") == logins + 1)
  }

  @Test func severalAccountsAreFetchedAndOneThatFailsStopsNoOther() throws {
    let test = try TestArchive()
    let servers = try (0..<5).map { number in
      try FakePOP3Server(
        FakeMaildrop((1...3).map { Message(uid: "u\($0)", Self.mail(day: $0 + 3 * number)) }))
    }
    defer { for server in servers { server.stop() } }
    var accounts = try servers.enumerated().map { number, server in
      try test.account(
        "a\(number)", at: server.endpoint, user: "ada", password: "secret", security: .none)
    }
    accounts[2].secret = .environment("MAILCASK_NO_SUCH_VARIABLE")
    let ended = Outcomes()
    test.archive.fetch(from: accounts, options: MailArchive.FetchOptions()) { account, outcome in
      ended.add(account.name, (try? outcome.get()) != nil)
    }
    #expect(ended.all == ["a0": true, "a1": true, "a2": false, "a3": true, "a4": true])
    #expect(try test.digests().count == 12)
  }

  @Test func theServersLoginDelayIsTold() throws {
    var maildrop = FakeMaildrop([])
    maildrop.capabilities = ["UIDL", "USER", "LOGIN-DELAY 300"]
    let server = try FakePOP3Server(maildrop)
    defer { server.stop() }
    let test = try TestArchive()
    #expect(try test.fetch(try account(test, server)).loginDelay == 300)
  }

  // MARK: Schedule

  @Test func pollsKeepTheIntervalAndTheServersDelay() {
    var schedule = PollSchedule(interval: 60)
    #expect(schedule.succeeded(loginDelay: nil) == 60)
    #expect(schedule.succeeded(loginDelay: 300) == 300)
    #expect(schedule.failed(isTransient: true, random: 0) == 300, "also after a failure")
  }

  @Test func failuresBackOffWithinBoundsAndASuccessForgetsThem() {
    var schedule = PollSchedule(interval: 300)
    let delays = (0..<40).map { _ in schedule.failed(isTransient: true, random: 1) }
    #expect(delays.prefix(4) == [30, 60, 120, 240])
    #expect(delays.last == 3_600)
    _ = schedule.succeeded(loginDelay: nil)
    #expect(schedule.failed(isTransient: true, random: 0) == 15)
    var refused = PollSchedule(interval: 300)
    #expect(refused.failed(isTransient: false, random: 1) == 300, "a wrong password is not hurried")
    #expect(refused.failed(isTransient: false, random: 1) == 600)
  }

  @Test(arguments: [
    ("2024-01-31", true), ("30d", true), ("2024-02-31", false), ("yesterday", false), ("", false),
    ("2024-1", false), ("-3d", false),
  ])
  func daysAreReadStrictly(_ text: String, _ isDay: Bool) {
    #expect((parseDay(text) != nil) == isDay)
  }
}

private final class Outcomes: @unchecked Sendable {
  private let lock = NSLock()
  private var values: [String: Bool] = [:]

  func add(_ name: String, _ value: Bool) { lock.withLock { values[name] = value } }
  var all: [String: Bool] { lock.withLock { values } }
}
