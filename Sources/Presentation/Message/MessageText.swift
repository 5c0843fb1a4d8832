import Text

/// A message's text for reading: wrapped, with what others wrote and the signature dimmed.
package struct MessageText {
  private let text: String

  /// - Parameter text: made harmless here; line ends stay.
  package init(_ text: String) { self.text = terminalSafe(text, keepingLineEnds: true) }

  /// - Parameter width: columns; nil leaves lines as long as they are.
  package func lines(width: Int?, style: Style) -> [String] {
    var lines: [String] = []
    var isSignature = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      // RFC 3676, section 4.3: two hyphens and a space.
      if line == "-- " || line == "--" { isSignature = true }
      let (marks, _) = Self.quote(line)
      for piece in Self.wrapped(String(line), marks, width) {
        lines.append(isSignature || !marks.isEmpty ? style.dim(piece) : piece)
      }
    }
    while lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() }
    return lines
  }

  private static func wrapped(_ line: String, _ marks: Substring, _ width: Int?) -> [String] {
    guard let width else { return [line] }
    let indent = marks.isEmpty ? String(line.prefix { $0 == " " }) : marks + " "
    return Presentation.wrapped(line, to: width, prefix: indent)
  }

  /// The marks that a quoted line begins with, "> >", and the rest of it.
  private static func quote(_ line: Substring) -> (marks: Substring, rest: Substring) {
    var end = line.startIndex
    for index in line.indices {
      if line[index] == ">" {
        end = line.index(after: index)
      } else if line[index] != " " {
        break
      }
    }
    return (line[..<end], line[end...])
  }
}
