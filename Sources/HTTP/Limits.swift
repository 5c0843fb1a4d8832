/// Every limit and default of this module.
enum Limits {
  /// Silence of the server, in seconds.
  static let idleSeconds = 30
  /// Bytes of an answer, its header included.
  static let answerOctets = 256 << 10
}
