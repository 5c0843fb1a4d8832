/// The result of reading an attached document for its text. The store keeps the number.
public enum AttachmentOutcome: Int, Sendable, CaseIterable {
  case text = 0
  /// There is none in it, as in a scanned page or a program.
  case noText = 1
  /// It wants a password.
  case encrypted = 2
  case damaged = 3
  /// It is too large, or takes too much time or memory.
  case limit = 4
  /// It waits for a program that is not installed.
  case needsProgram = 5
  /// What reads it crashed on it, twice.
  case crashed = 6

  /// For people, after a number of attachments: "3 locked with a password".
  public var displayText: String {
    switch self {
    case .text: "with text"
    case .noText: "without text"
    case .encrypted: "locked with a password"
    case .damaged: "damaged"
    case .limit: "too large"
    case .needsProgram: "waiting for a program"
    case .crashed: "unreadable (the reader crashed)"
    }
  }
}
