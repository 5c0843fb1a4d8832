internal import SASL

extension IMAPClient {
  /// All mailboxes with their counts, in the server's order. In one exchange where the server can give
  /// counts with the list; else all counts are asked for at once.
  ///
  /// - Returns: also lines of the list that could not be read, for people.
  package func listMailboxes() throws(IMAPError) -> (
    mailboxes: [ListedMailbox], unreadable: [String]
  ) {
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
    return (list.mailboxes, list.unreadable)
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
    try compressIfUseful()
    let opened = Answer(self)
    say(.examine(wireName))
    try finish(opened)
    guard let status = opened.status else { throw closed() }
    guard status.status == .ok else { throw folderRefusal(status, "does not open the folder") }
    return opened.counts
  }
}

extension IMAPClient {
  /// NO or BAD to a command about one folder: the others may be well.
  func folderRefusal(_ status: StatusResponse, _ did: String) -> IMAPError {
    let code: IMAPError.Code =
      status.isAboutNow
      ? .folderUnavailable : status.isAboutAll ? .temporaryFailure : .commandRefused
    return IMAPError(
      code, at: place, why: "the server \(did): \(shown(status.shownBytes))",
      remedy: "try again later; if it stays, tell the server's operator")
  }
}

/// Collects LIST and STATUS.
private final class MailboxCollector: ResponseHandler {
  private let client: IMAPClient
  private let trace: Trace
  private var listings: [(listing: MailboxListing, counts: MailboxCounts)] = []
  private var index: [[UInt8]: Int] = [:]
  private var nameBytes = 0
  /// What could not be read, as far as it was: a folder may be behind each.
  private(set) var unreadable: [String] = []
  /// How the server refused LIST; nil if it did not.
  private(set) var refusal: StatusResponse?

  init(_ client: IMAPClient, _ trace: Trace) {
    self.client = client
    self.trace = trace
  }

  var mailboxes: [ListedMailbox] {
    listings.map { listing, counts in
      var mailbox = ListedMailbox(listing, isUTF8: client.usesUTF8)
      mailbox.counts = counts
      return mailbox
    }
  }

  func reset() {
    listings = []
    index = [:]
    nameBytes = 0
    unreadable = []
    refusal = nil
  }

  func received(_ response: Response) throws(IMAPError) {
    switch response {
    case .list(let listing): try add(listing)
    case .counts(let name, let counts):
      if let index = index[name] { listings[index].counts = MailboxCounts(counts) }
    case .enabled(let names): client.enabled(names)
    case .unintelligible(let line) where Self.isOfFolder(line):
      if unreadable.count < Limits.unreadableMailboxes { unreadable.append(trace.shown(line)) }
    case .status(let status): trace.server(status)
    default: break
    }
  }

  private func add(_ listing: MailboxListing) throws(IMAPError) {
    guard index[listing.name] == nil else { return }
    nameBytes += listing.name.count
    guard listings.count < Limits.mailboxes, nameBytes <= Limits.mailboxNames else {
      throw IMAPError(
        .limitExceeded, at: client.place, why: "the server lists folders without end",
        remedy: "check that this is the right server")
    }
    index[listing.name] = listings.count
    listings.append((listing, MailboxCounts()))
  }

  private static func isOfFolder(_ line: [UInt8]) -> Bool {
    let words = String(decoding: line.prefix(10), as: UTF8.self).uppercased()
    return words.hasPrefix("LIST") || words.hasPrefix("* LIST")
  }

  func completed(_ command: Command, _ status: StatusResponse) {
    trace.server(status, of: command)
    if case .list = command, status.status != .ok { refusal = status }
  }
}
