import Bytes
import IMAP

/// A command as it came: its text, with the literals where they stood.
struct RawCommand: Equatable {
  enum Piece: Equatable {
    /// Without line ends and the marks of literals.
    case text([UInt8])
    case literal([UInt8])
  }

  var pieces: [Piece] = []

  /// The text up to the first blank; empty if there is none.
  var tag: [UInt8] { Array(firstText.prefix { $0 != Byte.space }) }

  /// The word behind the tag, in capitals.
  var verb: String {
    let rest = firstText.drop { $0 != Byte.space }.dropFirst()
    return String(decoding: rest.prefix { $0 != Byte.space }, as: UTF8.self).uppercased()
  }

  private var firstText: [UInt8] {
    if case .text(let text)? = pieces.first { text } else { [] }
  }
}

/// Cuts what a client sends into commands, without I/O. Bytes go in by `feed`, events come out by `next`.
struct CommandFraming {
  enum Event: Equatable {
    case command(RawCommand)
    /// The client waits for "+" before it sends a literal.
    case question
    /// A literal that is not taken: the command that has this tag ends here.
    case tooLarge(tag: [UInt8])
    /// What follows cannot be understood, so that the connection must be closed.
    case broken(String)
  }

  private enum State {
    case line
    case literal(missing: Int)
    /// A literal of APPEND.
    case dropping(missing: UInt64)
    case closed
  }

  /// The end of a line that announces a literal (RFC 9051 section 4.3, RFC 7888, RFC 3516).
  private struct Mark {
    let size: UInt64
    let isAnnounced: Bool
    let textEnd: Int
  }

  private var input: [UInt8] = []
  private var position = 0
  private var state = State.line
  private var line: [UInt8] = []
  private var literal: [UInt8] = []
  private var command = RawCommand()
  private var textBytes = 0
  private var literalBytes = 0

  init() {}

  /// Nothing of a command has come that is not complete.
  var isBetweenCommands: Bool {
    guard case .line = state else { return false }
    return command.pieces.isEmpty && line.isEmpty && position == input.count
  }

  mutating func feed(_ bytes: some Collection<UInt8>) {
    if position == input.count {
      input.removeAll(keepingCapacity: true)
      position = 0
    }
    input.append(contentsOf: bytes)
  }

  /// Nil: more bytes are needed.
  mutating func next() -> Event? {
    while position < input.count {
      switch state {
      case .closed: return nil
      case .line:
        if let event = takeLine() { return event }
      case .literal(let missing):
        let taken = min(missing, input.count - position)
        literal += input[position..<position + taken]
        position += taken
        state = .literal(missing: missing - taken)
        if taken == missing { endLiteral() }
      case .dropping(let missing):
        let taken = min(missing, UInt64(input.count - position))
        position += Int(taken)
        state = .dropping(missing: missing - taken)
        if taken == missing { endLiteral() }
      }
    }
    return nil
  }

  private mutating func endLiteral() {
    command.pieces.append(.literal(literal))
    literal = []
    state = .line
  }

  private mutating func takeLine() -> Event? {
    let feed = input.span.firstIndex(of: Byte.lf, from: position)
    let end = feed ?? input.count
    line += input[position..<end]
    position = feed.map { $0 + 1 } ?? end
    guard textBytes + line.count <= Limits.command else { return close("the command is too long") }
    guard feed != nil else { return nil }
    if line.last == Byte.cr { line.removeLast() }
    defer { line.removeAll(keepingCapacity: true) }
    textBytes += line.count
    guard let mark = Self.mark(line) else {
      command.pieces.append(.text(line))
      return finish()
    }
    command.pieces.append(.text(Array(line[..<mark.textEnd])))
    return begin(mark)
  }

  private mutating func begin(_ mark: Mark) -> Event? {
    let isAppend = command.verb == "APPEND"
    // It is refused before the message is sent.
    if isAppend, !mark.isAnnounced { return finish() }
    if isAppend {
      guard mark.size <= Limits.droppedLiteral else { return close("the literal is too large") }
      state = .dropping(missing: mark.size)
      if mark.size == 0 { endLiteral() }
      return nil
    }
    guard mark.size <= UInt64(Limits.literals - literalBytes) else {
      // Without asking, it is on its way already.
      guard !mark.isAnnounced else { return close("the literal is too large") }
      let tag = command.tag
      reset()
      return .tooLarge(tag: tag)
    }
    literalBytes += Int(mark.size)
    state = .literal(missing: Int(mark.size))
    if mark.size == 0 { endLiteral() }
    return mark.isAnnounced ? nil : .question
  }

  private mutating func finish() -> Event {
    let whole = command
    reset()
    return .command(whole)
  }

  private mutating func reset() {
    command = RawCommand()
    (textBytes, literalBytes) = (0, 0)
    state = .line
  }

  private mutating func close(_ why: String) -> Event {
    reset()
    state = .closed
    input = []
    position = 0
    return .broken(why)
  }

  /// "{12}", "{12+}" or "~{12}" at the end of a line. A quoted string ends in a quote, so that nothing else
  /// can look like it.
  private static func mark(_ line: [UInt8]) -> Mark? {
    guard line.last == UInt8(ascii: "}"), let open = line.lastIndex(of: UInt8(ascii: "{")) else {
      return nil
    }
    var digits = line[(open + 1)...].dropLast()
    let isAnnounced = digits.last == UInt8(ascii: "+") || digits.last == UInt8(ascii: "-")
    if isAnnounced { digits.removeLast() }
    guard let size = decimal(digits) else { return nil }
    let isBinary = open > 0 && line[open - 1] == UInt8(ascii: "~")
    return Mark(size: size, isAnnounced: isAnnounced, textEnd: isBinary ? open - 1 : open)
  }
}
