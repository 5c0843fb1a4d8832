/// A file that comes with a message. Names come from the message and may hold anything.
public struct AttachmentInfo: Equatable, Sendable {
  public let name: String?
  /// Media type in lower case, without parameters: "application/pdf".
  public let type: String
  /// Bytes, decoded; nil where nobody asked, as it takes a look at all of them.
  public let size: Int?
  /// Whether a person would call it an attachment. No other file gives a message the mark in lists.
  public let isAttachment: Bool

  package init(name: String?, type: String, size: Int? = nil, isAttachment: Bool = true) {
    self.name = name
    self.type = type
    self.size = size
    self.isAttachment = isAttachment
  }
}
