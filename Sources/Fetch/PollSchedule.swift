import Archive

/// When to ask an account's server again.
///
/// After a success: after the interval, or the server's LOGIN-DELAY (RFC 2449 §6.5) if that is
/// longer. After a failure that may pass: soon, then ever later, at a random moment so that many
/// clients do not come back together. After one that only a person can end, such as a refused
/// password: ever later from the interval on, because some servers lock an account that tries often.
public struct PollSchedule: Sendable {
  /// Seconds.
  private let interval: Double
  private var failures = 0
  private var loginDelay = 0.0

  public init(interval: Double) { self.interval = interval }

  /// Seconds until the next session.
  public mutating func succeeded(loginDelay: Double?) -> Double {
    failures = 0
    self.loginDelay = loginDelay ?? 0
    return max(interval, self.loginDelay)
  }

  /// - Parameter random: a number from 0 to 1.
  public mutating func failed(
    isTransient: Bool, random: Double = .random(in: 0...1)
  ) -> Double {
    failures += 1
    let (first, longest) =
      isTransient ? (Self.firstRetry, Self.longestRetry) : (interval, Self.longestPause)
    var delay = first
    for _ in 1..<min(failures, 32) where delay < longest { delay *= 2 }
    delay = min(delay, max(longest, interval))
    return max(loginDelay, delay * (0.5 + random / 2))
  }

  private static let firstRetry = 30.0
  private static let longestRetry = 3_600.0
  private static let longestPause = 6 * 3_600.0
}

/// "30s", "5m", "2h", "1d" → seconds; nil where it is none of these or not more than 0.
public func parseInterval(_ text: String) -> Double? {
  let units: [Character: Double] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
  guard let unit = text.last.flatMap({ units[$0] }), let count = Int(text.dropLast()),
    (1...1_000_000).contains(count)
  else { return nil }
  return Double(count) * unit
}
