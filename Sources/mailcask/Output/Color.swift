import ArgumentParser
private import Foundation

enum ColorChoice: String, CaseIterable, ExpressibleByArgument {
  case auto, always, never

  /// NO_COLOR with any value but nothing turns it off (no-color.org).
  var isOn: Bool {
    switch self {
    case .always: true
    case .never: false
    case .auto:
      Console.outputIsTerminal
        && ProcessInfo.processInfo.environment["NO_COLOR", default: ""].isEmpty
    }
  }
}

/// What was found, as it stands out.
func marked(_ text: String, color: Bool) -> String {
  color ? "\u{1B}[1;31m\(text)\u{1B}[0m" : "*\(text)*"
}
