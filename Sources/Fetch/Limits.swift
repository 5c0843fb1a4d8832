/// Every limit and default of fetching.
package enum Limits {
  /// Bytes of what is kept of one account.
  static let accountFileBytes = 1 << 20
  /// Seconds that a password command may take.
  static let passwordCommandSeconds = 120
  /// Bytes of a password or token.
  package static let passwordBytes = 64 << 10
  /// Seconds before its end from which an access token is not used any more.
  static let tokenMarginSeconds: Int64 = 60
  /// Characters of a server's complaint that are shown.
  static let shownServerText = 500
  /// Seconds to wait for a server while guessing which name it has.
  static let guessSeconds: Int64 = 5
  /// Sessions of one fetch that may break, each in another message, before the fetch does.
  static let brokenSessions = 5
  /// Characters of a domain's description of its servers that are read.
  static let autoconfigCharacters = 64 << 10
  /// Servers that are remembered for having had a good certificate.
  static let validatedHosts = 1_000
  /// Fetches that run side by side, each with its own mail under way.
  static let fetchesAtOnce = 4
  /// A message is suspect if it is shorter than LIST said by more than this many bytes …
  static let missingBytes: UInt64 = 64
  /// … and by more than this part: one in 20, 5 %.
  static let missingPart: UInt64 = 20
  /// Where LIST gives most messages another size than before, the headers of this many are compared.
  static let resizedSample = 20
  /// A size identifies a message only if none of this many messages before it has the same.
  static let sizesCompared = 16
  /// Bytes of the longest UID that is kept as it is.
  static let uidBytes = 4 << 10
  /// Seconds from a round that could not begin, as when the archive cannot be opened, to the next.
  static let pauseAfterFailedRound = 30.0
  /// Days before a certificate's end from which to warn.
  static let certificateWarningDays: Int64 = 14

  /// Messages that are proven to be here and are fetched all the same in one fetch, as a check.
  static let checkedProofs = 20
  /// Bytes of a part of a message that is asked for where a connection broke in it, and those of them that
  /// came before and must be the same.
  static let part = 1 << 20
  static let partOverlap = 64 << 10
  /// First bytes of a message in which the subject of a server's notice is looked for.
  static let standInHead = 4 << 10
  /// Bytes of a header, to know how many to ask for at once.
  static let usualHeader: UInt64 = 8 << 10

  /// Pauses that a server is given in a fetch, and seconds of the first and the longest. Each is three
  /// times as long as the one before.
  static let pauses = 5
  static let firstPause = 5.0
  static let longestPause = 300.0
  /// Gmail gives 2,500 MB a day over IMAP.
  static let gmailBytesPerDay = 2_200_000_000
  /// Bytes from which importing what Google Takeout gives is quicker than fetching.
  static let takeoutBytes = 2_000_000_000
  /// Seconds in which a folder's flags are not looked at again where the server does not number changes.
  static let flagsAge: Int64 = 86_400
  /// Time after which an IDLE is begun again: some servers and routers end it after ten minutes.
  static let idle = Duration.seconds(9 * 60)
  /// Seconds between two fetches because of new mail.
  static let pauseAfterNews = 5.0

  // MARK: A login on a provider's page

  /// Seconds that a person has for it, and between two looks whether it has ended.
  static let browserLoginSeconds = 600.0
  static let browserLook = 0.2
  /// Time in which a browser that connects must ask; browsers open connections that they do not use.
  static let browserPatience = Duration.seconds(10)
  static let browserConnections = 16
  /// Maximum size of what a browser asks, in bytes.
  static let browserHeader = 64 << 10
}
