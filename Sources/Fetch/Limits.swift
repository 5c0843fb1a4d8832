/// Every limit and default of fetching.
package enum Limits {
  /// Bytes of what is kept of one account.
  static let accountFileOctets = 1 << 20
  /// Seconds that a password command may take.
  static let passwordCommandSeconds = 120
  /// Octets of a password or token.
  package static let passwordOctets = 64 << 10
  /// Seconds before its end from which an access token is not used any more.
  static let tokenMarginSeconds: Int64 = 60
  /// Characters of a server's complaint that are shown.
  static let shownServerText = 500
  /// Seconds to wait for a server while guessing which name it has.
  static let guessSeconds: Int64 = 5
  /// Fetches that run side by side, each with its own mail under way.
  static let fetchesAtOnce = 4
  /// Seconds from a round that could not begin, as when the archive cannot be opened, to the next.
  static let pauseAfterFailedRound = 30.0
  /// Days before a certificate's end from which to warn.
  static let certificateWarningDays: Int64 = 14
}
