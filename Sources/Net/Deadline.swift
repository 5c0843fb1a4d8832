/// A point in time after which waiting stops.
struct Deadline {
  private let instant: ContinuousClock.Instant

  init(after limit: Duration) { instant = ContinuousClock.now + limit }

  private init(_ instant: ContinuousClock.Instant) { self.instant = instant }

  var passed: Bool { ContinuousClock.now >= instant }

  func earlier(of other: Deadline) -> Deadline { Deadline(min(instant, other.instant)) }

  static var now: Deadline { Deadline(ContinuousClock.now) }

  /// The remaining time for `poll(2)`, rounded up so that it does not return just before the
  /// deadline. After the deadline it is 0, so that `poll` does not wait: a millisecond per message
  /// would add up to most of a fetch.
  var milliseconds: Int32 {
    let left = instant - .now
    guard left > .zero else { return 0 }
    let (seconds, attoseconds) = left.components
    let whole = Int32(clamping: seconds)
    return whole > 1_000_000
      ? 1_000_000_000 : whole * 1000 + Int32(attoseconds / 1_000_000_000_000_000) + 1
  }
}
