import Text

/// A message's text for reading: wrapped, with quotations and the signature dimmed.
package struct MessageText {
  private let text: String

  /// - Parameter text: made safe here; line ends are kept.
  package init(_ text: String) { self.text = terminalSafe(text, keepingLineEnds: true) }

  /// - Parameter width: columns; nil does not wrap.
  package func lines(width: Int?, style: Style) -> [String] {
    var lines: [String] = []
    var isSignature = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      // RFC 3676, section 4.3: two hyphens and a space.
      if line == "-- " || line == "--" { isSignature = true }
      let isQuoted = line.first { $0 != " " } == ">"
      for piece in Self.wrapped(String(line), width) {
        lines.append(isSignature || isQuoted ? style.dim(piece) : piece)
      }
    }
    while lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() }
    return lines
  }

  private static func wrapped(_ line: String, _ width: Int?) -> [String] {
    guard let width else { return [line] }
    return Text.wrapped(line, to: width, prefix: continuationPrefix(of: line))
  }
}
