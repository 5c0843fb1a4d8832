import Bytes

/// What a response consists of (RFC 9051 §4).
package enum Value: Sendable, Equatable {
  /// A word, number or flag.
  case atom([UInt8])
  /// Quoted, or a literal.
  case string([UInt8])
  /// NIL.
  case null
  case list([Value])
  /// A literal that was handed on while it arrived, and its bytes.
  case streamed(UInt64)
}

extension Value {
  /// The bytes of a word or string.
  package var bytes: [UInt8]? {
    switch self {
    case .atom(let bytes), .string(let bytes): bytes
    default: nil
    }
  }

  package var list: [Value]? { if case .list(let values) = self { values } else { nil } }
  package var number: UInt64? { bytes.flatMap { decimal($0) } }
  package var number32: UInt32? { number.flatMap { UInt32(exactly: $0) } }

  /// A word in capitals.
  package var keyword: String? {
    guard case .atom(let bytes) = self else { return nil }
    return String(decoding: bytes, as: UTF8.self).uppercased()
  }

  package var text: String? { bytes.map { String(decoding: $0, as: UTF8.self) } }
}

/// Builds a response's values out of its lines and literals, as they come.
struct ValueBuilder {
  /// `{12}`, `{12+}`, `~{12}` at the end of a line: this number of bytes follows it.
  struct LiteralMark: Equatable {
    let size: UInt64
    /// The text of a message, or a part of it: it is handed on and not kept.
    let isMessage: Bool
  }

  /// What a line can have that no response may.
  enum Misfit: Error { case malformed, tooMuch }

  /// The lists that are open; the first holds what stands in none.
  private var stack: [[Value]] = [[]]
  private var count = 0
  private var isBehindLiteral = false

  /// Adds a line, without its end.
  ///
  /// - Returns: the literal that follows; nil if nothing does.
  mutating func add(line: [UInt8]) throws(Misfit) -> LiteralMark? {
    var position = 0
    while position < line.count {
      switch line[position] {
      case Byte.space, Byte.tab: position += 1
      case Byte.openParenthesis:
        guard stack.count <= Limits.depth else { throw .tooMuch }
        stack.append([])
        position += 1
      case Byte.closeParenthesis:
        guard stack.count > 1, let inner = stack.popLast() else { throw .malformed }
        try append(.list(inner))
        position += 1
      case Byte.quote: try append(.string(Self.quoted(line, &position)))
      default:
        if let size = Self.literalSize(line[position...]) {
          return LiteralMark(size: size, isMessage: isBeforeMessage)
        }
        try append(Self.word(line, &position))
      }
    }
    return nil
  }

  mutating func add(literal: [UInt8]) throws(Misfit) {
    try append(.string(literal))
    isBehindLiteral = true
  }

  mutating func add(streamed size: UInt64) throws(Misfit) {
    try append(.streamed(size))
    isBehindLiteral = true
  }

  /// All values, if the response ends here; nil if it goes on although the line has no literal: some
  /// servers send an empty line behind a literal.
  mutating func end(isEmptyLine: Bool) throws(Misfit) -> [Value]? {
    if stack.count == 1, let values = stack.first { return values }
    guard isEmptyLine, isBehindLiteral else { throw .malformed }
    return nil
  }

  /// The number of the message whose text comes next.
  var sequence: UInt32? { stack.first?.first?.number32 }

  private mutating func append(_ value: Value) throws(Misfit) {
    count += 1
    guard count <= Limits.values else { throw .tooMuch }
    stack[stack.count - 1].append(value)
    isBehindLiteral = false
  }

  /// `12 FETCH (UID 7 BODY[]`: what comes is a message.
  private var isBeforeMessage: Bool {
    guard stack.count == 2, stack[0].count == 2, stack[0][1].keyword == "FETCH",
      !stack[1].count.isMultiple(of: 2), let name = stack[1].last?.keyword
    else { return false }
    return name.hasPrefix("BODY[") || name.hasPrefix("RFC822")
  }

  // MARK: Words

  private static func quoted(_ line: [UInt8], _ position: inout Int) throws(Misfit) -> [UInt8] {
    var bytes: [UInt8] = []
    position += 1
    while position < line.count {
      switch line[position] {
      case Byte.quote:
        position += 1
        return bytes
      case Byte.backslash where position + 1 < line.count:
        bytes.append(line[position + 1])
        position += 2
      default:
        bytes.append(line[position])
        position += 1
      }
    }
    throw .malformed
  }

  private static func literalSize(_ rest: ArraySlice<UInt8>) -> UInt64? {
    let text = rest.first == UInt8(ascii: "~") ? rest.dropFirst() : rest
    guard text.first == UInt8(ascii: "{"), text.last == UInt8(ascii: "}") else { return nil }
    let digits = text.dropFirst().dropLast()
    return decimal(digits.last == UInt8(ascii: "+") ? digits.dropLast() : digits)
  }

  /// `BODY[HEADER.FIELDS (DATE)]<0>` is one word.
  private static func word(_ line: [UInt8], _ position: inout Int) -> Value {
    let start = position
    while position < line.count {
      let byte = line[position]
      if byte == UInt8(ascii: "["), isSection(line[start..<position]),
        let end = line[position...].firstIndex(of: UInt8(ascii: "]"))
      {
        position = end + 1
        continue
      }
      if Byte.isBlank(byte) || byte == Byte.openParenthesis || byte == Byte.closeParenthesis
        || byte == Byte.quote
      {
        break
      }
      position += 1
    }
    let bytes = Array(line[start..<position])
    return isNull(bytes) ? .null : .atom(bytes)
  }

  private static func isSection(_ name: ArraySlice<UInt8>) -> Bool {
    name.count == 4 && name.map(Byte.lowercased).elementsEqual("body".utf8)
  }

  private static func isNull(_ bytes: [UInt8]) -> Bool {
    bytes.count == 3 && bytes.map(Byte.lowercased).elementsEqual("nil".utf8)
  }
}
