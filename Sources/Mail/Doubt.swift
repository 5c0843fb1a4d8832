/// Why a message received from a server may differ from the message that the server holds. The
/// numbers are part of the stored format.
public enum Doubt: Int, Sendable, Hashable, CaseIterable {
  /// The session broke before the response after the message proved where the message ended.
  case incomplete = 1
  case empty = 2
  /// It has no header field.
  case noHeader = 3
  /// It is shorter than LIST reported, by more than 5 % and more than 64 bytes.
  case short = 4
  /// It has the bytes of another UID, for which LIST reported another size.
  case another = 5

  /// All of it arrived, but it is probably not what the server holds.
  public var isSuspect: Bool { self != .incomplete }

  /// The tag for the message. Removing the tag "suspect" confirms that the message is complete.
  public var tag: String { isSuspect ? "suspect" : "incomplete" }
}

extension Doubt: CustomStringConvertible {
  /// A description such as "it is empty".
  public var description: String {
    switch self {
    case .incomplete: "it may have been cut off"
    case .empty: "it is empty"
    case .noHeader: "it has no header field"
    case .short: "it is much shorter than the server listed it"
    case .another: "it is the same as another message that the server lists with another size"
    }
  }
}

/// A message that arrived, but perhaps not as its server holds it.
public struct DoubtfulMessage: Sendable, Equatable {
  public let origin: Origin
  /// Its number in the archive.
  public let message: Int64?
  public let doubt: Doubt

  package init(origin: Origin, message: Int64?, doubt: Doubt) {
    self.origin = origin
    self.message = message
    self.doubt = doubt
  }
}
