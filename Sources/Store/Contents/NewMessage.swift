import Bytes
package import Digests
package import Files
package import Mail

/// A message to be stored: its bytes, and what a parser found in them. The store takes the
/// parser's word for everything but the bytes.
package struct NewMessage: Sendable {
  package var raw: MessageBytes
  /// SHA-256 of `raw`, where it is known already.
  package var digest: SHA256Digest?
  /// Canonical form of `raw`, where it is known already.
  package var canonical: CanonicalForm?
  package var metadata: Metadata
  /// Bytes from the start that are the header; headers are compressed apart from texts. Any number
  /// is harmless.
  package var headerSize = 0
  /// The bodies of the leaves of the MIME tree, in order, not overlapping; may be empty. Used to
  /// store large and base64 parts well. Ranges that lie are harmless.
  package var parts: [Part]
  package var origin: Origin
  /// Labels that the source gives it; what can be no tag's name is made one, or left out.
  package var tags: [String] = []
  /// The folder in the source, levels divided by "/"; empty for its top.
  package var folder = ""
  /// What a file that holds this message alone is recognised by; see `importedFiles(from:)`.
  package var fileStamp: Int64?
  package var delivery = Delivery()

  package init(raw: MessageBytes, metadata: Metadata, parts: [Part] = [], origin: Origin) {
    self.raw = raw
    self.metadata = metadata
    self.parts = parts
    self.origin = origin
  }

  /// The bytes of one part's body in the message.
  package struct Part: Sendable {
    package var range: Range<Int>
    /// Content-Transfer-Encoding is base64.
    package var isBase64: Bool

    package init(range: Range<Int>, isBase64: Bool) {
      self.range = range
      self.isBase64 = isBase64
    }
  }
}

extension NewMessage {
  /// Messages of the same list, or from the same place, resemble each other most; among them, those
  /// of one conversation or of one kind of notice.
  var similarityKey: (place: Substring, subject: String) {
    let sender =
      metadata.listID ?? (metadata.replyTo.last ?? metadata.from.last)?.address ?? ""
    let place = sender.lastIndex(of: "@").map(sender.index(after:)) ?? sender.startIndex
    return (sender[place...], BaseSubject(metadata.subject).base)
  }
}

extension Metadata {
  /// With texts no longer than the rows' limits, and without NUL, which SQLite's tools end at.
  var shortened: Metadata {
    var copy = self
    copy.messageID = messageID.map { $0.shortened(to: Limits.messageID) }
    copy.sender = sender.shortened(to: Limits.sender)
    copy.recipients = recipients.shortened(to: Limits.recipients)
    copy.subject = subject.shortened(to: Limits.subject)
    return copy
  }
}

extension Threading {
  /// By what is kept of a message.
  init(_ metadata: Metadata, _ people: People) throws(DigestError) {
    try self.init(
      metadata, people, subjectBytes: Limits.subject, ancestors: Limits.ancestors)
  }
}
