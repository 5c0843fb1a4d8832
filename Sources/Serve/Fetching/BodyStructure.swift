import Bytes
import MIME

/// BODY and BODYSTRUCTURE (RFC 9051 section 7.5.2) of the literal parts.
struct BodyStructure {
  let message: ServedMessage
  /// With what BODY leaves out.
  let isExtended: Bool

  func write(to buffer: inout ResponseBuffer) { write(message.root, to: &buffer) }

  private func write(_ part: LiteralPart, to buffer: inout ResponseBuffer) {
    let header = LiteralHeader(message.bytes, part.header)
    buffer.word("(")
    if part.kind == .multipart {
      for child in part.children { write(child, to: &buffer) }
      // There must be one.
      if part.children.isEmpty { writeEmpty(to: &buffer) }
      buffer.space()
      buffer.string(part.content.subtype)
      if isExtended {
        buffer.space()
        parameters(part.content.parameters, to: &buffer)
        extensions(header, to: &buffer)
      }
    } else {
      single(part, header, to: &buffer)
    }
    buffer.word(")")
  }

  private func writeEmpty(to buffer: inout ResponseBuffer) {
    buffer.word("(\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 0 0")
    if isExtended { buffer.word(" NIL NIL NIL NIL") }
    buffer.word(")")
  }

  private func single(
    _ part: LiteralPart, _ header: LiteralHeader, to buffer: inout ResponseBuffer
  ) {
    let isText = part.isType("text")
    buffer.string(part.content.type)
    buffer.space()
    buffer.string(part.content.subtype)
    buffer.space()
    var list = part.content.parameters
    if isText, !part.content.has("charset") {
      // RFC 2046 section 4.1.2.
      list.append(.init(name: Array("charset".utf8), value: Array("us-ascii".utf8)))
    }
    parameters(list, to: &buffer)
    for name in ["content-id", "content-description"] as [StaticString] {
      buffer.space()
      buffer.nstring(text(name, header))
    }
    buffer.space()
    buffer.string(encoding(header))
    buffer.space()
    buffer.number(part.body.count)
    if let inner = part.children.first {
      buffer.space()
      buffer.envelope(LiteralHeader(message.bytes, inner.header))
      buffer.space()
      write(inner, to: &buffer)
    }
    if isText || part.kind == .message {
      buffer.space()
      buffer.number(lines(part.body))
    }
    guard isExtended else { return }
    buffer.space()
    buffer.nstring(text("content-md5", header))
    extensions(header, to: &buffer)
  }

  private func encoding(_ header: LiteralHeader) -> [UInt8] {
    guard let value = header.value("content-transfer-encoding") else { return Array("7bit".utf8) }
    var words = HeaderWords(value)
    words.skipSpaceAndComments()
    let token = words.bytes(while: Byte.isToken)
    return token.isEmpty ? Array("7bit".utf8) : token
  }

  /// Nil for a field without a value, too.
  private func text(_ name: StaticString, _ header: LiteralHeader) -> [UInt8]? {
    header.value(name).flatMap { $0.isEmpty ? nil : $0 }
  }

  private func lines(_ range: Range<Int>) -> Int {
    message.bytes[range].reduce(0) { $1 == Byte.lf ? $0 + 1 : $0 }
  }

  private func parameters(_ list: [ContentField.Parameter], to buffer: inout ResponseBuffer) {
    guard !list.isEmpty else { return buffer.word("NIL") }
    buffer.word("(")
    for (index, parameter) in list.enumerated() {
      if index > 0 { buffer.space() }
      buffer.string(parameter.name)
      buffer.space()
      buffer.string(parameter.value)
    }
    buffer.word(")")
  }

  /// Disposition, language, location.
  private func extensions(_ header: LiteralHeader, to buffer: inout ResponseBuffer) {
    buffer.space()
    let disposition = header.value("content-disposition").map { ContentField($0) }
    if let disposition, !disposition.type.isEmpty {
      buffer.word("(")
      buffer.string(disposition.type)
      buffer.space()
      parameters(disposition.parameters, to: &buffer)
      buffer.word(")")
    } else {
      buffer.word("NIL")
    }
    buffer.space()
    languages(header, to: &buffer)
    buffer.space()
    buffer.nstring(text("content-location", header))
  }

  private func languages(_ header: LiteralHeader, to buffer: inout ResponseBuffer) {
    guard let value = header.value("content-language") else { return buffer.word("NIL") }
    var words = HeaderWords(value)
    var tags: [[UInt8]] = []
    repeat {
      words.skipSpaceAndComments()
      let tag = words.bytes { Byte.isToken($0) }
      words.skipSpaceAndComments()
      if !tag.isEmpty { tags.append(tag) }
    } while words.take(Byte.comma) && tags.count < Limits.headerNames
    guard !tags.isEmpty else { return buffer.word("NIL") }
    buffer.word("(")
    for (index, tag) in tags.enumerated() {
      if index > 0 { buffer.space() }
      buffer.string(tag)
    }
    buffer.word(")")
  }
}
