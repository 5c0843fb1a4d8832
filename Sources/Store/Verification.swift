/// What verifying found.
package struct Verification: Sendable, Equatable {
  package enum Kind: String, Sendable {
    /// SQLite's own structures.
    case database
    case dictionary
    /// Octets that no longer match their digest.
    case content
    /// A message that can't be given back.
    case message
    /// Something refers to what is not there.
    case reference
    /// Can be mended by `MailStore.repair`: nothing is lost.
    case derived
  }

  package struct Problem: Sendable, Equatable {
    package let kind: Kind
    /// "message 42", "content 7".
    package let place: String
    /// What is wrong, and what it means.
    package let meaning: String
  }

  package private(set) var problems: [Problem] = []
  /// Messages that can't be given back as they were stored; all others can, as far as was checked.
  package internal(set) var damagedMessages: [Int64] = []
  package internal(set) var contentsChecked = 0
  package internal(set) var messagesChecked = 0
  /// Only a sample was looked at.
  package let isQuick: Bool

  package var isClean: Bool { problems.isEmpty }

  init(isQuick: Bool) { self.isQuick = isQuick }

  mutating func add(_ kind: Kind, _ place: String, _ meaning: String) {
    guard problems.lazy.filter({ $0.kind == kind }).count < Limits.problems else { return }
    problems.append(Problem(kind: kind, place: place, meaning: meaning))
  }
}

/// How far a long operation has come.
package struct StoreProgress: Sendable, Equatable {
  package enum Step: String, Sendable {
    case database
    case contents
    case messages
    case references
    case copying
  }

  package let step: Step
  package let done: Int64
  package let total: Int64
}
