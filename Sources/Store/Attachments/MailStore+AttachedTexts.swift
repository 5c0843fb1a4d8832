internal import Bytes
internal import GRDB
internal import Mail
import Packing
internal import Rows

extension MailStore {
  /// The texts of the documents of each message, in the order given.
  ///
  /// - Parameter bytes: maximum number of bytes of each text.
  package func attachedTexts(
    of messages: [Int64], atMost bytes: Int = Limits.attachmentText
  ) throws(StoreError) -> [[AttachedText]] {
    try glance("cannot read the text of attachments") { source in
      // A store of an older version, which cannot be written to, has none.
      let table = try source.statement("SELECT 1 FROM sqlite_schema WHERE name = ?")
      table.bind("attachment")
      var texts: [[AttachedText]] = messages.map { _ in [] }
      var statement: RawStatement?
      try table.eachRow { _ in statement = try source.statement(Self.textsOfMessage) }
      guard let statement else { return texts }
      var decompressor: ZstdDecompressor?
      for (index, message) in messages.enumerated() {
        statement.bind(message)
        try statement.eachRow { row in
          if let text = try Self.attachedText(row, atMost: bytes, &decompressor) {
            texts[index].append(text)
          }
        }
      }
      return texts
    }
  }

  private static let textsOfMessage = """
    SELECT number, part, name, outcome, size, text FROM attachment
    JOIN extract USING (digest) WHERE message = ? ORDER BY number
    """

  /// A text that is damaged counts as none: it can be read out of the message again.
  private static func attachedText(
    _ row: RawStatement, atMost limit: Int, _ decompressor: inout ZstdDecompressor?
  ) throws -> AttachedText? {
    guard let outcome = AttachmentOutcome(rawValue: Int(row.number(3))) else { return nil }
    let frame = row.bytes(5)
    let size = min(max(0, Int(row.number(4))), Limits.attachmentText)
    var plain: [UInt8]?
    if !frame.isEmpty {
      // One serves all texts; where there are none, none is made.
      decompressor = try decompressor ?? ZstdDecompressor()
      plain = try? decompressor?.decompress(
        first: limit, of: size, dictionary: nil, frameLength: frame.count
      ) { Array(frame[$0.clamped(to: frame.indices)]) }
    }
    let text = String(decoding: plain?.prefix(limit) ?? [], as: UTF8.self)
    let pages =
      text.isEmpty ? [] : text.split(separator: pageBreak, omittingEmptySubsequences: false)
    return AttachedText(
      number: Int(row.number(0)), part: row.text(1) ?? "", name: row.text(2) ?? "",
      outcome: outcome, pages: pages.map(String.init))
  }
}
