import Archive
import ArgumentParser
import Presentation

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

extension DateStyle: ExpressibleByArgument {}
