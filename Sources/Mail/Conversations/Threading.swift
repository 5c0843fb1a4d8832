import Bytes
package import Digests

/// What decides which thread a message belongs to, as numbers (see the schema: message.identifier,
/// subject_message). The same whatever order messages arrive in.
package struct Threading: Sendable, Equatable {
  /// Nil without a Message-ID that joins messages.
  package var identifier: Int64?
  /// Ids that this message refers to, each once, without its own; the parent's last.
  package var ancestors: [Int64] = []
  /// Number of the base subject; 0 for an empty one.
  package var subject: Int64 = 0
  /// True for a message whose subject makes it a reply and which names no other message.
  package var isReply = false
  package var people = People()

  /// - Parameters:
  ///   - people: those who take part.
  ///   - subjectBytes: bytes of the subject that are kept of a message.
  ///   - count: maximum number of ancestors.
  package init(
    _ metadata: Metadata, _ people: People, subjectBytes: Int, ancestors count: Int
  ) throws(DigestError) {
    self.people = people
    let addresses = metadata.addresses
    if let id = metadata.messageID, MessageIdentifier.joins(id, addresses: addresses) {
      identifier = try Self.number(id)
    }
    try setAncestors(metadata, addresses, count)
    // As it is kept, so that what was made of a row can be found by it.
    let subject = BaseSubject(metadata.subject.shortened(to: subjectBytes))
    guard !subject.base.isEmpty else { return }
    self.subject = try Self.shortNumber(subject.base)
    isReply = subject.isReply && ancestors.isEmpty
  }

  /// As it is kept: eight bytes an ancestor, see the schema.
  package init(identifier: Int64?, ancestors bytes: [UInt8]) {
    self.identifier = identifier
    ancestors = stride(from: 0, to: bytes.count - 7, by: 8).map { start in
      Int64(
        truncatingIfNeeded: bytes[start..<start + 8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }
  }

  /// Its own and those that it refers to.
  package var ids: [Int64] { ancestors + (identifier.map { [$0] } ?? []) }

  package var ancestorBytes: [UInt8] {
    ancestors.flatMap { id in (0..<8).map { UInt8(truncatingIfNeeded: id >> (56 - 8 * $0)) } }
  }

  /// Both fields name ancestors (RFC 5322, 3.6.4); the parent is the last of References, or, where
  /// that is missing, the first of In-Reply-To. Long lists keep their ends.
  private mutating func setAncestors(
    _ metadata: Metadata, _ addresses: Set<String>, _ count: Int
  ) throws(DigestError) {
    let isID = { MessageIdentifier.joins($0, addresses: addresses) }
    let references = metadata.references.filter(isID)
    let inReplyTo = metadata.inReplyTo.filter(isID)
    let replied = references.isEmpty ? inReplyTo.reversed() : inReplyTo
    var ids = replied.suffix(count) + references
    if ids.count > count { ids = ids.prefix(1) + ids.suffix(count - 1) }
    var seen = Set<Int64>()
    if let identifier { seen.insert(identifier) }
    for id in ids.reversed() {
      let number = try Self.number(id)
      if seen.insert(number).inserted { ancestors.append(number) }
    }
    ancestors.reverse()
  }

  /// The first 8 bytes of a text's SHA-256, big-endian, signed.
  package static func number(_ text: String) throws(DigestError) -> Int64 {
    try SHA256Digest(of: Array(text.utf8)).leading
  }

  /// The first 6 bytes, never 0.
  package static func shortNumber(_ text: String) throws(DigestError) -> Int64 {
    max(1, Int64(UInt64(bitPattern: try number(text)) >> 16))
  }
}
