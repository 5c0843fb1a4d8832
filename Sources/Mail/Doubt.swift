/// Why what came from a server may not be the message that it holds. The numbers are part of the
/// stored format.
public enum Doubt: Int, Sendable, Hashable, CaseIterable {
  /// The session broke before the answer behind the message proved where it ended.
  case incomplete = 1
  case empty = 2
  /// It has no header field.
  case noHeader = 3
  /// It is shorter than LIST said, by more than 5 % and 64 octets.
  case short = 4
  /// It has the octets of another UID, to which LIST gave another size.
  case another = 5

  /// All of it came, but it is hardly what the server holds.
  public var isSuspect: Bool { self != .incomplete }

  /// What the message is marked with. Who takes "suspect" from it has decided that it is whole.
  public var tag: String { isSuspect ? "suspect" : "incomplete" }
}

extension Doubt: CustomStringConvertible {
  /// "it is empty".
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

/// A message that came, but perhaps not as its server holds it.
public struct DoubtfulMessage: Sendable, Equatable {
  public let origin: Origin
  /// Its number here.
  public let message: Int64?
  public let doubt: Doubt

  package init(origin: Origin, message: Int64?, doubt: Doubt) {
    self.origin = origin
    self.message = message
    self.doubt = doubt
  }
}
