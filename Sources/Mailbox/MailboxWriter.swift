package import Files
package import Mail

/// A destination of messages. The same messages in the same order give the same bytes and names,
/// and nothing that exists is overwritten. Whoever created the underlying `FileWriter` or
/// `StagedDirectory` gives the whole its final name.
package protocol MailboxWriter: AnyObject {
  /// Throws `MailboxError` with the path if the disk is full or writing fails; the writer must then
  /// be discarded, which removes what is unfinished.
  func write(_ message: OutgoingMessage) throws(MailboxError) -> WrittenEntry

  /// Writes what is buffered and makes everything durable.
  func finish() throws(MailboxError)
}

package struct OutgoingMessage: Sendable {
  package var bytes: MessageBytes
  /// Used for the "From " line and file names. Empty sender: MAILER-DAEMON; no date: 1970.
  package var envelope: MboxEnvelope
  package var flags: MessageFlags = []
  /// See `RawMessage.folder`. Only Maildir has folders.
  package var folder = ""
  /// Used for the name of an .eml file; usually the subject. May hold anything.
  package var title = ""

  package init(bytes: MessageBytes, envelope: MboxEnvelope) {
    self.bytes = bytes
    self.envelope = envelope
  }
}

/// Where a message was written, and how to restore its bytes from what a reader returns.
package struct WrittenEntry: Hashable, Sendable {
  /// The origin that a reader will report for the entry.
  package var origin: MessageOrigin
  /// Number of bytes that the format added before and after the message: a Content-Length field, a
  /// line end. Removing `leading` and `trailing` bytes from what is read gives the message.
  package var leading = 0
  package var trailing = 0
  /// The message's CRLF were written as LF, as requested.
  package var lineEndsConverted = false
  /// The message cannot be restored: it contains a ">From " line and the format is mboxo, or its
  /// line ends were mixed and converted.
  package var lossy = false
  /// What a reader returns, if that differs from the message and is known.
  package var readsAs: MessageBytes?

  package init(origin: MessageOrigin) { self.origin = origin }

  package var isExact: Bool { leading == 0 && trailing == 0 && !lineEndsConverted && !lossy }

  /// Restores the message's bytes from what was read back; nil if that is impossible.
  package func restore(_ read: MessageBytes) throws(MailboxError) -> MessageBytes? {
    guard !lossy, leading >= 0, trailing >= 0, read.count - leading >= trailing else { return nil }
    let message = read.part(leading..<(read.count - trailing))
    guard lineEndsConverted else { return message }
    return try withCRLF(message)
  }
}
