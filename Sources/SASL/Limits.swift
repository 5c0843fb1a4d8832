/// Every bound and default of this module.
enum Limits {
  /// Iterations that SCRAM may ask for, and the fewest that are safe (RFC 7677 §4).
  static let scramIterations = 4096...5_000_000
}
