internal import Net

/// Shows the dialogue to whoever asked for it, and takes known secrets out of the server's words.
final class Trace {
  private let hook: ((TraceLine) -> Void)?
  private var secrets: [String] = []

  init(hook: ((TraceLine) -> Void)?) { self.hook = hook }

  /// Servers may repeat what they did not understand.
  func hide(_ secret: String) {
    if !secret.isEmpty, !secrets.contains(secret) { secrets.append(secret) }
  }

  /// The server's words for people's eyes. Secrets go first, because display cuts long text.
  func shown(_ octets: [UInt8]) -> String {
    let text = secrets.reduce(String(decoding: octets, as: UTF8.self)) { text, secret in
      text.split(separator: secret, omittingEmptySubsequences: false).joined(separator: "***")
    }
    return shownText(text.utf8)
  }

  func client(_ command: Command) {
    hook?(TraceLine(direction: .client, text: shownText(command.masked.utf8)))
  }

  func server(_ line: StatusLine) {
    guard let hook else { return }
    let text =
      switch line.status {
      case .ok: "+OK \(shown(line.octets))"
      case .error: "-ERR \(shown(line.octets))"
      case .challenge: line.octets.isEmpty ? "+" : "+ ***"
      }
    hook(TraceLine(direction: .server, text: text))
  }
}

/// One line of the dialogue, for logs: secrets are masked, control characters made visible, bodies of
/// messages and listings left out.
package struct TraceLine: Sendable {
  package enum Direction: String, Sendable {
    case client = "C"
    case server = "S"
  }
  package let direction: Direction
  package let text: String
}
