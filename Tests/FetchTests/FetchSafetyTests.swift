import Archive
import Fetch
import Foundation
import Net
import POP3
import TestSupport
import TestThreads
import Testing

/// No mail is lost and none is stored twice, whatever the server does. Each case is one in which
/// some POP3 client loses mail.
@Suite(.waiting) struct FetchSafetyTests {
  typealias Message = FakeMaildrop.Message

  static func mail(_ name: String) -> [UInt8] {
    Array("Subject: \(name)\r\nMessage-ID: <\(name)@example.org>\r\n\r\nText of \(name).\r\n".utf8)
  }

  static func maildrop(_ names: [(uid: String?, name: String)]) -> FakeMaildrop {
    FakeMaildrop(names.map { Message(uid: $0.uid, mail($0.name)) })
  }

  /// Clear text, so that each test is about the policy and not about TLS.
  private func account(_ test: TestArchive, _ server: FakePOP3Server) throws -> AccountSettings {
    try test.account(
      "fake", at: server.endpoint, user: "ada", password: "secret", security: .none)
  }

  private func expect(_ test: TestArchive, holds names: [String]) throws {
    #expect(try test.digests() == sortedDigests(names.map(Self.mail)))
  }

  @Test func twoMessagesWithOneUIDAreBothKeptThoughTheSecondWasCutOff() throws {
    var maildrop = Self.maildrop([("same", "first"), ("same", "second")])
    maildrop.cut = (number: 2, bytes: 20)
    let server = try FakePOP3Server(maildrop)
    defer { server.stop() }
    let test = try TestArchive()
    var account = try account(test, server)
    account.onServer = .delete
    #expect(throws: ArchiveError.self) { try test.fetch(account) }
    server.maildrop.cut = nil
    #expect(server.maildrop.messages.count == 2, "nothing was deleted by the failed session")
    try test.fetch(account)
    try expect(test, holds: ["first", "second"])
    #expect(server.maildrop.messages.isEmpty)
  }

  @Test func twoMessagesWithOneUIDAndOneRefusedAreNotConfused() throws {
    var maildrop = Self.maildrop([("same", "first"), ("same", "second")])
    maildrop.messages[1].refused = true
    let server = try FakePOP3Server(maildrop)
    defer { server.stop() }
    let test = try TestArchive()
    var account = try account(test, server)
    account.onServer = .delete
    let report = try test.fetch(account)
    #expect(report.refused.count == 1)
    #expect(server.maildrop.messages.map(\.wire) == [Self.mail("second")], "only the first is gone")
    server.maildrop.messages[0].refused = false
    try test.fetch(account)
    try expect(test, holds: ["first", "second"])
  }

  @Test func oneRefusedMessageDoesNotStopTheOthers() throws {
    var maildrop = Self.maildrop([("a", "first"), ("b", "second"), ("c", "third")])
    maildrop.messages[1].refused = true
    let server = try FakePOP3Server(maildrop)
    defer { server.stop() }
    let test = try TestArchive()
    let account = try account(test, server)
    let report = try test.fetch(account)
    #expect(!report.isComplete)
    try expect(test, holds: ["first", "third"])
    server.maildrop.messages[1].refused = false
    #expect(try test.fetch(account).totals.stored == 1)
    try expect(test, holds: ["first", "second", "third"])
  }

  @Test(arguments: [0, 1, 25, 50, 60])
  func aCutConnectionLosesNothingAndTheNextRunGoesOn(_ bytes: Int) throws {
    var maildrop = Self.maildrop([("a", "first"), ("b", "second"), ("c", "third")])
    maildrop.cut = (number: 2, bytes: bytes)
    let server = try FakePOP3Server(maildrop)
    defer { server.stop() }
    let test = try TestArchive()
    var account = try account(test, server)
    account.onServer = .delete
    #expect(throws: ArchiveError.self) { try test.fetch(account) }
    #expect(server.maildrop.messages.count == 3)
    server.maildrop.cut = nil
    try test.fetch(account)
    try expect(test, holds: ["first", "second", "third"])
    #expect(server.maildrop.messages.isEmpty)
  }

  @Test func changedUIDsDoNotMakeCopies() throws {
    let server = try FakePOP3Server(Self.maildrop([("a", "first"), ("b", "second")]))
    defer { server.stop() }
    let test = try TestArchive()
    let account = try account(test, server)
    try test.fetch(account)
    server.maildrop = Self.maildrop([("x", "first"), ("y", "second"), ("z", "third")])
    let report = try test.fetch(account)
    #expect(report.totals.copies == 2)
    #expect(report.totals.stored == 1)
    try expect(test, holds: ["first", "second", "third"])
    #expect(try test.fetch(account).totals.offered == 0, "the new UIDs are known now")
  }

  @Test func withoutUIDLNothingIsStoredTwiceAndDeletionStillWorks() throws {
    var maildrop = Self.maildrop([(nil, "first"), (nil, "second")])
    maildrop.hasUIDL = false
    let server = try FakePOP3Server(maildrop)
    defer { server.stop() }
    let test = try TestArchive()
    var account = try account(test, server)
    try test.fetch(account)
    #expect(try test.fetch(account).totals.stored == 0)
    account.onServer = .delete
    try test.fetch(account)
    #expect(server.maildrop.messages.isEmpty)
    try expect(test, holds: ["first", "second"])
  }

  @Test func brokenPipeliningIsSurvivedWithoutCopies() throws {
    var maildrop = Self.maildrop((0..<5).map { ("u\($0)", "m\($0)") })
    maildrop.pipelining = .hangsUp
    let server = try FakePOP3Server(maildrop)
    defer { server.stop() }
    let test = try TestArchive()
    var account = try account(test, server)
    account.onServer = .delete
    try test.fetch(account)
    try expect(test, holds: (0..<5).map { "m\($0)" })
    #expect(server.maildrop.messages.isEmpty)
  }

  @Test func mailIsKeptOnTheServerUnlessAskedOtherwise() throws {
    let server = try FakePOP3Server(Self.maildrop([("a", "first")]))
    defer { server.stop() }
    let test = try TestArchive()
    try test.fetch(try account(test, server))
    #expect(server.maildrop.messages.count == 1)
    #expect(!server.commands.contains { $0.hasPrefix("DELE") })
  }

  @Test func theNewestAreKeptAndOnlyWhatIsSafeHereIsDeleted() throws {
    let names = (0..<6).map { (uid: "u\($0)" as String?, name: "m\($0)") }
    let server = try FakePOP3Server(Self.maildrop(names))
    defer { server.stop() }
    let test = try TestArchive()
    var account = try account(test, server)
    try test.fetch(account)
    account.onServer = .keepNewest(count: 2)
    let report = try test.fetch(account)
    #expect(report.deleted == 4)
    #expect(server.maildrop.messages.map(\.uid) == ["u4", "u5"])
    try expect(test, holds: names.map(\.name))
  }

  /// A UID never authorises a deletion: here it stands for other bytes than those stored.
  @Test func aReusedUIDDeletesNothingThatIsNotStored() throws {
    let server = try FakePOP3Server(Self.maildrop([("a", "first")]))
    defer { server.stop() }
    let test = try TestArchive()
    var account = try account(test, server)
    try test.fetch(account)
    server.maildrop = Self.maildrop([("a", "another")])
    account.onServer = .delete
    try test.fetch(account)
    try expect(test, holds: ["another", "first"])
    #expect(server.maildrop.messages.isEmpty)
  }

  @Test func whenTheStoreFailsTheSessionEndsWithoutQUIT() throws {
    let server = try FakePOP3Server(Self.maildrop([("a", "first")]))
    defer { server.stop() }
    let test = try TestArchive()
    var account = try account(test, server)
    account.onServer = .delete
    let reader = try MailArchive.open(test.location, .reading)
    #expect(throws: ArchiveError.self) { try reader.fetch(from: account) }
    #expect(!server.commands.contains { $0.hasPrefix("DELE") || $0 == "QUIT" })
    #expect(server.maildrop.messages.count == 1)
  }

  /// A connection that never has to wait looks up all the same.
  @Test func aFetchIsStoppedWhileMailPoursIn() throws {
    let names = (0..<400).map { (uid: "u\($0)" as String?, name: "m\($0)") }
    let server = try FakePOP3Server(Self.maildrop(names))
    defer { server.stop() }
    let test = try TestArchive()
    var account = try account(test, server)
    account.onServer = .delete
    let cancellation = try Cancellation()
    var options = MailArchive.FetchOptions()
    options.cancellation = cancellation
    options.progress = { if $0.arrived == 10 { cancellation.cancel() } }
    let error = #expect(throws: ArchiveError.self) {
      try test.archive.fetch(from: account, options: options)
    }
    #expect(error?.code == .interrupted)
    #expect(error?.why.contains("10 new that had arrived before are kept") == true)
    #expect(server.maildrop.messages.count == 400)
    try test.fetch(account)
    try expect(test, holds: names.map(\.name))
    #expect(server.maildrop.messages.isEmpty)
  }

  @Test func tooLargeMessagesStayAndAreToldOf() throws {
    var maildrop = Self.maildrop([("a", "first")])
    maildrop.messages.append(Message(uid: "b", [UInt8](repeating: 65, count: 5_000) + [13, 10]))
    let server = try FakePOP3Server(maildrop)
    defer { server.stop() }
    let test = try TestArchive()
    var account = try account(test, server)
    account.maximumBytes = 1_000
    account.onServer = .delete
    let report = try test.fetch(account)
    #expect(report.tooLarge == 1)
    #expect(server.maildrop.messages.map(\.uid) == ["b"])
  }

  @Test func aSessionLimitLeavesTheRestForTheNextRun() throws {
    let server = try FakePOP3Server(Self.maildrop((0..<5).map { ("u\($0)", "m\($0)") }))
    defer { server.stop() }
    let test = try TestArchive()
    var account = try account(test, server)
    account.sessionLimit = 2
    account.order = .newest
    let report = try test.fetch(account)
    #expect(report.totals.stored == 2)
    #expect(report.postponed == 3)
    try expect(test, holds: ["m3", "m4"])
    #expect(try test.fetch(account).totals.stored == 2)
    #expect(try test.fetch(account).totals.stored == 1)
    #expect(try test.fetch(account).totals.stored == 0)
  }
}
