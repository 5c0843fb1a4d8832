import Bytes
internal import Net

/// Receives the parser's results. Calls for one response: `status`, then, unless it was an error,
/// `line` for each line of a listing or `body` for each piece of a message, and `end`.
package protocol AnswerHandler: AnyObject {
  /// Called again for the same command if the first status line turns out to have been part of the
  /// greeting.
  func status(_ line: StatusLine, of command: Command) throws(POP3Error)
  /// A line without its line end; valid during the call.
  func line(_ line: borrowing RawSpan, of command: Command) throws(POP3Error)
  /// Message bytes as received, with stuffed dots removed; valid during the call.
  func body(_ bytes: borrowing RawSpan, of command: Command) throws(POP3Error)
  func end(of command: Command, _ end: AnswerEnd) throws(POP3Error)
}

/// How a listing or message ended.
package struct AnswerEnd: Sendable, Equatable {
  /// Number of dots removed from a message because the server had doubled them.
  package var stuffedDots = 0
  /// False if there was no proper end: after a message, a reply to the NOOP that asks for the end
  /// followed; after a listing, nothing followed.
  package var isProper = true
}

/// Splits the server's bytes into responses, however they arrive. Buffers at most one line.
struct AnswerParser {
  private enum State {
    case status
    case listing
    case message(MessageFraming)
  }

  private let place: String
  private var state = State.status
  /// The beginning of a line whose end has not arrived.
  private var partial: [UInt8] = []
  /// A line that belongs to the next answer.
  private var pushedBack: [UInt8]?
  /// Whether the response's status line ended in LF alone: then its terminator may, too.
  private var bareLF = false
  /// Number of lines so far in the current listing.
  private var listedLines = 0
  /// The status line announces an empty listing: "+OK 0 messages".
  private var saysEmpty = false
  /// Number of lines that may be skipped before the next status line: further lines of a greeting,
  /// or late lines of a listing that was considered ended.
  private var strayLines = 0
  /// The first line of text before the greeting's status line, which some servers print.
  private var prologue: [UInt8]?
  private var prologueLines = 0
  /// True if, in some message, a line that ends in "." was followed by what looks like a response.
  private(set) var hasDoubtfulEnd = false

  /// Makes the server's text safe to show to people.
  private let shown: ([UInt8]) -> String

  init(place: String, shown: @escaping ([UInt8]) -> String) {
    self.place = place
    self.shown = shown
  }

  var hasPushedBack: Bool { pushedBack != nil }
  var isInMessage: Bool { if case .message = state { true } else { false } }

  /// Whether the message may be complete so far although it has no proper end: a "." that is not on
  /// a line of its own, as old Exchange servers send, or "." CR without LF.
  var mayHaveEnded: Bool {
    if case .message(let framing) = state { framing.mayHaveEnded } else { false }
  }

  /// Whether the message so far, or an earlier part that seemed to end, may be complete.
  var mayHaveEndedBefore: Bool {
    if case .message(let framing) = state {
      framing.mayHaveEnded || framing.mayHaveEndedBefore
    } else {
      false
    }
  }

  /// Whether the listing may be complete so far: the response to CAPA, or the listing of an empty
  /// maildrop.
  func mayLackEnd(_ command: Command) -> Bool {
    guard case .listing = state, partial.isEmpty else { return false }
    return command == .capa || listedLines == 0 && saysEmpty
  }

  /// Treats the next "+OK" or "-ERR" as the reply to the NOOP that asks for the end.
  mutating func expectEnd() {
    guard case .message(var framing) = state else { return }
    framing.isProbing = true
    state = .message(framing)
  }

  /// Treats the current listing as ended; its late lines are skipped.
  mutating func endListing() {
    state = .status
    strayLines = Limits.capabilityLines
  }

  /// Allows further lines of the greeting before the response to the first command.
  mutating func expectBanner() { strayLines = Limits.bannerLines }

  /// Reads from `bytes[position...]` until `command` is answered (returns true) or all bytes are
  /// used (returns false).
  ///
  /// - Parameter isFollowed: another response is expected after this one.
  mutating func parse(
    _ bytes: borrowing RawSpan, from position: inout Int, for command: Command, isFollowed: Bool,
    _ handler: some AnswerHandler
  ) throws(POP3Error) -> Bool {
    while position < bytes.byteCount || pushedBack != nil {
      let isAnswered =
        switch state {
        case .message(let framing):
          try parseMessage(
            framing, bytes, from: &position, for: command, isFollowed: isFollowed, handler)
        case .status: try parseStatus(bytes, from: &position, for: command, handler)
        case .listing:
          try parseListing(bytes, from: &position, for: command, isFollowed: isFollowed, handler)
        }
      if isAnswered {
        state = .status
        return true
      }
    }
    return false
  }

  private mutating func parseMessage(
    _ old: MessageFraming, _ bytes: borrowing RawSpan, from position: inout Int,
    for command: Command, isFollowed: Bool, _ handler: some AnswerHandler
  ) throws(POP3Error) -> Bool {
    var framing = old
    let progress = try framing.parse(
      bytes, from: &position, isFollowed: isFollowed, for: command, handler)
    state = .message(framing)
    if framing.mayHaveEndedBefore { hasDoubtfulEnd = true }
    switch progress {
    case .goesOn: return false
    case .ended(let end):
      try handler.end(of: command, end)
      return true
    case .endedWithoutLF:
      throw POP3Error(
        .malformedEnd, at: place,
        why: "the end of the message that answers \(command.masked) is \".\" CR without LF",
        remedy: "it is tried again, after all others; if it persists, tell the server's operator")
    }
  }

  // MARK: Status lines

  private mutating func parseStatus(
    _ bytes: borrowing RawSpan, from position: inout Int, for command: Command,
    _ handler: some AnswerHandler
  ) throws(POP3Error) -> Bool {
    guard let line = try takeLine(bytes, from: &position, limit: Limits.statusLine) else {
      return false
    }
    guard let status = StatusLine(line) else {
      if strayLines > 0 {
        strayLines -= 1
        return false
      }
      if command == .greeting, prologueLines < Limits.prologueLines,
        PortProbe.stranger(line, .pop3) == nil
      {
        prologueLines += 1
        prologue = prologue ?? line
        return false
      }
      throw noAnswer(line, to: command)
    }
    strayLines = 0
    prologue = nil
    return try begin(status, command, handler)
  }

  /// Reads a status line; returns true if it is the whole response.
  private mutating func begin(
    _ status: StatusLine, _ command: Command, _ handler: some AnswerHandler
  ) throws(POP3Error) -> Bool {
    try handler.status(status, of: command)
    guard status.status == .ok else { return true }
    switch command.answerShape {
    case .statusLine: return true
    case .listing:
      state = .listing
      listedLines = 0
      saysEmpty = unsafe ListingLine.leadingNumber(status.bytes.span.bytes) == 0
    case .message: state = .message(MessageFraming(endsInLF: bareLF))
    }
    return false
  }

  /// What is wrong with a greeting of which only other text has come; nil if there is none.
  var missingGreeting: POP3Error? {
    guard case .status = state, let prologue else { return nil }
    return noAnswer(prologue, to: .greeting)
  }

  private func noAnswer(_ line: [UInt8], to command: Command) -> POP3Error {
    let stranger = command == .greeting ? PortProbe.stranger(line, .pop3) : nil
    return POP3Error(
      command == .greeting ? .notPOP3 : .protocolViolation, at: place,
      why: stranger.map { "\($0): \"\(shown(line))\"" }
        ?? "the server answered \"\(shown(line))\" to \(command.masked)",
      remedy: "check that host and port are those of a POP3 server")
  }

  // MARK: Listings

  /// Passes complete lines on without copying them.
  private mutating func parseListing(
    _ bytes: borrowing RawSpan, from position: inout Int, for command: Command, isFollowed: Bool,
    _ handler: some AnswerHandler
  ) throws(POP3Error) -> Bool {
    while position < bytes.byteCount {
      let isEnd: Bool
      if partial.isEmpty, let feed = bytes.firstIndex(of: Byte.lf, from: position) {
        var end = feed
        if end > position, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        guard end - position <= Limits.listLine else { throw tooLong() }
        let start = position
        position = feed + 1
        isEnd = try takeListed(
          bytes.extracting(start..<end), of: command, isFollowed: isFollowed, handler)
      } else {
        guard let line = try takeLine(bytes, from: &position, limit: Limits.listLine) else {
          return false
        }
        isEnd = try unsafe takeListed(
          line.span.bytes, of: command, isFollowed: isFollowed, handler)
      }
      if isEnd { return true }
    }
    return false
  }

  /// Returns true if the listing ends with this line, or before it.
  private mutating func takeListed(
    _ line: borrowing RawSpan, of command: Command, isFollowed: Bool, _ handler: some AnswerHandler
  ) throws(POP3Error) -> Bool {
    if line.byteCount == 1, line[0] == UInt8(ascii: ".") {
      try handler.end(of: command, AnswerEnd())
      return true
    }
    if listedLines == 0 || command == .capa, let status = Self.answer(line, in: command) {
      if isFollowed {
        pushedBack = [UInt8](line)
        try handler.end(of: command, AnswerEnd())
        return true
      }
      // The first status line was the second line of the greeting.
      if command == .capa { return try begin(status, command, handler) }
    }
    listedLines += 1
    try handler.line(line, of: command)
    return false
  }

  /// Returns a status line inside a listing as the next response; "+OK 1 abc" is how some servers
  /// write a line of UIDL.
  private static func answer(_ line: borrowing RawSpan, in command: Command) -> StatusLine? {
    guard line.byteCount > 0, line[0] == UInt8(ascii: "+") || line[0] == UInt8(ascii: "-"),
      command == .capa || ListingLine(line) == nil,
      let status = StatusLine([UInt8](line)), status.status != .challenge
    else { return nil }
    return status
  }

  /// Returns the next line without its line end; nil if it is not complete yet.
  private mutating func takeLine(
    _ bytes: borrowing RawSpan, from position: inout Int, limit: Int
  ) throws(POP3Error) -> [UInt8]? {
    if let line = pushedBack {
      pushedBack = nil
      return line
    }
    let feed = bytes.firstIndex(of: Byte.lf, from: position)
    let end = feed ?? bytes.byteCount
    guard partial.count + (end - position) <= limit + 1 else { throw tooLong() }
    partial.append(contentsOf: bytes, position..<end)
    position = feed.map { $0 + 1 } ?? end
    guard feed != nil else { return nil }
    var line = partial
    partial.removeAll(keepingCapacity: true)
    bareLF = line.last != UInt8(ascii: "\r")
    if !bareLF { line.removeLast() }
    return line
  }

  private func tooLong() -> POP3Error {
    POP3Error(
      .limitExceeded, at: place, why: "the server sent a line that is too long",
      remedy: "check that host and port are those of a POP3 server")
  }
}
