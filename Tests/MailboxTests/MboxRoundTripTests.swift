import Bytes
import Mail
import Testing

@testable import Mailbox

/// Bytes in are bytes out, in every dialect, for what mail may hold.
@Suite struct MboxRoundTripTests {
  static let awkward: [String] = [
    "Subject: plain\n\nbody\n",
    "Subject: crlf\r\n\r\nbody\r\n",
    "Subject: no final line end\n\nbody",
    "Subject: no final line end, crlf\r\n\r\nbody",
    "Subject: mixed\r\n\nbody\r\nmore\n",
    "Subject: bare return\n\na\rb\r",
    "Subject: ends in return\n\nbody\n\r",
    "Subject: nul\n\na\0b\n",
    "Subject: from\n\n\nFrom here on\n\nFrom x Mon Jan  1 00:00:00 2024\nSubject: no\n\nFrom ",
    "Subject: crlf from\r\n\r\n\r\nFrom a@b Mon Jan  1 00:00:00 2024\r\n\r\nx\r\n",
    "Subject: empty body\n\n",
    "Subject: empty body, crlf\r\n\r\n",
    "Subject: no body\n",
    "Subject: no line end at all",
    "Subject: blank end\n\nbody\n\n\n\n",
    "Subject: blank end, crlf\r\n\r\nbody\r\n\r\n",
    "From x@y Mon Jan  1 00:00:00 2024\nSubject: begins as a separator\n\nbody\n",
    "\nno header\n",
    "\r\n",
    "\n",
    "\n\n",
    "\r",
    "From ",
    "",
    "Content-Length: 99999\n\nlies\n",
    "Content-Length: 4\n\nlies, and is too short\n",
    "Content-Length: 5\n\ntrue\n",
  ]
  static let quotedBefore = [
    ">From ",
    "Subject: quoted\n\n>From there\n>>From far\n >From\n>Fromage\n>>>>From \n",
    "Subject: quoted\r\n\r\n>From there\r\n>>From far\r\n",
  ]

  @Test(arguments: MboxDialect.allCases)
  func everyMessageComesBack(_ dialect: MboxDialect) throws {
    let messages = (Self.awkward + (dialect == .mboxo ? [] : Self.quotedBefore)).map {
      Array($0.utf8)
    }
    let (file, entries) = try mbox(messages, dialect)
    let items = try read(file, dialect: dialect)
    #expect(items.count == messages.count)
    for (index, (item, entry)) in zip(items, entries).enumerated() {
      guard case .message(let message) = item else {
        Issue.record("item \(index) is \(item)")
        continue
      }
      #expect(message.origin == entry.origin, "message \(index)")
      #expect(try entry.restore(message.array) == messages[index], "message \(index)")
      #expect(!entry.isExact || message.array == messages[index], "message \(index)")
    }
    #expect(entries.reduce(0) { $0 + $1.origin.length } == UInt64(file.count))
  }

  @Test(arguments: MboxDialect.allCases)
  func randomBodiesFullOfFromLinesComeBack(_ dialect: MboxDialect) throws {
    var random = SplitMix(seed: 7)
    for _ in 0..<60 {
      let messages = (0..<20).map { _ in randomMessage(&random) }
      let (file, entries) = try mbox(messages, dialect)
      let items = try read(file, dialect: dialect)
      try #require(items.count == messages.count)
      for (index, (item, entry)) in zip(items, entries).enumerated() {
        guard case .message(let message) = item else {
          Issue.record("item \(index) is \(item)")
          continue
        }
        #expect(try entry.lossy || entry.restore(message.array) == messages[index])
        #expect(!entry.lossy || dialect == .mboxo)
      }
    }
  }

  /// Stored messages bring the Content-Length fields of where they once lay.
  @Test func mboxrdOfMessagesWithLengthsComesBackByLooking() throws {
    let bodies = [
      "x\n", "x\n\n", "From x\n", ">From x\n", "\nFrom a Mon Jan  1 00:00:00 2024\n", "", "y",
      "z\n",
      "z\n\n\n", "z\r\n",
    ]
    let texts = (0..<40).map { number in
      let body = bodies[number % bodies.count]
      return Array("A: b\nContent-Length: \(body.utf8.count)\n\n\(body)".utf8)
    }
    let (file, entries) = try mbox(texts, .mboxrd)
    #expect(MboxEvidence(file.span, atEnd: true).dialect == .mboxcl2)
    let found = try messages(read(file))
    #expect(try zip(entries, found).map { try $0.restore($1.array) } == texts)
  }

  @Test func onlyMboxoLosesAndSaysSo() throws {
    let message = Array("Subject: x\n\n>From there\n".utf8)
    let (file, entries) = try mbox([message], .mboxo)
    #expect(entries[0].lossy)
    #expect(
      try messages(read(file, dialect: .mboxo))[0].array == Array("Subject: x\n\nFrom there\n".utf8)
    )
    #expect(try mbox([message], .mboxrd).entries[0].isExact)
  }

  @Test func lineEndsConvertedOnRequestCanBeHadBack() throws {
    let message = Array("Subject: x\r\n\r\nFrom a\r\nb".utf8)
    let sink = MemorySink()
    let writer = MboxWriter(sink, convertsLineEnds: true)
    let entry = try writer.write(OutgoingMessage(array: message, envelope: envelope))
    #expect(!sink.bytes.contains(Byte.cr))
    let back = try messages(read(sink.bytes, dialect: .mboxrd))[0]
    #expect(entry.lineEndsConverted && !entry.lossy)
    #expect(try entry.restore(back.array) == message)
  }

  private func randomMessage(_ random: inout SplitMix) -> [UInt8] {
    let pieces = [
      "From ", ">", "From a@b Mon Jan  1 00:00:00 2024", "\n", "\n", "\n", "\r\n", "\r\n\r\n", "\r",
      "Subject: x\n", "Content-Length: 12\n", "text", "\0", "From x\nTo: y\n", ">>From ",
      "\n\nFrom ",
    ]
    return (0..<Int.random(in: 0...40, using: &random)).flatMap { _ in
      Array((pieces.randomElement(using: &random) ?? "").utf8)
    }
  }
}
