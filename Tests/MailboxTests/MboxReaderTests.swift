import Mail
import Testing

@testable import Mailbox

/// What real files hold, in and outside of the rules.
@Suite struct MboxReaderTests {
  static let separator = "From a@b Mon Jan  1 00:00:00 2024\n"

  struct Case: CustomTestStringConvertible {
    var testDescription: String
    var file: String
    var messages: [String]
    var dialect: MboxDialect?

    init(_ name: String, _ file: String, _ messages: [String], _ dialect: MboxDialect? = nil) {
      testDescription = name
      self.file = file
      self.messages = messages
      self.dialect = dialect
    }
  }

  static let s = separator
  static let cases: [Case] = [
    Case("empty file", "", []),
    Case("one message", s + "A: b\n\nx\n\n", ["A: b\n\nx\n"]),
    Case("no final line end", s + "A: b\n\nx", ["A: b\n\nx"]),
    Case("no final empty line", s + "A: b\n\nx\n", ["A: b\n\nx\n"]),
    Case(
      "CRLF", "From a@b Mon Jan  1 00:00:00 2024\r\nA: b\r\n\r\nx\r\n\r\n" + s + "A: c\r\n\r\n\r\n",
      ["A: b\r\n\r\nx\r\n", "A: c\r\n\r\n"]),
    Case(
      "From without an empty line before is text", s + "A: b\n\nx\n" + s + "y\n\n",
      ["A: b\n\nx\n" + s + "y\n"]),
    Case(
      "From in a paragraph is text", s + "A: b\n\n\nFrom here on\nit goes\n\n",
      ["A: b\n\n\nFrom here on\nit goes\n"]),
    Case(
      "a separator without a date", "From nobody\nA: b\n\nx\n\nFrom somebody\nC: d\n\n\n",
      ["A: b\n\nx\n", "C: d\n\n"]),
    Case(
      "a separator with nothing", "From \nA: b\n\nFrom nobody\nA: text\n\nFrom \nC: d\n\n\n",
      ["A: b\n\nFrom nobody\nA: text\n", "C: d\n\n"]),
    Case(
      "quoting undone at every depth", s + "A: b\n\n>From x\n>>From y\n> From z\n\n",
      ["A: b\n\nFrom x\n>From y\n> From z\n"]),
    Case(
      "mboxo undoes one depth only", s + "A: b\n\n>From x\n>>From y\n\n",
      ["A: b\n\nFrom x\n>>From y\n"], .mboxo),
    Case("mboxcl2 undoes nothing", s + "A: b\n\n>From x\n\n", ["A: b\n\n>From x\n"], .mboxcl2),
    Case(
      "Content-Length covers an unquoted separator",
      s + "Content-Length: 39\n\nx\n\n" + s + "A\n\n" + s + "Content-Length: 2\n\ny\n\n",
      ["Content-Length: 39\n\nx\n\n" + s + "A\n", "Content-Length: 2\n\ny\n"]),
    Case(
      "Content-Length that lies is not believed",
      s + "Content-Length: 3\n\nlong\n\n" + s + "Content-Length: 9000\n\ny\n\n",
      ["Content-Length: 3\n\nlong\n", "Content-Length: 9000\n\ny\n"], .mboxcl2),
    Case(
      "Content-Length that is no number",
      s + "Content-Length: -1\n\nx\n\n" + s + "Content-Length: 99999999999999999999\n\ny\n\n",
      ["Content-Length: -1\n\nx\n", "Content-Length: 99999999999999999999\n\ny\n"], .mboxcl),
    Case(
      "quoting undone where it made a length false, among lengths that are true",
      s + "Content-Length: 2\n\nx\n\n" + s + "Content-Length: 7\n\n>From y\n\n"
        + s + "Content-Length: 2\n\nz\n\n",
      [
        "Content-Length: 2\n\nx\n", "Content-Length: 7\n\nFrom y\n", "Content-Length: 2\n\nz\n",
      ]),
    Case(
      "a length that is short of the message's own empty lines",
      s + "Content-Length: 2\n\nx\n\n\n" + s + "A: b\n\n\n",
      ["Content-Length: 2\n\nx\n\n", "A: b\n\n"], .mboxcl2),
    Case("a byte order mark", "\u{FEFF}" + s + "A: b\n\n\n", ["A: b\n\n"]),
    Case("blank lines before", "\r\n\n" + s + "A: b\n\n\n", ["A: b\n\n"]),
    Case(
      "Eudora has no empty line before its separators",
      "From ???@??? Mon Jan 01 12:00:00 1996\r\nA: b\r\n\r\nx\r\n"
        + "From ???@??? Tue Jan 02 12:00:00 1996\r\nA: c\r\n\r\ny\r\n",
      ["A: b\r\n\r\nx\r\n", "A: c\r\n\r\ny\r\n"]),
    Case("garbage before", "hello\nthere\n" + s + "A: b\n\n\n", ["A: b\n\n"]),
    Case("no message at all", s, [""]),
    Case("separators alone", s + "\n" + s + "\n", ["", ""]),
  ]

  @Test(arguments: cases)
  func gives(_ example: Case) throws {
    for portion in [1, 7, 100_000] {
      let file = Array(example.file.utf8)
      let items = try read(file, dialect: example.dialect, portion: portion)
      #expect(messages(items).map { String(decoding: $0.array, as: UTF8.self) } == example.messages)
      expectCover(items, file)
    }
  }

  @Test func tooLargeMessageIsRejectedWithItsPlaceAndTheNextIsRead() throws {
    let long = Self.s + "A: long\n\n" + String(repeating: "0123456789\n", count: 1000) + "\n"
    let noLines = Self.s + "A: long\n\n" + String(repeating: "x", count: 20_000) + "\n\n"
    let file = Array((Self.s + "A: b\n\n\n" + long + noLines + Self.s + "C: d\n\n\n").utf8)
    let items = try read(file, limit: 2000)
    expectCover(items, file)
    #expect(messages(items).map(\.array) == [Array("A: b\n\n".utf8), Array("C: d\n\n".utf8)])
    let rejections = rejections(items)
    #expect(rejections.map(\.reason) == [.tooLarge(limit: 2000), .tooLarge(limit: 2000)])
    #expect(
      rejections.map(\.origin.length) == [UInt64(long.utf8.count), UInt64(noLines.utf8.count)])
  }

  /// Each of many small messages claims to be huge: reading must not go over the same bytes again
  /// for each.
  @Test func manyLengthsThatLieCostNoMoreThanOne() throws {
    let truth = Self.s + "Content-Length: 2\n\nx\n\n"
    let lie = Self.s + "Content-Length: 200000000\n\nx\n\n"
    let file = Array(
      (String(repeating: truth, count: 64) + String(repeating: lie, count: 30_000)).utf8)
    let items = try read(file, portion: 100_000)
    #expect(messages(items).count == 30_064)
    expectCover(items, file)
  }

  @Test func garbageIsKept() throws {
    let items = try read(Array(("what is this\n" + Self.s + "A: b\n\n\n").utf8))
    #expect(rejections(items).map(\.reason) == [.leadingGarbage])
    #expect(rejections(items).map(\.array) == [Array("what is this\n".utf8)])
  }

  @Test func aBlankStartIsNoRejection() throws {
    let items = try read(Array(("\u{FEFF}\n\r\n" + Self.s + "A: b\n\n\n").utf8))
    #expect(rejections(items).isEmpty && messages(items).count == 1)
  }

  @Test func goesOnWhereItStopped() throws {
    let (file, _) = try mbox((0..<20).map { Array("Subject: \($0)\n\nFrom x\n".utf8) }, .mboxrd)
    let whole = try read(file)
    for stop in 0...20 {
      let options = ReadOptions()
      let identity = FileIdentity(path: "memory", folder: "")
      let reader = MboxReader(PortionStream(file), identity, options)
      for _ in 0..<stop { _ = try reader.next() }
      #expect(try read(file, from: reader.position.offset) == Array(whole[stop...]))
    }
  }

  @Test(
    arguments: [
      ("From - Sat Jan 03 01:05:34 1996", "-", 820_631_134),
      ("From a@b 2023-10-03T10:00:00Z", "a@b", 1_696_327_200),
      ("From a@b 2023-10-03 10:00:00", "a@b", 1_696_327_200),
      ("From a@b 2023-10-03T10:00:00+02:00", "a@b", 1_696_320_000),
      ("From a@b Sat Jan  3 01:05:34 1996", "a@b", 820_631_134),
      ("From 1501@xxx Sat Jan 03 01:05:34 +0000 1996", "1501@xxx", 820_631_134),
      ("From a@b  Sat, 3 Jan 1996 02:05:34 +0100", "a@b", 820_631_134),
      ("From John Doe Sat Jan  3 01:05 1996", "John Doe", 820_631_100),
      ("From joe Sat Jan  3 01:05:34 96", "joe", 820_631_134),
      ("From joe Sat Jan  3 01:05:34 EST 1996 remote from host", "joe", 820_631_134),
      ("From a@b", "a@b", nil),
      ("From ", "", nil),
    ] as [(String, String, Int64?)])
  func separatorLineIsRead(_ line: String, sender: String, date: Int64?) {
    let bytes = Array(line.utf8)
    let envelope = MboxFromLine.parse(bytes.span, 0..<bytes.count).envelope
    #expect(envelope == MboxEnvelope(sender: sender, date: date))
  }

  @Test(
    arguments: [
      ("", 0, "From MAILER-DAEMON Thu Jan  1 00:00:00 1970\n"),
      ("a@b", 951_827_696, "From a@b Tue Feb 29 12:34:56 2000\n"),
      ("two words\n", -1, "From two_words_ Wed Dec 31 23:59:59 1969\n"),
      ("a", Int64.max, "From a Fri Dec 31 23:59:59 9999\n"),
      ("a", Int64.min, "From a Sat Jan  1 00:00:00 0000\n"),
    ] as [(String, Int64, String)])
  func separatorLineIsWritten(_ sender: String, date: Int64, line: String) {
    let written = MboxFromLine.format(MboxEnvelope(sender: sender, date: date))
    #expect(String(decoding: written, as: UTF8.self) == line)
  }

  @Test func thunderbirdStatusAndExpungedMessages() throws {
    let file =
      "From - Mon Jan  1 00:00:00 2024\nX-Mozilla-Status: 0009\nA: gone\n\n\n"
      + "From - Mon Jan  1 00:00:00 2024\nX-Mozilla-Status: 1007\nX-Mozilla-Keys: $label1 work\n\nx\n\n"
    let items = try read(Array(file.utf8))
    guard case .skipped(let skip) = items.first else { throw Failed("\(items)") }
    #expect(skip.reason == .expunged)
    let message = try #require(messages(items).first)
    #expect(message.flags == [.seen, .answered, .flagged, .passed])
    #expect(message.tags == ["$label1", "work"])
  }

  @Test(arguments: [
    (MboxDialect.mboxrd, MboxDialect.mboxrd), (.mboxcl, .mboxcl), (.mboxcl2, .mboxcl2),
    (.mboxo, .mboxrd),
  ])
  func dialectIsRecognised(_ written: MboxDialect, _ seen: MboxDialect) throws {
    let bodies = ["x\n", "x\n\nFrom a@b Mon Jan  1 00:00:00 2024\n\ny\n", "z\n"]
    let (file, _) = try mbox(bodies.map { Array("A: b\n\n\($0)".utf8) }, written)
    #expect(MboxEvidence(file.span, atEnd: true).dialect == seen)
  }

  /// Whatever the bytes, reading ends and accounts for each of them, however they arrive.
  @Test(arguments: [nil] + MboxDialect.allCases)
  func anyBytesAreAccountedFor(_ dialect: MboxDialect?) throws {
    let pieces = [
      Self.s, "\n", "\n\n", "\r\n\r\n", "From ", ">", "Content-Length: 7\n", "Content-Length: ",
      "A: b\n",
      "\0", "\u{FEFF}", String(repeating: "x", count: 1500), "X-Mozilla-Status: 0008\n", "12\n",
      "\r",
      "From \nA: b\n", "From - Mon Jan 1 0:0:0 2024\n",
    ]
    var random = SplitMix(seed: 11)
    for _ in 0..<150 {
      let file = (0..<Int.random(in: 0...30, using: &random)).flatMap { _ in
        Array((pieces.randomElement(using: &random) ?? "").utf8)
      }
      let limit = Bool.random(using: &random) ? 40 : 10_000
      let items = try read(file, dialect: dialect, limit: limit, portion: 1 << 20)
      expectCover(items, file)
      #expect(try read(file, dialect: dialect, limit: limit, portion: 3) == items)
      let fromFiles = try read(file, dialect: dialect, limit: limit, inMemory: 50)
      #expect(fromFiles.map(InMemory.init) == items.map(InMemory.init))
    }
  }
}

func rejections(_ items: [MailboxItem]) -> [Rejection] {
  items.compactMap { if case .rejected(let rejection) = $0 { rejection } else { nil } }
}

/// The items lie end to end and cover the file.
func expectCover(
  _ items: [MailboxItem], _ file: [UInt8], sourceLocation: SourceLocation = #_sourceLocation
) {
  var end: UInt64 = 0
  for item in items {
    let origin = item.origin
    #expect(origin.offset == end, sourceLocation: sourceLocation)
    end = origin.offset + origin.length
  }
  #expect(end == UInt64(file.count), sourceLocation: sourceLocation)
}

struct Failed: Error {
  var what: String
  init(_ what: String) { self.what = what }
}
