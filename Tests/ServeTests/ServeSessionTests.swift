import Archive
import Foundation
import TestSupport
import Testing

@testable import Serve

@Suite struct ServeSessionTests {
  private let archive: TestArchive

  init() throws {
    archive = try TestArchive()
    try archive.add([
      mail("One"), mail("Two", day: 2), mail("Three", from: "Eve <eve@example.org>", day: 3),
    ])
  }

  private func lines(_ text: String) -> [String] {
    text.split(separator: "\r\n", omittingEmptySubsequences: false).map(String.init)
  }

  @Test func aProgramSeesTheMailboxes() throws {
    let text = try archive.serve(
      "a LIST \"\" *", "b LIST \"\" %", "c LIST \"\" \"\"", "d LSUB \"\" Trash")
    for line in [
      "* LIST (\\HasNoChildren) \"/\" INBOX", "* LIST (\\HasNoChildren \\All) \"/\" All",
      "* LIST (\\Noselect \\HasChildren) \"/\" Years", "* LIST (\\HasNoChildren) \"/\" Years/2024",
      "* LIST (\\HasNoChildren) \"/\" Folders/box", "* LIST (\\HasNoChildren \\Trash) \"/\" Trash",
      "* LIST (\\Noselect) \"/\" \"\"", "* LSUB () \"/\" Trash",
    ] {
      #expect(lines(text).contains(line), "\(line) in \(text)")
    }
    #expect(!text.contains("Search"))
    let asked = try archive.serve(
      "a LIST \"\" \"Search/from:eve\"",
      "b LIST \"\" (All Years/%) RETURN (STATUS (MESSAGES UIDNEXT))")
    #expect(asked.contains("\"/\" Search/from:eve\r\n"))
    #expect(asked.contains("* STATUS Years/2024 (MESSAGES 3 UIDNEXT 4)"))
  }

  @Test func levelsAreNamedForWhatIsBelow() throws {
    let text = try archive.serve(
      "a LIST (SUBSCRIBED RECURSIVEMATCH) \"\" %", "b LIST (SPECIAL-USE) \"\" *",
      "c LIST (RECURSIVEMATCH) \"\" %")
    #expect(
      text.contains(
        "* LIST (\\Noselect \\HasChildren) \"/\" Years (\"CHILDINFO\" (\"SUBSCRIBED\"))"))
    #expect(text.contains("* LIST (\\HasNoChildren \\All) \"/\" All\r\n"))
    #expect(text.contains("c BAD"))
  }

  @Test func threadsHaveEveryMessageOnce() throws {
    func answer(_ name: String, to references: String, _ subject: String) -> [UInt8] {
      Array(
        """
        From: a@example.org
        Subject: \(subject)
        Date: \(name.count) Mar 2024 12:00:00 +0000
        Message-ID: <\(name)@x>
        References: \(references)

        text

        """.utf8)
    }
    // To what is not here, alone and in company; to each other in a circle; by subject.
    try archive.add([
      answer("a", to: "<gone1@x>", "alone"), answer("ab", to: "<gone2@x>", "first"),
      answer("abc", to: "<gone2@x>", "second"), answer("abcd", to: "<abcde@x>", "circle"),
      answer("abcde", to: "<abcd@x>", "round"), answer("abcdef", to: "<gone3@x>", "Re: One"),
    ])
    let text = try archive.serve("a SELECT All", "b THREAD REFERENCES UTF-8 ALL")
    let line = try #require(lines(text).first { $0.hasPrefix("* THREAD") })
    let numbers = line.matches(of: /[0-9]+/).compactMap { Int($0.output) }
    #expect(numbers.sorted() == Array(1...9), "\(line)")
    #expect(line.contains("((5)(6))") && line.contains("(1 9)") && line.contains("(4)"), "\(line)")
  }

  @Test func anEncodingThatIsNotKnownIsTold() throws {
    try archive.add([
      Array("Subject: x\nContent-Transfer-Encoding: x-own\n\nbody\n".utf8)
    ])
    let text = try archive.serve("a SELECT All", "b FETCH 4 BINARY[1]", "c FETCH 4 BODY[1]")
    #expect(text.contains("b NO [UNKNOWN-CTE]"))
    #expect(text.contains("c OK"))
  }

  @Test func openingTellsThatNothingCanBeChanged() throws {
    let text = try archive.serve("a SELECT All", "b CLOSE", "c SELECT x", "d FETCH 1 UID")
    for part in [
      "* 3 EXISTS\r\n", "* 0 RECENT\r\n", "[PERMANENTFLAGS ()]", "[UIDNEXT 4]", "[HIGHESTMODSEQ ",
      "a OK [READ-ONLY]", "b OK", "c NO [NONEXISTENT]", "d BAD no mailbox",
    ] {
      #expect(text.contains(part), "\(part) in \(text)")
    }
  }

  @Test(arguments: [
    "STORE 1 +FLAGS (\\Seen)", "UID STORE 1 FLAGS ()", "COPY 1 All", "UID MOVE 1 All", "EXPUNGE",
    "UID EXPUNGE 1", "APPEND All {3}", "CREATE x", "DELETE All", "RENAME All x",
  ])
  func whatWouldChangeItIsRefused(command: String) throws {
    let text = try archive.serve("a SELECT All", "b \(command)", "c NOOP", "d SUBSCRIBE All")
    #expect(text.contains("b NO [NOPERM] The archive is read-only\r\n"))
    #expect(!text.contains("TRYCREATE"))
    #expect(text.contains("c OK") && text.contains("d OK"))
  }

  @Test func messagesComeAsTheyAre() throws {
    let whole = String(decoding: ServedMessage.served(mail("One")), as: UTF8.self)
    let text = try archive.serve(
      "a EXAMINE All", "b UID FETCH 1 (FLAGS BODY[])",
      "c FETCH 1 (RFC822.SIZE BODY.PEEK[HEADER.FIELDS (subject x-none)] BODY[]<\(whole.utf8.count).393216>)",
      "d FETCH 2:* UID", "e FETCH 4 UID", "f UID FETCH 90:* UID", "g UID FETCH 9 UID",
      "h FETCH 1 (INTERNALDATE EMAILID THREADID PREVIEW BINARY[1] BINARY.SIZE[1])")
    #expect(
      text.contains("* 1 FETCH (UID 1 FLAGS (\\Seen) BODY[] {\(whole.utf8.count)}\r\n\(whole))\r\n")
    )
    #expect(
      text.contains(
        "* 1 FETCH (RFC822.SIZE \(whole.utf8.count) BODY[HEADER.FIELDS (subject x-none)] {16}\r\n"
          + "Subject: One\r\n\r\n BODY[]<\(whole.utf8.count)> \"\")"))
    #expect(text.contains("* 2 FETCH (UID 2)\r\n* 3 FETCH (UID 3)\r\nd OK"))
    #expect(text.contains("e BAD"))
    #expect(text.contains("* 3 FETCH (UID 3)\r\nf OK"))
    #expect(text.contains("f OK Done\r\ng OK"))
    #expect(text.contains("INTERNALDATE \" 1-Feb-2024 11:00:00 +0000\" EMAILID (E"))
    #expect(text.contains("PREVIEW \"text\" BINARY[1] {6}\r\ntext\r\n BINARY.SIZE[1] 6)"))
  }

  @Test func searchesAnswerInEachForm() throws {
    let text = try archive.serve(
      "a SELECT All", "b SEARCH SUBJECT tw", "c UID SEARCH FROM eve", "d SEARCH NOT FROM ada",
      "e SEARCH RETURN (MIN MAX COUNT ALL) ALL",
      "f UID SEARCH RETURN (SAVE) OR SUBJECT one SUBJECT two",
      "g FETCH $ UID", "h SEARCH SENTON 2-Feb-2024", "i SEARCH LARGER 100000",
      "j SORT (REVERSE DATE) UTF-8 ALL",
      "k SEARCH CHARSET latin1 ALL", "l SEARCH HEADER Message-ID Three",
      "m THREAD ORDEREDSUBJECT UTF-8 ALL",
      "n SEARCH $", "o SEARCH FUZZY BODY texts", "p SEARCH UNSEEN", "q SEARCH BODY \"ext\"",
      "r SEARCH SUBJECT \"\"",
      "s SEARCH UID 2:* 1:2")
    for answer in [
      "* SEARCH 2\r\nb OK", "* SEARCH 3\r\nc OK", "* SEARCH 3\r\nd OK",
      "* ESEARCH (TAG \"e\") MIN 1 MAX 3 ALL 1:3 COUNT 3\r\n", "* SEARCH 2\r\nh OK",
      "* SEARCH\r\ni OK",
      "* SORT 3 2 1\r\n", "k NO [BADCHARSET (US-ASCII UTF-8)]", "* SEARCH 3\r\nl OK",
      "* THREAD (1)(2)(3)\r\n", "* SEARCH 1 2\r\nn OK", "* SEARCH 1 2 3\r\no OK",
      "* SEARCH\r\np OK",
      "* SEARCH 1 2 3\r\nr OK", "* SEARCH 2\r\ns OK",
    ] {
      #expect(text.contains(answer), "\(answer) in \(text)")
    }
  }

  /// RFC 6855 section 3.
  @Test func withUTF8ASearchNamesNoCharacterSet() throws {
    let text = try archive.serve(
      "a SELECT All", "b SEARCH CHARSET UTF-8 SUBJECT two", "c ENABLE UTF8=ACCEPT",
      "d SEARCH CHARSET UTF-8 SUBJECT two", "e SEARCH SUBJECT two", "f SORT (DATE) UTF-8 ALL",
      "g THREAD REFERENCES UTF-8 ALL")
    #expect(text.contains("b OK") && text.contains("d BAD") && text.contains("* SEARCH 2\r\ne OK"))
    #expect(text.contains("f OK") && text.contains("g OK"))
  }

  /// Fields that the index does not have are read, whatever they are written in.
  @Test(arguments: [
    ("X-Kind \"ferry\"", "4"), ("x-kind FERRY", "4"), ("X-Kind \"boat ferr\"", "4"),
    ("X-Kind \"größe\"", "5"), ("X-Kind \"\"", "4 5 6"), ("X-Kind none", ""), ("X-None \"\"", ""),
    ("X-Kind \"(c)\"", "6"), ("X-Kin \"\"", ""), ("Received example", "4"),
  ]) func headerFieldsAreSearched(_ key: String, _ numbers: String) throws {
    try archive.add([
      Array(
        "X-Kind: boat\r\n ferry\r\nReceived: from a.example.org\r\nSubject: s\r\n\r\ntext\r\n".utf8),
      Array("X-Kind: =?utf-8?q?Gr=C3=B6=C3=9Fe?=\nSubject: t\n\ntext X-Kind: ferry\n".utf8),
      Array("Subject: u\nX-KIND : a (c)\nX-Kind: b\n\ntext\n".utf8),
    ])
    let text = try archive.serve([{ "a SELECT All\r\nb SEARCH HEADER \(key)\r\n" }])
    let found = numbers.isEmpty ? "* SEARCH\r\n" : "* SEARCH \(numbers)\r\n"
    #expect(text.contains(found + "b OK"), "\(text.suffix(200))")
  }

  /// A search that reads messages ends when the client is gone, which it only notices by saying something.
  @Test func aLongSearchEndsWithItsClient() throws {
    let reading = try MailArchive.open(archive.location, .reading)
    let channel = ScriptChannel([])
    let session = ServeSession(try ServedArchive(reading), channel)
    try session.sayThatItGoesOn()
    #expect(String(decoding: channel.output, as: UTF8.self) == "* OK Still searching\r\n")
    let gone = ServeSession(try ServedArchive(reading), GoneChannel())
    #expect(throws: ServeSession.Hangup.self) { try gone.sayThatItGoesOn() }
    let stopped = ServeSession(try ServedArchive(reading), channel) { true }
    #expect(throws: ServeSession.Hangup.self) { try stopped.sayThatItGoesOn() }
    #expect(String(decoding: channel.output, as: UTF8.self).hasSuffix("* BYE Mailcask ends\r\n"))
  }

  @Test func savedSearchesCanBeFetched() throws {
    let text = try archive.serve(
      "a SELECT All", "b SEARCH RETURN (SAVE) SUBJECT two", "c UID FETCH $ UID", "d FETCH $ FLAGS",
      "e SEARCH NOT $")
    #expect(text.contains("b OK"))
    #expect(text.contains("* 2 FETCH (UID 2)\r\nc OK"))
    #expect(text.contains("* 2 FETCH (FLAGS (\\Seen))\r\nd OK"))
    #expect(text.contains("* SEARCH 1 3\r\ne OK"))
  }

  @Test func aQueryIsAMailbox() throws {
    let text = try archive.serve(
      "a SELECT \"Search/from:eve OR subject:one\"",
      "b UID FETCH 1:* BODY.PEEK[HEADER.FIELDS (Subject)]", "c SELECT Search/size:nonsense")
    #expect(text.contains("* 2 EXISTS"))
    #expect(text.contains("Subject: One") && text.contains("Subject: Three"))
    #expect(text.contains("c NO [NONEXISTENT]"))
  }

  @Test func tagsAreFlags() throws {
    _ = try archive.archive.tag(
      [1], [try #require(TagChange("+flagged")), try #require(TagChange("+bills"))])
    _ = try archive.archive.tag([2], [try #require(TagChange("+größe"))])
    let text = try archive.serve(
      "a SELECT All", "b FETCH 1:2 FLAGS", "c SEARCH FLAGGED", "d SEARCH KEYWORD bills",
      "e SEARCH UNKEYWORD bills",
      "f SELECT Tags/bills", "g SELECT \"Tags/gr&APYA3w-e\"", "h ENABLE UTF8=ACCEPT",
      "i SELECT \"Tags/größe\"")
    #expect(text.contains("* FLAGS (\\Answered \\Flagged \\Draft \\Seen bills)"))
    #expect(
      text.contains("FLAGS (\\Seen bills \\Flagged)")
        || text.contains("FLAGS (\\Seen \\Flagged bills)"))
    #expect(text.contains("* 2 FETCH (FLAGS (\\Seen))"))
    #expect(text.contains("* SEARCH 1\r\nc OK") && text.contains("* SEARCH 1\r\nd OK"))
    #expect(text.contains("* SEARCH 2 3\r\ne OK"))
    for tag in ["f", "g", "i"] { #expect(text.contains("\(tag) OK [READ-ONLY]"), "\(tag)") }
  }

  @Test func everyLineOfNonsenseIsAnsweredUpToALimit() throws {
    let text = try archive.serve("GET / HTTP/1.1", "", "a NONSENSE", "b NOOP")
    #expect(text.contains("GET BAD there is no command /") || text.contains("GET BAD"))
    #expect(text.contains("* BAD") && text.contains("a BAD") && text.contains("b OK"))
    let many = try archive.serve([{ String(repeating: "x y\r\n", count: 200) }])
    #expect(many.contains("* BYE Too many commands"))
    #expect(lines(many).count < 110)
    #expect(
      try archive.serve([{ "a SEARCH TEXT {70000+}\r\n" }]).contains(
        "* BYE the literal is too large"))
    #expect(
      try archive.serve([{ String(repeating: "x", count: 70_000) }]).contains(
        "* BYE the command is too long"))
  }

  @Test func noFileOfTheArchiveChanges() throws {
    let file = archive.location.storeFile
    archive.archive.close()
    let before = try Data(contentsOf: URL(fileURLWithPath: file))
    _ = try archive.serve(
      "a LIST \"\" *", "b SELECT All", "c FETCH 1:* (FULL BODY[])", "d SEARCH TEXT one",
      "e SELECT Folders/box",
      "f STATUS All (SIZE)")
    #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == before)
  }
}
