/// Every limit and default of fetching.
package enum Limits {
  /// Bytes of what is kept of one account.
  static let accountFileOctets = 1 << 20
  /// Seconds that a password command may take.
  static let passwordCommandSeconds = 120
  /// Octets of a password or token.
  package static let passwordOctets = 64 << 10
  /// An access token that ends within so many seconds is not used.
  static let tokenMarginSeconds: Int64 = 60
  /// Characters of a server's complaint that are shown.
  static let shownServerText = 500
  /// Seconds to wait for a server while guessing which name it has.
  static let guessSeconds: Int64 = 5
  /// Fetches that run side by side, each with its own mail under way.
  static let fetchesAtOnce = 4
  /// Days before a certificate's end from which to warn.
  static let certificateWarningDays: Int64 = 14
}
