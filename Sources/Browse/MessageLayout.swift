import Presentation
import Text

/// A message as lines that fit a width: header fields, text with quotes and signature set apart, the
/// list of files.
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

  /// Characters of a text that are laid out; the rest is had by `mailcask show` and by export.
  private static let textLimit = 1 << 20

  init() {}

  /// - Parameter fields: the header as it is to be shown.
  init(
    _ message: BrowseMessage, fields: [BrowseMessage.Field], width: Int
  ) {
    let width = max(10, width)
    for field in fields { add(field, width) }
    if !message.row.tags.isEmpty {
      add(BrowseMessage.Field(name: "Tags", value: message.row.tags.joined(separator: " ")), width)
    }
    for (index, file) in message.files.enumerated() {
      let name = index == 0 ? "Files" : ""
      add(BrowseMessage.Field(name: name, value: "[\(index + 1)] \(file.displayText)"), width)
    }
    lines.append(Line(""))
    add(text: message.text, width)
  }

  private mutating func add(_ field: BrowseMessage.Field, _ width: Int) {
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
      let quote = Self.quotePrefix(of: line)
      let style =
        isSignature
        ? CellStyle.dim
        : quote.depth == 0 ? .plain : quote.depth == 1 ? CellStyle(color: .green) : .dim
      for piece in pieces(line, width, continued: quote.text) { lines.append(Line(piece, style)) }
    }
    while let last = lines.last, last.spans.allSatisfy({ $0.text.isEmpty }) { lines.removeLast() }
    if shown.utf8.count < text.utf8.count {
      lines.append(Line("… cut here: mailcask show gives the whole text", .bold))
    }
  }

  /// Broken at blanks, and where there is none, as in long addresses of the web, anywhere: nothing
  /// of a message is out of sight.
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

  /// ">" marks at the beginning with the blanks between them (RFC 3676, 4.5).
  private static func quotePrefix(of line: String) -> (text: String, depth: Int) {
    guard line.first == ">" else { return ("", 0) }
    let prefix = line.prefix { $0 == ">" || $0 == " " }
    return (String(prefix), prefix.count { $0 == ">" })
  }
}
