extension IMAPClient {
  /// All mailboxes with their counts, in the server's order. In one exchange where the server can give
  /// counts with the list; else all counts are asked for at once.
  package func listMailboxes() throws(IMAPError) -> [ListedMailbox] {
    let list = MailboxCollector(self, trace)
    var extras: String?
    if capabilities.listsCounts {
      extras = (capabilities.hasSpecialUse ? ["SPECIAL-USE"] : []).joined()
      extras = "\(extras ?? "") STATUS (\(countNames.joined(separator: " ")))"
      extras = extras.map { String($0.drop { $0 == " " }) }
    }
    say(.list(extras: extras))
    try finish(list)
    if let refusal = list.refusal, extras != nil {
      // Some servers offer it and cannot.
      trace.client("(without counts, because of \(refusal.status.rawValue))")
      list.reset()
      say(.list(extras: nil))
      try finish(list)
      extras = nil
    }
    if let refusal = list.refusal {
      throw self.refusal(refusal, otherwise: .commandRefused, "does not list the folders")
    }
    if extras == nil { try askCounts(list) }
    return list.mailboxes
  }

  private func askCounts(_ list: MailboxCollector) throws(IMAPError) {
    var waiting = list.mailboxes.filter(\.isSelectable).map(\.wireName)[...]
    try run(list) { waiting.popFirst().map { .status(mailbox: $0, items: countNames) } }
  }

  private var countNames: [String] {
    ["MESSAGES", "UIDNEXT", "UIDVALIDITY"]
      + (capabilities.numbersChanges ? ["HIGHESTMODSEQ"] : [])
      + (capabilities.has("STATUS=SIZE") ? ["SIZE"] : [])
  }

  /// Opens a mailbox for reading alone: no flag changes there, not even \Recent.
  package func examine(_ wireName: [UInt8]) throws(IMAPError) -> MailboxCounts {
    guard !wireName.contains(where: { $0 == 0 || $0 == 10 || $0 == 13 }) else {
      throw IMAPError(
        .unsendable, at: place, why: "the folder's name has a line end or NUL inside",
        remedy: "rename it on the server")
    }
    let opened = OpenedMailbox(trace)
    say(.examine(wireName))
    try finish(opened)
    guard let status = opened.status, status.status == .ok else {
      guard let status = opened.status else { throw closed() }
      throw folderRefusal(status, "does not open the folder")
    }
    return opened.counts
  }
}

extension IMAPClient {
  /// NO or BAD to a command about one folder: the others may be well.
  func folderRefusal(_ status: StatusResponse, _ did: String) -> IMAPError {
    IMAPError(
      .commandRefused, at: place, why: "the server \(did): \(shown(status.shownBytes))",
      remedy: "try again later; if it stays, tell the server's operator")
  }
}

/// Collects LIST and STATUS.
private final class MailboxCollector: ResponseHandler {
  private let client: IMAPClient
  private let trace: Trace
  private(set) var mailboxes: [ListedMailbox] = []
  private var index: [[UInt8]: Int] = [:]
  /// How the server refused LIST; nil if it did not.
  private(set) var refusal: StatusResponse?

  init(_ client: IMAPClient, _ trace: Trace) {
    self.client = client
    self.trace = trace
  }

  func reset() {
    mailboxes = []
    index = [:]
    refusal = nil
  }

  func received(_ response: Response) throws(IMAPError) {
    switch response {
    case .list(let listing):
      guard index[listing.name] == nil else { return }
      guard mailboxes.count < Limits.mailboxes else {
        throw IMAPError(
          .limitExceeded, at: client.place, why: "the server lists folders without end",
          remedy: "check that this is the right server")
      }
      index[listing.name] = mailboxes.count
      mailboxes.append(ListedMailbox(listing, isUTF8: client.usesUTF8))
    case .counts(let name, let counts):
      if let index = index[name] { mailboxes[index].counts = MailboxCounts(counts) }
    case .status(let status): trace.server(status)
    default: break
    }
  }

  func completed(_ command: Command, _ status: StatusResponse) {
    trace.server(status, of: command)
    if case .list = command, status.status != .ok { refusal = status }
  }
}

/// Collects what EXAMINE says.
private final class OpenedMailbox: ResponseHandler {
  private let trace: Trace
  private(set) var counts = MailboxCounts()
  private(set) var status: StatusResponse?

  init(_ trace: Trace) { self.trace = trace }

  func received(_ response: Response) {
    switch response {
    case .exists(let count): counts.messages = count
    case .status(let status):
      trace.server(status)
      learn(status)
    default: break
    }
  }

  func completed(_ command: Command, _ status: StatusResponse) {
    trace.server(status, of: command)
    learn(status)
    self.status = status
  }

  private func learn(_ status: StatusResponse) {
    guard let code = status.code, let number = status.number, number > 0 else { return }
    switch code {
    case "UIDVALIDITY": counts.validity = UInt32(exactly: number)
    case "UIDNEXT": counts.nextUID = UInt32(exactly: number)
    case "HIGHESTMODSEQ": counts.latestChange = number
    default: break
    }
  }
}
