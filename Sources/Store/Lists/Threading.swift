internal import Digests

/// What decides which thread a message belongs to, as numbers (see the schema: message.identifier,
/// subject_key). The same whatever order messages arrive in.
struct Threading: Sendable, Equatable {
  var identifier: Int64?
  /// Ids that this message refers to, each once, without its own; the parent's last.
  var ancestors: [Int64] = []
  /// For a message without any reference: what it shares with replies to it, or with what it
  /// replies to.
  var subjectKeys: [Int64] = []
  var isReply = false

  init(_ metadata: Metadata) throws(DigestError) {
    if let id = metadata.messageID, !id.isEmpty { identifier = try Self.number(id) }
    try setAncestors(metadata)
    if ancestors.isEmpty { try setSubjectKeys(metadata) }
  }

  /// As it is kept: eight octets an ancestor, see the schema.
  init(identifier: Int64?, ancestors octets: [UInt8]) {
    self.identifier = identifier
    ancestors = stride(from: 0, to: octets.count - 7, by: 8).map { start in
      Int64(
        truncatingIfNeeded: octets[start..<start + 8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }
  }

  var ancestorOctets: [UInt8] {
    ancestors.flatMap { id in (0..<8).map { UInt8(truncatingIfNeeded: id >> (56 - 8 * $0)) } }
  }

  /// Both fields name ancestors (RFC 5322, 3.6.4); the parent is the last of References, or, where
  /// that is missing, the first of In-Reply-To. Long lists keep their ends.
  private mutating func setAncestors(_ metadata: Metadata) throws(DigestError) {
    let replied = metadata.references.isEmpty ? metadata.inReplyTo.reversed() : metadata.inReplyTo
    var ids = (replied.suffix(Limits.ancestors) + metadata.references).filter { !$0.isEmpty }
    if ids.count > Limits.ancestors { ids = ids.prefix(1) + ids.suffix(Limits.ancestors - 1) }
    var seen = Set<Int64>()
    if let identifier { seen.insert(identifier) }
    for id in ids.reversed() {
      let number = try Self.number(id)
      if seen.insert(number).inserted { ancestors.append(number) }
    }
    ancestors.reverse()
  }

  private mutating func setSubjectKeys(_ metadata: Metadata) throws(DigestError) {
    let subject = BaseSubject(metadata.subject)
    guard !subject.base.isEmpty, metadata.references.isEmpty, metadata.inReplyTo.isEmpty else {
      return
    }
    isReply = subject.isReply
    let addresses = isReply ? metadata.recipientAddresses : metadata.senderAddresses
    for address in Set(addresses.map { $0.lowercased() }).sorted().prefix(Limits.subjectKeys) {
      subjectKeys.append(try Self.number(address + "\n" + subject.base))
    }
  }

  /// The first 8 octets of a text's SHA-256, big-endian, signed.
  static func number(_ text: String) throws(DigestError) -> Int64 {
    try SHA256Digest(of: Array(text.utf8)).leading
  }
}

/// A subject without what replying and forwarding put before and after it (RFC 5256, 2.1, with the
/// words for "Re" that programs in other languages use), in lower case, white space made one space.
struct BaseSubject: Equatable {
  var base: String
  var isReply = false

  private static let replyWords: Set<String> = [
    "re", "aw", "antw", "sv", "vs", "odp", "ref", "rif", "res", "ynt", "回复", "回覆", "答复",
  ]

  init(_ subject: String) {
    var rest = subject.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")[
      ...]
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

  /// "re", and counted as in "re[2]" and "re^2".
  private static func isReplyWord(_ text: Substring) -> Bool {
    let word = text.prefix { $0 != "[" && $0 != "^" && $0 != "(" && !$0.isWhitespace }
    let count = text.dropFirst(word.count)
    return replyWords.contains(String(word)) && count.allSatisfy { !$0.isLetter }
  }
}
