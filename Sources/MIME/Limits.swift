/// How far the parser follows a message. Past a limit it stops descending, keeps what it has and
/// records a defect; the raw ranges still cover every byte.
package struct Limits: Sendable, Equatable {
  /// Multiparts and messages inside each other. Real mail stays below 20.
  package var nesting = 100
  /// Parts of one message.
  package var parts = 10_000
  /// Header fields of one message, all parts together; further lines are skipped.
  package var fields = 100_000
  /// Octets of one header block that are looked at for fields.
  package var headerOctets = 16 << 20
  /// Octets of one field value that are decoded to text.
  package var fieldOctets = 1 << 20
  /// Parameters of one Content-Type or Content-Disposition field.
  package var parameters = 256
  /// Addresses of one field.
  package var addresses = 10_000
  /// Message ids of one References field.
  package var messageIDs = 5_000
  /// Octets of a boundary that are compared (RFC 2046 section 5.1.1 allows 70).
  package var boundaryOctets = 1_000
  /// Multiparts whose boundary is looked for in the body because the declared one is absent.
  package var guessedBoundaries = 8
  /// Encoded messages and multiparts that are opened inside each other.
  package var encodedNesting = 4
  /// Files that are taken out of one text body or TNEF part.
  package var embeddedFiles = 100
  /// TNEF messages that are opened inside each other.
  package var tnefNesting = 4
  /// Defects that are kept.
  package var defects = 1_000

  package static let `default` = Limits()

  package init() {}
}
