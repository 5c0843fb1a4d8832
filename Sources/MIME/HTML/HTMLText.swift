import Bytes

/// What a person reads in an HTML document, as plain text.
///
/// Linear in time and memory for any input; never fails. Block elements break lines, inline
/// elements do not; `style`, `script`, `title`, comments and content hidden by style are left out;
/// links' addresses (when they differ from their text) follow in angle brackets, images'
/// alternative texts stand in square ones; lists get bullets or numbers, table cells are separated
/// by tabs, quotations are marked "> ". Invisible characters inside words are dropped.
/// - Parameters:
///   - html: the decoded document; see `htmlCharset(in:)` for parts without a charset.
///   - addressesApart: links' addresses follow behind the text, so that the words of a sentence
///     stand side by side as a reader sees them.
package func plainText(fromHTML html: String, addressesApart: Bool = false) -> String {
  plainText(fromHTML: html.utf8.span, addressesApart: addressesApart)
}

/// The same for a document in UTF-8; invalid bytes become U+FFFD.
package func plainText(fromHTML html: Span<UInt8>, addressesApart: Bool = false) -> String {
  var renderer = HTMLTextRenderer()
  renderer.collectsAddresses = addressesApart
  renderer.render(html)
  if renderer.output.isEmpty && renderer.addresses.isEmpty && renderer.hidSomething {
    // A message that is hidden as a whole is more likely misunderstood than empty.
    renderer = HTMLTextRenderer()
    renderer.collectsAddresses = addressesApart
    renderer.showsHidden = true
    renderer.render(html)
  }
  if !renderer.addresses.isEmpty { renderer.output += [Byte.lf, Byte.lf] + renderer.addresses }
  return String(decoding: renderer.output, as: UTF8.self)
}
