import Archive
import Bytes
import Digests
import POP3

/// Decides, while the server's list arrives and once it is whole, which messages to get and which
/// may be deleted there when they are safe here.
///
/// A UID is trusted to mean "fetched before" only when it stands once in the list. It never
/// authorises a deletion: what is to be deleted is retrieved in the same session, and only its
/// committed octets allow DELE.
///
/// Where the list does not tell enough (no UID; `since`), the header is looked at first: `looks` are
/// the messages to ask TOP of, `looked` takes the answers, and then `rest` decides.
struct ListingPlan {
  private struct Entry {
    let number: Int
    let size: UInt64?
    var uid: UID?
    var isKnown: Bool
    let isTooLarge: Bool
    /// Reached the mailbox before `since`.
    var isOld = false
    var isAsked = false
  }

  private let account: AccountSettings
  private let known: [String: Int64]
  /// UIDs that were first seen long enough ago for `delete after`.
  private let aged: Set<String>
  private var entries: [Entry] = []
  private var firstEntry: [UID: Int] = [:]
  private var shared: Set<UID> = []
  /// UIDs of messages found older than `since`, now or in an earlier session.
  private var passedOver: Set<String>

  private(set) var postponed = 0

  init(
    account: AccountSettings, known: [String: Int64], aged: Set<String>,
    passedOver: Set<String> = []
  ) {
    self.account = account
    self.known = known
    self.aged = aged
    self.passedOver = passedOver
  }

  var listedCount: Int { entries.count }
  var knownCount: Int { entries.count { $0.isKnown && !$0.isAsked } }
  var tooLargeCount: Int { entries.count { $0.isTooLarge && !$0.isKnown } }
  var oldCount: Int { entries.count { $0.isOld && !$0.isAsked } }
  var uids: Set<String> { Set(firstEntry.keys.map(\.text)) }
  /// Of what is there now.
  var passedOverUIDs: Set<String> { passedOver.isEmpty ? [] : passedOver.intersection(uids) }
  /// New messages that were asked for, and their octets by LIST.
  var chosen: (count: Int, octets: Int) {
    entries.reduce(into: (0, 0)) { sum, entry in
      guard entry.isAsked, !entry.isKnown else { return }
      sum.0 += 1
      sum.1 = Int(clamping: UInt64(clamping: sum.1).addingClamped(entry.size ?? 0))
    }
  }

  /// True: get it now, the list is still arriving.
  mutating func add(_ message: ListedMessage) -> Bool {
    let isTooLarge = isTooLarge(message.size)
    entries.append(
      Entry(
        number: message.number, size: message.size, isKnown: false, isTooLarge: isTooLarge))
    if let uid = message.uid { identify(entries.count - 1, as: UID(octets: uid)) }
    let entry = entries[entries.count - 1]
    let isChosen =
      !entry.isKnown && !entry.isOld && !isTooLarge && !needsWholeList && !needsLook(entry)
    entries[entries.count - 1].isAsked = isChosen
    return isChosen
  }

  private mutating func identify(_ index: Int, as uid: UID) {
    entries[index].uid = uid
    if firstEntry[uid] != nil {
      shared.insert(uid)
    } else {
      firstEntry[uid] = index
      entries[index].isKnown = known[uid.text] != nil
      entries[index].isOld = !entries[index].isKnown && passedOver.contains(uid.text)
    }
  }

  // MARK: Looking at headers

  private func needsLook(_ entry: Entry) -> Bool {
    guard !entry.isTooLarge, !entry.isAsked, !entry.isOld else { return false }
    return entry.uid == nil || (account.since != nil && !entry.isKnown)
  }

  /// The list is whole: which messages' headers must be seen before more is decided.
  func looks() -> [Request] {
    entries.filter(needsLook).map { .top($0.number, lines: HeaderGlance.lines) }
  }

  /// A message that the server will not show the top of is fetched whole: nothing needs to be known.
  mutating func looked(_ number: Int, _ octets: [UInt8]) {
    guard let index = index(of: number) else { return }
    let glance = HeaderGlance(octets)
    if entries[index].uid == nil, let uid = glance.identity(size: entries[index].size) {
      identify(index, as: uid)
    }
    guard let since = account.since, !entries[index].isKnown, let arrival = glance.arrival,
      arrival < since
    else { return }
    entries[index].isOld = true
    if let uid = entries[index].uid { passedOver.insert(uid.text) }
  }

  // MARK: The whole list

  /// All is known: what else to get, in this order.
  mutating func rest() -> [Request] {
    var wanted: [Int] = []
    for uid in shared {
      // The one taken for known may be the other message of that UID.
      if let first = firstEntry[uid], !entries[first].isAsked, !entries[first].isTooLarge {
        wanted.append(first)
      }
    }
    let due = entries.indices.filter { entries[$0].isKnown && isDue($0) }
    wanted += Set(due).subtracting(wanted).sorted()
    let chosen = Set(wanted)
    var new = entries.indices.filter {
      !entries[$0].isAsked && !entries[$0].isKnown && !entries[$0].isTooLarge
        && !entries[$0].isOld && !chosen.contains($0)
    }
    if account.order == .newest { new.reverse() }
    if let limit = account.sessionLimit {
      postponed = max(0, new.count - limit)
      new = Array(new.prefix(limit))
    }
    for index in wanted + new { entries[index].isAsked = true }
    return (wanted + new).map { .message(entries[$0].number) }
  }

  /// The UID to remember a message by, once the list is whole; nil where it identifies nothing.
  func identity(of number: Int) -> String? {
    guard let index = index(of: number), let uid = entries[index].uid, !shared.contains(uid) else {
      return nil
    }
    return uid.text
  }

  /// Octets by LIST: a hint.
  func size(of number: Int) -> Int? {
    index(of: number).flatMap { entries[$0].size }.map { Int(clamping: $0) }
  }

  /// Whether the policy wants the message off the server as soon as it is safe here.
  func mayDelete(_ number: Int) -> Bool {
    index(of: number).map(isDue) ?? false
  }

  private func isDue(_ index: Int) -> Bool {
    switch account.onServer {
    case .keep: false
    case .delete: true
    case .deleteAfter: entries[index].uid.map { aged.contains($0.text) } ?? false
    // Servers number messages in the order of arrival (RFC 1939 leaves it open; all known do).
    case .keepNewest(let count): index < entries.count - count
    }
  }

  private var needsWholeList: Bool { account.order == .newest || account.sessionLimit != nil }

  private func isTooLarge(_ size: UInt64?) -> Bool {
    guard let size else { return false }
    return size > UInt64(clamping: account.maximumOctets ?? Archive.Limits.octetsPerMessage)
  }

  /// Numbers may have gaps, but come in order.
  private func index(of number: Int) -> Int? {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].number < number { low = middle + 1 } else { high = middle }
    }
    return low < entries.count && entries[low].number == number ? low : nil
  }
}

/// A server's unique-id as text that stands for exactly these octets: printable ASCII as it is
/// (RFC 1939 §7), every other octet and "%" as "%XX".
struct UID: Hashable {
  let text: String

  init(octets: [UInt8]) {
    text = PercentEncoding.encode(octets) { $0 > 0x20 && $0 < 0x7F && $0 != Byte.percent }
  }

  /// Stands in where the server gives none; the space keeps it apart from all that it could give.
  init(top digest: SHA256Digest) { text = "TOP \(digest.hex)" }
}

extension UInt64 {
  fileprivate func addingClamped(_ other: UInt64) -> UInt64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}
