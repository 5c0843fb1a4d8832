import Digests
import MIME
import Mailbox
import Store
import Text

/// Rows about messages: JSON Lines with the readable text, or CSV (RFC 4180).
final class MetadataTable {
  enum Kind { case jsonl, csv }

  private let kind: Kind
  private let sink: any ByteSink
  private var offset: UInt64 = 0

  private static let columns = [
    "id", "date", "from", "to", "subject", "size", "tags", "attachments", "message_id", "thread",
    "sha256",
  ]

  static let heading = Array((columns.joined(separator: ",") + "\r\n").utf8)

  init(_ kind: Kind, _ sink: any ByteSink) throws {
    self.kind = kind
    self.sink = sink
    if kind == .csv { try put(Self.heading) }
  }

  func write(_ summary: MessageSummary, _ bytes: [UInt8]) throws -> ManifestEntry {
    let message = Message(parsing: bytes)
    let row = Array((kind == .csv ? csv(summary, message) : json(summary, message)).utf8)
    var entry = ManifestEntry(id: summary.id, sha256: summary.digest)
    entry.offset = offset
    entry.length = UInt64(row.count)
    entry.readsAs = try SHA256Digest(of: row)
    try put(row)
    return entry
  }

  func finish() throws { try sink.finish() }

  private func put(_ bytes: [UInt8]) throws {
    try sink.write(bytes.span)
    offset += UInt64(bytes.count)
  }

  private func json(_ summary: MessageSummary, _ message: Message) -> String {
    let attachments = message.attachments.map { file in
      JSONText.object([
        ("name", JSONText.optional(file.name)),
        ("type", JSONText.string(file.mediaType.description)),
        ("size", String(message.size(of: file))),
      ])
    }
    return JSONText.object([
      ("id", String(summary.id)), ("date", JSONText.string(MailArchive.isoDate(summary.date))),
      ("from", JSONText.string(summary.sender)), ("to", JSONText.string(summary.recipients)),
      ("subject", JSONText.string(summary.subject)), ("size", String(summary.size)),
      ("tags", JSONText.array(summary.tags.map(JSONText.string))),
      ("attachments", JSONText.array(attachments)),
      ("message_id", JSONText.optional(summary.messageID)),
      ("thread", String(summary.thread)), ("sha256", JSONText.string(summary.digest.hex)),
      ("text", JSONText.string(message.readableText)),
    ]) + "\n"
  }

  private func csv(_ summary: MessageSummary, _ message: Message) -> String {
    let cells = [
      String(summary.id), MailArchive.isoDate(summary.date), summary.sender, summary.recipients,
      summary.subject, String(summary.size), summary.tags.joined(separator: " "),
      message.attachments.map { $0.name ?? $0.mediaType.description }.joined(separator: "; "),
      summary.messageID ?? "", String(summary.thread), summary.digest.hex,
    ]
    return cells.map(Self.cell).joined(separator: ",") + "\r\n"
  }

  /// Spreadsheets run a cell that begins with one of these as a formula, and its text may come from
  /// anyone: an apostrophe makes it text.
  private static func cell(_ text: String) -> String {
    let text = text.first.map { "=+-@\t\r".contains($0) } == true ? "'" + text : text
    guard text.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else {
      return text
    }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
