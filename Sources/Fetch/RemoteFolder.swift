/// A folder on an account's server.
public struct RemoteFolder: Equatable, Sendable {
  /// Decoded, levels divided by "/".
  public let name: String
  /// What the server keeps it for, such as "sent" or "trash"; nil where it does not say.
  public var specialUse: String?
  /// Nil where the server does not say, or there can be none.
  public var messages: Int?
  /// Bytes; nil where the server does not say.
  public var size: Int?
  /// Number of messages that are not here yet, as far as is known; nil where nothing is known.
  public var new: Int?
  /// False when the settings skip this folder.
  public var isFetched = true

  public init(name: String) { self.name = name }
}
