import Archive
import Files
import IMAP
import Store

/// The same mail moved, copied, or renumbered by a new UIDVALIDITY is not downloaded again: the server
/// calls it the same, or size, date and header are the same. Some are downloaded all the same, to see
/// whether that is true at this server.
extension IMAPSession {
  /// Enters what the folder has that is here already.
  ///
  /// - Parameter wanted: what would be fetched.
  /// - Returns: the UIDs of those that need not be fetched any more, and how many of them never were.
  /// - Throws: `TextsBroken` where the session breaks.
  func enterKnown(
    _ wanted: [MailboxMessage], _ visit: MailboxVisit, _ run: FetchRun
  ) throws -> (here: Set<UInt32>, recognised: Int) {
    guard believesProofs, !wanted.isEmpty else { return ([], 0) }
    let candidates = try store.knownElsewhere(
      account: settings.name, wanted.map(visit.placement))
    guard !candidates.isEmpty else { return ([], 0) }
    var proven = candidates.compactMapValues { $0.first { $0.hasSameIdentity } }
    let headers = HeaderTaker()
    let asked = wanted.filter { candidates[$0.uid] != nil && proven[$0.uid] == nil }
    try connection().retrieve(
      asked.map { WantedText(uid: $0.uid, size: Limits.usualHeader) }, headersAlone: true,
      into: headers)
    for (uid, header) in headers.found {
      proven[uid] = try candidates[uid]?.first { try begins($0, with: header) }
    }
    let checked = try check(proven, wanted, visit, run)
    guard believesProofs else { return (checked, 0) }
    for message in wanted where !checked.contains(message.uid) {
      guard let known = proven[message.uid] else { continue }
      try enter(known, message, visit, run)
    }
    return (checked.union(proven.keys), proven.count - checked.count)
  }

  private func enter(
    _ known: KnownElsewhere, _ message: MailboxMessage, _ visit: MailboxVisit, _ run: FetchRun
  ) throws {
    var placement = visit.placement(message)
    placement.proof = known.hasSameIdentity ? .identity : .header
    try run.offer(
      known: known, as: visit.name(of: message.uid), Delivery(placement: placement),
      tags: message.tags)
    run.didArrive(bytes: 0, folder: visit.mailbox.name)
    try run.checkCancellation()
  }

  /// Downloads some of the proven messages, chosen at random. If one of them is not what it was taken
  /// for, nothing that this server says is proof.
  ///
  /// - Returns: the UIDs of what was downloaded.
  private func check(
    _ proven: [UInt32: KnownElsewhere], _ wanted: [MailboxMessage], _ visit: MailboxVisit,
    _ run: FetchRun
  ) throws -> Set<UInt32> {
    let count = min(Limits.checkedProofs - checkedProofs, proven.count)
    guard count > 0 else { return [] }
    let uids = Set(proven.keys.shuffled().prefix(count))
    let chosen = wanted.filter { uids.contains($0.uid) }
    let taker = TextTaker(run, visit, chosen)
    try connection().retrieve(
      chosen.map { WantedText(uid: $0.uid, size: $0.size ?? 0) }, into: taker)
    if let failure = taker.failure { throw failure }
    try run.flush()
    let entries = run.entries
    for (uid, ticket) in taker.tickets {
      if let known = proven[uid], entries[ticket]?.outcome != .copy(of: known.message) {
        believesProofs = false
      }
    }
    if taker.tickets.count < chosen.count { believesProofs = false }
    checkedProofs += count
    return Set(taker.tickets.keys)
  }

  /// Whether a message that is here has this header, but for line ends and notes of programs that keep
  /// mail. One that is too large for memory is downloaded instead.
  private func begins(_ known: KnownElsewhere, with header: [UInt8]) throws -> Bool {
    guard known.size <= Files.Limits.inMemory, !header.isEmpty else { return false }
    let octets = try store.bytes(of: known.message)
    let server = try CanonicalForm.bytes(of: .memory(header)).all()
    let here = try CanonicalForm.bytes(of: .memory(octets)).all()
    return here.starts(with: server)
  }
}

/// Collects headers.
private final class HeaderTaker: TextReceiver {
  private(set) var found: [UInt32: [UInt8]] = [:]
  private var bytes: [UInt8] = []

  func began() { bytes = [] }

  func received(_ octets: borrowing RawSpan) {
    guard bytes.count <= Files.Limits.header else { return }
    unsafe octets.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
  }

  func ended(_ uid: UInt32) {
    if bytes.count <= Files.Limits.header { found[uid] = bytes }
  }

  func dropped() {}
  func missing(_ uid: UInt32, words: String) {}
}
