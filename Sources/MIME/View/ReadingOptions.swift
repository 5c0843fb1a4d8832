/// How the text of a message is laid out for a person to read.
package struct ReadingOptions: Sendable {
  /// Of a body that is there as plain text and as HTML (RFC 2046 section 5.1.4).
  package enum Form: String, Sendable {
    /// See `Message.isSubstantial`.
    case best
    case plain
    case html
  }

  /// What stands for the address of a link in HTML. Short ones always stand beside it.
  package enum Links: String, CaseIterable, Sendable {
    /// A number; the addresses follow the text.
    case numbered
    /// The name of the host alone.
    case host
    /// The address as it is.
    case full
  }

  package var form = Form.best
  package var links = Links.numbered
  /// That tables are laid out in.
  package var columns = 80
  /// Of the person who reads; nil leaves times of calendars as they are written.
  package var clock: CalendarClock?

  package init() {}
}
