/// How the text of a message is laid out for a person to read.
package struct ReadingOptions: Sendable {
  /// The form to read of a body that exists as plain text and as HTML (RFC 2046 section 5.1.4).
  package enum Form: String, Sendable {
    /// See `Message.isSubstantial`.
    case best
    case plain
    case html
  }

  /// How to show the address of a link in HTML. Short addresses are always beside the link.
  package enum Links: String, CaseIterable, Sendable {
    /// As a number; the addresses follow the text.
    case numbered
    /// Only the name of the host.
    case host
    /// The complete address.
    case full
  }

  package var form = Form.best
  package var links = Links.numbered
  /// Columns in which tables are laid out.
  package var columns = 80
  /// The reader's clock; nil leaves the times of calendars as written.
  package var clock: CalendarClock?

  package init() {}
}
