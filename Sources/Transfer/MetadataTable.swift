import Archive
import Digests
import MIME
import Mailbox
import Store
import Text

/// Rows about messages: JSON Lines with the readable text, or CSV (RFC 4180). Values are complete,
/// as in the messages.
final class MetadataTable {
  enum Kind { case jsonl, csv }

  private let kind: Kind
  private let sink: any ByteSink
  private var offset: UInt64 = 0

  /// New columns are added at the end, because programs may count them.
  private static let columns = [
    "id", "date", "from", "to", "subject", "size", "tags", "attachments", "message_id", "thread",
    "sha256", "cc", "bcc",
  ]

  static let heading = Array(CSV.row(columns).utf8)

  init(_ kind: Kind, _ sink: any ByteSink) throws {
    self.kind = kind
    self.sink = sink
    if kind == .csv { try put(Self.heading) }
  }

  func write(_ summary: MessageSummary, _ bytes: [UInt8]) throws -> ManifestEntry {
    let message = Message(parsing: bytes)
    let row = kind == .csv ? csv(summary, message) : json(summary, message)
    var entry = try ManifestEntry(summary)
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

  private func json(_ summary: MessageSummary, _ message: Message) -> [UInt8] {
    let attachments = message.attachments.map { file in
      JSONValue.object([
        ("name", JSONValue(file.name)), ("type", .string(file.mediaType.description)),
        ("size", JSONValue(message.size(of: file))),
      ])
    }
    let fields = WholeFields(message.header)
    let row = JSONValue.object([
      ("id", .integer(summary.id)), ("date", .string(MailArchive.isoDate(summary.date))),
      ("from", .string(fields.from)), ("to", .string(fields.to)), ("cc", .string(fields.cc)),
      ("bcc", .string(fields.bcc)), ("subject", .string(fields.subject)),
      ("size", JSONValue(summary.size)),
      ("tags", .array(summary.tags.map(JSONValue.string))), ("attachments", .array(attachments)),
      ("message_id", JSONValue(fields.messageID)), ("thread", .integer(summary.thread)),
      ("sha256", .string(summary.sha256)), ("text", .string(message.readableText)),
    ])
    return row.bytes + [UInt8(ascii: "\n")]
  }

  private func csv(_ summary: MessageSummary, _ message: Message) -> [UInt8] {
    let fields = WholeFields(message.header)
    let cells = [
      String(summary.id), MailArchive.isoDate(summary.date), fields.from, fields.to, fields.subject,
      String(summary.size), summary.tags.joined(separator: " "),
      message.attachments.map { $0.name ?? $0.mediaType.description }.joined(separator: "; "),
      fields.messageID ?? "", String(summary.thread), summary.sha256, fields.cc, fields.bcc,
    ]
    return Array(CSV.row(cells).utf8)
  }
}
