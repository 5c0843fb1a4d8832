/// The result for a message that a source offered.
public enum Outcome: Sendable, Equatable {
  case stored(id: Int64)
  /// The same bytes are already in the archive.
  case copy(of: Int64)
  case rejected(reason: String)
}

extension Outcome: CustomStringConvertible {
  /// "stored", "copy", or the reason for the rejection.
  public var description: String {
    switch self {
    case .stored: "stored"
    case .copy: "copy"
    case .rejected(let reason): reason
    }
  }
}
