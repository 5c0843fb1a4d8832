import IMAP
import Testing

/// What servers say is understood as it is meant, however they write it and however it arrives.
@Suite struct ParserTests {
  private func response(_ text: String) throws -> Response {
    let recorder = Keeper()
    var dialogue = Dialogue(place: "test:143", expectsGreeting: false)
    try unsafe dialogue.receive(Array(text.utf8).span.bytes, recorder)
    return try #require(recorder.responses.last)
  }

  private final class Keeper: ResponseHandler {
    var responses: [Response] = []
    func received(_ response: Response) { responses.append(response) }
    func completed(_ command: Command, _ status: StatusResponse) {}
  }

  private func items(_ text: String) throws -> FetchedItems {
    guard case .fetch(let items) = try response("* 7 FETCH \(text)\r\n") else {
      throw Unexpected(text: text)
    }
    return items
  }

  private struct Unexpected: Error { let text: String }

  @Test(arguments: [
    "(UID 9 FLAGS (\\Seen $Forwarded) INTERNALDATE \"17-Jul-1996 02:44:25 -0700\" RFC822.SIZE 4286)",
    "(RFC822.SIZE 4286 INTERNALDATE \"17-Jul-1996 02:44:25 -0700\" FLAGS (\\Seen $Forwarded) UID 9)",
    "( FLAGS ( \\Seen  $Forwarded ) UID 9 INTERNALDATE \"17-Jul-1996 02:44:25 -0700\" rfc822.size 4286 )",
    "(FLAGS ({5}\r\n\\Seen {10}\r\n$Forwarded) UID 9 RFC822.SIZE 4286 INTERNALDATE {26}\r\n17-Jul-1996 02:44:25 -0700)",
    "(X-OTHER (a (b \"c)\") NIL) UID 9 FLAGS (\\Seen $Forwarded) MODSEQ (12) INTERNALDATE \"17-Jul-1996 02:44:25 -0700\" RFC822.SIZE 4286)",
  ])
  func factsOfAMessage(_ text: String) throws {
    let items = try items(text)
    #expect(items.uid == 9)
    #expect(items.flags == ["\\Seen", "$Forwarded"])
    #expect(items.internalDate == 837_596_665)
    #expect(items.size == 4286)
    #expect(items.body == nil)
  }

  @Test(
    arguments: [
      ("\" 1-Jan-1970 00:00:00 +0000\"", 0), ("\"01-Mar-2000 01:00:00 +0100\"", 951_868_800),
      ("\"29-Feb-2024 23:59:59 +0000\"", 1_709_251_199), ("\"31-Dec-1969 23:59:59 +0000\"", -1),
      ("\"1-Foo-2000 00:00:00 +0000\"", nil), ("\"2000-01-01\"", nil), ("NIL", nil), ("\"\"", nil),
    ] as [(String, Int64?)])
  func internalDates(_ text: String, _ seconds: Int64?) throws {
    #expect(try items("(UID 1 INTERNALDATE \(text))").internalDate == seconds)
  }

  @Test func gmailsLabels() throws {
    let items = try items(
      "(X-GM-MSGID 1278455344230334865 X-GM-LABELS (\"\\\\Inbox\" \\Sent Work \"A b\" \"&ANw-ber\") UID 4)"
    )
    #expect(items.gmailID == 1_278_455_344_230_334_865)
    #expect(
      items.labels?.map { String(decoding: $0, as: UTF8.self) }
        == ["\\Inbox", "\\Sent", "Work", "A b", "&ANw-ber"])
  }

  @Test(arguments: [
    ("NIL", FetchedItems.Body.missing), ("\"\"", .short([])),
    ("\"a\\\"b\"", .short(Array("a\"b".utf8))),
    ("{3}\r\nxyz", .streamed(3)), ("{0}\r\n", .streamed(0)), ("{3+}\r\nxyz", .streamed(3)),
    ("~{3}\r\nxyz", .streamed(3)),
  ])
  func formsOfAText(_ text: String, _ body: FetchedItems.Body) throws {
    #expect(try items("(UID 1 BODY[] \(text))").body == body)
    #expect(try items("(BODY[] \(text) UID 1)").uid == 1)
    #expect(try items("(BODY[HEADER.FIELDS (\"DATE\" FROM)]<0> \(text) UID 1)").body == body)
  }

  @Test func anEmptyLineBehindALiteralIsPassedOver() throws {
    #expect(try items("(UID 1 BODY[] {3}\r\nxyz\r\n)").body == .streamed(3))
  }

  @Test(
    arguments: [
      ("(\\HasNoChildren) \"/\" INBOX", "INBOX", "/"), ("() \"/\" \"A b/c\"", "A b/c", "/"),
      ("(\\Noselect) NIL {4}\r\nodd\"", "odd\"", nil), ("() \".\" NIL", "NIL", "."),
      ("() \"\\\\\" a\\b", "a\\b", "\\"), ("( \\Sent ) \"/\" \"x\" ", "x", "/"),
    ] as [(String, String, String?)])
  func lists(_ text: String, _ name: String, _ delimiter: String?) throws {
    guard case .list(let listing) = try response("* LIST \(text)\r\n") else {
      throw Unexpected(text: text)
    }
    #expect(String(decoding: listing.name, as: UTF8.self) == name)
    #expect(listing.delimiter == delimiter?.utf8.first)
  }

  @Test(
    arguments: [
      (
        "* STATUS box (MESSAGES 3 UIDNEXT 9 UIDVALIDITY 1)\r\n",
        ["MESSAGES": 3, "UIDNEXT": 9, "UIDVALIDITY": 1]
      ),
      ("* STATUS \"box\" ()\r\n", [:]),
      ("* STATUS {3}\r\nbox (MESSAGES NIL UIDNEXT 2 )\r\n", ["UIDNEXT": 2]),
    ] as [(String, [String: UInt64])])
  func counts(_ text: String, _ counts: [String: UInt64]) throws {
    #expect(try response(text) == .counts(mailbox: Array("box".utf8), counts))
  }

  @Test(arguments: [
    ("* 3 EXISTS\r\n", Response.exists(3)), ("* 3 EXPUNGE\r\n", .expunge(3)),
    ("* 3 exists\n", .exists(3)),
    ("* SEARCH 5 4 3 9 (MODSEQ 7)\r\n", .found(UIDSet([3, 4, 5, 9]), count: nil)),
    ("* SEARCH\r\n", .found(UIDSet(), count: nil)),
    ("* ESEARCH (TAG \"M1\") UID COUNT 3 ALL 2,10:11\r\n", .found(UIDSet([2, 10, 11]), count: 3)),
    (
      "* VANISHED (EARLIER) 41,43:116\r\n",
      .vanished(isEarlier: true, UIDSet([41] + Array(43...116)))
    ),
    ("* VANISHED 1\r\n", .vanished(isEarlier: false, UIDSet([1]))),
    ("* CAPABILITY IMAP4rev1 auth=PLAIN\r\n", .capability(["IMAP4REV1", "AUTH=PLAIN"])),
    ("* FLAGS (\\Seen)\r\n", .other("FLAGS")), ("* 4294967296 EXISTS\r\n", .other("4294967296")),
    ("* VANISHED abc\r\n", .unintelligible(Array("VANISHED".utf8))),
  ])
  func others(_ text: String, _ expected: Response) throws {
    #expect(try response(text) == expected)
  }

  @Test func theTextOfAStatusIsNoLiteral() throws {
    guard case .status(let status) = try response("* OK [ALERT] see (\"this {5}\r\n") else {
      throw Unexpected(text: "status")
    }
    #expect(status.code == "ALERT")
    #expect(String(decoding: status.words, as: UTF8.self) == "see (\"this {5}")
  }

  // MARK: However it arrives

  static let conversation =
    "* 2 EXISTS\r\n* OK [UIDVALIDITY 17] valid\r\nM1 OK [READ-ONLY] done\r\n"
    + "* 1 FETCH (UID 3 BODY[] {12}\r\n* 9 EXISTS\r\n FLAGS (\\Seen))\r\n"
    + "* 2 FETCH (BODY[] {9}\r\nM2 OK {4}\r\n UID {1}\r\n5)\r\nM2 OK done\r\n"
    + "* LIST () {1}\r\n/ {6}\r\nA\r\n) B\r\nM3 NO [LIMIT] later\r\n"

  @Test func theSameComesOutHoweverTheBytesAreCut() throws {
    let commands: [Command] = [
      .examine(Array("a".utf8)), .fetchTexts(UIDSet([3, 5])), .list(extras: nil),
    ]
    let whole = try dialogue(commands, hears: Self.conversation)
    #expect(whole.count == 12, "\(whole)")
    let count = Self.conversation.utf8.count
    #expect(
      try dialogue(commands, hears: Self.conversation, cuts: Array(repeating: 1, count: count))
        == whole)
    for first in 1..<count {
      #expect(
        try dialogue(commands, hears: Self.conversation, cuts: [first]) == whole, "cut at \(first)")
    }
    var random = SystemRandomNumberGenerator()
    for _ in 0..<200 {
      let cuts = (0..<count).map { _ in Int.random(in: 1...9, using: &random) }
      #expect(try dialogue(commands, hears: Self.conversation, cuts: cuts) == whole, "\(cuts)")
    }
  }

  /// Whatever comes, it ends in responses or in an error, and not in a crash.
  @Test func noiseDoesNoHarm() throws {
    let pieces = [
      "* ", "M1 ", "OK", "(", ")", "\"", "\\", "{3}\r\n", "{99999999999999999999}", "\r\n", "\n",
      "[", "]",
      "FETCH", "1 ", "BODY[]", "UID 4 ", "NIL", "+ ", "STATUS ", "LIST ", "ESEARCH ALL 1:*",
      "\u{0}", "~{",
    ]
    var random = SystemRandomNumberGenerator()
    for _ in 0..<3_000 {
      let text = (0..<Int.random(in: 1...20, using: &random)).map { _ in
        pieces[Int.random(in: pieces.indices, using: &random)]
      }.joined()
      do { _ = try dialogue([.capability], hears: text) } catch let error as IMAPError {
        #expect([.protocolViolation, .limitExceeded].contains(error.code))
      }
    }
  }
}
