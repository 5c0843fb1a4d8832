import Archive
import Dispatch
import Errors
import Foundation
import IMAP

/// Servers that have had enough for now, and those that say how much they give in a day.
extension IMAPSession {
  /// Logs in where there is no session. A server that has no room now gets its pauses.
  func reconnect(_ run: FetchRun) throws {
    while client == nil {
      do { try logIn() } catch let error as ArchiveError
        where error.isTransient && error.code == .server
      {
        try pause(because: error, run)
      }
    }
  }

  /// Ends the session and waits, ever longer, or as long as the server suggests.
  ///
  /// - Throws: the error itself when the server was given enough pauses; `interrupted`.
  func pause(because error: ArchiveError, _ run: FetchRun) throws {
    client?.abort()
    client = nil
    guard pauses < Limits.pauses else { throw error }
    var seconds = Limits.firstPause
    for _ in 0..<pauses { seconds *= 3 }
    pauses += 1
    seconds = min(Self.suggestedPause(error.why) ?? seconds, Limits.longestPause)
    if seconds >= 1 { run.tell("waiting \(Int(seconds)) s, because \(error.why)") }
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

  /// How long a large mailbox takes, and what is quicker; nil for one that is not.
  static func takeoutHint(_ bytes: Int) -> String? {
    guard bytes > Limits.takeoutBytes else { return nil }
    let days = (bytes + Limits.gmailBytesPerDay - 1) / Limits.gmailBytesPerDay
    let amount = String(format: "%.1f GB", Double(bytes) / 1e9)
    return "\(amount) are to be fetched, which takes \(max(1, days)) "
      + "\(days > 1 ? "days" : "day"): Gmail gives 2,500 MB a day over IMAP. It is quicker to import what "
      + "Google Takeout gives first; what is here then is not fetched again"
  }

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
