import Archive

/// What a fetch learned that makes the next one cheaper. Losing it costs time, never mail.
struct AccountState: Codable, Equatable {
  /// Seconds since 1970 when the server last failed to pipeline though it says it can.
  var pipeliningFailed: Int64?
  /// UIDs of messages that were looked at and found older than `since`.
  var passedOver: Set<String> = []
  var since: Int64?

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
}
