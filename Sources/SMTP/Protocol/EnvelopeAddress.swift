import Bytes

/// An address as it stands between "<" and ">" in MAIL and RCPT.
package struct EnvelopeAddress: Hashable, Sendable {
  package let text: String

  /// For mail that is not to be answered (RFC 5321 §4.5.5).
  package static let none = EnvelopeAddress(unchecked: "")

  /// Nil for what could be read as something else than one address: with white space, control
  /// characters, "<" or ">", without "@", or too long (RFC 5321 §4.5.3.1.3).
  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard 3...254 ~= bytes.count, let at = bytes.lastIndex(of: UInt8(ascii: "@")),
      at > 0, at < bytes.count - 1,
      !bytes.contains(where: { $0 <= Byte.space || $0 == 0x7F || $0 == 0x3C || $0 == 0x3E })
    else { return nil }
    self.text = text
  }

  private init(unchecked text: String) { self.text = text }

  /// It can only be sent with SMTPUTF8 (RFC 6531).
  var isInternational: Bool { text.utf8.contains { $0 > 127 } }
}

/// Whom a message is from and to, apart from what its header says.
package struct Envelope: Equatable, Sendable {
  package var sender: EnvelopeAddress
  package var recipients: [EnvelopeAddress]

  package init(from sender: EnvelopeAddress, to recipients: [EnvelopeAddress]) {
    self.sender = sender
    self.recipients = recipients
  }
}
