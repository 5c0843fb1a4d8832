/// Where mail comes from.
public enum Source: Hashable, Sendable {
  /// An account, by its name in the configuration.
  case account(String)
  /// A file or directory that was imported, by its path.
  case file(String)

  public var isAccount: Bool {
    switch self {
    case .account: true
    case .file: false
    }
  }

  /// The account's name, or the path.
  public var name: String {
    switch self {
    case .account(let name): name
    case .file(let path): path
    }
  }
}

/// Where and when a message was seen: under a server's unique-id, or at a position in a file.
public struct Origin: Hashable, Sendable {
  public let source: Source
  /// The server's unique-id, or the file's path relative to the source; nil if the source is a
  /// single file.
  public let name: String?
  /// Bytes from the start of the file; nil for accounts.
  public let position: Int64?
  /// Seconds since 1970.
  public let time: Int64

  package init(source: Source, name: String? = nil, position: Int64? = nil, time: Int64) {
    self.source = source
    self.name = name
    self.position = position
    self.time = time
  }
}

/// A message that was offered but is not in the archive, and why.
public struct RejectedMessage: Equatable, Sendable {
  public let origin: Origin
  public let reason: String

  package init(origin: Origin, reason: String) {
    self.origin = origin
    self.reason = reason
  }

  /// A message that its mail program had deleted: nothing is wrong with it, but it is no mail any more.
  package init(origin: Origin, leftOutAs reason: String) {
    self.init(origin: origin, reason: Self.leftOut + reason)
  }

  /// How the reason of what was left out begins; the ledger has no other mark of it.
  package static let leftOut = "left out: "
}
