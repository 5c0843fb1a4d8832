/// The text of a document.
package struct DocumentText: Sendable, Equatable {
  package var format: DocumentFormat
  /// With `damaged` and `limit`, `pages` holds what could be read.
  package var outcome: DocumentOutcome
  /// The texts of the pages, sheets or slides, in order; one element if the format has no pages.
  package var pages: [String]
  /// Files inside that a program must read (PDF, images), in order: their text follows `pages`.
  package var nested: [NestedDocument] = []
  /// With `needsProgram`, the Debian package that is missing.
  package var missing: String?

  package init(_ format: DocumentFormat, _ outcome: DocumentOutcome, pages: [String] = []) {
    self.format = format
    self.outcome = outcome
    self.pages = pages
  }
}

/// What became of a document. The numbers are stored.
package enum DocumentOutcome: Int, Sendable, CaseIterable {
  case text = 0
  /// It was read, and has no text.
  case none = 1
  case encrypted = 2
  case damaged = 3
  /// It exceeds one of the limits.
  case limit = 4
  case needsProgram = 5
  /// Reading it ended the process that read it; never an outcome of this target.
  case crashed = 6
}

/// A file inside a document that this target does not read.
package struct NestedDocument: Sendable, Equatable {
  package var name: String
  /// `pdf` or `image`.
  package var format: DocumentFormat
  package var bytes: [UInt8]

  package init(name: String, format: DocumentFormat, bytes: [UInt8]) {
    self.name = name
    self.format = format
    self.bytes = bytes
  }
}
