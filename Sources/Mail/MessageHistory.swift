/// Everything that the ledger holds about one message. Times are seconds since 1970.
public struct MessageHistory: Equatable, Sendable {
  /// One occasion when a source offered the message.
  public struct Sighting: Equatable, Sendable {
    public let run: Int64
    public let origin: Origin
    public let outcome: Outcome
    /// How a copy differed from the stored bytes; nil if it did not.
    public let form: OfferedForm?

    package init(run: Int64, origin: Origin, outcome: Outcome, form: OfferedForm? = nil) {
      self.run = run
      self.origin = origin
      self.outcome = outcome
      self.form = form
    }
  }

  /// Oldest first; never empty.
  public let sightings: [Sighting]
  /// Ordered by account and UID.
  public let servers: [ServerCopy]
  public let folders: [String]
  /// Nil if it was not deleted.
  public let deletion: Deletion?

  package init(
    sightings: [Sighting], servers: [ServerCopy], folders: [String], deletion: Deletion?
  ) {
    self.sightings = sightings
    self.servers = servers
    self.folders = folders
    self.deletion = deletion
  }
}

/// How a message was offered in other bytes than those that are stored.
public struct OfferedForm: Equatable, Sendable {
  /// SHA-256 of these bytes in hexadecimal.
  public let sha256: String
  /// Whether the archive can make these bytes of those that are stored. If not, they differ in what
  /// the message's server had written into the header.
  public let isKept: Bool
  /// Its lines end in LF, not in CRLF.
  public let endsLinesInLF: Bool
  public let lacksLastLineEnd: Bool
  /// Lines that a program which keeps mail wrote into the header, without line ends. They may hold
  /// anything.
  public let notes: [String]

  package init(
    sha256: String, isKept: Bool, endsLinesInLF: Bool = false, lacksLastLineEnd: Bool = false,
    notes: [String] = []
  ) {
    self.sha256 = sha256
    self.isKept = isKept
    self.endsLinesInLF = endsLinesInLF
    self.lacksLastLineEnd = lacksLastLineEnd
    self.notes = notes
  }
}

/// A message on an account's server. Times are seconds since 1970.
public struct ServerCopy: Equatable, Sendable {
  public let account: String
  /// The folder, if the server has folders.
  public let folder: String?
  public let uid: String
  /// The message that was fetched under this UID; it may have been deleted since.
  public let message: Int64
  public let firstSeen: Int64
  /// Time of the latest listing that held it; nil before any listing was read completely.
  public let lastSeen: Int64?
  /// Time of the first listing that lacked it; nil if it is still there.
  public let gone: Int64?
  /// When Mailcask deleted it there.
  public let deleted: Int64?

  package init(
    account: String, folder: String? = nil, uid: String, message: Int64, firstSeen: Int64,
    lastSeen: Int64?, gone: Int64?, deleted: Int64?
  ) {
    self.account = account
    self.folder = folder
    self.uid = uid
    self.message = message
    self.firstSeen = firstSeen
    self.lastSeen = lastSeen
    self.gone = gone
    self.deleted = deleted
  }
}

/// The removal of a message from the archive on request. Times are seconds since 1970.
public struct Deletion: Equatable, Sendable {
  public let requested: Int64
  public let eraseAfter: Int64
  /// When it was erased; nil if it can be restored.
  public let erased: Int64?
  /// True if it was erased and is to be stored again when a source offers it.
  public let isWelcome: Bool

  package init(requested: Int64, eraseAfter: Int64, erased: Int64?, isWelcome: Bool) {
    self.requested = requested
    self.eraseAfter = eraseAfter
    self.erased = erased
    self.isWelcome = isWelcome
  }
}
