/// Shows the dialogue to whoever asked for it, and takes known secrets out of the server's words.
final class Trace {
  private let hook: ((TraceLine) -> Void)?
  private var secrets: [String] = []

  init(hook: ((TraceLine) -> Void)?) { self.hook = hook }

  /// Servers may repeat what they did not understand.
  func hide(_ secret: String) {
    if !secret.isEmpty, !secrets.contains(secret) { secrets.append(secret) }
  }

  func redacted(_ text: String) -> String {
    secrets.reduce(text) { text, secret in
      text.split(separator: secret, omittingEmptySubsequences: false).joined(separator: "***")
    }
  }

  func client(_ command: Command) {
    hook?(TraceLine(direction: .client, text: visible(command.masked.utf8)))
  }

  func server(_ line: StatusLine) {
    guard let hook else { return }
    let text =
      switch line.status {
      case .ok: "+OK \(redacted(line.text))"
      case .error: "-ERR \(redacted(line.text))"
      case .challenge: line.octets.isEmpty ? "+" : "+ ***"
      }
    hook(TraceLine(direction: .server, text: text))
  }
}
