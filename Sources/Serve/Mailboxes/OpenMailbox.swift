import IMAP

/// A mailbox as one session sees it. Messages are called by their index here, from 0; the number that a client
/// uses is one more.
struct OpenMailbox {
  let mailbox: ServedMailbox
  let validity: UInt32
  /// Ascending.
  private(set) var uids: [UInt32]
  /// The archive's numbers of the messages; nil where they are the UIDs.
  private var messages: [Int64]?
  /// The archive's revision when each joined; nil where the message's own tells it.
  private var joined: [Int64]?
  private(set) var next: UInt32
  /// The archive's revision that this shows.
  private(set) var revision: Int64

  init(
    _ mailbox: ServedMailbox, _ messages: [Int64], _ numbering: ViewBook.Numbering, revision: Int64
  ) {
    self.mailbox = mailbox
    validity = numbering.validity
    next = numbering.next
    self.revision = revision
    if let places = numbering.places {
      uids = places.map(\.uid)
      self.messages = places.map(\.message)
      joined = places.map(\.joined)
    } else {
      uids = messages.compactMap { UInt32(exactly: $0) }
    }
  }

  var count: Int { uids.count }
  /// A client may not be told of mod-sequence 0.
  var highestChange: Int64 { max(1, revision) }

  func message(at index: Int) -> Int64 {
    guard let messages else { return uids.indices.contains(index) ? Int64(uids[index]) : 0 }
    return messages.indices.contains(index) ? messages[index] : 0
  }

  var allMessages: [Int64] { messages ?? uids.map(Int64.init) }

  /// The mod-sequence of a message whose last change has this revision.
  func change(at index: Int, _ revision: Int64) -> Int64 {
    guard let joined, joined.indices.contains(index) else { return max(1, revision) }
    return max(1, revision, joined[index])
  }

  /// The index of the first message whose UID is not below.
  func index(from uid: UInt32) -> Int {
    var (low, high) = (0, uids.count)
    while low < high {
      let middle = (low + high) / 2
      if uids[middle] < uid { low = middle + 1 } else { high = middle }
    }
    return low
  }

  // MARK: Sets

  /// Ranges of indices that a set names; numbers without a message are left out (RFC 3501 section 6.4.8).
  func indices(ofUIDs set: NumberSet) -> [Range<Int>] {
    guard let last = uids.last else { return [] }
    return indices(ofUIDs: set.resolved(last: last))
  }

  func indices(ofUIDs set: UIDSet) -> [Range<Int>] {
    set.ranges.map { range in
      let end = range.upperBound == .max ? count : index(from: range.upperBound + 1)
      return index(from: range.lowerBound)..<end
    }
  }

  /// Nil where a number has no message, which a client must not use.
  func indices(ofNumbers set: NumberSet) -> [Range<Int>]? {
    let last = UInt32(clamping: count)
    let ranges = set.resolved(last: last).ranges
    guard ranges.allSatisfy({ $0.lowerBound >= 1 && $0.upperBound <= last }) else { return nil }
    return ranges.map { Int($0.lowerBound) - 1..<Int($0.upperBound) }
  }

  // MARK: Changes

  struct Update {
    /// Indices before the update, ascending, with their UIDs.
    var removed: [(index: Int, uid: UInt32)] = []
    var added = 0
  }

  /// What became of it. A message that came back below UIDNEXT is shown when the mailbox is opened again: its
  /// UIDVALIDITY is another then.
  mutating func update(_ latest: OpenMailbox) -> Update {
    var update = Update()
    let isOther = latest.validity != validity
    // Handed out again, they mean other messages.
    let kept = isOther && messages != nil ? [] : Set(latest.uids)
    var stay: [Int] = []
    stay.reserveCapacity(count)
    for (index, uid) in uids.enumerated() {
      if kept.contains(uid) { stay.append(index) } else { update.removed.append((index, uid)) }
    }
    let first = isOther && messages != nil ? latest.count : latest.index(from: next)
    update.added = latest.count - first
    if !update.removed.isEmpty {
      uids = stay.map { uids[$0] }
      messages = messages.map { old in stay.map { old[$0] } }
      joined = joined.map { old in stay.map { old[$0] } }
    }
    uids += latest.uids[first...]
    if let added = latest.messages { messages = (messages ?? []) + added[first...] }
    if let added = latest.joined { joined = (joined ?? []) + added[first...] }
    next = max(next, latest.next)
    revision = isOther ? max(revision, latest.revision) : latest.revision
    return update
  }
}
