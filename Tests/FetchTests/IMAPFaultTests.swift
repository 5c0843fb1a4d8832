import Archive
import Fetch
import Foundation
import Net
import TestSupport
import TestThreads
import Testing

/// One folder, message or answer that is broken costs itself, and everything else arrives.
@Suite(.waiting) struct IMAPFaultTests {
  typealias Message = FakeMailboxes.Message
  typealias Mailbox = FakeMailboxes.Mailbox

  static func text(_ name: String) -> String {
    "Subject: \(name)\r\nMessage-ID: <\(name)@example.org>\r\n\r\nText of \(name).\r\n"
  }

  static func messages(_ names: [String]) -> [Message] {
    names.enumerated().map { Message(UInt32($0.offset + 1), text($0.element)) }
  }

  func fetch(
    _ account: FakeMailboxes, _ test: TestArchive? = nil,
    check: (FakeIMAPServer, TestArchive, AccountSettings) throws -> Void
  ) throws {
    let server = try FakeIMAPServer(account)
    defer { server.stop() }
    let test = try test ?? TestArchive()
    let account = try test.account(
      "fake", .imap, at: server.endpoint, user: "ada", password: "secret", security: .none)
    try check(server, test, account)
  }

  func expect(_ test: TestArchive, holds names: [String]) throws {
    #expect(try test.digests() == sortedDigests(names.map { Array(Self.text($0).utf8) }))
  }

  static let names = ["a", "b", "c", "d", "e"]

  @Test func nothingIsAskedThatChangesAnything() throws {
    try fetch(FakeMailboxes([Mailbox("INBOX", Self.messages(Self.names))])) {
      server, test, account in
      try test.fetch(account)
      try expect(test, holds: Self.names)
      let words = Set(server.commands.map { $0.split(separator: " ").first ?? "" })
      #expect(
        words.isSubset(of: [
          "CAPABILITY", "AUTHENTICATE", "LIST", "STATUS", "EXAMINE", "UID", "LOGOUT",
        ]))
      #expect(
        server.commands.filter { $0.contains("BODY") }.allSatisfy { $0.contains("BODY.PEEK[") })
    }
  }

  @Test func aMessageThatIsRefusedCostsItself() throws {
    var fake = FakeMailboxes([Mailbox("INBOX", Self.messages(Self.names))])
    fake.refused = [3]
    try fetch(fake) { server, test, account in
      let report = try test.fetch(account)
      #expect(report.refused.count == 1 && report.refused.first?.contains("UID=3") == true)
      #expect(report.refused.first?.contains("cannot read it") == true, "the server's words")
      try expect(test, holds: ["a", "b", "d", "e"])
      let asked = server.commands.count { $0.contains("BODY.PEEK") }
      let again = try test.fetch(account)
      #expect(again.refusedBefore == 1 && again.totals.offered == 0, "it is left alone for a day")
      #expect(server.commands.count { $0.contains("BODY.PEEK") } == asked)
    }
  }

  @Test(arguments: ["NIL", "\"\"", "{0}\r\n"])
  func aMessageThatIsEmptyCostsItself(_ odd: String) throws {
    var fake = FakeMailboxes([Mailbox("INBOX", Self.messages(Self.names))])
    fake.oddTexts = [2: odd]
    try fetch(fake) { _, test, account in
      #expect(try test.fetch(account).refused.count == 1)
      try expect(test, holds: ["a", "c", "d", "e"])
    }
  }

  @Test func aShortTextInQuotesIsAMessage() throws {
    var fake = FakeMailboxes([Mailbox("INBOX", Self.messages(["a"]))])
    fake.oddTexts = [1: "\"Subject: x\""]
    try fetch(fake) { _, test, account in
      try test.fetch(account)
      #expect(try test.digests() == sortedDigests([Array("Subject: x".utf8)]))
    }
  }

  @Test func aServerThatWantsAPauseRefusesNoMessage() throws {
    var fake = FakeMailboxes([Mailbox("INBOX", Self.messages(Self.names))])
    fake.refused = [3]
    fake.refusal = "NO Request is throttled. Suggested Backoff Time: 20 milliseconds"
    try fetch(fake) { server, test, account in
      do {
        try test.fetch(account)
        Issue.record("it must not look complete")
      } catch let error as ArchiveError { #expect(error.isTransient) }
      #expect(server.connections == 6, "it was given five pauses")
      server.account.refused = []
      #expect(try test.fetch(account).isComplete)
      try expect(test, holds: Self.names)
    }
  }

  @Test func gmailIsNotAskedForMoreThanItGivesInADay() throws {
    var messages = Self.messages(Self.names)
    messages[2].announced = 2_199_999_860
    var fake = FakeMailboxes([Mailbox("INBOX", messages)])
    fake.capabilities += " X-GM-EXT-1"
    try fetch(fake) { _, test, account in
      let report = try test.fetch(account)
      #expect(report.postponed == 2 && report.warnings.count == 1, "\(report)")
      #expect(report.warnings.first?.contains("2 messages are left") == true)
      try expect(test, holds: ["a", "b", "c"])
      #expect(try test.fetch(account).postponed == 0, "what really came is counted")
    }
  }

  @Test func whatTheServerLeavesOutIsAskedForAlone() throws {
    var fake = FakeMailboxes([Mailbox("INBOX", Self.messages(Self.names))])
    fake.omitted = [1, 4]
    try fetch(fake) { _, test, account in
      #expect(try test.fetch(account).refused.count == 2)
      try expect(test, holds: ["b", "c", "e"])
    }
  }

  @Test func aMessageThatBreaksTheSessionComesLastAndCostsItself() throws {
    var fake = FakeMailboxes([
      Mailbox("INBOX", Self.messages(Self.names)), Mailbox("Other", Self.messages(["f", "g"])),
    ])
    fake.breaking = [2]
    fake.mailboxes[1].messages[1].uid = 7
    try fetch(fake) { server, test, account in
      let report = try test.fetch(account)
      #expect(report.missing.count == 1 && report.missing.first?.contains("UID=2") == true)
      try expect(test, holds: ["a", "c", "d", "e", "f", "g"])
      server.account.breaking = []
      #expect(try test.fetch(account).totals.stored == 1, "it is tried again at once")
      try expect(test, holds: Self.names + ["f", "g"])
      #expect(try test.fetch(account).totals.offered == 0)
    }
  }

  @Test func aFolderThatCannotBeOpenedCostsItself() throws {
    var fake = FakeMailboxes([
      Mailbox("Bad", Self.messages(["x"])), Mailbox("INBOX", Self.messages(Self.names)),
    ])
    fake.mailboxes[0].isRefused = true
    try fetch(fake) { server, test, account in
      let report = try test.fetch(account)
      #expect(report.refused.count == 1 && report.refused.first?.contains("Bad") == true)
      #expect(report.refused.first?.contains("not for you") == true)
      try expect(test, holds: Self.names)
      server.account.mailboxes[0].isRefused = false
      try test.fetch(account)
      try expect(test, holds: Self.names + ["x"])
    }
  }

  @Test func aListThatDoesNotBalanceFailsTheFolderByNameAndBringsWhatItHas() throws {
    var fake = FakeMailboxes([
      Mailbox("Short", Self.messages(["x"])), Mailbox("INBOX", Self.messages(Self.names)),
    ])
    fake.mailboxes[0].exists = 9
    try fetch(fake) { _, test, account in
      let report = try test.fetch(account)
      let reason = try #require(report.refused.first)
      #expect(reason.contains("Short") && reason.contains("9") && reason.contains("lists 1"))
      try expect(test, holds: Self.names + ["x"])
      #expect(try test.fetch(account).refused.count == 1, "it is told each time")
    }
  }

  @Test func aMissedMessageInTheMiddleIsFetchedLater() throws {
    var fake = FakeMailboxes([Mailbox("INBOX", Self.messages(Self.names))])
    let hidden = fake.mailboxes[0].messages.remove(at: 1)
    try fetch(fake) { server, test, account in
      try test.fetch(account)
      server.account.mailboxes[0].messages.insert(hidden, at: 1)
      #expect(try test.fetch(account).totals.stored == 1, "no highest UID decides")
      try expect(test, holds: Self.names)
    }
  }

  @Test func sizesThatLieAreNoReason() throws {
    var fake = FakeMailboxes([Mailbox("INBOX", Self.messages(Self.names))])
    fake.mailboxes[0].messages[0].announced = 1
    fake.mailboxes[0].messages[1].announced = 1 << 40
    try fetch(fake) { _, test, account in
      #expect(try test.fetch(account).isComplete)
      try expect(test, holds: Self.names)
    }
  }

  @Test func sizesThatNoSumCanHoldEndNoProgram() throws {
    var fake = FakeMailboxes([Mailbox("INBOX", Self.messages(Self.names))])
    fake.mailboxes[0].messages[0].announced = .max
    fake.mailboxes[0].messages[1].announced = .max
    try fetch(fake) { _, test, account in
      var options = MailArchive.FetchOptions()
      options.isDryRun = true
      #expect(try test.archive.fetch(from: account, options: options).wouldFetch?.count == 5)
      #expect(try test.fetch(account).isComplete)
      try expect(test, holds: Self.names)
    }
  }

  @Test func textsThatWereNotAskedForAreNoMail() throws {
    var fake = FakeMailboxes([Mailbox("INBOX", Self.messages(["a", "b"]))])
    fake.injected =
      "* 1 FETCH (UID 77 BODY[] {5}\r\nnever)\r\n* 9 FETCH (BODY[] \"nothing\")\r\n* BAD something\r\n"
    try fetch(fake) { _, test, account in
      try test.fetch(account)
      try expect(test, holds: ["a", "b"])
    }
  }

  @Test func serversWithoutUIDVALIDITYAndWithStrangeNames() throws {
    var fake = FakeMailboxes([
      Mailbox("inbox", Self.messages(["a"])), Mailbox("AT&T", Self.messages(["b"])),
      Mailbox("&U,BTFw-/&ZeVnLIqe-", Self.messages(["c"])),
      Mailbox("Ordner", Self.messages(["d"]), attributes: "\\Noselect"),
    ])
    fake.mailboxes[0].validity = nil
    try fetch(fake) { _, test, account in
      try test.fetch(account)
      try expect(test, holds: ["a", "b", "c"])
      for folder in ["INBOX", "AT&T", "台北/日本語"] {
        #expect(try test.archive.messages(matching: "folder:\"\(folder)\"").count == 1, "\(folder)")
      }
      #expect(try test.fetch(account).totals.offered == 0)
    }
  }

  @Test func gmailIsReadOnceWithItsLabels() throws {
    let labelled = { (labels: String) in
      Message(1, Self.text("a"), extra: "X-GM-MSGID 5 X-GM-LABELS (\(labels))")
    }
    var fake = FakeMailboxes([
      Mailbox("INBOX", Self.messages(["a"])),
      Mailbox(
        "[Gmail]/All Mail", [labelled("\"\\\\Inbox\" \\Sent \\Starred Work \"&ANw-ber uns\"")],
        attributes: "\\All"),
      Mailbox("[Gmail]/Spam", Self.messages(["s"]), attributes: "\\Junk"),
      Mailbox("Work", Self.messages(["a"])),
    ])
    fake.capabilities += " X-GM-EXT-1"
    try fetch(fake) { server, test, account in
      try test.fetch(account)
      try expect(test, holds: ["a", "s"])
      #expect(!server.commands.contains { $0.contains("EXAMINE \"Work\"") })
      for query in [
        "tag:Work", "tag:Inbox", "tag:flagged", "tag:Über-uns", "folder:sent", "folder:inbox",
      ] {
        #expect(try test.archive.messages(matching: query).count == 1, "\(query)")
      }
    }
  }

  @Test func limitsOfTheAccountHold() throws {
    var fake = FakeMailboxes([Mailbox("INBOX", Self.messages(Self.names))])
    fake.mailboxes[0].messages[0].date = "17-Jul-2001 02:44:25 +0000"
    fake.mailboxes[0].messages[1].announced = 5_000
    try fetch(fake) { _, test, account in
      var account = account
      account.since = 1_600_000_000
      account.maximumBytes = 1_000
      account.sessionLimit = 2
      account.order = .newest
      let report = try test.fetch(account)
      #expect(report.old == 1 && report.tooLarge == 1 && report.postponed == 1)
      try expect(test, holds: ["d", "e"])
      account.sessionLimit = nil
      try test.fetch(account)
      account.since = nil
      account.maximumBytes = nil
      try test.fetch(account)
      try expect(test, holds: Self.names)
    }
  }

  @Test(arguments: [
    ("* PREAUTH welcome", TransportSecurity.starttls, ArchiveError.Code.certificate),
    ("* BYE too busy", .none, .server), ("+OK POP3 ready", .none, .server),
    ("220 mail ESMTP", .none, .server),
  ])
  func greetingsThatAreNone(
    _ greeting: String, _ security: TransportSecurity, _ code: ArchiveError.Code
  ) throws {
    var fake = FakeMailboxes([Mailbox("INBOX", Self.messages(Self.names))])
    fake.greeting = greeting
    try fetch(fake) { _, test, account in
      var account = account
      account.security = security
      do {
        try test.fetch(account)
        Issue.record("it must not go on")
      } catch let error as ArchiveError { #expect(error.code == code, "\(error)") }
    }
  }

  @Test func noPasswordGoesWhereLoginIsDisabled() throws {
    var fake = FakeMailboxes([Mailbox("INBOX", Self.messages(Self.names))])
    fake.capabilities = "IMAP4rev1 LOGINDISABLED"
    try fetch(fake) { server, test, account in
      #expect(throws: ArchiveError.self) { try test.fetch(account) }
      #expect(!server.commands.contains { $0.contains("LOGIN") })
    }
  }

  @Test func deletingThereIsRefused() throws {
    try fetch(FakeMailboxes([])) { server, test, account in
      var account = account
      account.onServer = .delete
      do {
        try test.fetch(account)
        Issue.record("it must not go on")
      } catch let error as ArchiveError { #expect(error.code == .configuration) }
      #expect(server.connections == 0)
    }
  }
}
