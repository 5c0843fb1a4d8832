package import Archive
import Bytes
package import Files
import MIME

/// A message that is sent on as it is, with a block of fields in front that says by whom
/// (RFC 5322 §3.6.6).
package struct Redirection {
  package let sender: String
  package let recipients: [String]
  /// Seconds since 1970.
  package let time: Int64

  package init(from sender: String, to recipients: [String], at time: Int64) {
    self.sender = sender
    self.recipients = recipients
    self.time = time
  }

  /// - Parameter message: as it is stored.
  /// - Throws: `mailbox` for one that goes round in circles.
  package func redirected(
    _ message: MessageBytes, in place: SpillPlace
  ) throws(ArchiveError) -> MessageBytes {
    do {
      let (header, start) = try Self.header(of: message)
      try check(header)
      let block = try block().flatMap { Array($0.utf8) + header.lineEnd }
      // A copy for others does not say who else got one, and the way back is the sender's.
      let fields = header.without(["bcc", "resent-bcc", "return-path"])
      let body = message.part(start + header.end..<message.count)
      return try [.memory(block + fields), body].joined(in: place)
    } catch { throw ArchiveError(any: error) }
  }

  /// The message inside a new one, which is from the account and says so: it passes where the sender's
  /// domain forbids others to send for it (DMARC).
  package func attached(
    _ message: MessageBytes, subject: String, in place: SpillPlace
  ) throws(ArchiveError) -> MessageBytes {
    do {
      let (header, start) = try Self.header(of: message)
      let boundary = "mailcask-\(try FieldValue.messageID(for: "a@b").dropFirst().prefix(32))"
      let lines = [
        "Date: \(FieldValue.date(time))",
        "Message-ID: \(try FieldValue.messageID(for: sender))",
        "From: <\(sender)>",
        "To: \(recipients.map { "<\($0)>" }.joined(separator: ",\r\n "))",
        "Subject: \(Self.encoded("Fwd: \(subject)"))",
        "MIME-Version: 1.0",
        "Content-Type: multipart/mixed; boundary=\"\(boundary)\"",
        "", "--\(boundary)", "Content-Type: text/plain; charset=us-ascii", "",
        "The message is attached as it was received.",
        "", "--\(boundary)", "Content-Type: message/rfc822",
        "Content-Disposition: attachment; filename=\"message.eml\"", "", "",
      ]
      let fields = header.without(["bcc", "return-path"])
      let body = message.part(start + header.end..<message.count)
      return try [
        .memory(Array(lines.joined(separator: "\r\n").utf8) + fields), body,
        .memory(Array("\r\n--\(boundary)--\r\n".utf8)),
      ].joined(in: place)
    } catch { throw ArchiveError(any: error) }
  }

  /// Behind an mbox's line "From …", which is no part of the message; and where it begins.
  private static func header(of message: MessageBytes) throws -> (LiteralHeader, start: Int) {
    let bytes = try message.slice(0..<min(message.count, Limits.header))
    var start = 0
    if bytes.starts(with: "From ".utf8), let end = bytes.firstIndex(of: Byte.lf) {
      start = bytes.distance(from: bytes.startIndex, to: end) + 1
    }
    let rest = Array(bytes.dropFirst(start))
    return (LiteralHeader(rest, 0..<rest.count, to: .lastField), start)
  }

  private func check(_ header: LiteralHeader) throws(ArchiveError) {
    let mark = Array("\(FieldValue.idMark)@".utf8)
    let isOurs = header.all("resent-message-id").contains {
      header.bytes[$0.value].firstRange(of: mark) != nil
    }
    guard isOurs || header.all("received").count > Limits.receivedFields else { return }
    throw ArchiveError(
      .mailbox, "redirect a message",
      why: isOurs
        ? "it was redirected by Mailcask before, and may go round in circles"
        : "it has passed more than \(Limits.receivedFields) servers, and may go round in circles",
      remedy: "Send it as an attachment with --attach.")
  }

  private func block() throws -> [String] {
    [
      "Resent-Date: \(FieldValue.date(time))",
      "Resent-From: <\(sender)>",
      "Resent-To: \(recipients.map { "<\($0)>" }.joined(separator: ", "))",
      "Resent-Message-ID: \(try FieldValue.messageID(for: sender))",
    ]
  }

  /// As encoded-words where that is needed (RFC 2047).
  private static func encoded(_ text: String) -> String {
    let line = text.map { $0.isNewline ? " " : $0 }
    guard !line.allSatisfy({ $0.isASCII && !($0.asciiValue.map { $0 < 32 } ?? false) }) else {
      return String(line)
    }
    var words: [String] = []
    var rest = line[...]
    while !rest.isEmpty {
      // 45 bytes are 60 characters of base64: a word has 75 at most.
      var bytes: [UInt8] = []
      while let next = rest.first, bytes.isEmpty || bytes.count + next.utf8.count <= 45 {
        bytes += next.utf8
        rest = rest.dropFirst()
      }
      words.append("=?utf-8?B?\(Base64.encode(bytes))?=")
    }
    return words.joined(separator: "\r\n ")
  }
}
