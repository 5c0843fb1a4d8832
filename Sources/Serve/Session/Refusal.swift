import Archive

/// Why a command is not done, as a client is told.
struct Refusal: Error, Equatable {
  enum Status: Equatable { case no, bad }

  let status: Status
  /// Between brackets (RFC 9051 section 7.1, RFC 5530); nil for none.
  let code: String?
  /// For people.
  let words: String

  init(_ status: Status, _ code: StaticString? = nil, _ words: String) {
    self.status = status
    self.code = code?.description
    self.words = words
  }

  init(_ error: any Error) {
    if let refusal = error as? Refusal {
      self = refusal
    } else if let bad = error as? BadCommand {
      self.init(.bad, nil, bad.why)
    } else {
      let error = ArchiveError(any: error)
      switch error.code {
      case .damaged: self.init(.no, "CORRUPTION", error.explanation)
      case .locked: self.init(.no, "INUSE", error.explanation)
      case .query: self.init(.no, "LIMIT", error.explanation)
      case .notFound: self.init(.no, "EXPUNGEISSUED", error.explanation)
      default: self.init(.no, "UNAVAILABLE", error.explanation)
      }
    }
  }

  static let readOnly = Refusal(.no, "NOPERM", "The archive is read-only")
  static let noMailbox = Refusal(.bad, nil, "no mailbox is selected")
}
