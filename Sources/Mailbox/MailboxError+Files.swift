import Errors
import Files

/// What `body` gives, with the errors of files as those of a mailbox.
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
      case .readOnly, .unwritable, .locked: .unwritable
      case .writeFailed: .writeFailed
      }
    let text = error.text
    let statement = text.what.isEmpty ? text.why : "\(text.what): \(text.why)"
    self.init(
      code, path: text.place,
      reason: text.remedy.isEmpty ? statement : "\(statement); \(text.remedy.lowercasedFirst)")
  }
}

extension String {
  fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
