/// Escapes text for use in an HTML document or in a quoted attribute value: the only place where
/// HTML is escaped.
///
/// Control characters are errors in HTML (WHATWG, section 13.2.3.5) and are replaced by their
/// pictures. Bidirectional controls become character references: a browser shows the same, and a
/// terminal that displays the document has nothing to act on.
///
/// - Parameter keepingReferences: `text` is HTML source, where "&" begins a character reference.
package func htmlEscaped(_ text: String, keepingReferences: Bool = false) -> String {
  var escaped = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&" where !keepingReferences: escaped.append(contentsOf: "&amp;".unicodeScalars)
    case "<": escaped.append(contentsOf: "&lt;".unicodeScalars)
    case ">": escaped.append(contentsOf: "&gt;".unicodeScalars)
    case "\"": escaped.append(contentsOf: "&quot;".unicodeScalars)
    case "'": escaped.append(contentsOf: "&#39;".unicodeScalars)
    case "\t", "\n", "\r": escaped.append(scalar)
    case _ where scalar.isControl: escaped.append(scalar.picture)
    case _ where scalar.isDirectionControl:
      escaped.append(contentsOf: "&#x\(String(scalar.value, radix: 16));".unicodeScalars)
    default: escaped.append(scalar)
    }
  }
  return String(escaped)
}
