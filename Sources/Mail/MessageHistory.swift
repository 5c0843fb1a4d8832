/// Everything that the ledger holds about one message. Times are seconds since 1970.
public struct MessageHistory: Equatable, Sendable {
  /// One occasion when a source offered the message.
  public struct Sighting: Equatable, Sendable {
    public let run: Int64
    public let origin: Origin
    public let outcome: Outcome

    package init(run: Int64, origin: Origin, outcome: Outcome) {
      self.run = run
      self.origin = origin
      self.outcome = outcome
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
