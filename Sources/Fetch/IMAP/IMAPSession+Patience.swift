import Archive
import Dispatch
import Errors
import IMAP

/// Servers that have had enough for now, and those that say how much they give in a day.
extension IMAPSession {
  /// Ends the session and waits, ever longer, or as long as the server suggests.
  ///
  /// - Throws: the error itself when the server was given enough pauses; `interrupted`.
  func pause(because error: IMAPError, _ run: FetchRun) throws {
    client?.abort()
    client = nil
    guard pauses < Limits.pauses else { throw ArchiveError(error) }
    var seconds = Limits.firstPause
    for _ in 0..<pauses { seconds *= 3 }
    pauses += 1
    seconds = min(Self.suggestedPause(error.text.why) ?? seconds, Limits.longestPause)
    let end = DispatchTime.now() + seconds
    while DispatchTime.now() < end {
      try run.checkCancellation()
      _ = DispatchSemaphore(value: 0).wait(timeout: min(end, .now() + 0.1))
    }
  }

  /// Exchange: "Request is throttled. Suggested Backoff Time: 34000 milliseconds".
  static func suggestedPause(_ words: String) -> Double? {
    guard let place = words.lowercased().firstRange(of: "backoff time:") else { return nil }
    let digits = words.lowercased()[place.upperBound...].drop { $0 == " " }.prefix {
      $0.isASCII && $0.isNumber
    }
    return Double(digits).map { $0 / 1_000 }
  }

  // MARK: Gmail's day

  /// Leaves out what would be more than Gmail gives in a day: it locks an account that asks for more.
  ///
  /// - Returns: how many are left for later.
  func keepWithinDay(
    _ plan: inout MailboxPlan, _ client: IMAPClient, _ report: inout FetchReport
  ) -> Int {
    guard client.capabilities.isGmail else { return 0 }
    let now = currentTime()
    let day = state.day(at: now)
    let left = plan.limit(toBytes: Limits.gmailBytesPerDay - day.bytes, settings.order)
    guard left > 0 else { return 0 }
    let hours = max(1, (day.start + 86_400 - now + 3_599) / 3_600)
    report.warnings.append(
      "Gmail gives 2,500 MB a day over IMAP: \(left) messages are left for the next fetch, in "
        + "\(hours) hours; for a large account import what Google Takeout gives first")
    return left
  }
}

extension IMAPState {
  /// The 24 hours in which bytes are counted.
  struct Day: Codable, Equatable {
    var start: Int64
    var bytes = 0
  }

  func day(at now: Int64) -> Day {
    guard let latest, (latest.start..<latest.start + 86_400).contains(now) else {
      return Day(start: now)
    }
    return latest
  }

  mutating func count(bytes: Int, at now: Int64) {
    var day = day(at: now)
    day.bytes += bytes
    latest = day
  }
}
