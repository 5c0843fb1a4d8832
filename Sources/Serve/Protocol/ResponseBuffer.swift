import Bytes

/// What is sent to a client. Whatever comes from messages, names or settings goes through `string`, `astring`,
/// `literal` or `words`, so that nothing of it can be taken for the protocol's own words.
struct ResponseBuffer {
  private(set) var bytes: [UInt8] = []
  /// The client takes UTF-8 in quoted strings (RFC 6855).
  var allowsUTF8 = false

  init() {}

  var count: Int { bytes.count }

  /// What is there has been sent. Its memory is used again, unless it is much: new memory costs as much time as
  /// filling it.
  mutating func clear() {
    bytes.removeAll(keepingCapacity: bytes.capacity <= Limits.keptForAnswers)
  }

  // MARK: The protocol's own words

  mutating func word(_ word: StaticString) {
    word.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
  }

  mutating func number(_ number: some BinaryInteger) {
    guard var rest = UInt64(exactly: number) else {
      bytes.append(contentsOf: String(number).utf8)
      return
    }
    // 100,000 strings for the answer to one command would take longer than what they are of.
    let start = bytes.count
    repeat {
      bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
      rest /= 10
    } while rest > 0
    bytes[start...].reverse()
  }

  mutating func space() { bytes.append(Byte.space) }

  mutating func endLine() {
    bytes.append(Byte.cr)
    bytes.append(Byte.lf)
  }

  /// What this encoder, or the command parser, has made.
  mutating func encoded(_ encoded: [UInt8]) { bytes += encoded }

  // MARK: Texts

  /// Quoted if that can hold it, else a literal.
  mutating func string(_ text: some Collection<UInt8>) {
    guard isQuotable(text) else { return literal(text) }
    bytes.append(Byte.quote)
    for byte in text {
      if byte == Byte.quote || byte == Byte.backslash { bytes.append(Byte.backslash) }
      bytes.append(byte)
    }
    bytes.append(Byte.quote)
  }

  /// As it is if it is one word, else as `string`.
  mutating func astring(_ text: [UInt8]) {
    let isWord =
      !text.isEmpty && text.count < 100
      && text.allSatisfy { CommandCursor.isAtomCharacter($0) || $0 == UInt8(ascii: "]") }
      && text.map(Byte.lowercased) != Array("nil".utf8)
    if isWord { bytes += text } else { string(text) }
  }

  mutating func nstring(_ text: (some Collection<UInt8>)?) {
    guard let text else { return word("NIL") }
    string(text)
  }

  /// A NUL cannot be sent; it becomes 80, which is no character of UTF-8 either.
  mutating func literal(_ text: some Collection<UInt8>) {
    beginLiteral(of: text.count)
    literalPiece(text)
  }

  /// The bytes follow by `literalPiece`.
  mutating func beginLiteral(of count: Int) {
    word("{")
    number(count)
    word("}\r\n")
  }

  mutating func literalPiece(_ text: some Collection<UInt8>) {
    let start = bytes.count
    bytes.append(contentsOf: text)
    guard bytes.span.firstIndex(of: 0, from: start) != nil else { return }
    for index in start..<bytes.count where bytes[index] == 0 { bytes[index] = 0x80 }
  }

  /// Any bytes (RFC 3516 section 4.2.1).
  mutating func binaryLiteral(_ text: [UInt8]) {
    word("~{")
    number(text.count)
    word("}\r\n")
    bytes += text
  }

  /// Words for people at the end of a response: printable ASCII, all on one line.
  mutating func words(_ text: String) {
    let line = text.utf8.prefix(500).map { 0x20...0x7e ~= $0 ? $0 : UInt8(ascii: "?") }
    // "[" would begin a code.
    bytes += line.first == UInt8(ascii: "[") || line.isEmpty ? [UInt8(ascii: ":")] + line : line
  }

  private func isQuotable(_ text: some Collection<UInt8>) -> Bool {
    guard text.count <= 1_000 else { return false }
    var isASCII = true
    for byte in text {
      if byte < 0x20 || byte == 0x7f { return false }
      if byte >= 0x80 { isASCII = false }
    }
    return isASCII || (allowsUTF8 && String(validating: text, as: UTF8.self) != nil)
  }
}
