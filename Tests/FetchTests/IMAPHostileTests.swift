import Archive
import Fetch
import Foundation
import Net
import Store
import TestSupport
import TestThreads
import Testing

/// Servers that lie, or that somebody else speaks for: the fetch ends, says what is wrong, and what is
/// left comes when the server is well again.
@Suite(.waiting) struct IMAPHostileTests {
  typealias Mailbox = FakeMailboxes.Mailbox

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// What a command that begins so is answered by, with the tag for %.
    let command: String
    let answer: String
    /// The folder that is not lied about arrives at once.
    var othersArrive = true
  }

  private static let many = (1...5_000).map {
    "* \($0) FETCH (UID \($0) FLAGS () RFC822.SIZE 9)\r\n"
  }
  .joined()
  private static let flags = (0..<9_000).map { "f\($0)" }.joined(separator: " ")

  static let cases = [
    Case(
      testDescription: "a text that is shorter than its literal",
      command: "UID FETCH 1:5 (UID BODY",
      answer: "* 1 FETCH (UID 1 BODY[] {900}\r\nshort)\r\n\(FakeMailboxes.breakHere)"),
    Case(
      testDescription: "a text that is longer than its literal", command: "UID FETCH 1:5 (UID BODY",
      answer: "* 1 FETCH (UID 1 BODY[] {4}\r\nSubject: and so on\r\n\r\n)\r\n% OK\r\n"),
    Case(
      testDescription: "a literal of terabytes", command: "UID FETCH 1:5 (UID BODY",
      answer: "* 1 FETCH (UID 1 BODY[] {9999999999999}\r\n"),
    Case(
      testDescription: "a flag of gigabytes", command: "UID FETCH 1:*",
      answer: "* 1 FETCH (UID 1 FLAGS ({4000000000}\r\n"),
    Case(
      testDescription: "a line without end", command: "UID FETCH 1:*",
      answer: "* 1 FETCH (UID 1 FLAGS (" + String(repeating: "a", count: 90_000)),
    Case(
      testDescription: "parentheses", command: "UID FETCH 1:*",
      answer: "* 1 FETCH " + String(repeating: "(", count: 60_000) + "\r\n% OK\r\n"),
    Case(
      testDescription: "thousands of flags", command: "UID FETCH 1:*",
      answer: "* 1 FETCH (UID 1 FLAGS (\(flags)) RFC822.SIZE 9)\r\n% OK\r\n"),
    Case(
      testDescription: "more messages than there are", command: "UID FETCH 1:*",
      answer: many + "% OK\r\n"),
    Case(
      testDescription: "no UID", command: "UID FETCH 1:*",
      answer: "* 1 FETCH (UID 0 FLAGS () RFC822.SIZE 9)\r\n* 2 FETCH (FLAGS ())\r\n% OK\r\n"),
    Case(
      testDescription: "one UID many times", command: "UID FETCH 1:*",
      answer: String(repeating: "* 1 FETCH (UID 1 FLAGS () RFC822.SIZE 9)\r\n", count: 5)
        + "% OK\r\n"),
    Case(
      testDescription: "a list that shrinks", command: "UID FETCH 1:*",
      answer: "* 5 EXPUNGE\r\n* VANISHED (EARLIER) 1:,*\r\n* VANISHED 1:4294967295\r\n% OK\r\n"),
    Case(
      testDescription: "texts that nobody wants", command: "UID FETCH 1:5 (UID BODY",
      answer: "* 1 FETCH (UID 99 BODY[] {3}\r\nabc)\r\n* 1 FETCH (BODY[TEXT] {3}\r\nabc UID 1)\r\n"
        + "* 1 FETCH (UID 1 BODY[]<0> {3}\r\nabc)\r\n% OK\r\n"),
    Case(
      testDescription: "an answer to what was not said", command: "UID FETCH 1:5 (UID BODY",
      answer: "M999 OK done\r\n"),
    Case(
      testDescription: "an endless question", command: "UID FETCH 1:5 (UID BODY",
      answer: String(repeating: "+ go on\r\n", count: 1_000) + "% BAD no\r\n"),
    Case(
      testDescription: "noise", command: "UID FETCH 1:5 (UID BODY",
      answer: String(repeating: "\u{1}\u{2} what (\r\n", count: 2_000)),
    Case(
      testDescription: "four thousand million messages", command: "EXAMINE \"INBOX\"",
      answer: "* 4294967295 EXISTS\r\n* OK [UIDVALIDITY 1]\r\n* OK [UIDNEXT 4294967295]\r\n% OK\r\n"
    ),
    Case(
      testDescription: "folders without end", command: "LIST",
      answer: (0..<50_001).map { "* LIST () \"/\" \"\($0)\"\r\n" }.joined() + "% OK\r\n",
      othersArrive: false),
    Case(
      testDescription: "silence and the end", command: "EXAMINE \"INBOX\"",
      answer: FakeMailboxes.breakHere),
  ]

  @Test(arguments: cases)
  func aLieEndsInWords(_ lie: Case) throws {
    let faults = IMAPFaultTests()
    let fake = FakeMailboxes([
      Mailbox("INBOX", IMAPFaultTests.messages(IMAPFaultTests.names)),
      Mailbox("Other", IMAPFaultTests.messages(["f", "g"])),
    ])
    try faults.fetch(fake) { server, test, account in
      server.account.mailboxes[1].messages[0].uid = 700
      server.account.mailboxes[1].messages[1].uid = 701
      server.account.override = { command, tag in
        command.hasPrefix(lie.command)
          ? lie.answer.replacingOccurrences(of: "%", with: tag) : nil
      }
      var isNamed = false
      do { isNamed = try !test.fetch(account).isComplete } catch let error as ArchiveError {
        isNamed = !error.why.isEmpty
      }
      let all = try sortedDigests(
        (IMAPFaultTests.names + ["f", "g"]).map { Array(IMAPFaultTests.text($0).utf8) })
      let wanted = try sortedDigests(["f", "g"].map { Array(IMAPFaultTests.text($0).utf8) })
      let here = try test.digests()
      // What was asked for alone came all the same; and a folder may be empty.
      #expect(
        isNamed || all.allSatisfy(here.contains) || lie.testDescription == "a list that shrinks",
        "it must not look complete")
      // A server that is asked for one folder with the words for another has both.
      if lie.othersArrive, !lie.command.contains("1:*") {
        #expect(wanted.allSatisfy(here.contains))
      }
      server.account.override = nil
      try writeByHand(
        "UPDATE placement_refusal SET next = 0",
        to: test.archive.location.directory + "/mail.sqlite")
      _ = try? test.fetch(account)
      _ = try? test.fetch(account)
      #expect(try all.allSatisfy(test.digests().contains), "all arrives when it is well again")
      #expect(try test.archive.store.verify().problems == [])
    }
  }

  @Test func swappedTextsAreBothKept() throws {
    let faults = IMAPFaultTests()
    let fake = FakeMailboxes([Mailbox("INBOX", IMAPFaultTests.messages(["a", "b"]))])
    let (a, b) = (IMAPFaultTests.text("a"), IMAPFaultTests.text("b"))
    try faults.fetch(fake) { server, test, account in
      server.account.override = { command, tag in
        guard command.contains("BODY.PEEK[]") else { return nil }
        return "* 1 FETCH (UID 1 BODY[] {\(b.utf8.count)}\r\n\(b))\r\n"
          + "* 2 FETCH (UID 2 BODY[] {\(a.utf8.count)}\r\n\(a))\r\n\(tag) OK\r\n"
      }
      try test.fetch(account)
      try faults.expect(test, holds: ["a", "b"])
    }
  }

  @Test func aLineOfTheListThatMakesNoSenseCostsItself() throws {
    let faults = IMAPFaultTests()
    let fake = FakeMailboxes([Mailbox("INBOX", IMAPFaultTests.messages(["a"]))])
    try faults.fetch(fake) { server, test, account in
      server.account.override = { command, tag in
        guard command.hasPrefix("LIST") else { return nil }
        return "* LIST (\\HasNoChildren \"/\" \"Lost\r\n* LIST () \"/\" \"INBOX\"\r\n\(tag) OK\r\n"
      }
      let report = try test.fetch(account)
      #expect(report.refused.count == 1 && report.refused.first?.contains("Lost") == true)
      try faults.expect(test, holds: ["a"])
    }
  }

  // MARK: Pauses

  private static let soon = "Suggested Backoff Time: 20 milliseconds"

  @Test(arguments: ["BODY.PEEK[]", "EXAMINE", "UID FETCH 1:*"])
  func aGoodbyeIsAnsweredByAPause(_ place: String) throws {
    let faults = IMAPFaultTests()
    let fake = FakeMailboxes([Mailbox("INBOX", IMAPFaultTests.messages(IMAPFaultTests.names))])
    try faults.fetch(fake) { server, test, account in
      let goodbyes = Counter()
      server.account.override = { command, tag in
        guard command.contains(place), goodbyes.next() <= 3 else { return nil }
        return "* BYE [UNAVAILABLE] \(Self.soon)\r\n\(FakeMailboxes.breakHere)"
      }
      #expect(try test.fetch(account).isComplete)
      try faults.expect(test, holds: IMAPFaultTests.names)
      #expect(try test.fetch(account).totals.offered == 0)
    }
  }

  @Test(arguments: ["[UNAVAILABLE]", "[INUSE]"])
  func aFolderThatIsNotThereNowKeepsNoOtherAway(_ code: String) throws {
    let faults = IMAPFaultTests()
    let fake = FakeMailboxes([
      Mailbox("Bad", IMAPFaultTests.messages(["x"])),
      Mailbox("INBOX", IMAPFaultTests.messages(IMAPFaultTests.names)),
    ])
    try faults.fetch(fake) { server, test, account in
      server.account.override = { command, tag in
        command == "EXAMINE \"Bad\"" ? "\(tag) NO \(code) \(Self.soon)\r\n" : nil
      }
      #expect(try test.fetch(account).refused.first?.contains("Bad") == true)
      try faults.expect(test, holds: IMAPFaultTests.names)
      #expect(server.commands.count { $0 == "EXAMINE \"Bad\"" } == 2, "it got one pause")
    }
  }

  @Test func whatAServerRefusesIsAskedForAfterADayAWeekAndAMonth() throws {
    let faults = IMAPFaultTests()
    var fake = FakeMailboxes([Mailbox("INBOX", IMAPFaultTests.messages(["a", "b"]))])
    fake.refused = [2]
    try faults.fetch(fake) { server, test, account in
      let file = test.archive.location.directory + "/mail.sqlite"
      for days: Int64 in [1, 7, 30, 30] {
        let before = Int64(Date().timeIntervalSince1970)
        #expect(try test.fetch(account).refused.count == 1)
        let epoch = try #require(try test.archive.store.mailboxes(account: "fake").first?.epoch)
        let next = try #require(try test.archive.store.refusals(epoch: epoch)[2])
        #expect((0...60).contains(next - before - days * 86_400), "\(days)")
        #expect(try test.fetch(account).refusedBefore == 1)
        try writeByHand("UPDATE placement_refusal SET next = 0", to: file)
      }
      server.account.refused = []
      #expect(try test.fetch(account).totals.stored == 1)
      try faults.expect(test, holds: ["a", "b"])
    }
  }

  // MARK: Less to ask

  @Test func aServerWithoutNumbersOfChangesIsAskedOnlyForWhatIsNew() throws {
    let faults = IMAPFaultTests()
    var fake = FakeMailboxes([Mailbox("INBOX", IMAPFaultTests.messages(["a", "b", "c"]))])
    fake.mailboxes[0].status = "UIDNEXT 4"
    try faults.fetch(fake) { server, test, account in
      try test.fetch(account)
      let asked = { server.commands.count { $0.hasPrefix("UID FETCH 1:*") } }
      #expect(asked() == 1)
      #expect(try test.fetch(account).known == 3)
      #expect(asked() == 1 && server.commands.contains { $0.hasPrefix("UID FETCH 4:*") })
      // A message that its numbers hide comes all the same.
      server.account.mailboxes[0].messages[0] = .init(4, IMAPFaultTests.text("d"))
      try test.fetch(account)
      try faults.expect(test, holds: ["a", "b", "c", "d"])
    }
  }

  /// RFC 9738, and servers that do it without saying so; from the newest down or from the oldest up.
  @Test(arguments: [true, false], ["OK", "OK [MESSAGELIMIT 3 4] partly", "NO [MESSAGELIMIT 3]"])
  func aListInPartsIsReadToItsEnd(_ isFromTheEnd: Bool, _ words: String) throws {
    let faults = IMAPFaultTests()
    let names = (0..<10).map { "m\($0)" }
    let fake = FakeMailboxes([Mailbox("INBOX", IMAPFaultTests.messages(names))])
    try faults.fetch(fake) { server, test, account in
      server.account.override = { command, tag in
        guard command.hasPrefix("UID FETCH"), !command.contains("BODY") else { return nil }
        let set = command.split(separator: " ")[2].split(separator: ":")
        let (low, high) = (Int(set[0]) ?? 1, set.count > 1 ? Int(set[1]) ?? 10 : Int(set[0]) ?? 1)
        let asked = (1...10).filter { ($0 >= low || $0 == 10) && $0 <= max(high, low) }
        let given = isFromTheEnd ? asked.suffix(3) : asked.prefix(3)
        return given.map {
          "* \($0) FETCH (UID \($0) FLAGS () RFC822.SIZE \(IMAPFaultTests.text("m\($0 - 1)").utf8.count))\r\n"
        }.joined() + "\(tag) \(words)\r\n"
      }
      #expect(try test.fetch(account).isComplete)
      try faults.expect(test, holds: names)
      #expect(try test.fetch(account).totals.offered == 0)
    }
  }

  /// A large message on a line that breaks each time: it comes in parts; not from a server that gives other
  /// bytes each time.
  @Test(arguments: [true, false])
  func aLargeMessageGoesOnWhereTheConnectionBroke(_ isSteady: Bool) throws {
    let faults = IMAPFaultTests()
    let lines = (0..<50_000).map { "line \($0) of a message that is large\r\n" }.joined()
    let large = Array("Subject: large\r\n\r\n\(lines)".utf8)
    var fake = FakeMailboxes([Mailbox("INBOX", IMAPFaultTests.messages(["a", "b", "c"]))])
    fake.mailboxes[0].messages[1].bytes = large
    fake.breaking = [2]
    try faults.fetch(fake) { server, test, account in
      let breaks = Counter()
      server.account.override = { command, tag in
        guard let place = command.firstRange(of: "BODY.PEEK[]<") else { return nil }
        let numbers = command[place.upperBound...].prefix { $0 != ">" }.split(separator: ".")
          .compactMap { Int($0) }
        let part = large.dropFirst(numbers[0]).prefix(numbers[1])
        let text = String(decoding: isSteady ? part : part.dropFirst(), as: UTF8.self)
        let start = "* 2 FETCH (UID 2 BODY[]<\(numbers[0])> {\(text.utf8.count)}\r\n"
        guard breaks.next() > 2 else {
          return start + text.prefix(700) + FakeMailboxes.breakHere
        }
        return "\(start)\(text))\r\n\(tag) OK\r\n"
      }
      let report = try test.fetch(account)
      let others = ["a", "c"].map { Array(IMAPFaultTests.text($0).utf8) }
      #expect(try test.digests() == sortedDigests(others + (isSteady ? [large] : [])))
      #expect(report.missing.count == (isSteady ? 0 : 1))
      server.account.override = nil
      server.account.breaking = []
      #expect(try test.fetch(account).totals.stored == (isSteady ? 0 : 1))
      #expect(try test.digests() == sortedDigests(others + [large]))
    }
  }

  @Test func aNoticeInPlaceOfAMessageIsKeptAndTheMessageAskedForAgain() throws {
    let faults = IMAPFaultTests()
    let notice =
      "From: exchange\r\nSubject: Retrieval using the IMAP4 protocol failed for the following message: 7"
      + "\r\n\r\nThe server couldn't retrieve the following message.\r\n"
    var fake = FakeMailboxes([Mailbox("INBOX", IMAPFaultTests.messages(["a", "b"]))])
    fake.oddTexts = [2: "{\(notice.utf8.count)}\r\n\(notice)"]
    try faults.fetch(fake) { server, test, account in
      let report = try test.fetch(account)
      #expect(report.refused.count == 1 && report.refused.first?.contains("UID=2") == true)
      #expect(try test.archive.messages(matching: "tag:suspect").count == 1)
      server.account.oddTexts = [:]
      try writeByHand(
        "UPDATE placement_refusal SET next = 0",
        to: test.archive.location.directory + "/mail.sqlite")
      #expect(try test.fetch(account).totals.stored == 1)
      #expect(try test.digests().count == 3)
      #expect(try test.fetch(account).totals.offered == 0)
    }
  }

  @Test func gmailsLimitIsToldBeforehand() throws {
    let faults = IMAPFaultTests()
    var messages = IMAPFaultTests.messages(["a", "b", "c"])
    messages[2].announced = 4_300_000_000
    var fake = FakeMailboxes([Mailbox("[Gmail]/All", messages, attributes: "\\All")])
    fake.capabilities += " X-GM-EXT-1"
    try faults.fetch(fake) { server, test, account in
      let advice = try test.archive.tryOut(account)
      #expect(advice.count == 1 && advice.first?.contains("Takeout") == true, "\(advice)")
      #expect(advice.first?.contains("4.3 GB") == true && advice.first?.contains("2 days") == true)
      #expect(try test.digests().isEmpty)
      let notices = Notices()
      var options = MailArchive.FetchOptions()
      options.notice = { notices.add($0) }
      _ = try test.archive.fetch(from: account, options: options)
      #expect(notices.all.count == 1 && notices.all.first?.contains("Takeout") == true)
      server.account.mailboxes[0].messages[2].announced = 40
      #expect(try test.archive.tryOut(account).isEmpty)
    }
  }
}

private final class Counter: @unchecked Sendable {
  private let lock = NSLock()
  private var count = 0

  func next() -> Int {
    lock.withLock {
      count += 1
      return count
    }
  }
}

private final class Notices: @unchecked Sendable {
  private let lock = NSLock()
  private var lines: [String] = []

  func add(_ line: String) { lock.withLock { lines.append(line) } }
  var all: [String] { lock.withLock { lines } }
}
