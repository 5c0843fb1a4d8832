import Bytes
import MIME
import Mail
import Search

/// Conditions on texts. RFC 3501 means any part of a text, the index knows words: all words of a key must stand
/// beside each other, and the last may be the beginning of one. FUZZY (RFC 6203) also finds other forms of words.
enum TextKeys {
  /// Nil for what the index cannot answer.
  static func tree(_ key: SearchKey) -> QueryTree? {
    switch key {
    case .text(let field, let text, let isFuzzy): return tree(field, text, isFuzzy)
    case .header(let name, let text): return header(name, text)
    case .or(let one, let other):
      guard let one = tree(one), let other = tree(other) else { return nil }
      return QueryTree(kind: .or([one, other]), range: 0..<0)
    case .and(let keys):
      let trees = keys.compactMap(tree)
      guard trees.count == keys.count else { return nil }
      return QueryTree(kind: .and(trees), range: 0..<0)
    default: return nil
    }
  }

  /// Whether there is something that the index could know.
  static func hasWords(_ text: [UInt8]) -> Bool {
    String(decoding: text, as: UTF8.self).unicodeScalars.contains(where: isWordCharacter)
  }

  private static func isWordCharacter(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar.properties.numericType != nil
  }

  private static func tree(_ field: SearchKey.Field, _ bytes: [UInt8], _ isFuzzy: Bool)
    -> QueryTree?
  {
    guard hasWords(bytes) else { return nil }
    let text = String(decoding: bytes, as: UTF8.self)
    let queryField = Self.queryField(field)
    func leaf(_ pattern: TextPattern) -> QueryTree {
      QueryTree(kind: .text(queryField, pattern), range: 0..<0)
    }
    if isFuzzy { return leaf(.words(text)) }
    let words = text.unicodeScalars.split { !isWordCharacter($0) }
      .map { String(String.UnicodeScalarView($0)) }
    let endsInWord = text.unicodeScalars.last.map(isWordCharacter) ?? false
    guard endsInWord, let last = words.last else { return leaf(.phrase(text)) }
    let beginning = leaf(.wildcard(last + "*"))
    guard words.count > 1 else { return beginning }
    let before = words.dropLast().joined(separator: " ")
    return QueryTree(kind: .and([leaf(.phrase(before)), beginning]), range: 0..<0)
  }

  private static func queryField(_ field: SearchKey.Field) -> QueryField? {
    switch field {
    case .subject: .subject
    case .from: .from
    case .to: .to
    case .cc: .cc
    case .bcc: .bcc
    case .body: .body
    case .text: nil
    }
  }

  /// Message-IDs are indexed whole; other fields are looked for in the messages.
  private static func header(_ name: [UInt8], _ text: [UInt8]) -> QueryTree? {
    let name = String(decoding: name, as: UTF8.self).lowercased()
    if let field = SearchKey.Field(rawValue: name), field != .body, field != .text {
      return tree(field, text, false)
    }
    return nil
  }

  /// What the index knows of messages that a key is to be looked for in; nil: it may be any.
  static func candidates(_ key: SearchKey) -> QueryTree? {
    guard case .header(let name, _) = key, !name.isEmpty else { return nil }
    return QueryTree(kind: .header(String(decoding: name, as: UTF8.self), nil), range: 0..<0)
  }

  // MARK: In a message

  /// Whether a key asks for header fields alone.
  static func asksForHeader(_ key: SearchKey) -> Bool {
    switch key {
    case .header: true
    case .text(let field, _, _): field != .body && field != .text
    default: false
    }
  }

  /// Whether the texts of a message have what a key looks for, in any place and case.
  static func holds(_ key: SearchKey, _ message: ServedMessage) -> Bool {
    switch key {
    case .header(let name, let text):
      let wanted = folded(text)
      return message.decodedValues(of: name.map(Byte.lowercased)).contains {
        wanted.isEmpty || $0.lowercased().contains(wanted)
      }
    case .text(let field, let text, _):
      let wanted = folded(text)
      guard !wanted.isEmpty else { return true }
      return texts(field, message).contains { $0.lowercased().contains(wanted) }
    default: return false
    }
  }

  private static func folded(_ text: [UInt8]) -> String {
    String(decoding: text, as: UTF8.self).lowercased()
  }

  private static func texts(_ field: SearchKey.Field, _ message: ServedMessage) -> [String] {
    switch field {
    case .body: message.readable.searchableTexts.map(\.text)
    case .text:
      message.decodedFields.map { "\($0.name): \($0.value)" }
        + message.readable.searchableTexts.map(\.text)
    default: message.decodedValues(of: Array(field.rawValue.utf8))
    }
  }
}
