package import Archive
import Mail

/// Looks whether mail leaves the outbox. Changes nothing.
package enum OutboxHealthCheck {
  /// - Parameter archive: open for reading.
  package static func run(_ archive: MailArchive) -> [Finding] {
    do {
      let items = try archive.outbox()
      guard !items.isEmpty else { return [] }
      return [held(items), homeless(items, archive), late(items)].compactMap(\.self)
    } catch { return [Finding(.outbox, error)] }
  }

  private static func held(_ items: [QueuedMessage]) -> Finding? {
    let count = items.count { $0.recipients.contains(where: \.isHeld) }
    guard count > 0 else { return nil }
    return Finding(
      .outbox, .warning, "\(counted(count)) held since the archive was restored from a backup",
      remedy: "See mailcask outbox: --send sends them, --take-back does not.")
  }

  /// What no account can send.
  private static func homeless(_ items: [QueuedMessage], _ archive: MailArchive) -> Finding? {
    let able = archive.configuration.accounts.filter { $0.submission != nil }.map(\.name)
    guard let item = items.first(where: { !able.contains($0.account) }) else { return nil }
    return Finding(
      .outbox, .problem,
      "message \(item.message) waits for account \(item.account), which has no smtp_host",
      remedy: "Add it to mailcask.toml, or: mailcask outbox --take-back \(item.id)")
  }

  private static func late(_ items: [QueuedMessage]) -> Finding? {
    let waiting = items.filter { item in
      item.recipients.contains { $0.state == .waiting && !$0.isHeld }
    }
    guard let oldest = waiting.first else { return nil }
    let isLate = currentTime() - oldest.queued > Limits.lateness
    let answer = oldest.recipients.lazy.map(\.answer).first { !$0.isEmpty }
    return Finding(
      .outbox, isLate ? .warning : .hint,
      "\(counted(waiting.count)) waiting to be sent" + (answer.map { "; the server: \($0)" } ?? ""),
      remedy: "Send now: mailcask outbox --send")
  }

  private static func counted(_ count: Int) -> String {
    count == 1 ? "1 message" : "\(count) messages"
  }
}
