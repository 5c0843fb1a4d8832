import Synchronization
import Testing

@testable import SMTP

@Suite struct LMTPSessionTests {
  private static let begin = "LHLO a\r\n|MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\n|"

  /// What a sender says, in flights, and the codes of the answers behind the greeting's.
  static let cases: [(dialogue: String, codes: [Int], kept: [String])] = [
    (
      begin + "DATA\r\n|x: y\r\n\r\nhi\r\n.\r\n|QUIT\r\n", [250, 250, 250, 354, 250, 221],
      ["x: y\r\n\r\nhi\r\n"]
    ),
    // Each recipient has an answer of its own.
    (
      "LHLO a\r\n|MAIL FROM:<>\r\nRCPT TO:<c@d>\r\nRCPT TO:<ada>\r\n|DATA\r\n|x\r\n.\r\n",
      [250, 250, 250, 250, 354, 250, 250], ["x\r\n"]
    ),
    (begin + "DATA\r\n|..\r\n...x\r\n.\r\n", [250, 250, 250, 354, 250], [".\r\n..x\r\n"]),
    (begin + "BDAT 3 LAST\r\na\nb|NOOP\r\n", [250, 250, 250, 250, 250], ["a\nb"]),
    (begin + "BDAT 3\r\nabc|BDAT 0 LAST\r\n", [250, 250, 250, 250, 250], ["abc"]),
    (begin + "BDAT 2\r\nabBDAT 2 LAST\r\ncd|", [250, 250, 250, 250, 250], ["abcd"]),
    (begin + "RSET\r\n|DATA\r\n", [250, 250, 250, 250, 503], []),
    (begin + "DATA\r\n|.\r\n", [250, 250, 250, 354, 554], []),
    ("EHLO a\r\n|HELO b\r\n", [500, 500], []),
    ("MAIL FROM:<a@b>\r\n", [503], []),
    ("LHLO a\r\n|RCPT TO:<a@b>\r\n", [250, 503], []),
    ("LHLO a\r\n|MAIL FROM:<a@b> SIZE=99999999999\r\n", [250, 552], []),
    ("LHLO a\r\n|MAIL FROM:<a@b> X=1\r\n", [250, 501], []),
    (
      "LHLO a\r\n|MAIL FROM: a@b\r\n|MAIL FROM:<a b>\r\n|MAIL FROM:<a><b>\r\n",
      [250, 501, 501, 501], []
    ),
    (
      "LHLO a\r\n|VRFY ada\r\n|EXPN all\r\n|ETRN x\r\n|HELP\r\n|GET / HTTP/1.1\r\n",
      [250, 252, 500, 500, 214, 500], []
    ),
    // Sent ahead of an answer that decides what it means.
    (begin + "DATA\r\nx\r\n.\r\n", [250, 250, 250, 503], []),
    ("LHLO a\r\nMAIL FROM:<a@b>\r\n", [503], []),
    ("NOOP\nNOOP\r\n", [521], []),
  ]

  @Test(arguments: cases) func answersAndWhatIsKept(
    _ dialogue: String, _ codes: [Int], _ kept: [String]
  ) {
    let sink = MemorySink()
    var session = LMTPSession(sink: sink)
    #expect(Self.codes(session.takeOutput()) == [220])
    var found: [Int] = []
    for flight in dialogue.split(separator: "|") {
      session.receive(Array(flight.utf8)[...])
      found += Self.codes(session.takeOutput())
    }
    #expect(found == codes)
    #expect(sink.kept == kept)
  }

  /// Bytes that some program takes for the end of a message. Here they end it only as CR LF . CR LF;
  /// where a CR or LF stands alone, nothing is kept and the session ends.
  static let ends: [(end: String, isEnd: Bool)] = [
    ("\r\n.\r\n", true), ("\n.\n", false), ("\n.\r\n", false), ("\r\n.\n", false),
    ("\r.\r", false), ("\r\n.\r", false), ("\r.\r\n", false), ("\r\r\n.\r\n", false),
    ("\r\n.\r\r\n", false), ("\n.\r", false), ("\r\n\u{0}.\r\n", false),
  ]

  @Test(arguments: ends) func nothingElseEndsAMessage(_ end: String, _ isEnd: Bool) {
    let hidden = "MAIL FROM:<admin@b>\r\nRCPT TO:<c@d>\r\nDATA\r\nhidden\r\n.\r\n"
    let text = "x" + end + (isEnd ? "" : hidden)
    for cut in 1...text.utf8.count {
      let sink = MemorySink()
      var session = LMTPSession(sink: sink)
      for flight in Self.begin.split(separator: "|") { session.receive(Array(flight.utf8)[...]) }
      session.receive(Array("DATA\r\n".utf8)[...])
      session.receive(Array(text.utf8)[..<cut])
      session.receive(Array(text.utf8)[cut...])
      #expect(sink.kept.count <= 1)
      #expect(!sink.kept.contains { $0.hasPrefix("hidden") })
      if isEnd { #expect(sink.kept == ["x\r\n"]) }
      if !isEnd, end != "\r\n\u{0}.\r\n" {
        #expect(session.isOver && sink.kept.isEmpty, "\(end.debugDescription)")
      }
    }
  }

  @Test func whatTheSinkCannotKeepIsToBeSentAgain() {
    for failure in [MemorySink.Failure.begin, .append, .commit] {
      let sink = MemorySink(failure)
      var session = LMTPSession(sink: sink)
      for flight in (Self.begin + "DATA\r\n|x\r\n.\r\n|NOOP\r\n").split(separator: "|") {
        session.receive(Array(flight.utf8)[...])
      }
      #expect(Self.codes(session.takeOutput()) == [220, 250, 250, 250, 354, 451, 250])
      #expect(sink.kept.isEmpty)
    }
  }

  @Test func whoeverTalksNonsenseIsSentAway() {
    var session = LMTPSession(sink: MemorySink())
    for _ in 0..<50 where !session.isOver { session.receive(Array("X\r\n".utf8)[...]) }
    #expect(Self.codes(session.takeOutput()).last == 421)
    var other = LMTPSession(sink: MemorySink())
    other.receive([UInt8](repeating: 0x41, count: 5_000)[...])
    #expect(other.isOver && Self.codes(other.takeOutput()).last == 500)
  }

  private static func codes(_ output: [UInt8]) -> [Int] {
    String(decoding: output, as: UTF8.self).split(separator: "\r\n")
      .filter { $0.dropFirst(3).first != "-" }.compactMap { Int($0.prefix(3)) }
  }
}

/// Keeps messages in memory, or fails.
final class MemorySink: MessageSink {
  enum Failure: Error { case begin, append, commit }

  private let failure: Failure?
  private let messages = Mutex<[String]>([])

  init(_ failure: Failure? = nil) { self.failure = failure }

  var kept: [String] { messages.withLock { $0 } }

  func begin() throws -> any ArrivingMessage {
    if failure == .begin { throw Failure.begin }
    return Arriving(self)
  }

  private final class Arriving: ArrivingMessage {
    private let sink: MemorySink
    private var bytes: [UInt8] = []

    init(_ sink: MemorySink) { self.sink = sink }

    func append(_ more: ArraySlice<UInt8>) throws {
      if sink.failure == .append { throw Failure.append }
      bytes += more
    }

    func commit() throws {
      if sink.failure == .commit { throw Failure.commit }
      sink.messages.withLock { $0.append(String(decoding: bytes, as: UTF8.self)) }
    }
  }
}
