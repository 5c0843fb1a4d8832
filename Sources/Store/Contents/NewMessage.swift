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

/// What a server said of a message, and whether what came is that message.
package struct Delivery: Sendable, Equatable {
  /// Bytes by LIST; nil where it is not known.
  package var listedSize: Int64?
  package var doubt: Doubt?
  /// Its place in a mailbox, where the server has mailboxes.
  package var placement: Placement?

  package init(listedSize: Int64? = nil, doubt: Doubt? = nil, placement: Placement? = nil) {
    self.listedSize = listedSize
    self.doubt = doubt
    self.placement = placement
  }
}

/// What lists, sorting and threads need of a message. Texts are decoded, for people; the store
/// shortens them.
package struct Metadata: Sendable, Equatable {
  /// Seconds since 1970, of the Date field; nil if missing or unreadable.
  package var date: Int64?
  /// Minutes east of UTC, of the Date field.
  package var zone: Int?
  /// Seconds since 1970: the topmost Received field, or the file's time.
  package var received: Int64?
  /// Without angle brackets.
  package var messageID: String?
  /// The ids in References, in order, without angle brackets.
  package var references: [String] = []
  /// The ids in In-Reply-To, without angle brackets.
  package var inReplyTo: [String] = []
  /// "Name <address>", as lists show it.
  package var sender = ""
  package var recipients = ""
  package var subject = ""
  /// The people in the From field; in To and Cc; in Bcc; in Reply-To.
  package var from: [Person] = []
  package var to: [Person] = []
  package var bcc: [Person] = []
  package var replyTo: [Person] = []
  /// Without angle brackets.
  package var listID: String?
  package var flags: MessageFlags = []

  package init() {}
}

/// Somebody whom a message is from or to.
package struct Person: Sendable, Hashable {
  /// Decoded; empty where there is none.
  package var name: String
  /// `local@domain`.
  package var address: String

  package init(name: String = "", address: String) {
    self.name = name
    self.address = address
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
  /// Addresses of everyone who takes part, in lower case.
  var addresses: Set<String> {
    Set((from + to + bcc + replyTo).lazy.map { $0.address.lowercased() })
  }

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
