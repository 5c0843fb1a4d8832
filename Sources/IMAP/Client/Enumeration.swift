/// A message of a mailbox, as the server tells of it.
package struct MailboxMessage: Sendable, Equatable {
  package var uid: UInt32
  /// Bytes as announced: a hint, and not what comes.
  package var size: UInt64?
  /// Seconds since 1970 when it came into the mailbox.
  package var date: Int64?
  /// As the server writes them, sorted, with blanks between.
  package var flags = ""
  /// Gmail's, as they are shown; nil elsewhere.
  package var labels: [[UInt8]]?
  package var gmailID: UInt64?
  package var emailID: String?

  /// - Parameter flags: as `FlagTexts` writes them.
  package init(uid: UInt32, size: UInt64?, date: Int64?, flags: String) {
    self.uid = uid
    self.size = size
    self.date = date
    self.flags = flags
  }
}

extension MailboxMessage {
  init(_ items: FetchedItems, uid: UInt32, _ texts: inout FlagTexts) {
    self.init(
      uid: uid, size: items.size, date: items.internalDate, flags: texts.text(items.flags ?? []))
    labels = items.labels
    gmailID = items.gmailID
    emailID = items.emailID
  }
}

/// Flags as one text. Sets of them that came before are kept: most messages share few.
struct FlagTexts {
  private var known: [[String]: String] = [:]

  /// \Recent says who looked, not what the message is.
  mutating func text(_ flags: [String]) -> String {
    if let text = known[flags] { return text }
    let text = flags.filter { $0.lowercased() != "\\recent" }.sorted().joined(separator: " ")
    if known.count < 10_000 { known[flags] = text }
    return text
  }
}

extension IMAPClient {
  /// All messages of the open mailbox, by ascending UID; twice if the first list does not balance.
  ///
  /// - Parameter counts: what opening it said.
  /// - Throws: `unbalanced` where the list has not as many messages as the mailbox: then nothing
  ///   can be told of what is new or gone.
  package func enumerate(_ counts: MailboxCounts) throws(IMAPError) -> [MailboxMessage] {
    var expected = counts.messages ?? 0
    var found = 0
    for _ in 0..<2 {
      guard expected > 0 else { return [] }
      let list = Enumeration(place: place, trace, expecting: expected)
      say(.fetchFacts(nil, items: factNames))
      try finish(list)
      if let status = list.status, status.status != .ok {
        throw folderRefusal(status, "does not list the folder's messages")
      }
      if list.isBalanced { return list.messages }
      (expected, found) = (list.exists, list.messages.count)
    }
    throw IMAPError(
      .unbalanced, at: place,
      why: "the folder has \(expected) messages, and the server lists \(found)",
      remedy: "try again later; if it stays, tell the server's operator")
  }

  var factNames: [String] {
    ["UID", "FLAGS", "INTERNALDATE", "RFC822.SIZE"]
      + (capabilities.hasEmailIDs ? ["EMAILID"] : [])
      + (capabilities.isGmail ? ["X-GM-MSGID", "X-GM-LABELS"] : [])
  }
}

/// Collects the facts about a mailbox's messages, and counts them against EXISTS.
private final class Enumeration: ResponseHandler {
  private let place: String
  private let trace: Trace
  private let expected: UInt32
  private(set) var exists: UInt32
  private var hasExpunged = false
  private var uids = UIDSet()
  private var found: [MailboxMessage] = []
  private var isSorted = true
  private var texts = FlagTexts()
  private(set) var status: StatusResponse?

  init(place: String, _ trace: Trace, expecting expected: UInt32) {
    self.place = place
    self.trace = trace
    self.expected = expected
    exists = expected
  }

  var messages: [MailboxMessage] { isSorted ? found : found.sorted { $0.uid < $1.uid } }

  /// Mail that came while the list was made need not be in it.
  var isBalanced: Bool {
    let count = UInt32(clamping: found.count)
    return count == exists || !hasExpunged && (expected...max(expected, exists)).contains(count)
  }

  func received(_ response: Response) throws(IMAPError) {
    switch response {
    case .fetch(let items): try add(items)
    case .exists(let count): exists = count
    case .expunge:
      hasExpunged = true
      if exists > 0 { exists -= 1 }
    case .vanished(let isEarlier, let set):
      guard !isEarlier else { return }
      hasExpunged = true
      exists -= min(exists, UInt32(clamping: set.count))
      found.removeAll { set.contains($0.uid) }
    case .status(let status): trace.server(status)
    default: break
    }
  }

  private func add(_ items: FetchedItems) throws(IMAPError) {
    // A server may tell of changed flags without being asked, and without the rest.
    guard let uid = items.uid, items.flags != nil || items.size != nil, uids.insert(uid) else {
      return
    }
    guard found.count < Limits.messages else {
      throw IMAPError(
        .limitExceeded, at: place, why: "the server lists messages without end",
        remedy: "check that this is the right server")
    }
    if let last = found.last, last.uid > uid { isSorted = false }
    found.append(MailboxMessage(items, uid: uid, &texts))
  }

  func completed(_ command: Command, _ status: StatusResponse) {
    trace.server(status, of: command)
    self.status = status
  }
}
