import Testing

@testable import SMTP

@Suite struct ReplyTests {
  /// What a server sends, and how its replies are understood.
  static let cases: [(text: String, replies: [String])] = [
    ("250 ok\r\n", ["250 ok"]),
    ("250\r\n", ["250"]),
    ("250-one\r\n250-two\r\n250 three\r\n", ["250 one two three"]),
    ("550 5.1.1 no such user\r\n", ["550 5.1.1 no such user"]),
    ("550-5.1.1 no such\r\n550 5.1.1 user\r\n", ["550 5.1.1 no such user"]),
    // A status of another class is text.
    ("250 5.1.1 odd\r\n", ["250 5.1.1 odd"]),
    ("220 a\n354 b\n", ["220 a", "354 b"]),
  ]

  @Test(arguments: cases) func repliesAreReadHoweverTheyAreCut(
    _ text: String, _ replies: [String]
  ) throws {
    for size in 1...text.utf8.count {
      var reader = ReplyReader()
      var rest = Array(text.utf8)[...]
      var found: [String] = []
      while !rest.isEmpty {
        try reader.receive(rest.prefix(size))
        rest = rest.dropFirst(size)
        while let reply = reader.next() { found.append(reply.displayText) }
      }
      #expect(found == replies)
      #expect(!reader.hasMore)
    }
  }

  @Test(arguments: [
    "hello\r\n", "+OK ready\r\n", "* OK IMAP\r\n", "99 low\r\n", "2500 long\r\n",
    "250-one\r\n251 two\r\n", "100 trying\r\n",
  ]) func anAnswerOfAnotherProtocolIsAnError(_ text: String) {
    var reader = ReplyReader()
    #expect(throws: ReplyReader.Failure.notSMTP) { try reader.receive(Array(text.utf8)[...]) }
  }

  @Test func anEndlessAnswerIsAnError() {
    var reader = ReplyReader()
    #expect(throws: ReplyReader.Failure.tooLong) {
      try reader.receive([UInt8](repeating: 0x32, count: 10_000)[...])
    }
    var other = ReplyReader()
    #expect(throws: ReplyReader.Failure.tooLong) {
      for _ in 0..<10_000 { try other.receive(Array("250-more\r\n".utf8)[...]) }
    }
  }
}

@Suite struct EnvelopeAddressTests {
  @Test(arguments: ["ada@example.org", "\"a\"@b", "jürgen@exämple.org", "a@b@c.org"])
  func goodAddresses(_ text: String) { #expect(EnvelopeAddress(text)?.text == text) }

  /// None of these may reach the wire: each could be read as more than one address, or as a command.
  @Test(arguments: [
    "", "ada", "@example.org", "ada@", "a b@c.org", "a@b.org>", "<a@b.org", "a@b.org\r\nRCPT",
    "a\u{0}@b.org", "a\n@b.org", "a\t@b.org", String(repeating: "a", count: 300) + "@b.org",
  ]) func textThatIsNoAddress(_ text: String) { #expect(EnvelopeAddress(text) == nil) }
}
