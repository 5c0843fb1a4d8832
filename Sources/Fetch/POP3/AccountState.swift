import Archive
import POP3

/// What a fetch learned that makes the next one cheaper. Losing it costs time, never mail.
struct AccountState: Codable, Equatable {
  /// Seconds since 1970 when the server last failed to pipeline though it says it can.
  var pipeliningFailed: Int64?
  /// UIDs of messages that were looked at and found older than `since`.
  var passedOver: Set<String> = []
  var since: Int64?
  /// UIDs of messages in which sessions broke, and how often.
  var troubles: [String: Int]?

  /// Servers are mended: after this many seconds pipelining is tried again.
  private static let memory: Int64 = 30 * 86_400

  var usesPipelining: Bool {
    pipeliningFailed.map { currentTime() - $0 > Self.memory } ?? true
  }

  /// What was too old for an earlier day may be new enough for this one's.
  func passedOver(before since: Int64?) -> Set<String> {
    guard let since, let recorded = self.since, since >= recorded else { return [] }
    return passedOver
  }

  /// Finding out that a server cannot pipeline costs seconds; the next session need not.
  mutating func learn(from client: POP3Client) {
    if usesPipelining, client.lacksPipelining { pipeliningFailed = currentTime() }
  }

  // MARK: Messages in which sessions broke

  /// They come in a session of their own. A server that wants time between two sessions gives them at
  /// the end of every second one instead: one that breaks there undoes its deletions.
  func scope(loginDelay: Duration?) -> ListingPlan.Scope {
    let troubles = troubles ?? [:]
    guard loginDelay != nil else { return ListingPlan.Scope(left: Set(troubles.keys)) }
    let now = Set(troubles.filter { !$0.value.isMultiple(of: 2) }.keys)
    return ListingPlan.Scope(left: Set(troubles.keys).subtracting(now), last: now)
  }

  /// Messages for one session each: those in which fewest sessions broke, and then the others, which
  /// keep nothing away from the first ones.
  func sessions(forTroubles uids: Set<String>) -> [Set<String>] {
    let counts = (troubles ?? [:]).filter { uids.contains($0.key) }
    let least = counts.values.min() ?? 0
    let first = uids.filter { counts[$0, default: 0] <= least }
    return [first, uids.subtracting(first)].filter { !$0.isEmpty }
  }

  mutating func note(troubles uids: some Sequence<String>) {
    for uid in uids { troubles = (troubles ?? [:]).merging([uid: 1]) { min($0, 1_000_000) + $1 } }
  }

  mutating func keepTroubles(where isKept: (String) -> Bool) {
    let rest = (troubles ?? [:]).filter { isKept($0.key) }
    troubles = rest.isEmpty ? nil : rest
  }
}
