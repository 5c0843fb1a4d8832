import Synchronization

/// When the last request came, by a clock that nobody sets and that goes on while the machine sleeps.
final class LastUse: Sendable {
  private let time = Mutex(ContinuousClock.now)

  func note() { time.withLock { $0 = .now } }

  /// Seconds since then.
  var age: Double {
    (ContinuousClock.now - time.withLock { $0 }) / .seconds(1)
  }
}
