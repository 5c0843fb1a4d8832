/// A file attached to a message. Names come from the message and may hold anything.
public struct AttachmentInfo: Equatable, Sendable {
  public let name: String?
  /// Media type in lower case, without parameters: "application/pdf".
  public let type: String
  /// Decoded size in bytes; nil if not asked for, because it requires decoding the whole part.
  public let size: Int?
  /// Whether a person would call it an attachment. Only these give a message the attachment mark in
  /// lists.
  public let isAttachment: Bool

  package init(name: String?, type: String, size: Int? = nil, isAttachment: Bool = true) {
    self.name = name
    self.type = type
    self.size = size
    self.isAttachment = isAttachment
  }
}

extension Array {
  /// The element with this number, as attachments are counted: from 1. Nil if there is none.
  package func element(numbered number: Int) -> Element? {
    number > 0 && number <= count ? self[number - 1] : nil
  }
}
