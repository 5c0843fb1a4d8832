/// Every limit and default of this target.
enum Limits {
  /// Accepted iteration counts of SCRAM, from the safe minimum (RFC 7677 §4) to the most that a
  /// server may demand.
  static let scramIterations = 4096...5_000_000
  /// Maximum number of challenges in one login.
  static let challenges = 16
}
