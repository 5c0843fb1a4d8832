import Bytes
internal import Net

/// IMAP without I/O: commands go in and bytes for the server come out; bytes from the server go in and
/// calls of a `ResponseHandler` come out. Any number of commands may wait for their answers.
package struct Dialogue {
  private let place: String
  private let shown: ([UInt8]) -> String
  private var parser: ResponseParser
  private var awaited: [Awaited] = []
  private var lastTag = 0
  private var output: [UInt8] = []
  /// What comes first, unasked.
  package private(set) var greeting: StatusResponse?
  private var expectsGreeting: Bool
  /// What the server wants to know next ("+"), in a login.
  package private(set) var question: [UInt8]?
  /// The server's goodbye.
  package private(set) var farewell: StatusResponse?
  private var responses = 0

  private struct Awaited {
    let tag: [UInt8]
    let command: Command
    /// Pieces of the command that are sent when the server asks for them.
    var pieces: ArraySlice<[UInt8]>
  }

  /// - Parameters:
  ///   - expectsGreeting: false after STARTTLS, which brings no new one.
  ///   - shown: makes the server's words fit for an error.
  package init(
    place: String, limits: IMAPLimits = IMAPLimits(), expectsGreeting: Bool = true,
    shown: @escaping ([UInt8]) -> String = { shownText($0) }
  ) {
    self.place = place
    self.shown = shown
    self.expectsGreeting = expectsGreeting
    parser = ResponseParser(place: place, limits: limits)
  }

  package var awaitedCount: Int { awaited.count }
  /// A piece of the last command waits for the server's "+": no other may be sent meanwhile.
  var isBlocked: Bool { awaited.last.map { !$0.pieces.isEmpty } ?? false }

  package mutating func enqueue(_ command: Command, takesLiterals: Bool = false) {
    lastTag += 1
    let tag = "M\(lastTag)"
    let pieces = command.pieces(tag: tag, takesLiterals: takesLiterals)
    output += pieces.first ?? []
    awaited.append(
      Awaited(tag: Array(tag.utf8), command: command, pieces: pieces.dropFirst()))
  }

  /// A line of a login.
  package mutating func answer(_ line: String) {
    question = nil
    output += line.utf8
    output += "\r\n".utf8
  }

  /// Bytes for the server, to be sent now.
  package mutating func takeOutput() -> [UInt8] {
    defer { output = [] }
    return output
  }

  /// - Returns: how many of the bytes were taken: what follows the answer to COMPRESS is compressed.
  /// - Throws: a protocol violation for an answer to a command that was not sent, which somebody on the
  ///   way, or the server, had ready beforehand (CVE-2026-42246).
  @discardableResult
  package mutating func receive(
    _ bytes: borrowing RawSpan, _ handler: some ResponseHandler
  ) throws(IMAPError) -> Int {
    var position = 0
    while let event = try parser.next(bytes, from: &position, handler) {
      responses += 1
      guard responses <= Limits.responses else {
        throw IMAPError(
          .limitExceeded, at: place, why: "the server sends responses without end",
          remedy: "check that this is the right server")
      }
      switch event {
      case .response(let response): try take(response, handler)
      case .continuation(let text): try goOn(text)
      case .completed(let tag, let status):
        let command = try complete(tag, status)
        if command == .startTLS, status.status == .ok, position < bytes.byteCount {
          throw Self.injected(place)
        }
        try handler.completed(command, status)
        if command == .compress, status.status == .ok { return position }
      }
    }
    return bytes.byteCount
  }

  private mutating func take(
    _ response: Response, _ handler: some ResponseHandler
  ) throws(IMAPError) {
    guard expectsGreeting else {
      if case .status(let status) = response, status.status == .bye { farewell = status }
      return try handler.received(response)
    }
    guard case .status(let status) = response, [.ok, .preauth, .bye].contains(status.status) else {
      throw notIMAP(response)
    }
    expectsGreeting = false
    greeting = status
    try handler.received(response)
  }

  private mutating func goOn(_ text: [UInt8]) throws(IMAPError) {
    guard !expectsGreeting, let last = awaited.indices.last else {
      throw expectsGreeting ? notIMAP(.unintelligible([UInt8(ascii: "+")] + text)) : unasked(text)
    }
    if let piece = awaited[last].pieces.popFirst() {
      output += piece
    } else {
      question = text
    }
  }

  private mutating func complete(
    _ tag: [UInt8], _ status: StatusResponse
  ) throws(IMAPError) -> Command {
    guard !expectsGreeting else { throw notIMAP(.unintelligible(tag)) }
    guard let index = awaited.firstIndex(where: { $0.tag == tag }) else {
      throw unasked(tag + Array(" \(status.status.rawValue)".utf8))
    }
    responses = 0
    return awaited.remove(at: index).command
  }

  private func notIMAP(_ response: Response) -> IMAPError {
    let words: [UInt8] = if case .unintelligible(let line) = response { line } else { [] }
    let stranger = PortProbe.stranger(words, .imap) ?? "the greeting is none of IMAP"
    return IMAPError(
      .notIMAP, at: place, why: stranger + (words.isEmpty ? "" : ": \"\(shown(words))\""),
      remedy: "check that host and port are those of an IMAP server")
  }

  private func unasked(_ line: [UInt8]) -> IMAPError {
    IMAPError(
      .protocolViolation, at: place,
      why: "the server answers what was not asked: \"\(shown(line))\"",
      remedy: "try again later; if it stays, somebody on the way may be tampering")
  }

  static func injected(_ place: String) -> IMAPError {
    IMAPError(
      .network(.injectedClearText), at: place,
      why: "unencrypted data follows the answer to STARTTLS",
      remedy: "somebody on the way may be tampering: use implicit TLS (port 993) or another network"
    )
  }
}
