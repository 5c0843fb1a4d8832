/// What became of decrypting a message.
public enum DecryptionOutcome: Int, Sendable, CaseIterable, Comparable {
  case decrypted = 0
  /// No key that is here opens it.
  case noKey = 1
  /// The key is here, and wants a passphrase that nobody was asked for.
  case locked = 2
  case damaged = 3
  /// It waits for gpg.
  case needsProgram = 4
  /// It is too large, or takes too long.
  case limit = 5
  /// The settings do not say to decrypt mail of its kind.
  case notWanted = 6

  public static func < (one: Self, other: Self) -> Bool { one.rawValue < other.rawValue }

  /// For people, after a number of messages: "3 without a key here".
  public var displayText: String {
    switch self {
    case .decrypted: "decrypted"
    case .noKey: "without a key here"
    case .locked: "whose key is locked"
    case .damaged: "damaged"
    case .needsProgram: "waiting for gpg"
    case .limit: "too large"
    case .notWanted: "of a kind that [decrypt] leaves alone"
    }
  }

  /// Of one message: "encrypted (its key is locked)".
  public var stateOfMessage: String {
    switch self {
    case .decrypted: "decrypted"
    case .noKey: "encrypted (no key here opens it)"
    case .locked: "encrypted (its key is locked; open it with: mailcask decrypt)"
    case .damaged: "encrypted (what is encrypted is damaged)"
    case .needsProgram: "encrypted (gpg is not installed)"
    case .limit: "encrypted (too large to be decrypted)"
    case .notWanted: "encrypted (the settings do not say to decrypt this kind)"
    }
  }

  /// For programs.
  public var name: String {
    switch self {
    case .decrypted: "decrypted"
    case .noKey: "no_key"
    case .locked: "locked"
    case .damaged: "damaged"
    case .needsProgram: "needs_program"
    case .limit: "too_large"
    case .notWanted: "not_wanted"
    }
  }
}
