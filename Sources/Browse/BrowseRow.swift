import Archive
import Mail
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
  var row: BrowseRow
  /// Those that a person looks at.
  var fields: [DecodedField] = []
  var text = ""
  /// The forms that the text is there in; nil where there is one.
  var forms: MessageView.Forms?
  var files: [AttachmentInfo] = []
}

/// A message of a thread and its place in the tree of answers.
struct ThreadLine: Equatable, Sendable {
  var row: BrowseRow
  /// Lines that lead to it from what it answers: "│ └─".
  var branch = ""
}
