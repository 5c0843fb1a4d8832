import Foundation
import Synchronization
import TestSupport
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

  /// What open relays were found by. Nothing is passed on in any case: there is no code that sends.
  @Test(arguments: [
    "RCPT TO:<victim%example.net@localhost>", "RCPT TO:<victim%example.net>",
    "RCPT TO:<@localhost:victim@example.net>", "RCPT TO:<@a,@b:victim@example.net>",
    "RCPT TO:<\"victim@example.net\">", "RCPT TO:<\"victim@example.net\"@localhost>",
    "RCPT TO:<victim@example.net@localhost>", "RCPT TO:<\"victim%example.net\"@localhost>",
    "RCPT TO:<example.net!victim>", "RCPT TO:<example.net!victim@localhost>",
    "RCPT TO:<localhost!victim@example.net>", "RCPT TO:victim@example.net", "RCPT TO:<>",
    "RCPT TO:<a@b>, <victim@example.net>", "RCPT TO:<a@b> <victim@example.net>",
    "RCPT TO: <a@b", "ETRN example.net", "TURN", "SEND FROM:<a@b>", "SAML FROM:<a@b>",
    "SOML FROM:<a@b>", "EXPN all", "AUTH PLAIN AGEAYg==", "EHLO localhost", "HELO localhost",
    "RCPT TO:<a@b> NOTIFY=SUCCESS ORCPT=rfc822;a@b X=\u{1}",
  ]) func whatAsksToPassMailOnIsRefused(_ probe: String) {
    for sender in ["", "a@b", "@a:b@c"] {
      let sink = MemorySink()
      var session = LMTPSession(sink: sink)
      for flight in ["LHLO a\r\n", "MAIL FROM:<\(sender)>\r\n", "\(probe)\r\n", "DATA\r\n"] {
        session.receive(Array(flight.utf8)[...])
      }
      let codes = Self.codes(session.takeOutput())
      #expect(codes.count == 5 && codes[3...].allSatisfy { $0 >= 500 }, "\(codes)")
      #expect(sink.kept.isEmpty)
    }
  }

  /// As Tests/Fuzz/LMTPFuzzer.swift does for longer.
  @Test func howeverTheBytesAreCutTheSameIsKept() {
    let words = [
      "LHLO a\r\n", "MAIL FROM:<a@b>\r\n", "RCPT TO:<c@d>\r\n", "DATA\r\n", "BDAT 3\r\n",
      "BDAT 2 LAST\r\n",
      "BDAT 0 LAST\r\n", "x", ".", "\r\n", "\r\n.\r\n", "\n", "\r", "RSET\r\n", "<", ">", " ",
      "\u{0}", "ü",
    ]
    for number in 0..<2_000 {
      var dice = Dice(number)
      var text = "LHLO a\r\n"
      if number % 2 == 0 { text += "MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\n" }
      for _ in 0..<Int.random(in: 1...12, using: &dice) {
        text += words.randomElement(using: &dice) ?? ""
      }
      let whole = Self.converse(text, pieces: 1)
      let pieces = Self.converse(text, pieces: Int.random(in: 2...40, using: &dice))
      for (answers, kept) in [whole, pieces] {
        let acknowledged = answers.components(separatedBy: "> kept\r\n").count - 1
        #expect(acknowledged >= kept.count && (acknowledged == 0) == kept.isEmpty, "\(number)")
      }
      guard !pieces.answers.contains("may not be sent") else { continue }
      #expect(whole == pieces, "\(number): \(text.debugDescription)")
    }
  }

  private static func converse(
    _ text: String, pieces size: Int
  ) -> (answers: String, kept: [String]) {
    let sink = MemorySink()
    var session = LMTPSession(sink: sink)
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty, !session.isOver {
      session.receive(rest.prefix(size))
      rest = rest.dropFirst(size)
    }
    return (String(decoding: session.takeOutput(), as: UTF8.self), sink.kept)
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

  func begin(from sender: String, to recipients: [String]) throws -> any ArrivingMessage {
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
