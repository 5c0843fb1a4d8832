import Foundation
import Mail
import Search
import Testing

@Suite struct AnswerTests {
  private static let documents: [IndexDocument] = (1...40).map { number in
    IndexDocument(Int64(number), "common \(number % 2 == 0 ? "even" : "odd")").with {
      // Dates run against the numbers.
      $0.date = testNow - Int64(number) * 30 * 86_400
      $0.thread = Int64(number % 10)
      $0.accounts = [number % 4 == 0 ? "work" : "home"]
      $0.addresses = [.init(role: .from, name: "", mailbox: "user\(number % 3)@example.org")]
      $0.attachments = number % 5 == 0 ? [.init(name: "a.pdf", type: "application/pdf")] : []
      $0.tags = number % 8 == 0 ? ["todo"] : []
    }
  }

  private func search(
    _ query: String, _ change: (inout SearchOptions) -> Void = { _ in }
  ) throws -> SearchAnswer {
    let index = try TestIndex(Self.documents)
    var request = SearchOptions()
    change(&request)
    return try index.reader().search(QueryParser.parse(query, .test), request)
  }

  @Test func newestAndOldestFirst() throws {
    #expect(try search("common") { $0.limit = 3 }.hits.map(\.id) == [1, 2, 3])
    #expect(
      try search("common") {
        $0.limit = 3
        $0.order = .oldest
      }.hits.map(\.id) == [40, 39, 38])
    #expect(
      try search("even") {
        $0.offset = 2
        $0.limit = 2
      }.hits.map(\.id) == [6, 8])
    #expect(try search("common") { $0.offset = 100 }.hits == [])
  }

  @Test func moreOfTheWordIsMoreRelevant() throws {
    let index = try TestIndex([
      IndexDocument(1, "rare and a lot of other text that has nothing to do with it at all"),
      IndexDocument(2, "rare rare rare"), IndexDocument(3, "nothing"),
    ])
    var request = SearchOptions()
    request.order = .relevance
    let answer = try index.reader().search(QueryParser.parse("rare", .test), request)
    #expect(answer.hits.map(\.id) == [2, 1])
    #expect(answer.hits[0].score > answer.hits[1].score)
  }

  @Test func phrasesAreRankedAsWell() throws {
    let index = try TestIndex([
      IndexDocument(1, "a rare word among many others that make this one long, and no other"),
      IndexDocument(2, "rare word, rare word"), IndexDocument(3, "word rare"),
    ])
    var request = SearchOptions()
    request.order = .relevance
    let answer = try index.reader().search(QueryParser.parse("\"rare word\"", .test), request)
    #expect(answer.hits.map(\.id) == [2, 1])
  }

  @Test func countsAreExactUpToTheLimit() throws {
    #expect(try search("common") { $0.limit = 1 }.total == .exactly(40))
  }

  @Test func ofMoreThanTheLimitItIsToldThatThereAreAtLeastSoMany() throws {
    let index = try TestIndex((1...2_000).map { IndexDocument($0, "a\($0 % 3) b\($0 % 5)") })
    var request = SearchOptions()
    request.limit = 1
    let answer = try index.reader().search(
      QueryParser.parse("a1 -b2", .test), request, countExactlyTo: 1)
    guard case .atLeast(let count) = answer.total else {
      Issue.record("\(answer.total)")
      return
    }
    #expect(1...534 ~= count)
  }

  @Test func oneHitAThread() throws {
    let answer = try search("common") { $0.threads = true }
    #expect(answer.hits.map(\.id) == Array(1...10))
    #expect(answer.hits.allSatisfy { $0.moreInThread == 3 })
    #expect(answer.total == .exactly(10))
  }

  /// The newest thread alone has more messages than a page of usual threads.
  @Test func oneLongThreadLeavesRoomForTheOthers() throws {
    let index = try TestIndex(
      (1...1_000).map { id in
        IndexDocument(id, "common").with { $0.thread = id > 100 ? 1 : id }
      })
    var request = SearchOptions()
    request.threads = true
    func page(_ offset: Int) throws -> SearchAnswer {
      request.limit = 20
      request.offset = offset
      return try index.reader().search(QueryParser.parse("common", .test), request)
    }
    #expect(try page(0).hits.map(\.id) == [1_000] + (82...100).reversed())
    #expect(try page(0).hits.map(\.moreInThread) == [900] + Array(repeating: 0, count: 19))
    #expect(try page(90).hits.map(\.id) == (2...11).reversed())
    #expect(try page(90).total == .exactly(100))
  }

  @Test func facetsCountAllMatches() throws {
    let answer = try search("common") {
      $0.limit = 1
      $0.facets = SearchFacet.allCases
    }
    #expect(answer.facets[.sender]?.map(\.count) == [14, 13, 13])
    #expect(answer.facets[.sender]?.first?.value == "user1@example.org")
    #expect(answer.facets[.account]?.map(\.value) == ["home", "work"])
    #expect(answer.facets[.account]?.map(\.count) == [30, 10])
    #expect(answer.facets[.type]?.map(\.count) == [8])
    #expect(answer.facets[.year]?.reduce(0) { $0 + $1.count } == 40)
    #expect(answer.facets[.list]?.isEmpty == true)
  }

  /// Conditions that only the messages can tell: read in the order they are stored in, counted like
  /// all others.
  @Test func conditionsOnMessagesAreAnsweredInOrderAndCounted() throws {
    let index = try TestIndex(
      (1...9).map { id in
        IndexDocument(id, date: 1_000 - id * id % 7).with {
          $0.addresses = [.init(role: .from, name: "", mailbox: "a\(id % 2)@example.org")]
        }
      })
    var request = TestIndex.all
    request.facets = [.sender]
    var read: [Int64] = []
    let tree = try QueryParser.parse("subject:/x/", .test)
    let answer = try index.reader().search(tree, request) { hit, _ in
      read.append(hit.id)
      return [hit.id == 4 ? "y" : "x"]
    }
    #expect(read == Array(1...9))
    #expect(answer.hits.map(\.id) == (try index.find("-id:4")))
    #expect(answer.total == .exactly(8))
    #expect(answer.facets[.sender]?.map(\.count) == [5, 3])
    #expect(
      try index.reader().effects(of: QueryParser.parse("subject:/y/ from:a1", .test)).map(\.alone)
        == [nil, 5])
  }

  @Test func aNumberThatNoMessageHasFindsNothing() throws {
    #expect(try search("id:1000").total == .exactly(0))
  }

  /// The documents of very many words are found at once: in one index, in several, alone, with others,
  /// and without them.
  @Test func aWildcardOfManyWordsFindsWhatItsWordsFind() throws {
    let documents: [IndexDocument] = (0..<900).map { number in
      let word = "t\(number % 600)q"
      let body = number % 7 == 0 ? "plain words" : word + (number % 3 == 0 ? " even" : " odd")
      return IndexDocument(
        Int64(number + 1), body, subject: number % 5 == 0 ? word : "hello")
    }
    func expected(_ holds: (Int) -> Bool) -> [Int64] {
      (0..<900).reversed().filter(holds).map { Int64($0 + 1) }
    }
    func isIn(_ number: Int) -> Bool { number % 7 != 0 || number % 5 == 0 }
    let one = try TestIndex(documents)
    #expect(try one.find("t*q") == expected(isIn))
    #expect(try one.find("t*q even") == expected { isIn($0) && $0 % 7 != 0 && $0 % 3 == 0 })
    #expect(try one.find("hello -t*") == expected { $0 % 5 != 0 && $0 % 7 == 0 })
    #expect(try one.find("body:t*q") == expected { $0 % 7 != 0 })
    #expect(try one.find("t*-odd") == expected { $0 % 7 != 0 && $0 % 3 != 0 })
    #expect(try one.find("t5* OR subject:t1*").count < 900)
    var ranked = TestIndex.all
    ranked.order = .relevance
    #expect(try Set(one.find("t*q", ranked)) == Set(expected(isIn)))
    let total = try one.reader().search(QueryParser.parse("t*q", .test), SearchOptions()).total
    #expect(total == .exactly(expected(isIn).count))

    let even = try TestIndex(documents.filter { $0.id % 2 == 0 })
    let odd = try TestIndex(documents.filter { $0.id % 2 == 1 })
    let both = try IndexReader(paths: [even.path, odd.path])
    let found = try both.search(QueryParser.parse("t*q", .test), TestIndex.all).hits.map(\.id)
    #expect(found == expected(isIn))
  }

  /// The rare ones among them, too.
  @Test func aWildcardStandsForThousandsOfWords() throws {
    let index = try TestIndex(
      (1...1_500).map { IndexDocument($0, "order1\($0)x order2\($0 % 1_100)") })
    #expect(try index.find("order1*").count == 1_500)
  }

  @Test func severalIndexesAreSearchedAsOne() throws {
    let first = try TestIndex([IndexDocument(5, "shared one", date: 100)])
    let second = try TestIndex([
      IndexDocument(5, "shared two", date: 300), IndexDocument(9, "shared three", date: 50),
    ])
    let reader = try IndexReader(paths: [first.path, second.path])
    let answer = try reader.search(QueryParser.parse("shared", .test))
    #expect(answer.hits.map { [Int64($0.index), $0.id] } == [[1, 5], [0, 5], [1, 9]])
  }

  // MARK: Help when nothing is found

  @Test func theClauseThatLeavesNothingIsNamed() throws {
    let index = try TestIndex(Self.documents)
    let tree = try QueryParser.parse("common even absent", .test)
    let effects = try index.reader().effects(of: tree)
    #expect(effects.map(\.clause.description) == ["common", "even", "absent"])
    #expect(effects.map(\.alone) == [40, 20, 0])
    #expect(effects.map(\.without) == [0, 0, 20])
  }

  @Test func ofAlternativesEachClauseIsNamed() throws {
    let index = try TestIndex(Self.documents)
    let tree = try QueryParser.parse("(even absent) OR (-common odd)", .test)
    let effects = try index.reader().effects(of: tree)
    #expect(effects.map(\.clause.description) == ["even", "absent", "-common", "odd"])
    #expect(effects.map(\.clause.range) == [1..<5, 6..<12, 18..<25, 26..<29])
    #expect(effects.map(\.without) == [0, 20, 20, 0])
  }

  @Test(arguments: [
    ("comon even", "common AND even"), ("evne", "even"), ("from:usr1", "from:user1"),
    ("xyzzyx OR commmon", "xyzzyx OR common"),
  ])
  func didYouMean(query: String, meant: String) throws {
    let index = try TestIndex(Self.documents)
    let tree = try QueryParser.parse(query, .test)
    #expect(try index.reader().didYouMean(tree)?.description == meant)
  }

  @Test func nothingIsPutRightThatIsThere() throws {
    let index = try TestIndex(Self.documents)
    #expect(try index.reader().didYouMean(QueryParser.parse("common evens", .test)) == nil)
  }

  @Test func completion() throws {
    let reader = try TestIndex(Self.documents).reader()
    let users = try reader.completeAddress("USER")
    #expect(users.map(\.value) == ["user1", "user0", "user2"].map { $0 + "@example.org" })
    #expect(users.map(\.count) == [14, 13, 13])
    #expect(try reader.completeTag("t").map { "\($0.value) \($0.count)" } == ["todo 5"])
    #expect(try reader.completeTag("x") == [])
  }

  @Test func explanationNamesTheFormsThatThereAre() throws {
    let index = try TestIndex([
      IndexDocument(1, "invoice"), IndexDocument(2, "invoices invoicing"),
    ])
    let tree = try QueryParser.parse("invoice -from:ann date:2020", .test)
    let lines = try index.reader().explain(tree, calendar: .utc)
    #expect(
      lines.map { String(repeating: "  ", count: $0.depth) + $0.text } == [
        "all of",
        "  invoice, invoices or invoicing anywhere",
        "  not: ann in the sender, a word that no message has",
        "  dated 2020-01-01 to 2020-12-31",
      ])
  }

  @Test(arguments: [
    ("", "all messages"), ("invoice", "invoice anywhere"), ("from:ann", "ann in the sender"),
    ("from:a@x.org", "\"a x org\" in the sender"), ("with:ann", "ann in the sender or a recipient"),
    ("recipient:ann", "ann in a recipient"), ("to:ann", "ann in To"), ("cc:ann", "ann in Cc"),
    ("subject:\"an invoice\"", "\"an invoice\" in the subject"),
    ("subject:/inv.*e/", "the pattern /inv.*e/ in the subject"),
    ("body:invoice", "invoice in the body"), ("inv*", "a word like inv* anywhere"),
    ("file:invoice", "invoice in the name of an attachment"),
    ("~invoise", "a word spelled like invoise anywhere"), ("list:ann", "ann in the mailing list"),
    ("header:X-Mailer", "has a header field X-Mailer"),
    ("header:X-Mailer=ann", "ann in the header field X-Mailer"),
    ("zzz", "zzz anywhere, a word that no message has"),
    ("has:attachment", "has an attachment"), ("-has:attachment", "not: has an attachment"),
    ("has:audio", "has an audio file"), ("has:pdf", "has a PDF"), ("has:links", "has a link"),
    ("has:list", "came through a mailing list"), ("is:read", "is read"), ("is:unread", "is unread"),
    ("is:answered", "was replied to"), ("is:draft", "is a draft"), ("is:spam", "is marked as spam"),
    ("is:duplicate", "shares its Message-ID with another message"),
    ("is:auto", "was sent by a program"), ("tag:work", "has the tag work"),
    ("account:home", "came from the account home"), ("folder:Work", "is in the folder Work"),
    ("type:application/pdf", "has a part of the type application/pdf"),
    ("id:<a@b>", "has the Message-ID a@b"), ("thread:3", "belongs to thread 3"),
    ("size:5M", "size at least 5M and less than 6M"), ("size:>1M", "size more than 1M"),
    ("smaller:100k", "size less than 100K"), ("size:<=2000", "size at most 2000 bytes"),
    ("larger:1000", "size at least 1000 bytes"), ("size:7", "size 7 bytes"),
    ("date:2020", "dated 2020-01-01 to 2020-12-31"), ("date:2020-05-03", "dated 2020-05-03"),
    ("after:2020-05-03", "dated 2020-05-03 or later"),
    ("before:2020-05-03", "dated 2020-05-02 or earlier"),
    ("newer_than:2h", "dated 2021-05-17 10:00 or later"),
    ("invoice NEAR/3 ann", "within 3 words of each other"), ("-(ann OR invoice)", "none of"),
    ("-(ann invoice)", "not: all of"),
  ])
  func explanationReadsAsAPersonWouldSayIt(_ query: String, _ line: String) throws {
    let index = try TestIndex([IndexDocument(1, "invoice ann", subject: "ann")])
    let tree = try QueryParser.parse(query, .test)
    #expect(try index.reader().explain(tree, calendar: .utc).first?.text == line)
  }

  // MARK: Snippets

  struct SnippetCase: CustomTestStringConvertible {
    var query: String
    var text: String
    /// With hits in brackets.
    var shown: String
    var testDescription: String { "\(query) in \(text.prefix(40)): \(shown)" }
  }

  @Test(arguments: [
    SnippetCase(query: "two", text: "one two three", shown: "one [two] three"),
    SnippetCase(query: "cafe", text: "au Café.", shown: "au [Café]."),
    SnippetCase(query: "rechnung", text: "Zwei Rechnungen", shown: "Zwei [Rechnungen]"),
    SnippetCase(query: "mueller", text: "Hans Müller", shown: "Hans [Müller]"),
    SnippetCase(query: "müller", text: "Hans Mueller", shown: "Hans [Mueller]"),
    SnippetCase(query: "\"hans mueller\"", text: "Hans Müller", shown: "[Hans] [Müller]"),
    SnippetCase(query: "~recieve", text: "we receive much", shown: "we [receive] much"),
    SnippetCase(query: "mül*", text: "Muellers", shown: "[Muellers]"),
    SnippetCase(query: "快乐", text: "生日快乐!", shown: "生日[快乐]!"),
    SnippetCase(query: "inv*", text: "an INVOICE", shown: "an [INVOICE]"),
    SnippetCase(query: "one -two", text: "one two", shown: "[one] two"),
    SnippetCase(query: "from:two", text: "one two", shown: "one two"),
    SnippetCase(query: "b", text: "a\r\n\t b\u{1B}[31m c", shown: "a [b] [31m c"),
    SnippetCase(query: "absent", text: "only this", shown: "only this"),
    SnippetCase(query: "\"a b\"", text: "a c b a a b", shown: "a c b a [a] [b]"),
    SnippetCase(query: "a.b c", text: "a b c a", shown: "[a] [b] [c] a"),
    SnippetCase(query: "\"日快\"", text: "日生日快", shown: "日生[日快]"),
    SnippetCase(query: "\"生日快乐\" a", text: "生日a快乐 生日快乐", shown: "生日[a]快乐 [生日快乐]"),
  ])
  func snippet(_ test: SnippetCase) throws {
    let tree = try QueryParser.parse(test.query, .test)
    let piece = SearchableText(.body, part: "1", text: test.text)
    let snippet = try #require(try Snippeter(tree).snippet(of: [piece]))
    var shown = Array(snippet.text.utf8)
    for mark in snippet.marks.reversed() {
      shown.insert(UInt8(ascii: "]"), at: mark.upperBound)
      shown.insert(UInt8(ascii: "["), at: mark.lowerBound)
    }
    #expect(String(decoding: shown, as: UTF8.self) == test.shown)
  }

  /// Not where one of them stands most often.
  @Test func theSnippetHasAsManyOfTheWordsAsPossible() throws {
    let text =
      String(repeating: "the end ", count: 200) + "the wanted "
      + String(repeating: "x ", count: 400)
    let tree = try QueryParser.parse("the wanted", .test)
    let piece = SearchableText(.body, part: "1", text: text)
    #expect(try Snippeter(tree).snippet(of: [piece])?.text.contains("the wanted") == true)
  }

  @Test func theSnippetIsFromThePieceWithTheWords() throws {
    let filler = String(repeating: "filler text ", count: 400)
    let pieces = [
      SearchableText(.body, part: "1", text: filler),
      SearchableText(.attachment, part: "2", text: filler + "the wanted phrase " + filler),
    ]
    let tree = try QueryParser.parse("\"wanted phrase\"", .test)
    let snippet = try #require(try Snippeter(tree).snippet(of: pieces))
    #expect(snippet.place == .attachment && snippet.part == "2")
    #expect(snippet.text.contains("the wanted phrase filler"))
    #expect(snippet.marks.count == 2)
    #expect(snippet.isCutBefore && snippet.isCutAfter)
    #expect(snippet.text.utf8.count <= 260)
  }

  // MARK: Remote

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/xapian-tcpsrv")))
  func aRemoteIndexIsSearchedLikeALocalOne() throws {
    let local = try TestIndex([IndexDocument(1, "shared invoices of mine", date: 10)])
    let served = try TestIndex([
      IndexDocument(2, "my invoice shared", date: 30).with {
        $0.messageIDs = ["second@example.org"]
      },
      IndexDocument(3, "shared invoice", date: 20),
    ])
    let server = Process()
    server.executableURL = URL(fileURLWithPath: "/usr/bin/xapian-tcpsrv")
    let port = Int.random(in: 20_000...50_000)
    server.arguments = ["--interface", "127.0.0.1", "--port", "\(port)", "--quiet", served.path]
    server.standardOutput = FileHandle.nullDevice
    try server.run()
    defer {
      // It inherits a signal mask from the test runner that keeps SIGTERM away.
      kill(server.processIdentifier, SIGKILL)
      server.waitUntilExit()
    }
    let stub = served.directory + "/remote"
    try "remote 127.0.0.1:\(port)\n".write(toFile: stub, atomically: true, encoding: .utf8)
    var reader: IndexReader?
    for _ in 0..<100 where reader == nil {
      reader = try? IndexReader(paths: [local.path, stub])
      if reader == nil { Thread.sleep(forTimeInterval: 0.05) }
    }
    let cases: [(query: String, found: [[Int64]])] = [
      ("invoice", [[1, 2], [1, 3], [0, 1]]), ("\"shared invoice\"", [[1, 3]]),
      ("\"shared invoices\"", [[0, 1]]), ("shared-inv*", [[1, 3], [0, 1]]),
      ("\"invoice shared\" OR \"of mine\"", [[1, 2], [0, 1]]),
      ("shared -\"shared invoice\"", [[1, 2], [0, 1]]),
      ("shared NEAR/1 inv*", [[1, 2], [1, 3], [0, 1]]), ("my NEAR/1 shared", []),
    ]
    for (query, found) in cases {
      let answer = try #require(reader).search(QueryParser.parse(query, .test))
      #expect(answer.hits.map { [Int64($0.index), $0.id] } == found, "\(query)")
      #expect(answer.total == .exactly(found.count), "\(query)")
    }
  }

  @Test func aRemoteIndexThatDoesNotAnswerIsSaidToBe() throws {
    let index = TestIndex()
    try "remote 127.0.0.1:1\n".write(toFile: index.path, atomically: true, encoding: .utf8)
    let error = #expect(throws: SearchError.self) { try index.reader() }
    guard case .indexUnreachable = try #require(error) else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  /// A page that the newest fill is given without looking at the places of words in all others; one
  /// that they do not fill holds the oldest, too.
  @Test func phrasesOfCommonWordsAreFoundWhereverTheyAre() throws {
    let count = Int64(Limits.fewPhraseCandidates + 500)
    let index = try TestIndex(
      (1...count).map { id in
        IndexDocument(id, id <= 3 ? "lamp oil in the" : id % 2 == 0 ? "in the oil" : "the in oil")
      })
    let (reader, limit) = (try index.reader(), 50)
    func answer(_ query: String) throws -> SearchAnswer {
      var request = SearchOptions()
      request.limit = limit
      return try reader.search(try QueryParser.parse(query, .test), request)
    }
    let common = try answer("\"in the\"")
    let newest = (0..<Int64(limit)).map { count - $0 * 2 }
    #expect(common.hits.map(\.id) == newest)
    #expect(common.total == .atLeast(Limits.firstPhraseCandidates / 2))
    #expect(try answer("\"in the\" -\"the oil\"").hits.map(\.id) == [3, 2, 1])
    let rare = try answer("\"oil in the\"")
    #expect(rare.hits.map(\.id) == [3, 2, 1])
    #expect(rare.total == .exactly(3))
  }

  /// Where only the oldest have the phrase, an estimate by the newest would be far off.
  @Test func aCountIsExactOrALowerBound() throws {
    let count = Int64(Limits.fewPhraseCandidates + 2_000)
    let index = try TestIndex(
      (1...count).map { id in
        IndexDocument(id, id % 40 == 0 || id < 2_000 ? "in the" : "the one in")
      })
    for limit in [1, 20, 100, 1_000, 5_000] {
      var request = SearchOptions()
      request.limit = limit
      let found = try index.reader().search(QueryParser.parse("\"in the\"", .test), request)
      let all = (1...count).count { $0 % 40 == 0 || $0 < 2_000 }
      switch found.total {
      case .exactly(let count): #expect(count == all)
      case .atLeast(let count): #expect(found.hits.count...all ~= count)
      }
    }
  }

  @Test(
    arguments: [
      ("folder:rechnung", "local/2019/rechnungen"),
      ("folder:2019/rechnugen", "local/2019/rechnungen"),
      ("folder:Local/Rechnungen", "local/2019/rechnungen"),
      ("folder:rech*", "local/2019/rechnungen"),
      ("folder:Sendt", "local/sent"), ("folder:nungen", "local/2019/rechnungen"),
      ("lamp folder:sennt", "local/sent"), ("folder:sent", nil), ("folder:xyzzy", nil),
    ] as [(String, String?)])
  func aFolderThatIsNotThereNamesTheNearest(_ query: String, _ folder: String?) throws {
    let index = try TestIndex([
      IndexDocument(1, "lamp").with { $0.folders = ["Local/2019/Rechnungen"] },
      IndexDocument(2, "lamp").with { $0.folders = ["Local/Sent"] },
    ])
    let corrected = try index.reader().didYouMean(QueryParser.parse(query, .test))
    let found = corrected.flatMap { $0.description.split(separator: ":").last.map(String.init) }
    #expect(found == folder)
    if let corrected { #expect(try index.find(corrected.description) != []) }
  }
}
