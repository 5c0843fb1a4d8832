import Bytes
internal import Net

/// POP3 without I/O. Input: commands, and bytes from the server. Output: bytes for the server, and
/// calls of an `AnswerHandler`. Any number of commands may wait for their responses.
package struct Dialogue {
  private let place: String
  private let shown: ([UInt8]) -> String
  private var parser: AnswerParser
  /// Commands without a complete response, starting at `answered`.
  private var awaited: [Awaited] = []
  private var answered = 0
  private var output: [UInt8] = []
  /// No command was sent yet, so what the server sends is its greeting.
  private var isGreeting: Bool
  /// Bytes after the greeting's first line that arrived before any command was sent.
  private var banner: [UInt8] = []
  /// True once a command that was sent before the previous one was answered has been answered:
  /// pipelining works.
  package private(set) var hasPipelined = false

  private struct Awaited {
    let command: Command
    let overlapped: Bool
  }

  /// - Parameters:
  ///   - expectsGreeting: false after STLS, which is not followed by a new greeting.
  ///   - shown: makes the server's text fit for an error.
  package init(
    place: String, expectsGreeting: Bool = true,
    shown: @escaping ([UInt8]) -> String = { shownText($0) }
  ) {
    self.place = place
    self.shown = shown
    isGreeting = expectsGreeting
    parser = AnswerParser(place: place, shown: shown)
    if expectsGreeting { awaited.append(Awaited(command: .greeting, overlapped: false)) }
  }

  package var awaitedCount: Int { awaited.count - answered }
  package var isInMessage: Bool { parser.isInMessage }
  /// The server has not sent its greeting yet.
  var awaitsGreeting: Bool { isGreeting && awaitedCount > 0 }

  /// What is wrong if the server, which has sent text, sends no status line; nil otherwise.
  var missingGreeting: POP3Error? { awaitsGreeting ? parser.missingGreeting : nil }

  /// The message may be complete so far: if the server now falls silent, it did not end the message
  /// properly.
  package var mayHaveEnded: Bool { parser.mayHaveEnded }
  /// Like `mayHaveEnded`, or an earlier part that looked like the end may have been the end.
  var mayHaveEndedBefore: Bool { parser.mayHaveEndedBefore }
  /// In this session, some message seemed to end before its actual end.
  var hasDoubtfulEnd: Bool { parser.hasDoubtfulEnd }

  /// The listing may be complete so far: if the server now falls silent, call `endListing`.
  package var mayLackEnd: Bool {
    answered < awaited.count && parser.mayLackEnd(awaited[answered].command)
  }

  /// The command of the next response was sent before the previous one was answered.
  package var awaitsOverlapped: Bool { answered < awaited.count && awaited[answered].overlapped }

  package mutating func enqueue(_ command: Command) {
    enqueue(command, overlapping: awaitedCount > 0)
  }

  private mutating func enqueue(_ command: Command, overlapping: Bool) {
    if isGreeting {
      // Lines that came before any command are not responses.
      banner.removeFirst(banner.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0)
      // Only CAPA's response can be distinguished from a further line of the greeting.
      if command == .capa { parser.expectBanner() }
      isGreeting = false
    }
    awaited.append(Awaited(command: command, overlapped: overlapping))
    output += command.line.utf8
    output += "\r\n".utf8
  }

  /// Asks a silent server, which owes no other response, whether the message has ended.
  package mutating func probeEnd() {
    parser.expectEnd()
    enqueue(.noop, overlapping: false)
  }

  /// Treats the listing of a silent server as ended.
  package mutating func endListing(_ handler: some AnswerHandler) throws(POP3Error) {
    guard mayLackEnd else { return }
    let command = awaited[answered].command
    parser.endListing()
    advance()
    try handler.end(of: command, AnswerEnd(isProper: false))
  }

  /// Returns the bytes to send to the server now.
  package mutating func takeOutput() -> [UInt8] {
    defer { output = [] }
    return output
  }

  /// - Throws: a protocol violation if bytes arrive that no command asked for.
  package mutating func receive(
    _ bytes: borrowing RawSpan, _ handler: some AnswerHandler
  ) throws(POP3Error) {
    guard banner.isEmpty else {
      let all = banner + [UInt8](bytes)
      banner = []
      return try unsafe receive(all.span.bytes, handler)
    }
    var position = 0
    while position < bytes.byteCount || parser.hasPushedBack {
      guard answered < awaited.count else {
        let rest = bytes.extracting(position..<bytes.byteCount)
        guard isGreeting, rest.byteCount <= Limits.bannerBytes else { throw unasked(rest) }
        banner = [UInt8](rest)
        return
      }
      let next = awaited[answered]
      guard
        try parser.parse(
          bytes, from: &position, for: next.command,
          isFollowed: awaitedCount > 1, handler)
      else { return }
      if next.overlapped { hasPipelined = true }
      advance()
    }
  }

  private mutating func advance() {
    answered += 1
    if answered == awaited.count || answered >= 1024 {
      awaited.removeFirst(answered)
      answered = 0
    }
  }

  private func unasked(_ bytes: borrowing RawSpan) -> POP3Error {
    let line = [UInt8](bytes).prefix { $0 != 13 && $0 != 10 }
    return POP3Error(
      .protocolViolation, at: place,
      why: "the server sent, without being asked, \"\(shown(Array(line)))\"",
      remedy: "try again later; if it persists, tell the server's operator")
  }
}
