import IMAP
import Testing

@testable import Serve

@Suite struct MailboxNameTests {
  @Test(arguments: [
    "INBOX", "All", "Trash", "Years/2024", "Accounts/work", "Accounts/work/Sent/2", "Folders/a/b",
    "Tags/bills", "Saved/x", "Search/from:ada has:attachment", "Tags/日本",
  ])
  func eachNameLeadsBackToItsMailbox(path: String) throws {
    let mailbox = try #require(ServedMailbox(path: path))
    #expect(mailbox.path == path)
    for isUTF8 in [false, true] {
      let wire = MailboxName.encode(path, isUTF8: isUTF8)
      #expect(MailboxName.decode(wire, isUTF8: isUTF8) == path)
    }
  }

  @Test(arguments: [
    "", "x", "Years", "Years/", "Years/02024", "Years/x", "Other/x", "all", "Search/",
  ])
  func whatIsNoMailboxHasNone(path: String) { #expect(ServedMailbox(path: path) == nil) }

  @Test func inboxHasNoCase() {
    #expect(ServedMailbox(path: "inbox") == .inbox)
    #expect(ServedMailbox(path: "Search/" + String(repeating: "x", count: 1_001)) == nil)
  }

  @Test(arguments: [
    ("*", "a/b", true), ("%", "a/b", false), ("%", "a", true), ("%/%", "a/b", true),
    ("a*", "a", true), ("a*c", "abbc", true), ("a*c", "abbd", false), ("*b", "a/b", true),
    ("%b", "a/b", false), ("*%", "a/b/c", true), ("a/%", "a/b/c", false), ("", "", true),
    ("a%c*e", "abc/d/e", true),
  ])
  func patterns(pattern: String, name: String, matches: Bool) {
    #expect(ListPattern(Array(pattern.utf8)).matches(Array(name.utf8)) == matches)
  }

  @Test(.timeLimit(.minutes(1))) func noPatternTakesLong() {
    let pattern = ListPattern(Array(String(repeating: "*a%", count: 300).utf8) + [0x62])
    #expect(!pattern.matches([UInt8](repeating: 0x61, count: 1_000)))
  }

  @Test func setsStayRanges() {
    let set = NumberSet(ranges: [
      (.number(5), .number(2)), (.last, .number(9)), (.number(1), .number(1)),
    ])
    #expect(set.resolved(last: 12).ranges == [1...5, 9...12])
    #expect(set.resolved(last: 4).ranges == [1...9])
  }

  @Test func rangesOfMessagesComeBack() {
    let ranges = MessageRanges([1, 2, 3, 7, 9, 10])
    #expect(ranges.text == "1+2,4,2+1")
    #expect(MessageRanges(text: ranges.text) == ranges)
    #expect(!MessageRanges([2, 3, 9]).hasOther(than: ranges, below: 11))
    #expect(MessageRanges([4]).hasOther(than: ranges, below: 11))
    #expect(!MessageRanges([2, 11, 12]).hasOther(than: ranges, below: 11))
  }
}
