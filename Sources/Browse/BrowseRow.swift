import Presentation

/// A message in a list. Texts come from messages and may hold anything: `Canvas` makes them safe.
struct BrowseRow: Equatable, Sendable, Identifiable {
  var id: Int64
  /// Seconds since 1970.
  var date: Int64 = 0
  /// The name, or the address where there is none.
  var sender = ""
  var subject = ""
  var tags: [String] = []
  var hasAttachment = false
  /// How many more of its thread match, where a row stands for a thread.
  var moreInThread = 0
}

/// A message as it is read.
struct BrowseMessage: Equatable, Sendable {
  struct Field: Equatable, Sendable {
    var name: String
    var value: String
  }

  struct File: Equatable, Sendable {
    var name: String?
    /// Media type.
    var type: String
    /// Bytes.
    var size: Int

    var displayText: String { "\(name ?? "unnamed") (\(type), \(humanSize(size)))" }
  }

  var row: BrowseRow
  /// Those that a person looks at.
  var fields: [Field] = []
  var text = ""
  var files: [File] = []
}

/// A message of a thread and its place in the tree of answers.
struct ThreadLine: Equatable, Sendable {
  var row: BrowseRow
  /// Lines that lead to it from what it answers: "│ └─".
  var branch = ""
}
