/// Every limit and default of the local page.
enum Limits {
  /// The port that is tried first.
  static let port = 8_425
  /// Bytes of a file that are read at once to be sent.
  static let pieceBytes = 256 << 10
  /// Seconds after the last request from which a server that a launcher has started is not used any more.
  static let secondsUnused = 30.0 * 60

  // MARK: Entering

  /// Seconds for which a link that lets a browser in can be used.
  static let entrySeconds: Int64 = 60
  /// Maximum size of the file that names the running server, in bytes.
  static let runningServerBytes = 4 << 10

  // MARK: Pages

  /// Messages on one page of a list.
  static let rows = 50
  /// Messages at the top of a list that are shown with the text that was found.
  static let snippets = 10
  /// Values of a facet that are shown first, and on request.
  static let facetValues = 5
  static let allFacetValues = 100
  /// Values by sender, year and so on are counted at once if a query finds at most this number of
  /// messages; for more they are counted on request.
  static let messagesForFacets = 100_000
  /// Queries whose counts are remembered.
  static let countsRemembered = 32
  /// Messages whose files are shown on one page.
  static let messagesWithFiles = 24
  /// Maximum number of characters of a message's text on its page; the source has the rest.
  static let textCharacters = 1 << 20
  /// Maximum size of a picture that is shown small, in bytes.
  static let thumbnailBytes = 4 << 20
  /// Messages of a conversation that are listed.
  static let conversation = 500
  /// Completions that are offered.
  static let completions = 8

  // MARK: Jobs

  /// Jobs that are remembered after they have ended.
  static let jobsRemembered = 50
  /// Jobs that run at the same time.
  static let jobsRunning = 3
  /// Seconds for which a change of tags or an import waits for another process that writes.
  static let writerWait = 2.0
}
