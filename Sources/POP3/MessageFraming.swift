import Bytes

/// Finds the end of a message and takes out stuffed dots (RFC 1939 §3), octet by octet as needed.
///
/// A line begins after LF. Violations accepted, because mail must not be lost over them:
/// a line that begins with one dot and goes on is kept whole (the server does not stuff);
/// ".LF" ends a message whose status line ended in LF alone;
/// "….CRLF" without a line of its own ends a message if the server then answers a NOOP.
struct MessageFraming {
  private enum State {
    case text
    case lineStart
    /// "." at the start of a line.
    case dot
    case dotCR
  }

  private let endsInLF: Bool
  private var state = State.lineStart
  /// ".CRLF" at the end of the last octets is kept back until it is known to be text.
  private(set) var holdsTail = false
  var isProbing = false

  init(endsInLF: Bool) { self.endsInLF = endsInLF }

  /// True when the message has ended; `position` is then behind its end.
  mutating func parse(
    _ octets: borrowing RawSpan, from position: inout Int, for command: Command,
    _ handler: some AnswerHandler
  ) throws(POP3Error) -> Bool {
    if holdsTail {
      holdsTail = false
      if isProbing, octets.hasBytes("+OK", at: position) || octets.hasBytes("-ERR", at: position) {
        return true
      }
      try unsafe handler.body(Self.tail.span.bytes, of: command)
    }
    isProbing = false
    var start = position
    while position < octets.byteCount {
      switch state {
      case .text:
        guard let feed = octets.firstIndex(of: Byte.lf, from: position) else {
          position = octets.byteCount
          break
        }
        position = feed + 1
        state = .lineStart
      case .lineStart:
        if octets[position] == UInt8(ascii: ".") {
          try emit(octets, start..<position, command, handler)
          position += 1
          start = position
          state = .dot
        } else {
          state = .text
        }
      case .dot:
        switch octets[position] {
        case UInt8(ascii: "."): state = .text
        case UInt8(ascii: "\r"):
          position += 1
          start = position
          state = .dotCR
        case UInt8(ascii: "\n") where endsInLF:
          position += 1
          return true
        default:
          try unsafe handler.body(Self.tail.span.bytes.extracting(0..<1), of: command)
          state = .text
        }
      case .dotCR:
        if octets[position] == UInt8(ascii: "\n") {
          position += 1
          return true
        }
        try unsafe handler.body(Self.tail.span.bytes.extracting(0..<2), of: command)
        state = .text
      }
    }
    var end = position
    if case .lineStart = state, end - start >= 3, octets.hasBytes(".\r\n", at: end - 3) {
      end -= 3
      holdsTail = true
    }
    try emit(octets, start..<end, command, handler)
    return false
  }

  private static let tail = Array(".\r\n".utf8)

  private func emit(
    _ octets: borrowing RawSpan, _ range: Range<Int>, _ command: Command,
    _ handler: some AnswerHandler
  ) throws(POP3Error) {
    guard !range.isEmpty else { return }
    try handler.body(octets.extracting(range), of: command)
  }
}
