/// A text of a message that searches can find, and its place in the message.
public struct SearchableText: Equatable, Sendable {
  public enum Place: String, Sendable, CaseIterable {
    case body
    /// A file attached to the message.
    case attachment
    /// Header or text of a message inside the message.
    case nested
  }

  public let place: Place
  /// The body in another form, usually with mostly the same words; this is not guaranteed.
  public let isAlternative: Bool
  /// Number of the part as IMAP counts them (RFC 9051 section 6.4.5.1): "1.2".
  public let part: String
  public let text: String
  /// For the text of an attached document: its name, which may hold anything, and the page, counted
  /// from 1, if it has pages.
  public let file: String?
  public let page: Int?

  package init(
    _ place: Place, isAlternative: Bool = false, part: String, text: String, file: String? = nil,
    page: Int? = nil
  ) {
    self.place = place
    self.isAlternative = isAlternative
    self.part = part
    self.text = text
    self.file = file
    self.page = page
  }
}
