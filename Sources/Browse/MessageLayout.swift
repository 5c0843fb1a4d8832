import Mail
import Presentation
import Text

/// A message as lines that fit a width: header fields, text with quotations and signature
/// highlighted, the list of files.
struct MessageLayout: Equatable, Sendable {
  struct Span: Equatable, Sendable {
    var text: String
    var style = CellStyle.plain
  }

  struct Line: Equatable, Sendable {
    var spans: [Span]

    init(_ spans: [Span]) { self.spans = spans }
    init(_ text: String, _ style: CellStyle = .plain) { spans = [Span(text: text, style: style)] }

    var text: String { spans.count == 1 ? spans[0].text : spans.map(\.text).joined() }
  }

  private(set) var lines: [Line] = []

  /// Maximum number of characters of a text; `mailcask show` and export give the rest.
  private static let textLimit = 1 << 20

  init() {}

  /// - Parameter fields: the header fields to show.
  init(
    _ message: BrowseMessage, fields: [DecodedField], width: Int, foldsRecipients: Bool = true
  ) {
    let width = max(10, width)
    for field in fields {
      let value =
        foldsRecipients
        ? foldedRecipients(
          field.value, of: field.name, columns: width - field.name.count - 2, way: "h")
        : field.value
      add(DecodedField(name: field.name, value: value), width)
    }
    if !message.row.tags.isEmpty {
      add(DecodedField(name: "Tags", value: message.row.tags.joined(separator: " ")), width)
    }
    for (index, file) in message.files.enumerated() {
      let name = index == 0 ? "Files" : ""
      add(DecodedField(name: name, value: "[\(index + 1)] \(file.displayText)"), width)
    }
    lines.append(Line(""))
    add(text: message.text, width)
  }

  private mutating func add(_ field: DecodedField, _ width: Int) {
    let name =
      field.name.isEmpty ? String(repeating: " ", count: 7) : terminalSafe(field.name) + ": "
    let style = field.name == "Subject" ? CellStyle.bold : .plain
    let indent = min(displayWidth(name), width / 2)
    let values = pieces(terminalSafe(field.value), max(8, width - indent))
    let first = Span(text: name, style: CellStyle(color: .cyan))
    for (index, value) in values.enumerated() {
      let lead =
        index == 0
        ? [first] : [Span(text: String(repeating: " ", count: indent))]
      lines.append(Line(lead + [Span(text: value, style: style)]))
    }
  }

  private mutating func add(text: String, _ width: Int) {
    let shown = text.utf8.count > Self.textLimit ? String(text.prefix(Self.textLimit)) : text
    var isSignature = false
    for line in shown.split(separator: "\n", omittingEmptySubsequences: false) {
      let line = terminalSafe(String(line), keepingLineEnds: true)
      // RFC 3676, 4.3: the separator of a signature.
      if line == "-- " { isSignature = true }
      let depth = Self.quoteDepth(of: line)
      let style =
        isSignature
        ? CellStyle.dim : depth == 0 ? .plain : depth == 1 ? CellStyle(color: .green) : .dim
      let prefix = continuationPrefix(of: line)
      for piece in pieces(line, width, continued: prefix) { lines.append(Line(piece, style)) }
    }
    while let last = lines.last, last.spans.allSatisfy({ $0.text.isEmpty }) { lines.removeLast() }
    if shown.utf8.count < text.utf8.count {
      lines.append(Line("… cut here: mailcask show prints the whole text", .bold))
    }
  }

  /// Breaks a line at blanks or, where there are none, as in long URLs, anywhere: no part of a
  /// message is hidden.
  private func pieces(_ line: String, _ width: Int, continued: String = "") -> [String] {
    wrapped(line, to: width, prefix: continued).flatMap { piece -> [String] in
      guard piece.utf8.count > width, displayWidth(piece) > width else { return [piece] }
      var pieces = [""]
      var columns = 0
      for character in piece {
        let step = displayWidth(character)
        if columns + step > width, columns > 0 {
          pieces.append("")
          columns = 0
        }
        pieces[pieces.count - 1].append(character)
        columns += step
      }
      return pieces
    }
  }

  /// Number of ">" marks at the beginning, ignoring the blanks between them (RFC 3676, 4.5).
  private static func quoteDepth(of line: String) -> Int {
    line.first == ">" ? line.prefix { $0 == ">" || $0 == " " }.count { $0 == ">" } : 0
  }
}
