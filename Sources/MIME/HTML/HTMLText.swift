/// Options for converting an HTML document to text.
package struct HTMLTextStyle: Sendable {
  /// What to do with the addresses of links, if they differ from the links' texts.
  enum Addresses: Sendable {
    /// Omit them.
    case none
    /// Put them after the text, so that the words of a sentence are adjacent.
    case apart
    /// Put them in angle brackets after the link.
    case full
    /// Like `full`, but a long one is replaced by a number, and follows the text.
    case numbered
    /// Like `full`, but only the host of a long one.
    case host
  }

  var addresses: Addresses
  /// Columns in which data tables are aligned. Nil does nothing that serves only the eye: it leaves
  /// tabs between cells, does not mark struck-out text, and keeps meaningless pictures.
  var columns: Int?

  /// Words for searching.
  package static let search = HTMLTextStyle(addresses: .apart)

  /// Only the words of the text.
  static let words = HTMLTextStyle(addresses: .none)

  init(addresses: Addresses, columns: Int? = nil) {
    self.addresses = addresses
    self.columns = columns
  }

  package init(_ options: ReadingOptions) {
    let addresses: Addresses =
      switch options.links {
      case .numbered: .numbered
      case .host: .host
      case .full: .full
      }
    self.init(addresses: addresses, columns: options.columns)
  }
}

/// The text that a person reads in an HTML document, as plain text.
///
/// Linear in time and memory for any input; never fails. Block elements break lines, inline
/// elements do not. `style`, `script`, `title`, comments and content hidden by style are left out.
/// Links' addresses (if they differ from their text) follow in angle brackets, images' alternative
/// texts are in square brackets. Lists get bullets or numbers, quotations are marked "> ".
/// Invisible characters inside words are dropped.
/// - Parameter html: the decoded document; see `htmlCharset(in:)` for parts without a charset.
package func plainText(
  fromHTML html: String, _ style: HTMLTextStyle = HTMLTextStyle(ReadingOptions())
) -> String {
  plainText(fromHTML: html.utf8.span, style)
}

/// Converts a document in UTF-8; invalid bytes become U+FFFD.
package func plainText(
  fromHTML html: Span<UInt8>, _ style: HTMLTextStyle = HTMLTextStyle(ReadingOptions())
) -> String {
  var renderer = HTMLTextRenderer(style)
  renderer.render(html)
  if renderer.isEmpty && renderer.hidSomething {
    // If all of a message is hidden, its style was more likely misunderstood than meant.
    renderer = HTMLTextRenderer(style)
    renderer.showsHidden = true
    renderer.render(html)
  }
  return String(decoding: renderer.output + renderer.addressLines, as: UTF8.self)
}
