/// Highlighting of parts of the output (ECMA-48 SGR); does nothing if color is off.
package struct Style {
  package let isOn: Bool

  package init(isOn: Bool) { self.isOn = isOn }

  package func bold(_ text: String) -> String { sgr("1", text) }
  package func dim(_ text: String) -> String { sgr("2", text) }
  package func bar(_ text: String) -> String { sgr("36", text) }
  package func good(_ text: String) -> String { sgr("32", text) }
  package func warning(_ text: String) -> String { sgr("33", text) }
  package func bad(_ text: String) -> String { sgr("31", text) }

  private func sgr(_ code: String, _ text: String) -> String {
    isOn && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}

/// Highlights a match.
package func marked(_ text: String, color: Bool) -> String {
  color ? "\u{1B}[1;31m\(text)\u{1B}[0m" : "*\(text)*"
}
