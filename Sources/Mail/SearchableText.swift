/// A text inside a message that it can be found by, and where it is.
public struct SearchableText: Equatable, Sendable {
  public enum Place: String, Sendable, CaseIterable {
    case body
    /// A file that comes with the message.
    case attachment
    /// Header or text of a message inside the message.
    case nested
  }

  public let place: Place
  /// The body in another form, with mostly the same words, but nobody promises that.
  public let isAlternative: Bool
  /// Number of the part as IMAP counts them (RFC 9051 section 6.4.5.1): "1.2".
  public let part: String
  public let text: String

  package init(_ place: Place, isAlternative: Bool = false, part: String, text: String) {
    self.place = place
    self.isAlternative = isAlternative
    self.part = part
    self.text = text
  }
}
