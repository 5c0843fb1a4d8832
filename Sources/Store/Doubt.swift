/// Why what came from a server may not be the message that it holds. The numbers are part of the
/// stored format.
package enum Doubt: Int, Sendable, Hashable, CaseIterable {
  /// The session broke before the answer behind the message proved where it ended.
  case incomplete = 1
  case empty = 2
  /// It has no header field.
  case noHeader = 3
  /// It is shorter than LIST said, by more than 5 % and 64 octets.
  case short = 4
  /// It has the octets of another UID, to which LIST gave another size.
  case another = 5

  /// All of it came, but it is hardly what the server holds.
  package var isSuspect: Bool { self != .incomplete }

  /// What the message is marked with. Who takes "suspect" from it has decided that it is whole.
  package var tag: String { isSuspect ? "suspect" : "incomplete" }
}
