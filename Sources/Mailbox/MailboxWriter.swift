package import Files

/// A destination of messages. The same messages in the same order give the same octets and names,
/// and nothing that exists is overwritten. The final name of the whole is given by whoever made the
/// `FileWriter` or `StagedDirectory` that is written to.
package protocol MailboxWriter: AnyObject {
  /// Throws `MailboxError` with the path when the disk is full or writing fails; the writer is then
  /// of no more use than to be dropped, which removes what is unfinished.
  func write(_ message: OutgoingMessage) throws(MailboxError) -> WrittenEntry

  /// Writes what is held back and makes everything durable.
  func finish() throws(MailboxError)
}

package struct OutgoingMessage: Sendable {
  package var octets: MessageBytes
  /// For the "From " line and file names. Empty sender: MAILER-DAEMON; no date: 1970.
  package var envelope: MboxEnvelope
  package var flags: MessageFlags = []
  /// As in `RawMessage.folder`. Only Maildir has folders.
  package var folder = ""
  /// For the name of an .eml file, usually the subject. May hold anything.
  package var title = ""

  package init(octets: MessageBytes, envelope: MboxEnvelope) {
    self.octets = octets
    self.envelope = envelope
  }
}

/// Where a message was written, and how to have its octets back from what a reader gives there.
package struct WrittenEntry: Hashable, Sendable {
  /// What a reader will say the entry's origin is.
  package var origin: MessageOrigin
  /// Octets that the format needed before and after the message: a Content-Length field, a line
  /// end. Taking away `leading` and `trailing` octets of what is read gives the message.
  package var leading = 0
  package var trailing = 0
  /// The message's CRLF were written as LF, because that was asked for.
  package var lineEndsConverted = false
  /// The message cannot be had back: mboxo, and it holds a ">From " line; or line ends converted
  /// that were mixed.
  package var lossy = false
  /// What a reader gives, where that is not the message and is known.
  package var readsAs: MessageBytes?

  package init(origin: MessageOrigin) { self.origin = origin }

  package var isExact: Bool { leading == 0 && trailing == 0 && !lineEndsConverted && !lossy }

  /// The message's octets from what was read back; nil if they cannot be had from it.
  package func restore(_ read: MessageBytes) throws(MailboxError) -> MessageBytes? {
    guard !lossy, leading >= 0, trailing >= 0, read.count - leading >= trailing else { return nil }
    let message = read.part(leading..<(read.count - trailing))
    guard lineEndsConverted else { return message }
    return try withCRLF(message)
  }
}
