import Bytes
import Files
import Mail
import Testing

@testable import Mailbox

/// A message that is too large for memory goes through a file, and comes out the same.
@Suite struct LargeMessageTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  @Test(arguments: MboxDialect.allCases)
  func theWayThroughAFileChangesNothing(_ dialect: MboxDialect) throws {
    let texts = MboxRoundTripTests.awkward + MboxRoundTripTests.quotedBefore
    let messages = texts.map { Array($0.utf8) }
    let (file, entries) = try mbox(messages, dialect)
    let (same, sameEntries) = try mbox(messages, dialect, inFile: true)
    #expect(same == file)
    #expect(sameEntries.map(\.readsAs?.array) == entries.map(\.readsAs?.array))
    let items = try read(file, dialect: dialect)
    for inMemory in [0, 1, 30, 100] {
      let found = try read(file, dialect: dialect, inMemory: inMemory)
      #expect(found.map(InMemory.init) == items.map(InMemory.init))
    }
  }

  /// "From " and the ">" before it, cut anywhere.
  @Test func quotingDoesNotDependOnWhereAStretchEnds() {
    let texts = MboxRoundTripTests.awkward + MboxRoundTripTests.quotedBefore + [">>>From ", ">>x"]
    for text in texts.map({ Array($0.utf8) }) {
      for dialect in [MboxDialect.mboxrd, .mboxo] {
        let quoted = Self.quoted(text.span, dialect, 0)
        let undone = MboxQuoting.undo(text.span, 0..<text.count, dialect)
        for place in 0...text.count {
          let (end, depth) = MboxQuoting.cut(text.span.extracting(..<place), 0)
          let parts = (text.span.extracting(..<end), text.span.extracting(end...))
          #expect(Self.quoted(parts.0, dialect, 0) + Self.quoted(parts.1, dialect, depth) == quoted)
          let apart =
            MboxQuoting.undo(parts.0, 0..<end, dialect)
            + MboxQuoting.undo(parts.1, 0..<parts.1.count, dialect, depth)
          #expect(apart == undone, "cut at \(place) of \(text)")
        }
      }
    }
  }

  private static func quoted(
    _ bytes: Span<UInt8>, _ dialect: MboxDialect, _ depth: Int?
  ) -> [UInt8] {
    var quoted = bytes.array(0..<bytes.count)
    for start in MboxQuoting.linesToQuote(bytes, dialect, depth).starts.reversed() {
      quoted.insert(UInt8(ascii: ">"), at: start)
    }
    return quoted
  }

  @Test(arguments: 0..<9)
  func whatStandsAcrossTwoStretchesIsWhole(_ shift: Int) throws {
    let line = Array("a line of text\r\n".utf8)
    var message = Array("Subject: large\r\n\r\n".utf8)
    while message.count < Files.Limits.stretch - 20 { message += line }
    let rest = Files.Limits.stretch - shift - message.count
    message += [UInt8](repeating: UInt8(ascii: "x"), count: rest - 2)
    message += Array("\r\n>>From there\r\nFrom here\r\nend".utf8)
    for dialect in [MboxDialect.mboxrd, .mboxcl] {
      let (file, entries) = try mbox([message], dialect, inFile: true)
      #expect(try mbox([message], dialect).file == file)
      let back = try messages(read(file, dialect: dialect, portion: 1 << 20, inMemory: 1 << 20))[0]
      #expect(back.bytes.spill != nil)
      #expect(try entries[0].restore(back.bytes)?.array == message)
    }
    let lines = try withLF(held(message))
    #expect(try lines.array == withLF(.memory(message)).array)
    #expect(try withCRLF(lines).array == message)
    #expect(try LineEnds(of: held(message)) == .crlf)
  }

  /// Nothing that can be larger than memory is read into it. Larger than the portions that files are
  /// read in, too.
  @Test(arguments: [
    ("a.mbox", MboxDialect.mboxrd), ("a.mbox", .mboxcl2), ("a.mbox", .mboxcl), ("a.mmdf", .mboxrd),
    ("a.eml", .mboxrd), ("a.emlx", .mboxrd),
  ])
  func everySourceKeepsLargeMessagesOnDisk(_ name: String, _ dialect: MboxDialect) throws {
    let large = "From: a\nSubject: large\n\n" + String(repeating: "From a line\n", count: 200_000)
    let small = "From: a\nSubject: small\n\nx\n"
    let file: [UInt8] =
      switch name {
      case "a.mmdf":
        Array([small, large, small].map { "\u{1}\u{1}\u{1}\u{1}\n\($0)" }.joined().utf8)
      case "a.emlx": Array("\(large.utf8.count)\n\(large)<plist></plist>".utf8)
      case "a.eml": Array(large.utf8)
      default: try mbox([small, large, small].map { Array($0.utf8) }, dialect).file
      }
    try directory.write("in/\(name)", String(decoding: file, as: UTF8.self))
    _ = try #require(
      try run(
        "/bin/sh",
        [
          "-c",
          "cd \(directory.path) && tar czf in.tgz in && zip -qr in.zip in && gzip -k in/\(name)",
        ]
      ))
    var options = ReadOptions()
    options.spill.inMemory = 10_000
    if dialect == .mboxcl2 || dialect == .mboxcl { options.dialect = dialect }
    for source in ["in/\(name)", "in/\(name).gz", "in.tgz", "in.zip"] {
      let found = try messages(all(openMailbox(directory.at(source), options: options)))
        .filter { $0.bytes.count > 1_000_000 }
      #expect(found.map(\.array.count) == [large.utf8.count + Self.added(name, dialect, large)])
      #expect(
        found.allSatisfy {
          $0.bytes.spill != nil && Array($0.array.suffix(large.utf8.count)) == Array(large.utf8)
        })
    }
  }

  /// Bytes of the Content-Length field.
  private static func added(_ name: String, _ dialect: MboxDialect, _ large: String) -> Int {
    guard dialect.hasContentLength, name == "a.mbox" else { return 0 }
    let body = large.utf8.count - 25 + (dialect == .mboxcl ? 200_000 : 0)
    return "Content-Length: \(body)\n".utf8.count
  }

  /// A large message that does not end where Content-Length says is read again from its start.
  @Test func aLengthThatLiesCostsNothingOfALargeMessage() throws {
    let start = "From a@b Mon Jan  1 00:00:00 2024\n"
    let large =
      "Subject: large\nContent-Length: 70000\n\n" + String(repeating: "x\n", count: 30_000)
    let text = start + large + "\n" + start + "Subject: next\n\nx\n\n"
    for portion in [1_000, 1 << 20] {
      let items = try read(
        Array(text.utf8), dialect: .mboxcl2, portion: portion, inMemory: 10_000)
      expectCover(items, Array(text.utf8))
      #expect(messages(items).map(\.array.count) == [large.utf8.count, 17])
    }
  }

  @Test func directoriesAndZipsAreWrittenFromFiles() throws {
    let large = Array("Subject: large\n\n".utf8) + [UInt8](repeating: 7, count: 700_000)
    let noise =
      Array("Subject: noise\n\n".utf8)
      + (0..<700_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }
    for bytes in [large, noise] {
      let message = OutgoingMessage(bytes: try held(bytes), envelope: envelope)
      let name = "\(bytes[9])"
      let zip = try FileWriter(directory.at("\(name).zip"))
      let writers: [any MailboxWriter] = [
        try MaildirWriter(directory.at("maildir\(name)")),
        try EMLWriter(directory.at("eml\(name)")),
        ZipWriter(zip),
      ]
      for writer in writers {
        _ = try writer.write(message)
        try writer.finish()
      }
      try zip.publish()
      for place in ["maildir\(name)", "eml\(name)", "\(name).zip"] {
        #expect(try messages(all(openMailbox(directory.at(place)))).map(\.array) == [bytes])
      }
    }
  }
}

/// An item wherever its bytes are.
struct InMemory: Equatable {
  var item: MailboxItem

  init(_ item: MailboxItem) {
    self.item = item
    switch item {
    case .message(var message):
      message.bytes = .memory(message.array)
      self.item = .message(message)
    case .rejected(var rejection):
      rejection.bytes = .memory(rejection.array)
      self.item = .rejected(rejection)
    case .skipped: break
    }
  }
}
