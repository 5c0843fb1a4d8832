import Archive
import Mail
import Presentation

/// A message in a list. Texts come from messages and may hold anything: `Canvas` makes them safe.
struct BrowseRow: Equatable, Sendable, Identifiable {
  var id: Int64
  /// Seconds since 1970.
  var date: Int64 = 0
  /// The name, or the address if there is no name.
  var sender = ""
  var subject = ""
  var tags: [String] = []
  var hasAttachment = false
  /// Number of further matches in the thread, if a row represents a thread.
  var moreInThread = 0
}

/// A message for reading.
struct BrowseMessage: Equatable, Sendable {
  var row: BrowseRow
  /// The fields that people look at.
  var fields: [DecodedField] = []
  var text = ""
  /// The available forms of the text; nil if there is only one.
  var forms: BodyForms?
  var files: [AttachmentInfo] = []
}

/// A message of a thread and its place in the tree of replies.
struct ThreadLine: Equatable, Sendable {
  var row: BrowseRow
  /// Lines that connect it to the message that it replies to: "│ └─".
  var branch = ""

  /// The same depth without lines.
  var plainBranch: String { String(repeating: " ", count: branch.count) }
}
