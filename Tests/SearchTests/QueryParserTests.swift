import Mail
import Search
import Testing

@Suite struct QueryParserTests {
  struct Case: CustomTestStringConvertible {
    var query: String
    var meaning: String
    init(_ query: String, _ meaning: String) { (self.query, self.meaning) = (query, meaning) }
    var testDescription: String { "\(query) → \(meaning)" }
  }

  static let understood: [Case] = [
    Case("", "*"), Case("  ", "*"), Case("*", "*"), Case("one", "one"),
    Case("one two", "one AND two"), Case("one AND two", "one AND two"),
    Case("one OR two", "one OR two"), Case("one two OR three", "(one AND two) OR three"),
    Case("(one OR two) three", "(one OR two) AND three"), Case("{one two}", "one OR two"),
    Case("-one", "-one"), Case("NOT one", "-one"), Case("-(one two)", "-(one AND two)"),
    Case("two-one", "two-one"), Case("- one", "one"),
    Case("one – two & three", "one AND two AND three"), Case("–", "–"),
    Case("one || two", "one OR two"), Case("subject:{one two}", "subject:one OR subject:two"),
    Case("צה\"ל", "צה\"ל"),
    Case("one or two", "one AND or AND two"),
    Case("\"one two\"", "\"one two\""), Case("“one two”", "\"one two\""), Case("+one", "\"one\""),
    Case("one NEAR/5 two", "one NEAR/5 two"), Case("one NEAR two", "one NEAR/10 two"),
    Case("one AROUND 3 two", "one NEAR/3 two"), Case("NEARBY", "NEARBY"),
    Case("inv*", "inv*"), Case("~invoce", "~invoce"), Case("subject:/a b/", "subject:/a b/"),
    Case("folder:/a/b", "folder:/a/b"), Case("from:ann", "from:ann"),
    Case("FROM:ann", "from:ann"), Case("from:(ann OR bob)", "from:ann OR from:bob"),
    Case("from:(ann subject:x)", "from:ann AND subject:x"),
    Case("filename:a.pdf", "filename:a.pdf"),
    Case("label:work", "tag:work"), Case("tag:\"to do\"", "tag:\"to do\""),
    Case("id:<a@b>", "id:a@b"),
    Case("rfc822msgid:a@b", "id:a@b"), Case("header:X-A=b", "header:X-A=b"),
    Case("header:X-A", "header:X-A"), Case("header:X-A=\"b c\"", "header:X-A=\"b c\""),
    Case("header:X-A=/b/", "header:X-A=/b/"), Case("is:unread", "-is:read"),
    Case("is:starred", "is:flagged"), Case("has:images", "has:image"), Case("in:anywhere", "*"),
    Case("**", "*"), Case("subject:***", "subject:*"), Case("header:X-A=*", "header:X-A"),
    Case("deliveredto:ann@x", "header:Delivered-To=ann@x"), Case("fe80::1", "fe80::1"),
    Case("12:30", "12:30"), Case("https://example.org/", "https://example.org/"),
    Case("re: hello", "re: AND hello"), Case("saved:ours", "from:ann OR to:ann"),
    Case("x saved:ours", "x AND (from:ann OR to:ann)"),
    // Sizes.
    Case("size:>5M", "size:5242881.."), Case("size:<5M", "size:..5242879"),
    Case("larger:5M", "size:5242880.."), Case("smaller:1k", "size:..1023"),
    Case("size:1k..2k", "size:1024..2048"), Case("size:100", "size:100..100"),
    Case("size:1M", "size:1048576..2097151"), Case("size:1.5k..", "size:1536.."),
    // Dates; it is Monday 17 May 2021, noon, in UTC.
    Case("date:2020", "date:@1577836800..@1609459199"),
    Case("date:2019..2020", "date:@1546300800..@1609459199"),
    Case("date:2020-02", "date:@1580515200..@1583020799"),
    Case("date:2020-02-29", "date:@1582934400..@1583020799"),
    Case("date:29.02.2020", "date:@1582934400..@1583020799"),
    Case("date:20200229", "date:@1582934400..@1583020799"),
    Case("date:2020-02-29T10:30", "date:@1582972200..@1582972259"),
    Case("date:today", "date:@1621209600..@1621295999"),
    Case("date:yesterday", "date:@1621123200..@1621209599"),
    Case("date:monday", "date:@1621209600..@1621295999"),
    Case("date:sunday", "date:@1621123200..@1621209599"),
    Case("date:last-week", "date:@1620604800..@1621209599"),
    Case("date:last-month", "date:@1617235200..@1619827199"),
    Case("date:last_month", "date:@1617235200..@1619827199"),
    Case("date:this-year", "date:@1609459200..@1640995199"),
    Case("date:january", "date:@1609459200..@1612137599"),
    Case("date:june", "date:@1590969600..@1593561599"),
    Case("date:may-2019", "date:@1556668800..@1559347199"),
    Case("date:@5..@9", "date:@5..@9"), Case("date:2020..!", "date:@1577836800..@1609459199"),
    Case("date:..2020", "date:..@1609459199"), Case("before:2021", "date:..@1609459199"),
    Case("after:2021/05/01", "date:@1619827200.."), Case("older_than:1y", "date:..@1589716799"),
    Case("newer_than:3d", "date:@1620993600.."), Case("older_than:3m", "date:..@1613563199"),
    Case("date:>2020", "date:@1609459200.."),
    Case("date:\"last week\"", "date:@1620604800..@1621209599"),
    Case("date:tomorrow", "date:@1621296000..@1621382399"),
    Case("date:\"may 2019\"", "date:@1556668800..@1559347199"),
    Case("date:\"29 feb 2020\"", "date:@1582934400..@1583020799"),
    Case("date:\"february 29, 2020\"", "date:@1582934400..@1583020799"),
    Case("date:2020-feb-29", "date:@1582934400..@1583020799"),
    Case("date:02/29/2020", "date:@1582934400..@1583020799"),
    Case("date:\"2020-02-29 10:30\"", "date:@1582972200..@1582972259"),
    Case("after:1582934400", "date:@1582934400.."),
  ]

  static let context: QueryContext = {
    QueryContext(calendar: .utc, now: testNow) { name in
      ["ours": "from:ann OR to:ann", "loop": "saved:loop", "broken": "from:"][name]
    }
  }()

  @Test(arguments: understood) func meaning(_ test: Case) throws {
    let tree = try QueryParser.parse(test.query, Self.context)
    #expect(tree.description == test.meaning)
  }

  @Test(arguments: understood) func explanationIsUnderstoodTheSame(_ test: Case) throws {
    let tree = try QueryParser.parse(test.query, Self.context)
    let again = try QueryParser.parse(tree.description, Self.context)
    #expect(again.description == tree.description)
  }

  struct Refused: CustomTestStringConvertible {
    var query: String
    /// Where the error points, from 0.
    var at: Int
    var says: String
    init(_ query: String, at: Int, _ says: String) {
      (self.query, self.at, self.says) = (query, at, says)
    }
    var testDescription: String { query }
  }

  @Test(arguments: [
    Refused("fro:ann", at: 0, "Did you mean \"from:\"?"),
    Refused("AND one", at: 0, "nothing before AND"),
    Refused("x subjct:y", at: 2, "Did you mean \"subject:\"?"),
    Refused("zzzzzz:y", at: 0, "Put the word in quotes"),
    Refused("(one", at: 0, "not closed"), Refused("one)", at: 3, "closes nothing"),
    Refused("one \"two", at: 4, "not closed"), Refused("OR one", at: 0, "before OR"),
    Refused("one OR", at: 6, "missing"), Refused("one AND", at: 7, "after AND"),
    Refused("from:", at: 0, "nothing after"), Refused("is:urgent", at: 0, "unread"),
    Refused("is:flaged", at: 0, "\"flagged\""), Refused("date:2021-13", at: 0, "a date such as"),
    Refused("x date:2021-02-30", at: 2, "a date such as"), Refused("size:big", at: 0, "5M"),
    Refused("older_than:soon", at: 0, "3d"), Refused("subject:/(/", at: 0, "not closed"),
    Refused("one NEAR/0 two", at: 4, "from 1 to 100"),
    Refused(Array(repeating: "the", count: 250).joined(separator: " NEAR "), at: 0, "16 words"),
    Refused("a NEAR is:read", at: 7, "words"),
    Refused("saved:none", at: 0, "name of a saved search"), Refused("saved:loop", at: 0, "circle"),
    Refused("saved:broken", at: 0, "nothing after"), Refused("header:=x", at: 0, "takes a name"),
    Refused(String(repeating: "(", count: 1_000), at: 64, "inside each other"),
    Refused(String(repeating: "-", count: 9_000), at: 8_192, "longer than"),
    Refused("subject:/(((){999}){999}){999}/", at: 0, "too large"),
    Refused("()", at: 1, "missing"), Refused("{", at: 0, "not closed"),
    Refused("subject:/\\q/", at: 0, "is not known"),
    Refused("subject:/[[:word:]]/", at: 0, "is not known"),
    Refused("thread:{from:ann}", at: 7, "out of place"),
    Refused("date:30-feb-2020", at: 0, "a date"),
  ])
  func errorPointsAtTheCharacter(_ test: Refused) throws {
    let error = #expect(throws: SearchError.self) {
      try QueryParser.parse(test.query, Self.context)
    }
    let found = try #require(error)
    #expect("\(found)".contains(test.says), "\(found)")
    switch found {
    case .syntax(_, let range), .unknownField(_, _, let range), .badValue(_, _, _, let range):
      #expect(range.lowerBound == test.at)
    default: Issue.record("\(found)")
    }
  }

  @Test func hostileQueriesNeitherCrashNorHang() {
    var generator = SplitMix(seed: 7)
    let pieces = [
      "(", ")", "\"", "-", "OR", "NEAR/3", "from:", "date:", "..", "/", "*", "~", " ", "a", "é",
      "快",
      "{", "}", "header:", "=", "\\", "[", "\u{301}", "@", "9999999999999999999", "saved:loop",
    ]
    for _ in 0..<3_000 {
      let query = (0..<Int.random(in: 1...12, using: &generator))
        .map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
      if let tree = try? QueryParser.parse(query, Self.context) {
        #expect(tree.range.upperBound <= query.count)
      }
    }
  }
}

struct SplitMix: RandomNumberGenerator {
  var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
