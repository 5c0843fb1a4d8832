/// What a verification found.
public struct VerificationReport: Equatable, Sendable {
  public enum Kind: String, Sendable, CaseIterable {
    /// SQLite's own structures.
    case database
    /// A dictionary that contents can't be read without.
    case dictionary
    /// Octets that no longer match their digest.
    case content
    /// A message that can't be given back.
    case message
    /// Something refers to what is not there.
    case reference
    /// Threads, counts, lists: repair mends it, nothing is lost.
    case derived
    /// The search index does not hold what the store does: repair makes it anew.
    case index
  }

  public struct Problem: Equatable, Sendable {
    public let kind: Kind
    /// "message 42", "content 7", "index".
    public let place: String
    /// What is wrong, and what it means.
    public let meaning: String
  }

  public internal(set) var problems: [Problem] = []
  /// Messages that can't be given back as they were stored; all others can, as far as was checked.
  public internal(set) var damagedMessages: [Int64] = []
  public internal(set) var messagesChecked = 0
  public internal(set) var contentsChecked = 0
  /// Changes that the index has not seen yet, which the next search puts in; nil: there is no index.
  public internal(set) var indexBehind: Int64?

  public var isClean: Bool { problems.isEmpty }
  /// Whether all that was found can be mended without loss.
  public var isMendable: Bool {
    problems.allSatisfy { $0.kind == .derived || $0.kind == .index }
  }
}

/// How far a verification or a copy has come.
public struct KeepingProgress: Equatable, Sendable {
  /// In words: "checking messages", "copying", …
  public let step: String
  public let done: Int64
  public let total: Int64
}
