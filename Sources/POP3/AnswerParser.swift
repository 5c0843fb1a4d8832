import Bytes

/// Takes what the parser finds. Calls for one answer: `status`, then, unless it was an error, `line`
/// for each line of a listing or `body` for each piece of a message, and `end`.
package protocol AnswerHandler: AnyObject {
  func status(_ line: StatusLine, of command: Command) throws(POP3Error)
  /// Without the line end; valid during the call.
  func line(_ line: borrowing RawSpan, of command: Command) throws(POP3Error)
  /// As on the wire without stuffed dots; valid during the call.
  func body(_ octets: borrowing RawSpan, of command: Command) throws(POP3Error)
  func end(of command: Command) throws(POP3Error)
}

/// Cuts the server's octets into answers, however they arrive. Holds no more than one line.
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
  /// Whether the answer's status line ended in LF alone: then its end may, too.
  private var bareLF = false

  /// Makes the server's words fit for people's eyes.
  private let shown: ([UInt8]) -> String

  init(place: String, shown: @escaping ([UInt8]) -> String) {
    self.place = place
    self.shown = shown
  }

  /// Whether the octets so far end between two answers.
  var isBetweenAnswers: Bool {
    if case .status = state { partial.isEmpty } else { false }
  }

  var isInMessage: Bool { if case .message = state { true } else { false } }

  /// Whether the message so far could be all of it, ended by "." that does not stand on a line of
  /// its own, as old Exchange servers do.
  var mayHaveEnded: Bool {
    if case .message(let framing) = state { framing.holdsTail } else { false }
  }

  /// From now on the next "+OK" or "-ERR" answers the NOOP sent to find that out.
  mutating func expectEnd() {
    guard case .message(var framing) = state else { return }
    framing.isProbing = true
    state = .message(framing)
  }

  /// Reads from `octets[position...]` until `command` is answered (true) or the octets are used up.
  mutating func parse(
    _ octets: borrowing RawSpan, from position: inout Int, for command: Command,
    _ handler: some AnswerHandler
  ) throws(POP3Error) -> Bool {
    while position < octets.byteCount {
      switch state {
      case .message(var framing):
        let ended = try framing.parse(octets, from: &position, for: command, handler)
        state = ended ? .status : .message(framing)
        if ended {
          try handler.end(of: command)
          return true
        }
      case .status:
        guard let line = try takeLine(octets, from: &position, limit: Limits.statusLine) else {
          break
        }
        if try begin(line, command, handler) { return true }
      case .listing:
        if try parseListing(octets, from: &position, for: command, handler) {
          state = .status
          try handler.end(of: command)
          return true
        }
      }
    }
    return false
  }

  /// Takes a status line; true if that is the whole answer.
  private mutating func begin(
    _ line: [UInt8], _ command: Command, _ handler: some AnswerHandler
  ) throws(POP3Error) -> Bool {
    guard let status = StatusLine(line) else {
      throw POP3Error(
        command == .greeting ? .notPOP3 : .protocolViolation, at: place,
        reason: "the server answered \"\(shown(line))\" to \(command.masked)",
        advice: "check that host and port are those of a POP3 server")
    }
    try handler.status(status, of: command)
    guard status.status == .ok else { return true }
    switch command.answerShape {
    case .statusLine: return true
    case .listing: state = .listing
    case .message: state = .message(MessageFraming(endsInLF: bareLF))
    }
    return false
  }

  /// Whole lines are handed on from where they lie.
  private mutating func parseListing(
    _ octets: borrowing RawSpan, from position: inout Int, for command: Command,
    _ handler: some AnswerHandler
  ) throws(POP3Error) -> Bool {
    while position < octets.byteCount {
      guard partial.isEmpty, let feed = octets.firstIndex(of: Byte.lf, from: position) else {
        guard let line = try takeLine(octets, from: &position, limit: Limits.listLine) else {
          return false
        }
        if line == [UInt8(ascii: ".")] { return true }
        try unsafe handler.line(line.span.bytes, of: command)
        continue
      }
      var end = feed
      if end > position, octets[end - 1] == UInt8(ascii: "\r") { end -= 1 }
      guard end - position <= Limits.listLine else { throw tooLong() }
      let start = position
      position = feed + 1
      if end - start == 1, octets[start] == UInt8(ascii: ".") { return true }
      try handler.line(octets.extracting(start..<end), of: command)
    }
    return false
  }

  /// The next line without its end; nil when it is not complete.
  private mutating func takeLine(
    _ octets: borrowing RawSpan, from position: inout Int, limit: Int
  ) throws(POP3Error) -> [UInt8]? {
    let feed = octets.firstIndex(of: Byte.lf, from: position)
    let end = feed ?? octets.byteCount
    guard partial.count + (end - position) <= limit + 1 else { throw tooLong() }
    partial.append(contentsOf: octets, position..<end)
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
      .limitExceeded, at: place, reason: "the server sent a line without end",
      advice: "check that host and port are those of a POP3 server")
  }
}
