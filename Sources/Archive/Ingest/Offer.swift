package import Files

/// A message as any source yields it: raw octets and where they came from.
package struct Offer: Sendable {
  /// Told back with the outcome, so that a source knows its own; unused otherwise.
  package var ticket: Int
  package var octets: MessageBytes
  package var origin: Origin
  /// Labels that the source gives it, such as flags of a Maildir.
  package var tags: [String] = []
  /// The folder in the source, levels divided by "/"; empty for its top.
  package var folder = ""
  /// What a file that holds this message alone is recognised by.
  package var fileStamp: Int64?

  package init(ticket: Int, octets: MessageBytes, origin: Origin) {
    self.ticket = ticket
    self.octets = octets
    self.origin = origin
  }
}
