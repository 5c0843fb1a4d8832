package import Digests
package import Files
package import Mail

/// A place that holds a message of the archive, which need not be read for it.
package struct KnownMessage: Sendable {
  /// Handed back with the outcome.
  package var ticket: Int
  /// Digest of the message.
  package var digest: SHA256Digest
  package var size: Int
  package var origin: Origin
  package var tags: [String] = []
  package var folder = ""
  package var delivery = Delivery()

  package init(ticket: Int, digest: SHA256Digest, size: Int, origin: Origin) {
    self.ticket = ticket
    self.digest = digest
    self.size = size
    self.origin = origin
  }
}

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
