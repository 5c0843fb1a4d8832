import Archive
import Foundation
import TestSupport
import Testing

@testable import Serve

/// What programs are told of changes, and that UIDs never mean another message.
@Suite struct ChangeTests {
  private let archive: TestArchive

  init() throws {
    archive = try TestArchive()
    try archive.add((1...4).map { mail("Number \($0)", day: $0) })
  }

  private func number(_ code: String, _ text: String) throws -> Int {
    let match = try #require(text.firstMatch(of: try Regex("\\[\(code) ([0-9]+)\\]")))
    return try #require(match.output[1].substring.flatMap { Int($0) })
  }

  private func tag(_ ids: [Int64], _ change: String) throws {
    _ = try archive.archive.tag(ids, [try #require(TagChange(change))])
  }

  @Test func newMailIsToldBetweenCommands() throws {
    let text = try archive.serve([
      { "a SELECT All\r\n" },
      {
        try archive.add([mail("Late", day: 9)])
        return "b FETCH 1 UID\r\nc NOOP\r\n"
      },
      {
        _ = try archive.archive.delete([2, 3])
        return "d UID FETCH 1 UID\r\n"
      },
      { "e ENABLE QRESYNC\r\n" },
      {
        _ = try archive.archive.delete([1])
        return "f NOOP\r\n"
      },
    ])
    #expect(text.contains("* 1 FETCH (UID 1)\r\nb OK Done\r\n* 5 EXISTS\r\nc OK"))
    #expect(text.contains("* 1 FETCH (UID 1)\r\n* 3 EXPUNGE\r\n* 2 EXPUNGE\r\nd OK"))
    #expect(text.contains("* VANISHED 1\r\nf OK"))
  }

  @Test func whoIdlesIsTold() throws {
    let text = try archive.serve([
      { "a SELECT All\r\n" }, { "b IDLE\r\n" },
      {
        try archive.add([mail("Late", day: 9)])
        return ""
      },
      {
        try tag([1], "+flagged")
        return ""
      },
      { "DONE\r\nc NOOP\r\n" },
    ])
    #expect(text.contains("+ idling\r\n* 5 EXISTS\r\n"))
    #expect(text.contains("* 1 FETCH (UID 1 FLAGS (\\Seen \\Flagged))\r\nb OK"))
    #expect(text.contains("c OK"))
  }

  @Test func whoComesBackIsToldWhatChanged() throws {
    let first = try archive.serve("a ENABLE QRESYNC", "b SELECT All")
    let validity = try number("UIDVALIDITY", first)
    let change = try number("HIGHESTMODSEQ", first)
    try tag([3], "+flagged")
    _ = try archive.archive.delete([2])
    let text = try archive.serve(
      "a ENABLE QRESYNC", "b SELECT All (QRESYNC (\(validity) \(change) 1:4))",
      "c UID FETCH 1:* (FLAGS) (CHANGEDSINCE \(change) VANISHED)", "d SEARCH MODSEQ \(change + 1)",
      "e SELECT All (QRESYNC (\(validity + 1) \(change)))")
    #expect(
      text.contains("* VANISHED (EARLIER) 2\r\n* 2 FETCH (UID 3 FLAGS (\\Seen \\Flagged) MODSEQ ("))
    #expect(
      text.contains("* 2 FETCH (UID 3 FLAGS (\\Seen \\Flagged) MODSEQ (\(change + 1)))\r\nc OK"))
    #expect(text.contains("* SEARCH 2 (MODSEQ \(change + 1))"))
    #expect(text.components(separatedBy: "VANISHED (EARLIER)").count == 3)
    #expect(text.contains("[CLOSED]"))
    // Without QRESYNC enabled it is a mistake.
    #expect(try archive.serve("a SELECT All (QRESYNC (1 1))").contains("a BAD"))
  }

  @Test func anOldMessageJoinsAViewBehindAllOthers() throws {
    try tag([3], "+bills")
    let first = try archive.serve("a SELECT Tags/bills", "b UID FETCH 1:* EMAILID")
    try tag([1], "+bills")
    let second = try archive.serve(
      "a SELECT Tags/bills", "b UID FETCH 1:* BODY.PEEK[HEADER.FIELDS (Subject)]")
    #expect(try number("UIDVALIDITY", first) == number("UIDVALIDITY", second))
    #expect(try number("UIDNEXT", second) == 3)
    #expect(
      second.contains("* 1 FETCH (UID 1 BODY[HEADER.FIELDS (Subject)] {21}\r\nSubject: Number 3"))
    #expect(
      second.contains("* 2 FETCH (UID 2 BODY[HEADER.FIELDS (Subject)] {21}\r\nSubject: Number 1"))
    // One that leaves and comes back is another message to programs.
    try tag([3], "-bills")
    _ = try archive.serve("a SELECT Tags/bills")
    try tag([3], "+bills")
    let third = try archive.serve("a SELECT Tags/bills", "b UID FETCH 1:* UID")
    #expect(third.contains("* 1 FETCH (UID 2)\r\n* 2 FETCH (UID 3)\r\n"))
  }

  @Test func aViewTellsWhatLeft() throws {
    try tag([1, 2], "+bills")
    let first = try archive.serve("a SELECT Tags/bills")
    let (validity, change) = (try number("UIDVALIDITY", first), try number("HIGHESTMODSEQ", first))
    try tag([1], "-bills")
    let text = try archive.serve(
      "a ENABLE QRESYNC", "b SELECT Tags/bills (QRESYNC (\(validity) \(change)))")
    #expect(text.contains("* VANISHED (EARLIER) 1\r\n"))
  }

  @Test func aRestoredMessageBeginsANewUIDVALIDITY() throws {
    let first = try number("UIDVALIDITY", archive.serve("a SELECT All"))
    _ = try archive.archive.delete([2])
    let deleted = try archive.serve("a SELECT All")
    #expect(try number("UIDVALIDITY", deleted) == first)
    _ = try archive.archive.undelete([2])
    #expect(try number("UIDVALIDITY", archive.serve("a SELECT All")) > first)
  }

  @Test func theBookCanBeLost() throws {
    let first = try number("UIDVALIDITY", archive.serve("a SELECT Folders/box"))
    for suffix in ["", "-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: archive.location.serveFile + suffix)
    }
    Thread.sleep(forTimeInterval: 1.1)
    #expect(try number("UIDVALIDITY", archive.serve("a SELECT Folders/box")) > first)
    // One that is not such a file does not stand in the way either.
    try Data("nonsense".utf8).write(to: URL(fileURLWithPath: archive.location.serveFile))
    #expect(try archive.serve("a SELECT Folders/box").contains("a OK"))
  }

  @Test func queriesAreForgottenInTime() throws {
    let served = try ServedArchive(archive.archive)
    for number in 0..<(Limits.liveQueries + 5) { _ = try served.open(.query("number\(number)")) }
    #expect(try served.book.views(like: "Search/%") == Limits.liveQueries)
  }
}
