package import Mail

/// One message as the index wants it: decoded text, no structure. Whoever has parsed the message
/// fills it in.
package struct IndexDocument: Sendable, Equatable {
  /// Number of the message's row, which is the document's number too: 1 to 2^32 - 1.
  package var id: Int64
  /// Seconds since 1970 in UTC, from `Date:` or, failing that, the newest `Received:`.
  package var date: Int64
  /// What the state of the message's row is known by; see `StoreRow`.
  package var row: UInt64 = 0
  /// Bytes of the message as received.
  package var size: Int64
  package var thread: Int64
  /// All accounts, folders and tags that hold the message.
  package var accounts: [String] = []
  /// Paths with "/" between levels.
  package var folders: [String] = []
  package var tags: [String] = []
  package var flags: MessageFlags = []
  package var subject = ""
  package var addresses: [Address] = []
  /// Every header field, decoded, in order. Those that have a field of their own in the query
  /// language (`subject`, addresses, …) may be here as well and are found either way.
  package var headers: [DecodedField] = []
  package var texts: [SearchableText] = []
  package var attachments: [AttachmentInfo] = []
  /// What `has:attachment` finds.
  package var hasAttachment = false
  /// Media types of all leaves but plain text, in the form of an attachment's.
  package var partTypes: Set<String> = []
  /// Without angle brackets; the message's own, not those it refers to.
  package var messageIDs: [String] = []
  /// From `List-Id:`, without angle brackets.
  package var listID: String?

  package init(id: Int64, date: Int64, size: Int64, thread: Int64) {
    self.id = id
    self.date = date
    self.size = size
    self.thread = thread
  }

  package struct Address: Sendable, Equatable {
    package var role: AddressRole
    package var name: String
    /// `local@domain`.
    package var mailbox: String
    package init(role: AddressRole, name: String, mailbox: String) {
      self.role = role
      self.name = name
      self.mailbox = mailbox
    }
  }

  package enum AddressRole: Sendable, Equatable, CaseIterable { case from, to, cc, bcc }
}
