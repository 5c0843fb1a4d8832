import Archive
import IMAP
import Mail
import Store

/// What to do with the messages of a mailbox: the difference between what is there and what is known.
/// Never a highest UID: a fetch that broke off, or a server that told half, leaves gaps that no mark
/// shows.
struct MailboxPlan {
  /// To be fetched, by ascending UID.
  private(set) var wanted: [MailboxMessage] = []
  private(set) var known = 0
  private(set) var tooLarge = 0
  private(set) var old = 0
  /// Refused before, and not due yet.
  private(set) var refused = 0
  /// A session broke in these; they come last, each in a session of its own.
  private(set) var troubles: [MailboxMessage] = []
  /// Known, and not there any more; and there again.
  private(set) var gone: [UInt32] = []
  private(set) var back: [UInt32] = []
  private(set) var changedFlags: [UInt32: String] = [:]

  /// - Parameters:
  ///   - messages: all of the mailbox, by ascending UID.
  ///   - refusals: when each may be asked for again.
  ///   - isWhole: nothing is missing in `messages`.
  init(
    _ messages: [MailboxMessage], known placements: [UInt32: KnownPlacement],
    refusals: [UInt32: Int64] = [:], troubles: Set<UInt32> = [], account: AccountSettings,
    isWhole: Bool = true, now: Int64
  ) {
    var missing = placements.count(where: { !$0.value.isGone })
    for message in messages {
      if let placement = placements[message.uid] {
        if !placement.isGone { missing -= 1 }
        if Self.isSame(message, placement) {
          known += 1
          if placement.isGone { back.append(message.uid) }
          if placement.flags != message.flags { changedFlags[message.uid] = message.flags }
          continue
        }
      }
      choose(message, refusals[message.uid], troubles, account, now)
    }
    guard missing > 0, isWhole else { return }
    let there = Set(messages.lazy.map(\.uid))
    gone = placements.filter { !$0.value.isGone && !there.contains($0.key) }.map(\.key).sorted()
  }

  private mutating func choose(
    _ message: MailboxMessage, _ due: Int64?, _ troubles: Set<UInt32>, _ account: AccountSettings,
    _ now: Int64
  ) {
    if let most = account.maximumBytes, message.size ?? 0 > UInt64(clamping: most) {
      tooLarge += 1
    } else if let since = account.since, let date = message.date, date < since {
      old += 1
    } else if let due, due > now {
      refused += 1
    } else if troubles.contains(message.uid) {
      self.troubles.append(message)
    } else {
      wanted.append(message)
    }
  }

  /// Servers have been seen to give a UID to another message.
  private static func isSame(_ message: MailboxMessage, _ placement: KnownPlacement) -> Bool {
    func differs<Number: Equatable>(_ new: Number?, _ old: Number?) -> Bool {
      new != nil && old != nil && new != old
    }
    return !differs(message.size.map { Int64(clamping: $0) }, placement.size)
      && !differs(message.date, placement.date)
  }

  /// Nothing of it has to be looked at again as long as the server says that nothing has changed.
  var isComplete: Bool { tooLarge + old + refused == 0 && troubles.isEmpty }

  /// Leaves out all but `limit` of what is wanted.
  ///
  /// - Returns: how many are left out.
  mutating func limit(to limit: Int, _ order: FetchOrder) -> Int {
    guard wanted.count > limit else { return 0 }
    let left = wanted.count - limit
    wanted = Array(order == .newest ? wanted.suffix(limit) : wanted.prefix(limit))
    return left
  }

  /// Leaves out what comes after this many bytes, as announced.
  ///
  /// - Returns: how many are left out.
  mutating func limit(toBytes bytes: Int, _ order: FetchOrder) -> Int {
    var room = bytes
    let ordered = order == .newest ? wanted.reversed() : wanted
    let count = ordered.prefix { message in
      room -= Int(clamping: message.size ?? 0)
      return room >= 0
    }.count
    return limit(to: count, order)
  }

  /// These need not be fetched.
  mutating func leaveOut(_ uids: Set<UInt32>) { wanted.removeAll { uids.contains($0.uid) } }

  /// In the order of fetching; each command's stay in ascending order, as some servers want it.
  func texts(_ order: FetchOrder) -> [WantedText] {
    let texts = wanted.map { WantedText(uid: $0.uid, size: $0.size ?? 0) }
    guard order == .newest else { return texts }
    var rest = texts[...]
    var reversed: [WantedText] = []
    while !rest.isEmpty {
      reversed += rest.suffix(IMAP.Limits.batchCount)
      rest = rest.dropLast(IMAP.Limits.batchCount)
    }
    return reversed
  }
}
