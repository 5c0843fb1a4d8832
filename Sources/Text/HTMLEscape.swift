/// Text as text of an HTML document, and of an attribute's value in quotes of either kind: the one
/// place where HTML is escaped.
///
/// Control characters are errors in HTML (WHATWG, section 13.2.3.5) and are shown by their pictures;
/// bidirectional controls become references: a browser reads the same, and a terminal that the
/// document goes to has nothing to act on.
package func htmlEscaped(_ text: String) -> String {
  var escaped = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": escaped.append(contentsOf: "&amp;".unicodeScalars)
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
