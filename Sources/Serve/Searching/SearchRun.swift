import Archive
import Bytes
import Foundation
import IMAP
import Mail
import Search
import Store

/// One search in a mailbox. Words are looked up in the index, all that belong together at once; what rows, numbers
/// and tags tell is looked at for the messages that are left.
struct SearchRun {
  let served: ServedArchive
  let reader: MessageReader
  let open: OpenMailbox
  /// UIDs for "$".
  let saved: UIDSet
  let flags: FlagBook
  /// Called now and then while messages are read; throws to end the search.
  let goOn: () throws -> Void
  private let now = Int64(Date().timeIntervalSince1970)

  init(
    served: ServedArchive, reader: MessageReader, open: OpenMailbox, saved: UIDSet, flags: FlagBook,
    goOn: @escaping () throws -> Void
  ) {
    self.served = served
    self.reader = reader
    self.open = open
    self.saved = saved
    self.flags = flags
    self.goOn = goOn
  }

  /// Indices of the messages that are found, ascending.
  func indices(of key: SearchKey) throws -> [Int] {
    try found(key, among: Selection(all: open.count)).indices
  }

  /// - Parameter candidates: others need not be looked at.
  private func found(_ key: SearchKey, among candidates: Selection) throws -> Selection {
    guard !candidates.isEmpty else { return candidates }
    switch key {
    case .all, .seen(true), .recent(false), .deleted(false): return candidates
    case .seen(false), .recent(true), .deleted(true): return Selection(none: open.count)
    case .numbers(let set):
      guard let ranges = open.indices(ofNumbers: set) else {
        throw Refusal(.bad, nil, "there is no message with such a number")
      }
      return candidates.intersection(Selection(ranges, of: open.count))
    case .uids(let set):
      return candidates.intersection(Selection(open.indices(ofUIDs: set), of: open.count))
    case .saved: return candidates.filter { saved.contains(open.uids[$0]) }
    case .answered, .flagged, .draft, .keyword:
      return candidates.filter { hasFlag(key, open.message(at: $0)) }
    case .text(_, let text, _) where !TextKeys.hasWords(text):
      return try read(key, candidates)
    case .text, .header:
      guard let tree = TextKeys.tree(key) else { return try read(key, candidates) }
      return candidates.intersection(try indexed(tree))
    case .received, .sent, .larger, .smaller, .older, .younger, .change, .emailID, .threadID:
      return try byRows(key, candidates)
    case .and(let keys): return try all(keys, candidates)
    case .or(let one, let other):
      if let tree = TextKeys.tree(key) { return candidates.intersection(try indexed(tree)) }
      let first = try found(one, among: candidates)
      return first.union(try found(other, among: candidates.subtracting(first)))
    case .not(let key): return candidates.subtracting(try found(key, among: candidates))
    }
  }

  /// What the index answers goes to it as one query; then the conditions that read messages have the fewest.
  private func all(_ keys: [SearchKey], _ candidates: Selection) throws -> Selection {
    var rest = candidates
    let trees = keys.compactMap { TextKeys.tree($0) }
    let others = keys.filter { TextKeys.tree($0) == nil }
    for key in others where !key.readsMessages { rest = try found(key, among: rest) }
    if !trees.isEmpty, !rest.isEmpty {
      rest = rest.intersection(
        try indexed(trees.count == 1 ? trees[0] : QueryTree(kind: .and(trees), range: 0..<0)))
    }
    for key in others where key.readsMessages { rest = try found(key, among: rest) }
    return rest
  }

  private func indexed(_ tree: QueryTree) throws -> Selection {
    let messages = try served.archive.messages(matching: tree)
    return indices(of: messages)
  }

  /// - Parameter messages: ascending.
  private func indices(of messages: [Int64]) -> Selection {
    var found: [Int] = []
    if open.mailbox.isNumberedByID {
      for message in messages {
        guard let uid = UInt32(exactly: message) else { continue }
        let index = open.index(from: uid)
        if index < open.count, open.uids[index] == uid { found.append(index) }
      }
    } else {
      let wanted = Set(messages)
      for index in 0..<open.count where wanted.contains(open.message(at: index)) {
        found.append(index)
      }
    }
    return Selection(found, of: open.count)
  }

  private func hasFlag(_ key: SearchKey, _ message: Int64) -> Bool {
    switch key {
    case .answered(let wanted): flags.has("answered", message) == wanted
    case .flagged(let wanted): flags.has("flagged", message) == wanted
    case .draft(let wanted): flags.has("draft", message) == wanted
    case .keyword(let word, let wanted):
      flags.has(String(decoding: word, as: UTF8.self), message) == wanted
    default: false
    }
  }

  // MARK: Rows

  private func byRows(_ key: SearchKey, _ candidates: Selection) throws -> Selection {
    var found: [Int] = []
    let wanted = candidates.indices
    var start = 0
    while start < wanted.count {
      let some = wanted[start..<min(start + 10 * Limits.rows, wanted.count)]
      start += some.count
      let facts = try served.rows.facts(of: some.map { open.message(at: $0) })
      var sizes: [Int64: Int] = [:]
      if case .larger = key { sizes = try reader.sizes(of: Array(facts.values)) }
      if case .smaller = key { sizes = try reader.sizes(of: Array(facts.values)) }
      for index in some {
        guard let each = facts[open.message(at: index)] else { continue }
        if holds(key, each, size: sizes[each.id] ?? each.size, index) { found.append(index) }
      }
    }
    return Selection(found, of: open.count)
  }

  private func holds(
    _ key: SearchKey, _ facts: ArchiveRows.Facts, size: Int, _ index: Int
  ) -> Bool {
    switch key {
    case .received(let comparison, let day):
      return comparison.holds(CivilDate.dayNumber(of: facts.received), day)
    case .sent(let comparison, let day):
      let local = facts.date.addingClamped(Int64(facts.zone) * 60)
      return comparison.holds(CivilDate.dayNumber(of: local), day)
    case .larger(let limit): return UInt64(clamping: size) > limit
    case .smaller(let limit): return UInt64(clamping: size) < limit
    case .older(let seconds): return facts.received <= now.addingClamped(-Int64(clamping: seconds))
    case .younger(let seconds):
      return facts.received >= now.addingClamped(-Int64(clamping: seconds))
    case .change(let change): return open.change(at: index, facts.revision) >= change
    case .emailID(let name): return ObjectID.email(facts.digest) == name
    case .threadID(let name): return ObjectID.thread(facts.thread) == name
    default: return false
    }
  }

  // MARK: Texts

  /// Looks into each message for a text that has no word, or for a header field that the index does not have.
  private func read(_ key: SearchKey, _ candidates: Selection) throws -> Selection {
    var found: [Int] = []
    let narrowed = try TextKeys.candidates(key).map { candidates.intersection(try indexed($0)) }
    let wanted = (narrowed ?? candidates).indices
    let headersOnly = TextKeys.asksForHeader(key)
    var start = 0
    while start < wanted.count {
      let some = wanted[start..<min(start + Limits.window, wanted.count)]
      start += some.count
      let ids = some.map { open.message(at: $0) }
      // One after the other, so that large ones are not in memory together.
      for packed in try served.archive.store.packed(ids) {
        guard let bytes = try? served.archive.store.bytes(of: packed) else { continue }
        let message =
          headersOnly ? ServedMessage(headerOf: bytes) : ServedMessage(stored: bytes)
        if TextKeys.holds(key, message) {
          found += some.filter { open.message(at: $0) == packed.id }
        }
      }
      try goOn()
    }
    return Selection(found, of: open.count)
  }
}

extension SearchKey {
  /// Messages must be read for it.
  fileprivate var readsMessages: Bool {
    switch self {
    case .text, .header: TextKeys.tree(self) == nil
    case .and(let keys): keys.contains(where: \.readsMessages)
    case .or(let one, let other): one.readsMessages || other.readsMessages
    case .not(let key): key.readsMessages
    default: false
    }
  }
}

extension SearchKey.Comparison {
  /// Days since 1970.
  fileprivate func holds(_ day: Int, _ wanted: Int) -> Bool {
    switch self {
    case .before: day < wanted
    case .on: day == wanted
    case .since: day >= wanted
    }
  }
}
