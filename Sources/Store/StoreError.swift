/// What went wrong in the store: a code to act on, and sentences for people.
package struct StoreError: Error, Equatable {
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
  /// What could not be done.
  package let what: String
  /// The file, the message or the content; empty if it is the store as a whole.
  package let place: String
  package let why: String
  /// What a person can do next.
  package let wayOut: String

  package init(_ code: Code, _ what: String, at place: String = "", why: String, wayOut: String) {
    self.code = code
    self.what = what
    self.place = place
    self.why = why
    self.wayOut = wayOut
  }
}

extension StoreError: CustomStringConvertible {
  /// One line: "cannot append messages: /mail/mail.sqlite: the disk is full. Free some space …"
  package var description: String {
    [what, place, why].filter { !$0.isEmpty }.joined(separator: ": ") + ". " + wayOut
  }
}
