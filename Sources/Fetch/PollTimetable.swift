/// When each account's server is to be asked next. Times are seconds since 1970.
public struct PollTimetable: Sendable {
  private struct Account {
    var schedule: PollSchedule
    var due = -Double.infinity
    /// The end of the latest session.
    var last = -Double.infinity
    /// The server wants no session before.
    var notBefore = -Double.infinity
  }

  private let interval: Double
  private var accounts: [String: Account] = [:]

  /// - Parameter interval: seconds from one session to the next where nothing speaks against it.
  public init(interval: Double) { self.interval = interval }

  /// The accounts among `names` that are due now. A new account is due at once. Accounts that are not
  /// among `names` are forgotten.
  public mutating func due(among names: [String], at now: Double) -> Set<String> {
    let known = Set(names)
    accounts = accounts.filter { known.contains($0.key) }
    for name in known where accounts[name] == nil {
      accounts[name] = Account(schedule: PollSchedule(interval: interval))
    }
    return known.filter { name in accounts[name].map { $0.due <= now } ?? true }
  }

  /// - Parameter loginDelay: seconds that the server wants between two sessions.
  public mutating func succeeded(_ name: String, loginDelay: Double?, at now: Double) {
    guard var account = accounts[name] else { return }
    account.due = now + account.schedule.succeeded(loginDelay: loginDelay)
    account.notBefore = now + (loginDelay ?? 0)
    account.last = now
    accounts[name] = account
  }

  /// - Parameter isTransient: whether the same attempt may succeed later without anybody changing
  ///   anything.
  /// - Returns: seconds until the next attempt; nil for an account that is not known any more.
  public mutating func failed(_ name: String, isTransient: Bool, at now: Double) -> Double? {
    guard var account = accounts[name] else { return nil }
    let delay = account.schedule.failed(isTransient: isTransient)
    account.due = now + delay
    account.last = now
    accounts[name] = account
    return delay
  }

  /// All servers now, but for those that want to be left alone.
  public mutating func pollNow() {
    for (name, account) in accounts { accounts[name]?.due = account.notBefore }
  }

  /// There is new mail: as soon as may be, but not at once again and again.
  public mutating func hasNews(_ name: String) {
    guard let account = accounts[name] else { return }
    accounts[name]?.due = min(
      account.due, max(account.notBefore, account.last + Limits.pauseAfterNews))
  }

  /// Seconds until the next server is due.
  public func pause(at now: Double) -> Double {
    guard let next = accounts.values.map(\.due).min() else { return interval }
    return max(0, next - now)
  }
}
