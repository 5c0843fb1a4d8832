/// How an HTML document becomes text.
package struct HTMLTextStyle: Sendable {
  /// What becomes of the addresses of links, where they differ from the links' texts.
  enum Addresses: Sendable {
    /// Nothing.
    case none
    /// Behind the text, so that the words of a sentence stand side by side.
    case apart
    /// In angle brackets behind the link.
    case full
    /// The same; a long one becomes a number, and stands behind the text.
    case numbered
    /// The same; of a long one only the host.
    case host
  }

  var addresses: Addresses
  /// Columns that tables of data are aligned in; nil leaves tabs between cells, and everything else
  /// that is not for the eye: what is struck out, and pictures that say nothing.
  var columns: Int?

  /// Words, to be found by.
  package static let search = HTMLTextStyle(addresses: .apart)

  /// Those of the text alone.
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

/// What a person reads in an HTML document, as plain text.
///
/// Linear in time and memory for any input; never fails. Block elements break lines, inline
/// elements do not; `style`, `script`, `title`, comments and content hidden by style are left out;
/// links' addresses (when they differ from their text) follow in angle brackets, images'
/// alternative texts stand in square ones; lists get bullets or numbers, quotations are marked "> ".
/// Invisible characters inside words are dropped.
/// - Parameter html: the decoded document; see `htmlCharset(in:)` for parts without a charset.
package func plainText(
  fromHTML html: String, _ style: HTMLTextStyle = HTMLTextStyle(ReadingOptions())
) -> String {
  plainText(fromHTML: html.utf8.span, style)
}

/// The same for a document in UTF-8; invalid bytes become U+FFFD.
package func plainText(
  fromHTML html: Span<UInt8>, _ style: HTMLTextStyle = HTMLTextStyle(ReadingOptions())
) -> String {
  var renderer = HTMLTextRenderer(style)
  renderer.render(html)
  if renderer.isEmpty && renderer.hidSomething {
    // A message that is hidden as a whole is more likely misunderstood than empty.
    renderer = HTMLTextRenderer(style)
    renderer.showsHidden = true
    renderer.render(html)
  }
  return String(decoding: renderer.output + renderer.addressLines, as: UTF8.self)
}
