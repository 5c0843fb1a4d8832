import Bytes
import MIME

/// Puts what was decrypted where it was encrypted, so that the message can be read as any other.
struct ClearMessage {
  private let message: Message

  init(_ message: Message) { self.message = message }

  /// The message with each of these parts replaced.
  func replacing(_ replacements: [(part: Part, entity: [UInt8])]) -> [UInt8] {
    var clear: [UInt8] = []
    var position = 0
    for (part, entity) in replacements {
      let place = visible(part)
      let range = place.headerRange.positions.lowerBound..<place.bodyRange.positions.upperBound
      guard range.lowerBound >= position, range.upperBound <= message.bytes.count else { continue }
      clear += message.bytes[position..<range.lowerBound]
      clear += place.index == 0 ? underHeaderOfMessage(entity) : entity
      position = range.upperBound
    }
    return clear + message.bytes[position...]
  }

  /// The part itself, or the one around it that is in the message's own bytes.
  private func visible(_ part: Part) -> Part {
    var part = part
    while part.source != 0, let parent = part.parent { part = message.parts[parent] }
    return part
  }

  /// What came out of an entity's encryption, as a part. Without a field that says what it is, it is text.
  static func entity(_ plain: [UInt8]) -> [UInt8] {
    if plain.first == Byte.lf || plain.first == Byte.cr { return plain }
    let header = Message(parsing: plain).header
    let isEntity = header.fields.contains {
      header.name(of: $0).lowercased().hasPrefix("content-")
    }
    return isEntity ? plain : Array(textType.utf8) + lineEnd + plain
  }

  /// A text as a part in place of another, with that part's own fields.
  func text(_ text: String, of part: Part) -> [UInt8] {
    fields(of: message, part) { !["content-type", "content-transfer-encoding"].contains($0) }
      + Array(Self.textType.utf8) + Self.lineEnd + Array(text.utf8)
  }

  /// A file as a part.
  static func file(_ bytes: [UInt8], name: String) -> [UInt8] {
    let encoded = PercentEncoding.encode(name.utf8, keeping: PercentEncoding.isUnreserved)
    let header = """
      Content-Type: application/octet-stream\r
      Content-Disposition: attachment; filename*=UTF-8''\(encoded)\r
      Content-Transfer-Encoding: base64\r
      \r

      """
    var clear = Array(header.utf8)
    let text = Array(Base64.encode(bytes).utf8)
    for start in stride(from: 0, to: text.count, by: 76) {
      clear += text[start..<min(start + 76, text.count)] + lineEnd
    }
    return clear
  }

  private static let textType =
    "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"
  private static let lineEnd: [UInt8] = [Byte.cr, Byte.lf]

  /// The message's own header without what described its encryption, then the entity. Where the entity has
  /// the true subject (RFC 9788), the outer one, which may say "...", is left out.
  private func underHeaderOfMessage(_ entity: [UInt8]) -> [UInt8] {
    let inner = Message(parsing: entity)
    let type = inner.contentType(of: inner.parts[0])
    let isProtected = type["protected-headers"] != nil || type["hp"] != nil
    let hasSubject = isProtected && inner.header.first("subject") != nil
    let outer = fields(of: message, message.parts[0]) {
      !$0.hasPrefix("content-") && $0 != "mime-version" && !(hasSubject && $0 == "subject")
    }
    let own = fields(of: inner, inner.parts[0]) {
      $0.hasPrefix("content-") || hasSubject && $0 == "subject"
    }
    return outer + Array("MIME-Version: 1.0\r\n".utf8) + own + Self.lineEnd
      + inner.bytes[inner.parts[0].bodyRange.positions]
  }

  /// The lines of fields whose names, in lower case, are kept.
  private func fields(
    of message: Message, _ part: Part, where isKept: (String) -> Bool
  ) -> [UInt8] {
    let header = message.header(of: part)
    return header.fields.flatMap { field -> [UInt8] in
      guard isKept(header.name(of: field).lowercased()) else { return [] }
      let range = field.nameRange.lowerBound..<field.valueRange.upperBound
      return message.source(field.source)[range] + Self.lineEnd
    }
  }
}
