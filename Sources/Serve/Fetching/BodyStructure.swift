import Bytes
import MIME

/// BODY and BODYSTRUCTURE (RFC 9051 section 7.5.2) of the literal tree.
struct BodyStructure {
  let message: ServedMessage
  /// With what BODY leaves out.
  let isExtended: Bool

  func write(to buffer: inout ResponseBuffer) {
    let tree = message.tree
    write(tree.root, tree, depth: 0, isInDigest: false, to: &buffer)
  }

  private func write(
    _ part: Part, _ tree: LiteralTree, depth: Int, isInDigest: Bool,
    to buffer: inout ResponseBuffer
  ) {
    let header = message.whole.header(of: part)
    let field = header.first("content-type").map { ContentField(header.rawValue(of: $0)) }
    buffer.word("(")
    if tree.isMultipart(part) {
      let isDigest = part.mediaType.subtype == "digest"
      for child in tree.children(of: part) {
        write(child, tree, depth: depth + 1, isInDigest: isDigest, to: &buffer)
      }
      buffer.space()
      buffer.string(subtype(part, field))
      if isExtended {
        buffer.space()
        parameters(field?.parameters ?? [], to: &buffer)
        extensions(header, to: &buffer)
      }
    } else {
      single(part, tree, header, field, isInDigest: isInDigest, depth: depth, to: &buffer)
    }
    buffer.word(")")
  }

  private func single(
    _ part: Part, _ tree: LiteralTree, _ header: Header, _ field: ContentField?, isInDigest: Bool,
    depth: Int, to buffer: inout ResponseBuffer
  ) {
    let isText = part.mediaType.type == "text"
    buffer.string(type(part, field))
    buffer.space()
    buffer.string(subtype(part, field))
    buffer.space()
    var list = field?.parameters ?? []
    if isText, !(field?.has("charset") ?? false) {
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
    let body = part.bodyRange.positions
    buffer.number(body.count)
    if tree.isMessage(part), let inner = tree.children(of: part).first {
      buffer.space()
      buffer.envelope(message.whole.header(of: inner))
      buffer.space()
      write(inner, tree, depth: depth + 1, isInDigest: false, to: &buffer)
    }
    if isText || tree.isMessage(part) {
      buffer.space()
      buffer.number(lines(body))
    }
    guard isExtended else { return }
    buffer.space()
    buffer.nstring(text("content-md5", header))
    extensions(header, to: &buffer)
  }

  /// As written, if that is what it is taken for.
  private func type(_ part: Part, _ field: ContentField?) -> [UInt8] {
    written(field?.type, part.mediaType.type)
  }

  private func subtype(_ part: Part, _ field: ContentField?) -> [UInt8] {
    written(field?.subtype, part.mediaType.subtype)
  }

  private func written(_ word: [UInt8]?, _ meaning: String) -> [UInt8] {
    guard let word, word.map(Byte.lowercased).elementsEqual(meaning.utf8) else {
      return Array(meaning.utf8)
    }
    return word
  }

  private func encoding(_ header: Header) -> [UInt8] {
    guard let field = header.first("content-transfer-encoding") else { return Array("7bit".utf8) }
    var words = HeaderWords(header.rawValue(of: field))
    words.skipSpaceAndComments()
    let token = words.bytes(while: Byte.isToken)
    return token.isEmpty ? Array("7bit".utf8) : token
  }

  private func text(_ name: StaticString, _ header: Header) -> [UInt8]? {
    header.first(name).map { HeaderWords.trimmed(header.rawValue(of: $0)) }
      .flatMap { $0.isEmpty ? nil : $0 }
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
  private func extensions(_ header: Header, to buffer: inout ResponseBuffer) {
    buffer.space()
    let disposition = header.first("content-disposition").map {
      ContentField(header.rawValue(of: $0))
    }
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

  private func languages(_ header: Header, to buffer: inout ResponseBuffer) {
    guard let field = header.first("content-language") else { return buffer.word("NIL") }
    var words = HeaderWords(header.rawValue(of: field))
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
