package import Errors
import Files

/// A source or destination that cannot be used at all. A problem with a single message or file
/// inside a source is a `Rejection` and does not stop the reading.
package struct MailboxError: ExplainedError, Equatable, Sendable {
  package enum Code: String, Sendable {
    case notFound, unreadable, notAMailbox, readFailed, damaged, expansionLimit
    case alreadyExists, diskFull, unwritable, writeFailed
    case toolMissing, toolFailed
  }

  package let code: Code
  package let text: ErrorText

  init(_ code: Code, _ text: ErrorText) {
    self.code = code
    self.text = text
  }

  /// - Parameter path: the file or directory concerned, in the form of `MessageOrigin.path`.
  package init(_ code: Code, path: String, why: String, remedy: String = "") {
    self.init(code, ErrorText(at: path, why: why, remedy: remedy))
  }
}

/// Runs `body`, converting file errors to mailbox errors.
func asMailboxError<Value>(
  _ body: @autoclosure () throws(FileError) -> Value
) throws(MailboxError) -> Value {
  do { return try body() } catch { throw MailboxError(error) }
}

extension MailboxError {
  init(_ error: FileError) {
    let code: Code =
      switch error.code {
      case .notFound: .notFound
      case .unreadable: .unreadable
      case .readFailed, .tooLarge: .readFailed
      case .alreadyExists: .alreadyExists
      case .diskFull: .diskFull
      case .readOnly, .unwritable, .locked, .noLocks: .unwritable
      case .writeFailed: .writeFailed
      }
    self.init(code, error.text)
  }
}
