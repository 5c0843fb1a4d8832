package import Errors

/// What went wrong in the store: a code to act on, and sentences for people.
package struct StoreError: ExplainedError, Equatable {
  package enum Code: String, Sendable {
    case notAnArchive
    case alreadyExists
    case newerVersion
    case olderVersion
    case locked
    case readOnly
    case diskFull
    case damaged
    case notFound
    case noPermission
    case busy
    case invalid
    case failed
  }

  package let code: Code
  package let text: ErrorText

  init(_ code: Code, _ text: ErrorText) {
    self.code = code
    self.text = text
  }

  /// - Parameter place: the file, the message or the content; empty if it is the store as a whole.
  package init(_ code: Code, _ what: String, at place: String = "", why: String, remedy: String) {
    self.init(code, ErrorText(what, at: place, why: why, remedy: remedy))
  }
}
