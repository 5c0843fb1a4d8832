import Archive
import ArgumentParser

enum ColorChoice: String, CaseIterable, ExpressibleByArgument {
  case auto, always, never

  /// NO_COLOR with any value but nothing turns it off (no-color.org).
  var isOn: Bool {
    switch self {
    case .always: true
    case .never: false
    case .auto:
      Console.outputIsTerminal && !Console.isDumb
        && (environmentVariable("NO_COLOR") ?? "").isEmpty
    }
  }

  var style: Style { Style(isOn: isOn) }
}

/// How parts of the output stand out (ECMA-48 SGR); nothing at all where colour is off.
struct Style {
  let isOn: Bool

  func bold(_ text: String) -> String { sgr("1", text) }
  func dim(_ text: String) -> String { sgr("2", text) }
  func bar(_ text: String) -> String { sgr("36", text) }
  func good(_ text: String) -> String { sgr("32", text) }
  func warning(_ text: String) -> String { sgr("33", text) }
  func bad(_ text: String) -> String { sgr("31", text) }

  private func sgr(_ code: String, _ text: String) -> String {
    isOn && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}

/// What was found, as it stands out.
func marked(_ text: String, color: Bool) -> String {
  color ? "\u{1B}[1;31m\(text)\u{1B}[0m" : "*\(text)*"
}
