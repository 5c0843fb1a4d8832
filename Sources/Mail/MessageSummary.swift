package import Digests

/// A message as shown in lists. Texts are decoded and shortened. They come from the message and may
/// hold anything: make them safe before they reach a terminal.
public struct MessageSummary: Sendable, Equatable, Identifiable {
  /// The message's number in its archive; it is never reused.
  public let id: Int64
  /// Nil for a message that is stored elsewhere and only indexed here.
  package let digest: SHA256Digest?
  /// In bytes.
  public let size: Int
  /// The sort date of lists, in seconds since 1970: the Date field, or the time of receipt if that
  /// is missing or unreadable.
  public let date: Int64
  /// Minutes east of UTC; nil if the Date field is missing or unreadable.
  public let zone: Int?
  /// Time of the topmost Received field in seconds since 1970; nil if there is none.
  public let received: Int64?
  /// Without angle brackets.
  public let messageID: String?
  public let thread: Int64
  public let sender: String
  public let recipients: String
  public let subject: String
  public let flags: MessageFlags
  /// The archive's when something of this was last changed; 0: not known.
  package let revision: Int64
  public package(set) var tags: [String] = []

  package init(
    id: Int64, digest: SHA256Digest?, size: Int, date: Int64, zone: Int? = nil,
    received: Int64? = nil, messageID: String?, thread: Int64, sender: String,
    recipients: String = "", subject: String = "", flags: MessageFlags = [], revision: Int64 = 0
  ) {
    self.id = id
    self.digest = digest
    self.size = size
    self.date = date
    self.zone = zone
    self.received = received
    self.messageID = messageID
    self.thread = thread
    self.sender = sender
    self.recipients = recipients
    self.subject = subject
    self.flags = flags
    self.revision = revision
  }
}

extension MessageSummary {
  /// SHA-256 of the message's bytes, in hexadecimal; empty for a message that is stored elsewhere.
  public var sha256: String { digest?.hex ?? "" }

  public var hasAttachment: Bool { flags.contains(.hasAttachment) }
}

/// A message that was deleted and can still be restored.
public struct DeletedMessage: Equatable, Sendable {
  public let message: MessageSummary
  /// Seconds since 1970.
  public let eraseAfter: Int64

  package init(message: MessageSummary, eraseAfter: Int64) {
    self.message = message
    self.eraseAfter = eraseAfter
  }
}
