import Digests
package import Search
package import Store

/// A message as a list shows it. Texts come from the message and may hold anything: make them safe
/// before they reach a terminal.
public struct Headline: Equatable, Sendable, Identifiable {
  /// The message's number in its archive; never given to another.
  public let id: Int64
  /// Seconds since 1970: the Date field, or failing that when it was received.
  public let date: Int64
  public let sender: String
  public let recipients: String
  public let subject: String
  /// Octets.
  public let size: Int
  public let tags: [String]
  public let thread: Int64
  public let messageID: String?
  /// SHA-256 of the message's octets, in hexadecimal.
  public let digest: String
  public let hasAttachment: Bool

  package init(_ summary: MessageSummary) {
    id = summary.id
    date = summary.date
    sender = summary.sender
    recipients = summary.recipients
    subject = summary.subject
    size = summary.size
    tags = summary.tags
    thread = summary.thread
    messageID = summary.messageID
    digest = summary.digest.hex
    hasAttachment = summary.flags.contains(.hasAttachment)
  }

  /// What an index knows of a message that is stored elsewhere.
  package init(_ id: Int64, _ listing: IndexListing) {
    self.id = id
    date = listing.date
    sender = listing.sender
    recipients = ""
    subject = ""
    size = Int(clamping: listing.size)
    tags = []
    thread = listing.thread
    messageID = listing.messageID
    digest = ""
    hasAttachment = false
  }
}
