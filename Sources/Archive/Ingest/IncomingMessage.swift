package import Files
package import Store

/// A message as any source yields it: its bytes and where they came from.
package struct IncomingMessage: Sendable {
  /// Handed back with the outcome, so that the source recognises its own; of no other use.
  package var ticket: Int
  package var bytes: MessageBytes
  package var origin: Origin
  /// Labels that the source gives it, such as flags of a Maildir.
  package var tags: [String] = []
  /// When the message arrived in the source, if the source says so: seconds since 1970.
  package var time: Int64?
  /// The folder in the source, levels divided by "/"; empty for its top.
  package var folder = ""
  /// What a file that holds this message alone is recognised by.
  package var fileStamp: Int64?
  package var delivery = Delivery()
  /// What the same server gave before as this message: the same again if it differs in nothing but
  /// the server's own notes.
  package var before: Int64?

  package init(ticket: Int, bytes: MessageBytes, origin: Origin) {
    self.ticket = ticket
    self.bytes = bytes
    self.origin = origin
  }
}
