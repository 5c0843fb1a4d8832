/// A source or destination that cannot be used at all. What goes wrong with single messages or
/// files inside a source is a `Rejection` and does not stop the reading.
package struct MailboxError: Error, Equatable, Sendable, CustomStringConvertible {
  package enum Code: String, Sendable {
    case notFound, unreadable, notAMailbox, readFailed, damaged, expansionLimit
    case alreadyExists, diskFull, unwritable, writeFailed
    case toolMissing, toolFailed
  }

  package let code: Code
  /// File or directory concerned, in the form `MessageOrigin.path` has.
  package let path: String
  /// What happened, and what a person can do about it.
  package let reason: String

  package init(_ code: Code, path: String, reason: String) {
    self.code = code
    self.path = path
    self.reason = reason
  }

  package var description: String { "\(path): \(reason)" }
}
