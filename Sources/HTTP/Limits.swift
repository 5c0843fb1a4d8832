/// Every limit and default of this target.
enum Limits {
  /// Maximum time to wait for data from the server, in seconds.
  static let idleSeconds = 30
  /// Maximum size of a response including its header, in bytes.
  static let answerBytes = 256 << 10
}
