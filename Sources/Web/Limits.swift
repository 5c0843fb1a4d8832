/// Every limit and default of the local page.
enum Limits {
  // MARK: Requests

  /// The port that is tried first, and how many ports after it.
  static let port = 8_425
  static let portsTried = 100
  /// Maximum size of a request's line and header together, in bytes.
  static let headerBytes = 16 << 10
  /// Maximum size of a form that is sent, in bytes.
  static let formBytes = 64 << 10
  /// Maximum size of what is sent with files in one form, in bytes; what is larger is named by its path.
  static let uploadBytes = 50 << 30
  /// Maximum number of files in one form.
  static let filesUploaded = 1_000
  /// Maximum size of the header of a part of such a form, in bytes.
  static let partHeaderBytes = 8 << 10
  /// Forms with files that are taken at the same time.
  static let uploads = 2
  /// Maximum number of fields of a form or an address.
  static let fields = 500
  /// Maximum number of open connections.
  static let connections = 64
  /// Seconds from the first byte of a header to its end, and until the first request comes.
  static let headerSeconds: Int64 = 10
  /// Seconds from the end of a header to that of the body.
  static let bodySeconds: Int64 = 30
  /// Seconds that a connection may wait for its next request.
  static let idleSeconds: Int64 = 60
  /// Seconds in which a piece of an answer must have been taken.
  static let writeSeconds: Int64 = 60
  /// Size of the pieces in which large answers are sent, in bytes.
  static let pieceBytes = 256 << 10
  /// Number of requests that are answered at the same time.
  static let workers = 4
  /// Requests wait for a free worker up to this number; more are refused.
  static let requestsWaiting = 64

  /// Seconds after the last request from which a server that a launcher has started is not used any more.
  static let secondsUnused = 30.0 * 60

  // MARK: Entering

  /// Seconds for which a link that lets a browser in can be used.
  static let entrySeconds: Int64 = 60
  /// Maximum size of the file that names the running server, in bytes.
  static let runningServerBytes = 4 << 10
  /// Maximum size of the kernel's list of connections that is looked through, in bytes.
  static let connectionListBytes = 8 << 20

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
