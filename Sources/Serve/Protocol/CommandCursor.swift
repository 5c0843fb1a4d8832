import Bytes
import IMAP

/// A command that does not follow the grammar; the words are for the client's log.
struct BadCommand: Error, Equatable {
  let why: String

  init(_ why: String) { self.why = why }
}

/// A place in a command, and the words of RFC 9051 section 9 that can be read there. Nothing is read twice,
/// so that the time is linear.
struct CommandCursor {
  private let pieces: [RawCommand.Piece]
  private var piece = 0
  private var position = 0

  init(_ command: RawCommand) { pieces = command.pieces }

  private var text: [UInt8]? {
    if pieces.indices.contains(piece), case .text(let text) = pieces[piece] { text } else { nil }
  }

  /// The next character; nil before a literal and at the end.
  var peek: UInt8? {
    guard let text, position < text.count else { return nil }
    return text[position]
  }

  var isAtEnd: Bool {
    piece >= pieces.count || (piece == pieces.count - 1 && peek == nil && text != nil)
  }

  /// Before a literal.
  private var isAtLiteral: Bool {
    guard let text, position == text.count, pieces.indices.contains(piece + 1) else { return false }
    return true
  }

  mutating func take(_ byte: UInt8) -> Bool {
    guard peek == byte else { return false }
    position += 1
    return true
  }

  mutating func expect(_ byte: UInt8) throws(BadCommand) {
    guard take(byte) else {
      throw BadCommand("expected \(Self.name(of: byte))")
    }
  }

  mutating func space() throws(BadCommand) {
    guard take(Byte.space) else {
      throw BadCommand(isAtEnd ? "arguments are missing" : "expected a blank")
    }
    // Some programs write two.
    while take(Byte.space) {}
  }

  /// The blank before the next element of a list; false at its end, which is taken.
  mutating func continuesList() throws(BadCommand) -> Bool {
    if take(Byte.closeParenthesis) { return false }
    try space()
    return !take(Byte.closeParenthesis)
  }

  func expectEnd() throws(BadCommand) {
    var rest = self
    while rest.take(Byte.space) {}
    guard rest.isAtEnd else { throw BadCommand("more arguments than expected") }
  }

  mutating func bytes(while isWanted: (UInt8) -> Bool) -> [UInt8] {
    guard let text else { return [] }
    let start = position
    while position < text.count, isWanted(text[position]) { position += 1 }
    return Array(text[start..<position])
  }

  // MARK: Words

  /// Letters, digits and what else a name of the protocol has, in capitals.
  mutating func keyword() throws(BadCommand) -> String {
    let word = bytes {
      Byte.isLetter($0) || Byte.isDigit($0) || $0 == Byte.dot || $0 == Byte.dash
        || $0 == Byte.equals || $0 == UInt8(ascii: "+") || $0 == Byte.slash || $0 == Byte.underscore
    }
    guard !word.isEmpty else { throw BadCommand("expected a word") }
    return String(decoding: word, as: UTF8.self).uppercased()
  }

  mutating func atom() throws(BadCommand) -> [UInt8] {
    let atom = bytes(while: Self.isAtomCharacter)
    guard !atom.isEmpty else { throw BadCommand("expected a word") }
    return atom
  }

  /// Quoted, or a literal.
  mutating func string() throws(BadCommand) -> [UInt8] {
    if peek == Byte.quote { return try quoted() }
    guard isAtLiteral, case .literal(let bytes) = pieces[piece + 1] else {
      throw BadCommand("expected a string")
    }
    piece += 2
    position = 0
    return bytes
  }

  mutating func astring() throws(BadCommand) -> [UInt8] {
    if peek == Byte.quote || isAtLiteral { return try string() }
    let atom = bytes { Self.isAtomCharacter($0) || $0 == UInt8(ascii: "]") }
    guard !atom.isEmpty else { throw BadCommand("expected a string") }
    return atom
  }

  /// As astring, where "*" and "%" may stand (list-mailbox).
  mutating func pattern() throws(BadCommand) -> [UInt8] {
    if peek == Byte.quote || isAtLiteral { return try string() }
    let pattern = bytes {
      Self.isAtomCharacter($0) || $0 == UInt8(ascii: "]") || $0 == Byte.star || $0 == Byte.percent
    }
    guard !pattern.isEmpty else { throw BadCommand("expected a pattern") }
    return pattern
  }

  /// Nil for NIL.
  mutating func nstring() throws(BadCommand) -> [UInt8]? {
    if peek == Byte.quote || isAtLiteral { return try string() }
    guard try keyword() == "NIL" else { throw BadCommand("expected a string or NIL") }
    return nil
  }

  private mutating func quoted() throws(BadCommand) -> [UInt8] {
    var result: [UInt8] = []
    position += 1
    while let byte = peek {
      position += 1
      if byte == Byte.quote { return result }
      if byte == Byte.backslash {
        guard let escaped = peek, escaped == Byte.quote || escaped == Byte.backslash else {
          throw BadCommand("a backslash in a quoted string stands before a quote or backslash only")
        }
        position += 1
        result.append(escaped)
      } else {
        result.append(byte)
      }
    }
    throw BadCommand("a quoted string does not end")
  }

  // MARK: Numbers

  mutating func number() throws(BadCommand) -> UInt64 {
    let digits = bytes(while: Byte.isDigit)
    guard let number = decimal(digits) else { throw BadCommand("expected a number") }
    return number
  }

  mutating func number32() throws(BadCommand) -> UInt32 {
    guard let number = UInt32(exactly: try number()) else {
      throw BadCommand("a number is too large")
    }
    return number
  }

  mutating func nonZero() throws(BadCommand) -> UInt32 {
    let number = try number32()
    guard number > 0 else { throw BadCommand("numbers begin with 1") }
    return number
  }

  /// A mod-sequence of RFC 7162; 63 bits.
  mutating func change() throws(BadCommand) -> Int64 {
    guard let number = Int64(exactly: try number()) else {
      throw BadCommand("a number is too large")
    }
    return number
  }

  /// "1:5,9,12:*", or "$".
  mutating func set() throws(BadCommand) -> NumberSet {
    var set = NumberSet()
    if take(UInt8(ascii: "$")) {
      set.isSaved = true
      return set
    }
    repeat {
      let first = try setNumber()
      let last = take(Byte.colon) ? try setNumber() : first
      guard set.ranges.count < Limits.ranges else { throw BadCommand("a set has too many ranges") }
      set.ranges.append((first, last))
    } while take(Byte.comma)
    return set
  }

  private mutating func setNumber() throws(BadCommand) -> NumberSet.Number {
    if take(Byte.star) { return .last }
    return .number(try nonZero())
  }

  // MARK: Characters

  static func isAtomCharacter(_ byte: UInt8) -> Bool {
    guard byte > 0x20, byte < 0x7f else { return false }
    switch byte {
    case Byte.openParenthesis, Byte.closeParenthesis, UInt8(ascii: "{"), Byte.percent, Byte.star,
      Byte.quote, Byte.backslash, UInt8(ascii: "]"):
      return false
    default: return true
    }
  }

  private static func name(of byte: UInt8) -> String {
    "\"\(String(Unicode.Scalar(byte)))\""
  }
}
