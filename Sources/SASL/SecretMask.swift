import Net

/// Removes the secrets of a login from what a server sends: servers may repeat what they did not
/// understand.
package final class SecretMask {
  private var secrets: [String] = []

  package init() {}

  /// Hides `secret` from now on.
  package func hide(_ secret: String) {
    if !secret.isEmpty, !secrets.contains(secret) { secrets.append(secret) }
  }

  /// The server's text for people. Secrets are removed first, because display cuts long text.
  package func shown(_ bytes: [UInt8]) -> String {
    let text = secrets.reduce(String(decoding: bytes, as: UTF8.self)) { text, secret in
      text.split(separator: secret, omittingEmptySubsequences: false).joined(separator: "***")
    }
    return shownText(text.utf8)
  }
}

/// One line of the dialogue with a server, for logs: secrets are masked, control characters made
/// visible, bodies of messages and listings left out.
package struct TraceLine: Sendable {
  package enum Direction: String, Sendable {
    case client = "C"
    case server = "S"
  }
  package let direction: Direction
  package let text: String

  package init(direction: Direction, text: String) {
    self.direction = direction
    self.text = text
  }
}

/// Shows the dialogue with a server to whoever asked for it, with known secrets taken out.
package final class DialogueTrace {
  private let hook: ((TraceLine) -> Void)?
  private let mask = SecretMask()

  package init(hook: ((TraceLine) -> Void)?) { self.hook = hook }

  package func hide(_ secret: String) { mask.hide(secret) }

  /// The server's text, safe to show to people.
  package func shown(_ bytes: [UInt8]) -> String { mask.shown(bytes) }

  package func client(_ text: String) {
    hook?(TraceLine(direction: .client, text: shown(Array(text.utf8))))
  }

  /// - Parameter text: with secrets taken out; made only if somebody asked for it.
  package func server(_ text: @autoclosure () -> String) {
    hook?(TraceLine(direction: .server, text: text()))
  }
}
