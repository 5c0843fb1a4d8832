/// What is different in a mailbox since it was last listed to its end.
package struct MailboxChanges: Sendable, Equatable {
  /// UIDs of all messages that are there.
  package var present = UIDSet()
  /// Flags that changed, as `MailboxMessage.flags`.
  package var flags: [UInt32: String] = [:]
  /// By ascending UID.
  package var new: [MailboxMessage] = []
}

extension IMAPClient {
  /// What changed in the open mailbox, in one exchange; nil where the server cannot tell, or where what
  /// it tells does not balance: then all is to be enumerated.
  ///
  /// - Parameters:
  ///   - counts: what opening it said.
  ///   - nextUID: UIDNEXT when it was last listed to its end.
  ///   - change: HIGHESTMODSEQ of then.
  package func changes(
    _ counts: MailboxCounts, nextUID: UInt32, since change: UInt64
  ) throws(IMAPError) -> MailboxChanges? {
    guard capabilities.tellsChanges, let expected = counts.messages,
      expected >= Limits.messagesForChanges, let latest = counts.latestChange, latest >= change,
      // A server whose numbers fall gives them to other messages.
      counts.nextUID.map({ $0 >= nextUID }) ?? true
    else { return nil }
    let collector = ChangeCollector(trace, nextUID: nextUID, expected: expected)
    say(.fetchChanges(since: change))
    say(.fetchFactsFrom(nextUID, items: factNames))
    say(.searchAll)
    try finish(collector)
    return collector.changes
  }
}

private final class ChangeCollector: ResponseHandler {
  private let trace: Trace
  private let nextUID: UInt32
  private var exists: UInt32
  private var found = MailboxChanges()
  private var newUIDs = UIDSet()
  private var hasChanged = false
  private var isRefused = false
  private var texts = FlagTexts()

  init(_ trace: Trace, nextUID: UInt32, expected: UInt32) {
    self.trace = trace
    self.nextUID = nextUID
    exists = expected
  }

  /// Mail that comes or goes meanwhile makes all be enumerated.
  var changes: MailboxChanges? {
    let expected = found.present.count(from: nextUID)
    guard !isRefused, !hasChanged, found.present.count == Int(exists), newUIDs.count == expected,
      found.new.allSatisfy({ found.present.contains($0.uid) })
    else { return nil }
    found.new.sort { $0.uid < $1.uid }
    return found
  }

  func received(_ response: Response) throws(IMAPError) {
    switch response {
    case .fetch(let items): add(items)
    case .found(let set, _): found.present = set
    case .exists(let count):
      hasChanged = hasChanged || count != exists
    case .expunge, .vanished(isEarlier: false, _): hasChanged = true
    case .status(let status): trace.server(status)
    default: break
    }
  }

  private func add(_ items: FetchedItems) {
    guard let uid = items.uid, found.flags.count + found.new.count <= Int(exists) else { return }
    if uid < nextUID {
      if let flags = items.flags { found.flags[uid] = texts.text(flags) }
    } else if items.size != nil, newUIDs.insert(uid) {
      found.new.append(MailboxMessage(items, uid: uid, &texts))
    }
  }

  func completed(_ command: Command, _ status: StatusResponse) {
    trace.server(status, of: command)
    if status.status != .ok { isRefused = true }
  }
}
