/// Rows of CSV (RFC 4180) that are safe to open in a spreadsheet: the only place where CSV is
/// written.
package enum CSV {
  /// The cells as a row, including its line end, CRLF.
  ///
  /// Spreadsheets treat a cell that begins with "=", "+", "-", "@" (in East Asian editions also
  /// their full-width forms), a tab or a line end as a formula, and the text may come from anyone.
  /// An apostrophe in front makes it plain text, as OWASP recommends against "CSV injection". A
  /// program that reads such a cell finds one apostrophe more than the message has.
  package static func row(_ cells: some Sequence<String>) -> String {
    cells.map(cell).joined(separator: ",") + "\r\n"
  }

  private static func cell(_ text: String) -> String {
    let guarded = text.unicodeScalars.first.map(beginsFormula) == true ? "'" + text : text
    return guarded.unicodeScalars.contains(where: needsQuotes) ? quoted(guarded) : guarded
  }

  private static func beginsFormula(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "=", "+", "-", "@", "\t", "\r", "\n": true
    case "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}": true
    default: false
    }
  }

  private static func needsQuotes(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case ",", "\"", "\r", "\n": true
    default: false
    }
  }

  /// Works on scalars: a combining mark after a quotation mark forms one Character with it.
  private static func quoted(_ text: String) -> String {
    var cell = "\"".unicodeScalars
    for scalar in text.unicodeScalars {
      if scalar == "\"" { cell.append(scalar) }
      cell.append(scalar)
    }
    cell.append("\"")
    return String(cell)
  }
}
