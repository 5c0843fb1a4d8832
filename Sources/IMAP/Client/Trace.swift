internal import Net
internal import SASL

/// Shows the dialogue to whoever asked for it, and takes known secrets out of the server's words.
final class Trace {
  private let hook: ((TraceLine) -> Void)?
  private let mask = SecretMask()

  init(hook: ((TraceLine) -> Void)?) { self.hook = hook }

  func hide(_ secret: String) { mask.hide(secret) }

  /// The server's words for people's eyes.
  func shown(_ bytes: [UInt8]) -> String { mask.shown(bytes) }

  func client(_ text: String) {
    hook?(TraceLine(direction: .client, text: shownText(text.utf8)))
  }

  func server(_ status: StatusResponse, of command: Command? = nil) {
    guard let hook else { return }
    let command = command.map { shownText($0.masked.prefix(40).utf8) + ": " } ?? ""
    hook(
      TraceLine(
        direction: .server,
        text: "\(command)\(status.status.rawValue) \(shown(status.shownBytes))"))
  }

  func server(question: [UInt8]) {
    hook?(TraceLine(direction: .server, text: question.isEmpty ? "+" : "+ ***"))
  }
}
