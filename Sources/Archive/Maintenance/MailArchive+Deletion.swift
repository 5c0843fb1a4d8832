import Store

/// The result of restoring deleted messages, by number.
public struct UndeleteReport: Equatable, Sendable {
  public var back: [Int64] = []
  /// Erased already; stored again when a source offers them again.
  public var welcome: [Int64] = []
  /// Not deleted.
  public var unknown: [Int64] = []

  public init() {}
}

extension MailArchive {
  /// Days during which a deleted message can be restored.
  public static var graceDays: Int64 { Store.Limits.removalGrace / secondsPerDay }

  private static let secondsPerDay: Int64 = 86_400

  /// Hides messages from lists and searches at once; after the grace period they are erased. The
  /// ledger keeps that they were here, and they are not stored again when they are offered again.
  ///
  /// - Parameter days: of grace.
  /// - Returns: how many were deleted.
  public func delete(
    _ ids: [Int64], graceDays days: Int64 = graceDays
  ) throws(ArchiveError) -> Int {
    do {
      try requirePlausibleClock()
      return try store.remove(ids, grace: max(0, min(days, 36_500)) * Self.secondsPerDay)
    } catch { throw ArchiveError(any: error) }
  }

  /// The grace period is counted by the clock.
  ///
  /// - Throws: `configuration` when the clock says a time before this program was made, or before
  ///   the latest run.
  private func requirePlausibleClock() throws {
    let now = currentTime()
    let latest = try store.runs(limit: 1).first?.started ?? 0
    guard now < Limits.earliestTime || latest > now + Limits.clockTolerance else { return }
    throw ArchiveError(
      .configuration, "delete messages",
      why:
        "the clock is wrong: it says a time before this program was made or before the latest run",
      remedy: "Set the clock (timedatectl set-ntp true) and run the same command again.")
  }

  /// Erases the messages whose grace period is over; how many.
  public func eraseDue() throws(ArchiveError) -> Int {
    do { return try store.purge().messages } catch { throw ArchiveError(error) }
  }

  /// The latest deleted first.
  public func deletedMessages(limit: Int) throws(ArchiveError) -> [DeletedMessage] {
    do { return try store.removed(limit: limit) } catch { throw ArchiveError(error) }
  }

  public func undelete(_ ids: [Int64]) throws(ArchiveError) -> UndeleteReport {
    do {
      var report = UndeleteReport()
      for id in ids {
        switch try store.deletion(of: id) {
        case nil: report.unknown.append(id)
        case let deletion? where deletion.erased == nil: report.back.append(id)
        default: report.welcome.append(id)
        }
      }
      try store.takeBack(report.back)
      try store.welcomeBack(report.welcome)
      return report
    } catch { throw ArchiveError(any: error) }
  }
}
