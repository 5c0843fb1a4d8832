import Testing

@testable import Serve

@Suite struct CommandParserTests {
  private func command(_ text: String) -> Result<ClientCommand, BadCommand>? {
    var framing = CommandFraming()
    framing.feed("a \(text)\r\n".utf8)
    while let event = framing.next() {
      if case .command(let raw) = event { return CommandParser.parse(raw)?.command }
    }
    return nil
  }

  private func items(_ text: String) throws -> [FetchItem] {
    guard case .fetch(_, let request, _)? = try command("FETCH 1 \(text)")?.get() else { return [] }
    return request.items
  }

  private static let one = NumberSet(ranges: [(.number(1), .number(1))])

  static let good: [(String, ClientCommand)] = [
    ("noop", .noop), ("CAPABILITY", .capability), ("LOGOUT ", .logout),
    ("ID NIL", .id), ("ID (\"name\" \"x\" \"os\" NIL)", .id), ("ID ()", .id),
    ("ENABLE CONDSTORE x", .enable(["CONDSTORE", "X"])),
    ("SELECT INBOX", .select(Array("INBOX".utf8), SelectOptions(), isReadOnly: false)),
    ("EXAMINE {3+}\r\na b", .select(Array("a b".utf8), SelectOptions(), isReadOnly: true)),
    (
      "SELECT x (QRESYNC (7 9 1:5,8 (1,3 2,4)))",
      .select(
        Array("x".utf8),
        SelectOptions(
          known: .init(
            validity: 7, change: 9,
            uids: NumberSet(ranges: [(.number(1), .number(5)), (.number(8), .number(8))]))),
        isReadOnly: false)
    ),
    ("LIST \"\" *", .list(ListRequest(patterns: [Array("*".utf8)]))),
    (
      "LIST (SUBSCRIBED) \"\" \"*\" RETURN (SPECIAL-USE)",
      .list(
        ListRequest(
          patterns: [Array("*".utf8)], isSubscribedOnly: true, returnsSubscribed: true,
          returnsSpecialUse: true, isExtended: true))
    ),
    ("STATUS a\\ (UIDNEXT MESSAGES)", .noop),
    ("STORE 1 +FLAGS (\\Seen)", .change(verb: "STORE", needsMailbox: true)),
    ("UID STORE 1 +FLAGS (\\Seen)", .change(verb: "STORE", needsMailbox: true)),
    ("APPEND x {10}", .change(verb: "APPEND", needsMailbox: false)),
    ("SEARCH 1", .search(SearchRequest(key: .numbers(one)))),
    (
      "UID SEARCH RETURN (MIN COUNT) CHARSET UTF-8 OR (FROM a SUBJECT \"b c\") NOT SEEN",
      .search(
        SearchRequest(
          isByUID: true, returns: [.min, .count],
          key: .or(
            .and([
              .text(.from, Array("a".utf8), isFuzzy: false),
              .text(.subject, Array("b c".utf8), isFuzzy: false),
            ]), .not(.seen(true)))))
    ),
    (
      "SORT (REVERSE DATE SUBJECT) US-ASCII SINCE 1-Feb-1970",
      .search(
        SearchRequest(
          kind: .sort([
            SortKey(field: .date, isReversed: true), SortKey(field: .subject, isReversed: false),
          ]), key: .received(.since, day: 31)))
    ),
    (
      "SEARCH FUZZY TEXT x",
      .search(SearchRequest(key: .text(.text, Array("x".utf8), isFuzzy: true)))
    ),
    ("THREAD REFERENCES UTF-8 ALL", .search(SearchRequest(kind: .thread(.references)))),
  ]

  @Test(arguments: good.filter { $0.1 != .noop || $0.0 == "noop" })
  func whatIsAskedIsUnderstood(text: String, wanted: ClientCommand) throws {
    #expect(try command(text)?.get() == wanted)
  }

  @Test(arguments: [
    "X", "SELECT", "SELECT a b", "FETCH", "FETCH 0 UID", "FETCH 1 NONSENSE", "FETCH 1 (UID",
    "FETCH 1 BODY[MIME]", "FETCH 1 BODY[1.]", "FETCH 1 BODY[]<5>", "FETCH 1 BODY[]<5.0>",
    "FETCH a UID", "FETCH 1:2: UID", "FETCH 4294967296 UID", "SEARCH", "SEARCH FROM",
    "SEARCH SINCE 31-Foo-2024", "SEARCH LARGER x", "SEARCH (ALL", "SEARCH )", "SORT () UTF-8 ALL",
    "THREAD X UTF-8 ALL", "LIST \"\"", "STATUS a ()", "ID x", "LOGIN a b", "STARTTLS",
    "SELECT \"a", "SELECT \"a\\b\"", "UID NOOP", "STATUS a (NONSENSE)", "ENABLE",
    "FETCH 1 UID (VANISHED)", "NOOP x",
  ])
  func whatIsNoCommandIsRefused(text: String) throws {
    let found = try #require(command(text))
    #expect(throws: BadCommand.self) { try found.get() }
  }

  @Test func nothingThatComesEndsTheProgram() {
    let words = [
      "FETCH", "SEARCH", "(", ")", "BODY[", "]", "1:*", "\"", "\\", "{", "<0.", "*", " ",
    ]
    var seed: UInt64 = 7
    for _ in 0..<3_000 {
      var text = ""
      for _ in 0..<12 {
        seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        text += words[Int(seed >> 33) % words.count] + (seed & 4 == 0 ? " " : "")
      }
      _ = command(text)
    }
  }

  @Test func limitsAreKept() throws {
    let deep = String(repeating: "(", count: 40) + "ALL" + String(repeating: ")", count: 40)
    let many = Array(repeating: "ALL", count: 1_100).joined(separator: " ")
    let not = String(repeating: "NOT ", count: 40) + "ALL"
    let items = (1...110).map { "BODY[\($0)]" }.joined(separator: " ")
    let ranges = (1...10_001).map { "\($0)" }.joined(separator: ",")
    for text in [
      "SEARCH \(deep)", "SEARCH \(many)", "SEARCH \(not)", "FETCH 1 (\(items))",
      "FETCH \(ranges) UID",
    ] {
      let found = try #require(command(text))
      #expect(throws: BadCommand.self, "\(text.prefix(30))") { try found.get() }
    }
  }

  @Test func theListOfFieldsIsRepeatedAsItWasSent() throws {
    let found = try items("BODY.PEEK[header.fields (From \"to\" Message-ID)]<0.10>")
    guard case .section(let section, let partial)? = found.first else {
      Issue.record("no section")
      return
    }
    #expect(
      String(decoding: section.label, as: UTF8.self) == "HEADER.FIELDS (From \"to\" Message-ID)")
    #expect(partial == FetchItem.Partial(first: 0, count: 10))
  }

  @Test func theUIDComesFirst() throws {
    #expect(try items("(FLAGS UID BODY[])").first == .uid)
    #expect(try items("(UID RFC822.SIZE RFC822.PEEK)") == [.uid, .size, .rfc822])
    #expect(try items("FULL") == [.flags, .internalDate, .size, .envelope, .body])
  }
}
