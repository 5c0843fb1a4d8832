import Store

/// Where a message was seen: an account's UID, or a file and the octet it starts at.
public struct MessagePlace: Equatable, Sendable {
  /// The account's name, or the path that was imported.
  public let source: String
  public let isAccount: Bool
  /// The server's unique-id, or the file below the path; nil where the path is the file.
  public let name: String?
  /// In octets from the file's start; nil for accounts.
  public let position: Int64?
  /// Seconds since 1970.
  public let time: Int64

  init(_ origin: Origin) {
    switch origin.source {
    case .account(let name): (source, isAccount) = (name, true)
    case .file(let path): (source, isAccount) = (path, false)
    }
    name = origin.name
    position = origin.position
    time = origin.time
  }
}

/// All that the ledger says of one message.
public struct MessageHistory: Equatable, Sendable {
  public struct Sighting: Equatable, Sendable {
    public let run: Int64
    public let place: MessagePlace
    /// "stored", "copy", or why it was rejected.
    public let outcome: String
  }

  /// On one account's server. Times are seconds since 1970.
  public struct OnServer: Equatable, Sendable {
    public let account: String
    public let uid: String
    public let firstSeen: Int64
    /// By the latest list that held it; nil before any list was read to its end.
    public let lastSeen: Int64?
    /// Since when lists lack it; nil: it is there still.
    public let gone: Int64?
    /// When Mailcask deleted it there.
    public let deleted: Int64?
  }

  /// A message that was deleted from the archive. Times are seconds since 1970.
  public struct Deletion: Equatable, Sendable {
    public let requested: Int64
    public let eraseAfter: Int64
    /// Nil: it can be had back.
    public let erased: Int64?
  }

  /// Oldest first; never empty.
  public let sightings: [Sighting]
  public let servers: [OnServer]
  public let folders: [String]
  public let deletion: Deletion?
}

extension MailArchive {
  /// Every place and time that a message was seen in, also of one that was deleted here.
  ///
  /// - Throws: `notFound`.
  public func history(of id: Int64) throws(ArchiveError) -> MessageHistory {
    do {
      let provenance = try store.provenance(of: id)
      guard !provenance.sightings.isEmpty else {
        throw ArchiveError(
          .notFound, "tell where message \(id) came from", why: "there was never such a message",
          remedy: "Search again: the number may be of another archive.")
      }
      return MessageHistory(
        sightings: provenance.sightings.map(MessageHistory.Sighting.init),
        servers: provenance.servers.map(MessageHistory.OnServer.init),
        folders: try store.places(of: id).folders,
        deletion: try store.removal(of: id).map {
          MessageHistory.Deletion(
            requested: $0.requested, eraseAfter: $0.purgeAfter, erased: $0.purged)
        })
    } catch { throw ArchiveError(any: error) }
  }
}

extension MessageHistory.Sighting {
  init(_ sighting: Provenance.Sighting) {
    let outcome =
      switch sighting.outcome {
      case .stored: "stored"
      case .copy: "copy"
      case .rejected(let reason): reason
      }
    self.init(run: sighting.run, place: MessagePlace(sighting.origin), outcome: outcome)
  }
}

extension MessageHistory.OnServer {
  init(_ server: Provenance.OnServer) {
    let entry = server.entry
    self.init(
      account: server.account, uid: entry.uid, firstSeen: entry.firstSeen,
      // A message on the latest list has no time of its own: that list's stands for it.
      lastSeen: entry.lastSeen ?? server.listed, gone: entry.gone, deleted: entry.deleted)
  }
}
