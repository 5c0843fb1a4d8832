import Archive
import Bytes
import Digests
import Mail
import POP3
import Store

/// Decides, while the server's list arrives and once it is whole, which messages to get and which
/// may be deleted there when they are safe here.
///
/// A UID is trusted to mean "fetched before" only when it stands once in the list, in the size that
/// it had then. It never authorises a deletion: what is to be deleted is retrieved in the same
/// session, and only its committed bytes allow DELE.
///
/// Where the list does not tell enough (no UID; `since`; other sizes for most of what is known), the
/// header is looked at first: `looks` are the messages to ask TOP of, `looked` takes the answers, and
/// then `rest` decides.
struct ListingPlan {
  /// Which messages a session is for, by their UIDs.
  struct Scope {
    /// Nil: all.
    var only: Set<String>?
    /// Sessions broke in these: not now …
    var left: Set<String> = []
    /// … or after all others.
    var last: Set<String> = []

    func holds(_ uid: String) -> Bool { only?.contains(uid) ?? !left.contains(uid) }
  }

  private enum Standing {
    case new
    /// Fetched before, and the list says nothing else.
    case known
    /// Fetched before under this UID, when LIST gave another size.
    case resized
    /// What came under this UID has to come once more.
    case again
    /// The same suspect bytes came twice: it stays until somebody decides.
    case held
    /// Reached the mailbox before `since`.
    case old
  }

  private struct Entry {
    let number: Int
    let size: UInt64?
    let isTooLarge: Bool
    var uid: UID?
    var standing = Standing.new
    var isInScope = true
    var isAsked = false
  }

  private let account: AccountSettings
  private let scope: Scope
  private let known: [String: KnownUID]
  /// UIDs that were first seen long enough ago for `delete after`.
  private let aged: Set<String>
  /// Whether what TOP shows is the beginning of that message of the archive.
  private let begins: (Int64, [UInt8]) -> Bool
  private var entries: [Entry] = []
  /// Where a number stands in `entries`; made when numbers do not go up.
  private var index: [Int: Int]?
  private var firstEntry: [UID: Int] = [:]
  private var shared: Set<UID> = []
  /// UIDs of messages found older than `since`, now or in an earlier session.
  private var passedOver: Set<String>
  /// For messages with another size than before whose header was asked for by TOP: whether it is the
  /// same message.
  private var samples: [Int: Bool] = [:]
  /// The lowest number that `keep newest` keeps; nil where it keeps all.
  private var newestFrom: Int?

  private(set) var postponed = 0
  /// LIST's sizes of messages that are the same although it gave others, or none, before.
  private(set) var newSizes: [String: Int64] = [:]

  init(
    account: AccountSettings, scope: Scope = Scope(), known: [String: KnownUID], aged: Set<String>,
    passedOver: Set<String> = [], begins: @escaping (Int64, [UInt8]) -> Bool = { _, _ in false }
  ) {
    self.account = account
    self.scope = scope
    self.known = known
    self.aged = aged
    self.passedOver = passedOver
    self.begins = begins
  }

  // MARK: Counts

  var listedCount: Int { entries.count }
  var knownCount: Int {
    entries.count { [.known, .held, .resized].contains($0.standing) && !$0.isAsked }
  }
  /// Suspect messages that stay there.
  var heldCount: Int { entries.count { $0.standing == .held && !$0.isAsked } }
  var tooLargeCount: Int { entries.count { $0.isTooLarge && $0.standing == .new } }
  var oldCount: Int { entries.count { $0.standing == .old && !$0.isAsked } }
  var uids: Set<String> { Set(firstEntry.keys.map(\.text)) }
  /// UIDs passed over that the server still lists.
  var passedOverUIDs: Set<String> { passedOver.isEmpty ? [] : passedOver.intersection(uids) }
  /// New messages that were asked for, and their bytes by LIST.
  var chosen: (count: Int, bytes: Int) {
    entries.reduce(into: (0, 0)) { sum, entry in
      guard entry.isAsked, entry.standing == .new else { return }
      sum.0 += 1
      sum.1 = Int(clamping: UInt64(clamping: sum.1).addingClamped(entry.size ?? 0))
    }
  }

  // MARK: The list arrives

  /// True: get it now, the list is still arriving.
  mutating func add(_ message: ListedMessage) -> Bool {
    if let last = entries.last, message.number <= last.number, index == nil { makeIndex() }
    index?[message.number] = entries.count
    entries.append(
      Entry(
        number: message.number, size: message.size, isTooLarge: isTooLarge(message.size)))
    if let uid = message.uid { identify(entries.count - 1, as: UID(bytes: uid)) }
    let entry = entries[entries.count - 1]
    let isChosen =
      entry.standing == .new && entry.isInScope && !entry.isTooLarge && !needsWholeList
      && !needsLook(entry) && entry.uid.map { !scope.last.contains($0.text) } ?? true
    entries[entries.count - 1].isAsked = isChosen
    return isChosen
  }

  private mutating func makeIndex() {
    index = Dictionary(entries.enumerated().map { ($1.number, $0) }) { first, _ in first }
  }

  private mutating func identify(_ index: Int, as uid: UID) {
    entries[index].uid = uid
    entries[index].isInScope = scope.holds(uid.text)
    if firstEntry[uid] != nil {
      shared.insert(uid)
    } else {
      firstEntry[uid] = index
      entries[index].standing = standing(of: uid.text, size: entries[index].size)
    }
  }

  private mutating func standing(of uid: String, size: UInt64?) -> Standing {
    guard let before = known[uid] else { return passedOver.contains(uid) ? .old : .new }
    let listed = before.listed.map { UInt64(clamping: $0) }
    let isResized =
      if let size, let listed { size != listed } else if let size, let stored = before.size {
        !Self.isNear(size, UInt64(clamping: stored))
      } else { false }
    if listed == nil, let size, !isResized { newSizes[uid] = Int64(clamping: size) }
    if before.wasDeleted { return .again }
    if let doubt = before.doubt, doubt != .short || account.listSizes == .compare {
      return before.isConfirmed && !isResized ? .held : .again
    }
    return isResized ? .resized : .known
  }

  /// Within 15 %: servers that count a line end as one byte are up to 13 % short.
  private static func isNear(_ size: UInt64, _ stored: UInt64) -> Bool {
    let difference = max(size, stored) - min(size, stored)
    return Double(difference) <= 0.15 * Double(stored)
  }

  // MARK: Looking at headers

  private func needsLook(_ entry: Entry) -> Bool {
    guard !entry.isTooLarge, !entry.isAsked, entry.standing != .old, entry.isInScope else {
      return false
    }
    return entry.uid == nil || (account.since != nil && entry.standing == .new)
  }

  /// The list is whole: which messages' headers must be seen before more is decided.
  mutating func looks() -> [Request] {
    findNewest()
    for sample in sampleOfResized() { samples[sample] = false }
    return entries.indices.filter { needsLook(entries[$0]) || samples[$0] != nil }
      .map { .top(entries[$0].number, lines: HeaderGlance.lines) }
  }

  /// A server that begins to count otherwise gives most messages another size at once: some of them
  /// tell for all.
  private func sampleOfResized() -> [Int] {
    let resized = entries.indices.filter { entries[$0].standing == .resized }
    let unchanged = entries.count { $0.standing == .known && $0.size != nil }
    guard resized.count > unchanged else { return [] }
    let undecided = resized.filter { entries[$0].isInScope && !isDue($0) }
    let step = max(1, undecided.count / Limits.resizedSample)
    return stride(from: 0, to: undecided.count, by: step).prefix(Limits.resizedSample)
      .map { undecided[$0] }
  }

  /// A message that the server will not show the top of is fetched whole: nothing needs to be known.
  mutating func looked(_ number: Int, _ bytes: [UInt8]) {
    guard let index = place(of: number) else { return }
    if samples[index] != nil, let uid = entries[index].uid, let before = known[uid.text] {
      samples[index] = begins(before.message, bytes)
    }
    let glance = HeaderGlance(bytes)
    if entries[index].uid == nil, let uid = glance.identity(size: entries[index].size) {
      identify(index, as: uid)
    }
    guard let since = account.since, entries[index].standing == .new, let arrival = glance.arrival,
      arrival < since
    else { return }
    entries[index].standing = .old
    if let uid = entries[index].uid { passedOver.insert(uid.text) }
  }

  // MARK: The whole list

  /// All is known: what else to get, in this order.
  mutating func rest() -> [Request] {
    acceptSizes()
    var wanted: [Int] = []
    for uid in shared {
      // The one taken for known may be the other message of that UID.
      if let first = firstEntry[uid], !entries[first].isAsked, !entries[first].isTooLarge {
        wanted.append(first)
      }
    }
    let more = entries.indices.filter { isWantedAgain($0) }
    wanted += Set(more).subtracting(wanted).sorted()
    wanted = wanted.filter { entries[$0].isInScope }
    let chosen = Set(wanted)
    var new = entries.indices.filter {
      let entry = entries[$0]
      return entry.standing == .new && entry.isInScope && !entry.isAsked && !entry.isTooLarge
        && !chosen.contains($0)
    }
    if account.order == .newest { new.sort { entries[$0].number > entries[$1].number } }
    if let limit = account.sessionLimit {
      postponed = max(0, new.count - limit)
      new = Array(new.prefix(limit))
    }
    var order = wanted + new
    if !scope.last.isEmpty { order = order.filter { !isLast($0) } + order.filter(isLast) }
    for index in order { entries[index].isAsked = true }
    return order.map { .message(entries[$0].number) }
  }

  /// UIDs of what another session is to get.
  var leftOver: Set<String> {
    let wanted = entries.indices.filter {
      !entries[$0].isInScope && !entries[$0].isTooLarge
        && (entries[$0].standing == .new || isWantedAgain($0))
    }
    return Set(wanted.compactMap { entries[$0].uid?.text })
  }

  private func isLast(_ index: Int) -> Bool {
    entries[index].uid.map { scope.last.contains($0.text) } ?? false
  }

  private func isWantedAgain(_ index: Int) -> Bool {
    switch entries[index].standing {
    case .known: isDue(index)
    case .again, .resized: !entries[index].isTooLarge
    case .new, .held, .old: false
    }
  }

  /// The samples are what they were: so are the others, and their new sizes are to be remembered.
  private mutating func acceptSizes() {
    guard !samples.isEmpty, samples.values.allSatisfy({ $0 }) else { return }
    for index in entries.indices where entries[index].standing == .resized {
      entries[index].standing = .known
      if let uid = entries[index].uid, let size = entries[index].size {
        newSizes[uid.text] = Int64(clamping: size)
      }
    }
  }

  /// The UID to remember a message by, once the list is whole; nil where it identifies nothing.
  func identity(of number: Int) -> String? {
    guard let index = place(of: number), let uid = entries[index].uid, !shared.contains(uid) else {
      return nil
    }
    return uid.text
  }

  /// For people.
  func name(of number: Int) -> String {
    place(of: number).flatMap { entries[$0].uid?.text } ?? "number \(number)"
  }

  /// What was fetched under the same UID before.
  func before(_ number: Int) -> Int64? { identity(of: number).flatMap { known[$0]?.message } }

  /// Bytes by LIST.
  func size(of number: Int) -> UInt64? { place(of: number).flatMap { entries[$0].size } }

  /// Whether the policy wants the message off the server as soon as it is safe here.
  ///
  /// - Parameter message: as which it is here. Under a UID that the server used again is another one,
  ///   which has not been there as long.
  func mayDelete(_ number: Int, hereAs message: Int64) -> Bool {
    guard let index = place(of: number), isDue(index) else { return false }
    guard case .deleteAfter = account.onServer else { return true }
    return before(number) == message
  }

  private func isDue(_ index: Int) -> Bool {
    switch account.onServer {
    case .keep: false
    case .delete: true
    case .deleteAfter: entries[index].uid.map { aged.contains($0.text) } ?? false
    case .keepNewest: newestFrom.map { entries[index].number < $0 } ?? false
    }
  }

  /// Servers number messages in the order of arrival (RFC 1939 leaves it open; all known do).
  private mutating func findNewest() {
    guard case .keepNewest(let count) = account.onServer, count < entries.count else { return }
    newestFrom = entries.map(\.number).sorted()[entries.count - count]
  }

  private var needsWholeList: Bool {
    account.order == .newest || account.sessionLimit != nil || scope.only != nil
  }

  private func isTooLarge(_ size: UInt64?) -> Bool {
    guard let size else { return false }
    return size > UInt64(clamping: account.maximumBytes ?? maximumMessageSize)
  }

  /// Numbers may have gaps, and come in any order, mostly upwards.
  private func place(of number: Int) -> Int? {
    if let index { return index[number] }
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].number < number { low = middle + 1 } else { high = middle }
    }
    return low < entries.count && entries[low].number == number ? low : nil
  }
}
