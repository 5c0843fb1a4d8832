import Archive
import ArgumentParser
package import Presentation

package enum ColorChoice: String, CaseIterable, ExpressibleByArgument {
  case auto, always, never

  /// NO_COLOR with any value but nothing turns it off (no-color.org).
  package var isOn: Bool {
    switch self {
    case .always: true
    case .never: false
    case .auto:
      Console.outputIsTerminal && !Console.isDumb
        && (environmentVariable("NO_COLOR") ?? "").isEmpty
    }
  }

  package var style: Style { Style(isOn: isOn) }
}

extension DateStyle: ExpressibleByArgument {}
