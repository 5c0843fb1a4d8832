import Bytes

/// Finds the end of a message and removes stuffed dots (RFC 1939 §3), byte by byte where necessary.
///
/// A line begins after LF. Violations are accepted where mail would be lost otherwise:
/// - a line that begins with one dot followed by other text is kept whole (the server does not
///   stuff);
/// - ".LF" ends a message whose status line ended in LF alone;
/// - "….CRLF" that is not on a line of its own ends a message if the server then answers a NOOP.
///
/// "." CR followed by the next response cannot be distinguished from text: the session breaks.
struct MessageFraming {
  private enum State {
    case text
    case lineStart
    /// "." at the start of a line.
    case dot
    case dotCR
    /// "." CR and the first `matched` bytes of `answers[index]`.
    case answerBehindCR(index: Int, matched: Int)
  }

  /// The result of parsing some bytes.
  enum Progress {
    case goesOn
    case ended(AnswerEnd)
    /// "." CR without LF, and the next response.
    case endedWithoutLF
  }

  private let endsInLF: Bool
  private var state = State.lineStart
  private var stuffedDots = 0
  /// ".CRLF" at the end of the last bytes is held back until it is known to be text.
  private var holdsTail = false
  var isProbing = false
  /// A line that ends in "." was followed by what looks like a response: the message may have ended
  /// there. Detected only if both arrived together or the dot came last.
  private(set) var mayHaveEndedBefore = false

  init(endsInLF: Bool) { self.endsInLF = endsInLF }

  /// Whether the message may be complete so far, without a proper end.
  var mayHaveEnded: Bool {
    if holdsTail { return true }
    if case .dotCR = state { return true }
    return false
  }

  /// - Parameter isFollowed: another response is expected after this one.
  mutating func parse(
    _ bytes: borrowing RawSpan, from position: inout Int, isFollowed: Bool, for command: Command,
    _ handler: some AnswerHandler
  ) throws(POP3Error) -> Progress {
    if holdsTail {
      holdsTail = false
      if Self.answerBegins(in: bytes, at: position) {
        if isProbing { return .ended(AnswerEnd(stuffedDots: stuffedDots, isProper: false)) }
        mayHaveEndedBefore = true
      }
      try unsafe handler.body(Self.tail.span.bytes, of: command)
    }
    isProbing = false
    var start = position
    while position < bytes.byteCount {
      switch state {
      case .text:
        guard let feed = bytes.firstIndex(of: Byte.lf, from: position) else {
          position = bytes.byteCount
          break
        }
        position = feed + 1
        state = .lineStart
      case .lineStart:
        switch bytes[position] {
        case UInt8(ascii: "."):
          try emit(bytes, start..<position, command, handler)
          position += 1
          start = position
          state = .dot
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
          if bytes.hasBytes(".\r\n", at: position - 3),
            Self.answerBegins(in: bytes, at: position)
          {
            mayHaveEndedBefore = true
          }
          state = .text
        default: state = .text
        }
      case .dot:
        switch bytes[position] {
        case UInt8(ascii: "."):
          stuffedDots += 1
          state = .text
        case UInt8(ascii: "\r"):
          position += 1
          start = position
          state = .dotCR
        case UInt8(ascii: "\n") where endsInLF:
          position += 1
          return .ended(AnswerEnd(stuffedDots: stuffedDots))
        default:
          try unsafe handler.body(Self.tail.span.bytes.extracting(0..<1), of: command)
          state = .text
        }
      case .dotCR:
        let byte = bytes[position]
        if byte == UInt8(ascii: "\n") {
          position += 1
          return .ended(AnswerEnd(stuffedDots: stuffedDots))
        }
        if isFollowed, let index = Self.answers.firstIndex(where: { $0.first == byte }) {
          position += 1
          start = position
          state = .answerBehindCR(index: index, matched: 1)
        } else {
          try unsafe handler.body(Self.tail.span.bytes.extracting(0..<2), of: command)
          state = .text
        }
      case .answerBehindCR(let index, let matched):
        let answer = Self.answers[index]
        if answer[matched] == bytes[position] {
          guard matched + 1 < answer.count else { return .endedWithoutLF }
          position += 1
          start = position
          state = .answerBehindCR(index: index, matched: matched + 1)
        } else {
          try unsafe handler.body(Self.tail.span.bytes.extracting(0..<2), of: command)
          try unsafe handler.body(answer.span.bytes.extracting(0..<matched), of: command)
          state = .text
        }
      }
    }
    var end = position
    if case .lineStart = state, end - start >= 3, bytes.hasBytes(".\r\n", at: end - 3) {
      end -= 3
      holdsTail = true
    }
    try emit(bytes, start..<end, command, handler)
    return .goesOn
  }

  private static let tail = Array(".\r\n".utf8)
  private static let answers = [Array("+OK".utf8), Array("-ERR".utf8)]

  private static func answerBegins(in bytes: borrowing RawSpan, at position: Int) -> Bool {
    bytes.hasBytes("+OK", at: position) || bytes.hasBytes("-ERR", at: position)
  }

  private func emit(
    _ bytes: borrowing RawSpan, _ range: Range<Int>, _ command: Command,
    _ handler: some AnswerHandler
  ) throws(POP3Error) {
    guard !range.isEmpty else { return }
    try handler.body(bytes.extracting(range), of: command)
  }
}
