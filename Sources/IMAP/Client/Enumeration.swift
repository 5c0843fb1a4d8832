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
    labels = items.labels.map { texts.labels($0) }
    gmailID = items.gmailID
    emailID = items.emailID.flatMap { $0.utf8.count <= Limits.flagBytes ? $0 : nil }
  }
}

/// Flags as one text. Sets of them that came before are kept: most messages share few.
struct FlagTexts {
  private var known: [[String]: String] = [:]
  /// Bytes that may still be kept.
  private var room = Limits.flagTexts

  /// \Recent says who looked, not what the message is.
  mutating func text(_ flags: [String]) -> String {
    if let text = known[flags] { return text }
    let text = flags.filter { $0.lowercased() != "\\recent" }.sorted().joined(separator: " ")
    guard takes(text.utf8.count) else { return "" }
    if known.count < 10_000 { known[flags] = text }
    return text
  }

  mutating func labels(_ labels: [[UInt8]]) -> [[UInt8]] {
    takes(labels.reduce(0) { $0 + $1.count }) ? labels : []
  }

  private mutating func takes(_ bytes: Int) -> Bool {
    guard bytes <= room else { return false }
    room -= bytes
    return true
  }
}

/// What the server says is in a mailbox.
package struct MailboxList: Sendable, Equatable {
  /// By ascending UID.
  package var messages: [MailboxMessage] = []
  /// Why the list has not as many messages as the mailbox: nothing can be told of what is gone, and
  /// what is missing in it may be new. Nil where both numbers are the same.
  package var imbalance: String?

  package init(messages: [MailboxMessage] = [], imbalance: String? = nil) {
    self.messages = messages
    self.imbalance = imbalance
  }
}

extension IMAPClient {
  /// All messages of the open mailbox; asked for twice if the first list does not balance.
  ///
  /// - Parameter counts: what opening it said.
  package func enumerate(_ counts: MailboxCounts) throws(IMAPError) -> MailboxList {
    var expected = counts.messages ?? 0
    var result = MailboxList()
    for _ in 0..<2 {
      guard expected > 0 else { return MailboxList() }
      let list = Enumeration(place: place, trace, expecting: expected)
      try list.ask(.fetchFacts(nil, items: factNames), self)
      try complete(list)
      result = list.result()
      if result.imbalance == nil { return result }
      expected = list.exists
    }
    return result
  }

  /// Some servers give a number of messages to a command and no more (RFC 9738): what lies below and above
  /// those that came is asked for until nothing more comes.
  private func complete(_ list: Enumeration) throws(IMAPError) {
    for _ in 0..<Limits.partsOfList {
      guard list.lacksMessages, let uids = list.uids else { return }
      if uids.lowerBound > 1 {
        try list.ask(.fetchFacts(UIDSet(1...(uids.lowerBound - 1)), items: factNames), self)
      }
      if list.lacksMessages, uids.upperBound < .max {
        try list.ask(.fetchFactsFrom(uids.upperBound + 1, items: factNames), self)
      }
      if list.uids == uids { return }
    }
  }

  /// The messages of the open mailbox from a UID on.
  package func messages(from uid: UInt32, _ counts: MailboxCounts) throws(IMAPError)
    -> [MailboxMessage]
  {
    guard let expected = counts.messages, expected > 0 else { return [] }
    let list = Enumeration(place: place, trace, expecting: expected)
    try list.ask(.fetchFactsFrom(uid, items: factNames), self)
    return list.result().messages
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
  private var found: [MailboxMessage] = []
  private var texts = FlagTexts()
  /// From the lowest to the highest of what came.
  private(set) var uids: ClosedRange<UInt32>?
  private var status: StatusResponse?
  private var lowest: UInt32 = 1

  init(place: String, _ trace: Trace, expecting expected: UInt32) {
    self.place = place
    self.trace = trace
    self.expected = expected
    exists = expected
  }

  func ask(_ command: Command, _ client: IMAPClient) throws(IMAPError) {
    // "n:*" names the last message, too, although it is below n.
    lowest = if case .fetchFactsFrom(let uid, _) = command { uid } else { 1 }
    client.say(command)
    try client.finish(self)
    if let status, status.status != .ok, status.code != "MESSAGELIMIT" {
      throw client.folderRefusal(status, "does not list the folder's messages")
    }
  }

  var lacksMessages: Bool { found.count < Int(exists) }

  /// Mail that came while the list was made need not be in it.
  func result() -> MailboxList {
    var messages = found
    found = []
    if !zip(messages, messages.dropFirst()).allSatisfy({ $0.uid < $1.uid }) {
      messages = Self.sorted(messages)
    }
    let count = UInt32(clamping: messages.count)
    let balances =
      count == exists || !hasExpunged && (expected...max(expected, exists)).contains(count)
    return MailboxList(
      messages: messages,
      imbalance: balances
        ? nil : "the folder has \(exists) messages, and the server lists \(count)")
  }

  /// By UID, each once: a server may tell of changed flags meanwhile, without the rest.
  private static func sorted(_ messages: [MailboxMessage]) -> [MailboxMessage] {
    var result: [MailboxMessage] = []
    let ordered = messages.sorted {
      ($0.uid, $0.size == nil ? 1 : 0) < ($1.uid, $1.size == nil ? 1 : 0)
    }
    for message in ordered where result.last?.uid != message.uid { result.append(message) }
    return result
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
    case .status(let status): trace.server(status)
    default: break
    }
  }

  private func add(_ items: FetchedItems) throws(IMAPError) {
    // A server may tell of changed flags without being asked, and without the rest.
    guard let uid = items.uid, uid >= lowest,
      items.size != nil || items.internalDate != nil || items.flags != nil
    else { return }
    let announced = Int(max(expected, exists))
    guard found.count < min(announced + Limits.messagesBeyond, Limits.messages) else {
      throw IMAPError(
        .limitExceeded, at: place,
        why: "the server lists more messages than the \(announced) that it says the folder has",
        remedy: "check that this is the right server")
    }
    found.append(MailboxMessage(items, uid: uid, &texts))
    uids = uids.map { min($0.lowerBound, uid)...max($0.upperBound, uid) } ?? uid...uid
  }

  func completed(_ command: Command, _ status: StatusResponse) {
    trace.server(status, of: command)
    self.status = status
  }
}
