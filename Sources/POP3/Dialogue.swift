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
    parser = AnswerParser(place: place, shown: shown)
    if expectsGreeting { awaited.append(Awaited(command: .greeting, overlapped: false)) }
  }

  package var awaitedCount: Int { awaited.count - answered }
  package var isInMessage: Bool { parser.isInMessage }

  /// The message so far could be all of it: if the server falls silent now, it has not ended it
  /// properly.
  package var mayHaveEnded: Bool { parser.mayHaveEnded }

  /// The next answer's command was sent before the one ahead of it was answered.
  package var awaitsOverlapped: Bool { answered < awaited.count && awaited[answered].overlapped }

  package mutating func enqueue(_ command: Command) {
    enqueue(command, overlapping: awaitedCount > 0)
  }

  private mutating func enqueue(_ command: Command, overlapping: Bool) {
    awaited.append(Awaited(command: command, overlapped: overlapping))
    output += command.line.utf8
    output += "\r\n".utf8
  }

  /// Asks a silent server that owes nothing else whether the message has ended.
  package mutating func probeEnd() {
    parser.expectEnd()
    enqueue(.noop, overlapping: false)
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
    var position = 0
    while position < octets.byteCount {
      guard answered < awaited.count else {
        let rest = Array(octets).dropFirst(position).prefix { $0 != 13 && $0 != 10 }
        throw POP3Error(
          .protocolViolation, at: place,
          reason: "the server sent unasked \"\(shown(Array(rest)))\"",
          advice: "try again later; if it stays, tell the server's operator")
      }
      let next = awaited[answered]
      guard try parser.parse(octets, from: &position, for: next.command, handler) else { return }
      if next.overlapped { hasPipelined = true }
      answered += 1
      if answered == awaited.count || answered >= 1024 {
        awaited.removeFirst(answered)
        answered = 0
      }
    }
  }
}
