package import Archive
import Bytes
package import Files
import MIME
package import Mail

/// A message as it is stored before it is sent, and its envelope.
package struct OutgoingMessage {
  package var bytes: MessageBytes
  package var envelope: OutgoingEnvelope
}

/// A message that a mail program hands over, as to sendmail.
package struct SubmittedMessage {
  private let bytes: MessageBytes
  private let header: LiteralHeader
  /// Parsed for addresses.
  private let fields: Header

  /// - Parameter bytes: without an mbox's line "From …".
  /// - Throws: `mailbox` if it has no header.
  package init(_ bytes: MessageBytes) throws(ArchiveError) {
    self.bytes = bytes
    do {
      let start = Array(try bytes.slice(0..<min(bytes.count, Limits.header)))
      header = LiteralHeader(start, 0..<start.count, to: .lastField)
      fields = Message(parsing: start.prefix(header.end) + [Byte.lf]).header
    } catch { throw ArchiveError(any: error) }
    guard !header.fields.isEmpty else {
      throw ArchiveError(
        .mailbox, "send a message", why: "there is none on standard input, or it has no header",
        remedy: "Pass a whole message, as in: mailcask sendmail -t < message.eml")
    }
  }

  /// Addresses in To, Cc and Bcc.
  package var recipients: [String] {
    ["to", "cc", "bcc"].flatMap { name in addresses(of: name) }
  }

  /// The address of the author.
  package var author: String? { addresses(of: "sender").first ?? addresses(of: "from").first }

  private func addresses(of name: String) -> [String] {
    let all =
      switch name {
      case "to": fields.all("to")
      case "cc": fields.all("cc")
      case "bcc": fields.all("bcc")
      case "sender": fields.all("sender")
      default: fields.all("from")
      }
    return all.flatMap { fields.addresses(of: $0) }.map(\.mailbox).filter { !$0.isEmpty }
  }

  /// The message as it is stored and sent: with a Date, a Message-ID and a From if it has none
  /// (RFC 6409 §8), and otherwise as it came.
  ///
  /// - Parameter time: seconds since 1970.
  package func completed(
    from sender: String, at time: Int64, in place: SpillPlace
  ) throws(ArchiveError) -> MessageBytes {
    do {
      var added: [String] = []
      if !header.has("date") { added.append("Date: \(FieldValue.date(time))") }
      if !header.has("message-id") {
        added.append("Message-ID: \(try FieldValue.messageID(for: sender))")
      }
      if !header.has("from") { added.append("From: <\(sender)>") }
      guard !added.isEmpty else { return bytes }
      let lines = added.flatMap { Array($0.utf8) + header.lineEnd }
      return try [.memory(lines), bytes].joined(in: place)
    } catch { throw ArchiveError(any: error) }
  }
}

extension [MessageBytes] {
  /// One after the other.
  func joined(in place: SpillPlace) throws -> MessageBytes {
    var builder = MessageBytesBuilder(in: place)
    for piece in self { try piece.forEachStretch { try builder.append([UInt8]($0).span) } }
    return try builder.take()
  }
}
