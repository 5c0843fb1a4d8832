/// Keeps what short answers say: how commands ended, what the server can, and what an opened mailbox
/// holds.
final class Answer: ResponseHandler {
  private(set) var status: StatusResponse?
  private(set) var capabilities: Capabilities?
  private(set) var counts = MailboxCounts()
  private let client: IMAPClient

  init(_ client: IMAPClient) { self.client = client }

  func received(_ response: Response) {
    switch response {
    case .capability(let names): capabilities = Capabilities(names)
    case .enabled(let names): client.enabled(names)
    case .exists(let count): counts.messages = count
    case .status(let status):
      client.trace.server(status)
      learn(status)
    default: break
    }
  }

  func completed(_ command: Command, _ status: StatusResponse) {
    client.trace.server(status, of: command)
    learn(status)
    self.status = status
  }

  /// Many servers say what they can with the greeting and with the answer to the login.
  private func learn(_ status: StatusResponse) {
    guard let code = status.code else { return }
    if code == "CAPABILITY" {
      let names = String(decoding: status.argument, as: UTF8.self).uppercased()
        .split(separator: " ")
      capabilities = Capabilities(names.prefix(Limits.capabilities).map(String.init))
    }
    guard let number = status.number, number > 0 else { return }
    switch code {
    case "UIDVALIDITY": counts.validity = UInt32(exactly: number)
    case "UIDNEXT": counts.nextUID = UInt32(exactly: number)
    case "HIGHESTMODSEQ": counts.latestChange = number
    default: break
    }
  }
}
