import Bytes
internal import Net

/// POP3 without I/O: commands go in and octets for the server come out; octets from the server go in
/// and calls of an `AnswerHandler` come out. Any number of commands may wait for their answers.
package struct Dialogue {
  private let place: String
  private let shown: ([UInt8]) -> String
  private var parser: AnswerParser
  /// Commands not fully answered, from `answered` on.
  private var awaited: [Awaited] = []
  private var answered = 0
  private var output: [UInt8] = []
  /// Nothing has been asked yet: what the server says is its greeting.
  private var isGreeting: Bool
  /// What came behind the greeting's first line before anything was asked.
  private var banner: [UInt8] = []
  /// A command sent before the one ahead of it was answered has been answered: pipelining works.
  package private(set) var hasPipelined = false

  private struct Awaited {
    let command: Command
    let overlapped: Bool
  }

  /// - Parameters:
  ///   - expectsGreeting: false after STLS, which brings no new one.
  ///   - shown: makes the server's words fit for an error.
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
  /// The server has said nothing at all yet.
  var awaitsGreeting: Bool { isGreeting && awaitedCount > 0 }

  /// The message so far could be all of it: if the server falls silent now, it has not ended it
  /// properly.
  package var mayHaveEnded: Bool { parser.mayHaveEnded }
  /// Likewise, or a part of it that looked like an end could have been one.
  var mayHaveEndedBefore: Bool { parser.mayHaveEndedBefore }
  /// Some message of this session looked as if it had ended before its end.
  var hasDoubtfulEnd: Bool { parser.hasDoubtfulEnd }

  /// The listing so far may be all there comes: if the server falls silent now, call `endListing`.
  package var mayLackEnd: Bool {
    answered < awaited.count && parser.mayLackEnd(awaited[answered].command)
  }

  /// The next answer's command was sent before the one ahead of it was answered.
  package var awaitsOverlapped: Bool { answered < awaited.count && awaited[answered].overlapped }

  package mutating func enqueue(_ command: Command) {
    enqueue(command, overlapping: awaitedCount > 0)
  }

  private mutating func enqueue(_ command: Command, overlapping: Bool) {
    if isGreeting {
      // What came before anything was asked answers nothing.
      banner.removeFirst(banner.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0)
      // CAPA's answer is told from a further line of the greeting; others' would not be.
      if command == .capa { parser.expectBanner() }
      isGreeting = false
    }
    awaited.append(Awaited(command: command, overlapped: overlapping))
    output += command.line.utf8
    output += "\r\n".utf8
  }

  /// Asks a silent server that owes nothing else whether the message has ended.
  package mutating func probeEnd() {
    parser.expectEnd()
    enqueue(.noop, overlapping: false)
  }

  /// Takes the listing of a silent server for ended.
  package mutating func endListing(_ handler: some AnswerHandler) throws(POP3Error) {
    guard mayLackEnd else { return }
    let command = awaited[answered].command
    parser.endListing()
    advance()
    try handler.end(of: command, AnswerEnd(isProper: false))
  }

  /// Octets for the server, to be sent now.
  package mutating func takeOutput() -> [UInt8] {
    defer { output = [] }
    return output
  }

  /// - Throws: a protocol violation when octets arrive that no command asked for.
  package mutating func receive(
    _ octets: borrowing RawSpan, _ handler: some AnswerHandler
  ) throws(POP3Error) {
    guard banner.isEmpty else {
      let all = banner + [UInt8](octets)
      banner = []
      return try unsafe receive(all.span.bytes, handler)
    }
    var position = 0
    while position < octets.byteCount || parser.hasPushedBack {
      guard answered < awaited.count else {
        let rest = octets.extracting(position..<octets.byteCount)
        guard isGreeting, rest.byteCount <= Limits.bannerOctets else { throw unasked(rest) }
        banner = [UInt8](rest)
        return
      }
      let next = awaited[answered]
      guard
        try parser.parse(
          octets, from: &position, for: next.command,
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

  private func unasked(_ octets: borrowing RawSpan) -> POP3Error {
    let line = [UInt8](octets).prefix { $0 != 13 && $0 != 10 }
    return POP3Error(
      .protocolViolation, at: place, why: "the server sent unasked \"\(shown(Array(line)))\"",
      remedy: "try again later; if it stays, tell the server's operator")
  }
}
