internal import Net
internal import SASL

/// Reports the dialogue to whoever requested it, with known secrets removed from the server's text.
final class Trace {
  private let hook: ((TraceLine) -> Void)?
  private let mask = SecretMask()

  init(hook: ((TraceLine) -> Void)?) { self.hook = hook }

  func hide(_ secret: String) { mask.hide(secret) }

  /// The server's text, safe to show to people.
  func shown(_ bytes: [UInt8]) -> String { mask.shown(bytes) }

  func client(_ command: Command) {
    hook?(TraceLine(direction: .client, text: shownText(command.masked.utf8)))
  }

  func server(_ line: StatusLine) {
    guard let hook else { return }
    let text =
      switch line.status {
      case .ok: "+OK \(shown(line.bytes))"
      case .error: "-ERR \(shown(line.bytes))"
      case .challenge: line.bytes.isEmpty ? "+" : "+ ***"
      }
    hook(TraceLine(direction: .server, text: text))
  }
}
