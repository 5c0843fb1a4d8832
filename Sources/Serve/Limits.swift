/// Bounds and defaults of serving. Sizes are bytes unless they say otherwise.
enum Limits {
  // MARK: Commands

  /// All lines of a command together, without its literals.
  static let command = 64 << 10
  /// All literals of a command together.
  static let literals = 64 << 10
  /// A message that a client wants to add is read and dropped up to this size: it could not be told
  /// otherwise that it may not, as it sends without being asked.
  static let droppedLiteral: UInt64 = 64 << 20
  /// Lists inside each other in a command.
  static let nesting = 32
  static let searchKeys = 1_000
  static let fetchItems = 100
  /// Ranges of a set of numbers.
  static let ranges = 10_000
  /// Names of header fields in one item of a FETCH.
  static let headerNames = 200
  /// Digits and dots of a part's number: "1.2.3".
  static let partDepth = 64
  /// Parts of a message that have numbers.
  static let parts = 10_000
  /// Commands without meaning before the connection is closed.
  static let badCommands = 100
  /// Patterns of one LIST.
  static let listPatterns = 100
  static let mailboxName = 4_096
  /// A query behind "Search/".
  static let queryName = 1_000

  // MARK: Mailboxes

  /// Messages in INBOX.
  static let inbox = 1_000
  /// Queries whose UIDs are remembered; the one that was opened longest ago is forgotten first.
  static let liveQueries = 100
  /// Keywords that the answer to SELECT names.
  static let keywords = 1_000
  /// Seconds to wait for another session that writes `serve.sqlite`.
  static let busyTimeout = 5.0

  // MARK: Answers

  /// What is not sent yet is sent when it is this much.
  static let unsent = 256 << 10
  /// Memory for answers that a session keeps.
  static let keptForAnswers = 2 << 20
  /// Messages that are read together, in the order in which they are packed.
  static let window = 256
  /// Bytes of messages that are read together, unless one is larger.
  static let windowBytes = 16 << 20
  /// A larger message goes out in pieces where all of it, or a range, is asked for, and is not remembered.
  static let large = 64 << 20
  /// Bytes of such a message in which its header is looked for.
  static let largeHeader = 16 << 20
  /// Messages that are remembered, as programs ask for one part after the other; the latest is, even if it is
  /// larger.
  static let rememberedBytes = 16 << 20
  static let rememberedMessages = 32
  /// Characters of PREVIEW (RFC 8970 section 3.1).
  static let preview = 200
  /// Rows that are read with one statement.
  static let rows = 500

  // MARK: Time

  /// Between signs of life while a search reads messages.
  static let timeBetweenSigns = Duration.seconds(1)
  /// Seconds between looks at the archive while a client waits.
  static let secondsBetweenLooks = 1.0
  /// Seconds without a command after which the connection is closed (RFC 9051 section 5.4 demands 30 minutes).
  static let secondsWithoutCommand = 1_800.0

  // MARK: The door

  static let connections = 16
  /// Seconds from the connection to the end of the login.
  static let secondsToLogIn = 60.0
  static let wrongPasswords = 3
  static let pauseAfterWrongPassword: UInt32 = 1_000
  static let passwordFile = 4 << 10
  static let certificateFile = 64 << 10
  /// Seconds that a certificate is good for; Apple's programs take none that is good for more than 825 days.
  static let certificateLife = 86_400 * 820
  /// Seconds after which a new one is made.
  static let certificateRenewal = 86_400 * 800
  /// Bytes of a password in the file.
  static let shortestPassword = 16
}
