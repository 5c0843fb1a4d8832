import Bytes

/// A subject without what replying and forwarding put before and after it (RFC 5256, 2.1, with the
/// words for "Re" that programs in other languages use), in lower case, white space made one space.
package struct BaseSubject: Equatable {
  package let base: String
  package private(set) var isReply = false

  private static let replyWords: Set<String> = [
    "re", "aw", "antw", "sv", "vs", "odp", "ref", "rif", "res", "ynt", "回复", "回覆", "答复",
  ]

  package init(_ subject: String) {
    var rest = Self.normalized(subject)[...]
    while true {
      if let colon = rest.prefix(20).firstIndex(where: { $0 == ":" || $0 == "：" }),
        Self.isReplyWord(rest[..<colon])
      {
        isReply = true
        rest = rest[rest.index(after: colon)...].drop(while: \.isWhitespace)
      } else if rest.first == "[", let close = rest.prefix(80).firstIndex(of: "]"),
        // What is left must not be empty: "[list]" alone is a subject.
        case let after = rest[rest.index(after: close)...].drop(while: \.isWhitespace),
        !after.isEmpty
      {
        rest = after
      } else {
        break
      }
    }
    base = String(rest)
  }

  /// In lower case, white space made one space. Most subjects are ASCII, and there bytes are characters.
  private static func normalized(_ subject: String) -> String {
    guard subject.utf8.allSatisfy({ $0 < 0x80 }) else {
      return subject.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(subject.utf8.count)
    for byte in subject.utf8 {
      if Byte.isSpace(byte) {
        if let last = bytes.last, last != Byte.space { bytes.append(Byte.space) }
      } else {
        bytes.append(Byte.lowercased(byte))
      }
    }
    if bytes.last == Byte.space { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// "re", and counted as in "re[2]" and "re^2".
  private static func isReplyWord(_ text: Substring) -> Bool {
    let word = text.prefix { $0 != "[" && $0 != "^" && $0 != "(" && !$0.isWhitespace }
    let count = text.dropFirst(word.count)
    return replyWords.contains(String(word)) && count.allSatisfy { !$0.isLetter }
  }
}
