import POP3

/// Decides, while the server's list arrives and once it is whole, which messages to get and which
/// may be deleted there when they are safe here.
///
/// A UID is trusted to mean "fetched before" only when it stands once in the list. It never
/// authorises a deletion: what is to be deleted is retrieved in the same session, and only its
/// committed octets allow DELE.
struct ListingPlan {
  private struct Entry {
    let number: Int
    let uid: UID?
    let isKnown: Bool
    let isTooLarge: Bool
    var isAsked: Bool
  }

  private let account: AccountSettings
  private let known: [String: Int64]
  /// UIDs that were first seen long enough ago for `delete after`.
  private let aged: Set<String>
  private var entries: [Entry] = []
  private var firstEntry: [UID: Int] = [:]
  private var shared: Set<UID> = []

  private(set) var postponed = 0

  init(account: AccountSettings, known: [String: Int64], aged: Set<String>) {
    self.account = account
    self.known = known
    self.aged = aged
  }

  var listedCount: Int { entries.count }
  var knownCount: Int { entries.count { $0.isKnown && !$0.isAsked } }
  var tooLargeCount: Int { entries.count { $0.isTooLarge && !$0.isKnown } }
  var uids: Set<String> { Set(firstEntry.keys.map(\.text)) }

  /// True: get it now, the list is still arriving.
  mutating func add(_ message: ListedMessage) -> Bool {
    let uid = message.uid.map(UID.init(octets:))
    let isShared = uid.map { firstEntry[$0] != nil } ?? false
    if let uid {
      if isShared { shared.insert(uid) } else { firstEntry[uid] = entries.count }
    }
    var entry = Entry(
      number: message.number, uid: uid,
      isKnown: !isShared && uid.map { known[$0.text] != nil } ?? false,
      isTooLarge: isTooLarge(message.size), isAsked: false)
    entry.isAsked = !entry.isKnown && !entry.isTooLarge && !needsWholeList
    entries.append(entry)
    return entry.isAsked
  }

  /// The list is whole: what else to get, in this order.
  mutating func rest() -> [Int] {
    var wanted: [Int] = []
    for uid in shared {
      // The one taken for known may be the other message of that UID.
      if let first = firstEntry[uid], !entries[first].isAsked { wanted.append(first) }
    }
    wanted += entries.indices.filter { entries[$0].isKnown && isDue($0) && !wanted.contains($0) }
    var new = entries.indices.filter {
      !entries[$0].isAsked && !entries[$0].isKnown && !entries[$0].isTooLarge
    }
    if account.order == .newest { new.reverse() }
    if let limit = account.sessionLimit {
      postponed = max(0, new.count - limit)
      new = Array(new.prefix(limit))
    }
    for index in wanted + new { entries[index].isAsked = true }
    return (wanted + new).map { entries[$0].number }
  }

  /// The UID to remember a message by, once the list is whole; nil where it identifies nothing.
  func identity(of number: Int) -> String? {
    guard let index = index(of: number), let uid = entries[index].uid, !shared.contains(uid) else {
      return nil
    }
    return uid.text
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
    return size > UInt64(clamping: account.maximumOctets ?? Limits.octetsPerMessage)
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
    if octets.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "%") }) {
      text = String(decoding: octets, as: UTF8.self)
    } else {
      text = octets.map { octet in
        octet > 0x20 && octet < 0x7F && octet != UInt8(ascii: "%")
          ? String(UnicodeScalar(octet))
          : "%" + (octet < 16 ? "0" : "") + String(octet, radix: 16, uppercase: true)
      }.joined()
    }
  }
}
