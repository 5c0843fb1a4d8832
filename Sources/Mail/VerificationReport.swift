/// The result of a verification.
public struct VerificationReport: Equatable, Sendable {
  public enum Kind: String, Sendable, CaseIterable, Encodable {
    /// SQLite's own structures.
    case database
    /// A dictionary that is needed to decompress contents.
    case dictionary
    /// Bytes that do not match their digest.
    case content
    /// A message that cannot be returned byte for byte.
    case message
    /// A reference to something that is missing.
    case reference
    /// Something recorded beside the messages, such as where one came from, is not what was written.
    case record
    /// Threads, counts, lists: repair computes them again; nothing is lost.
    case derived
    /// The search index differs from the store: repair rebuilds it.
    case index
  }

  public struct Problem: Equatable, Sendable, Encodable {
    public let kind: Kind
    /// "message 42", "content 7", "index".
    public let place: String
    /// What is wrong, and what it means.
    public let meaning: String
  }

  public private(set) var problems: [Problem] = []
  /// Messages that cannot be returned as they were stored. All others can, as far as they were
  /// checked.
  public package(set) var damagedMessages: [Int64] = []
  public package(set) var messagesChecked = 0
  public package(set) var contentsChecked = 0
  /// Bytes of the messages that were read back whole.
  public package(set) var bytesChecked = 0
  /// Lists and threads follow the rules of an older version until the next search or fetch.
  public package(set) var followsOlderRules = false
  /// The log of changes ends in one that is not whole: what was being written when the program or the
  /// machine was stopped, which nobody relied on; or it is damaged.
  public package(set) var hasUnfinishedChange = false
  /// Only a sample of contents and messages was checked.
  public let isQuick: Bool
  /// Changes that are not in the index yet; the next search adds them. Nil if there is no index.
  public package(set) var indexBehind: Int64?

  package init(isQuick: Bool) { self.isQuick = isQuick }

  public var isClean: Bool { problems.isEmpty }
  /// Whether everything that was found can be repaired without loss.
  public var isMendable: Bool {
    problems.allSatisfy { $0.kind == .derived || $0.kind == .index }
  }

  package mutating func add(_ kind: Kind, _ place: String, _ meaning: String) {
    guard problems.lazy.filter({ $0.kind == kind }).count < Limits.problemsOfOneKind else { return }
    problems.append(Problem(kind: kind, place: place, meaning: meaning))
  }
}
