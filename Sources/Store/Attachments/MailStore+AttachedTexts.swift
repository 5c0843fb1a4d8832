internal import Bytes
internal import GRDB
internal import Mail
import Packing

extension MailStore {
  /// The texts of the documents of each message, in the order given.
  ///
  /// - Parameter bytes: maximum number of bytes of each text.
  package func attachedTexts(
    of messages: [Int64], atMost bytes: Int = Limits.attachmentText
  ) throws(StoreError) -> [[AttachedText]] {
    try read("cannot read the text of attachments") { db in
      // A store of an older version, which cannot be written to, has none.
      guard try db.tableExists("attachment") else { return messages.map { _ in [] } }
      let statement = try db.cachedStatement(
        sql: """
          SELECT number, part, name, outcome, size, text FROM attachment
          JOIN extract USING (digest) WHERE message = ? ORDER BY number
          """)
      let decompressor = try ZstdDecompressor()
      return try messages.map { message in
        try Row.fetchAll(statement, arguments: [message]).compactMap { row in
          try Self.attachedText(row, atMost: bytes, decompressor)
        }
      }
    }
  }

  /// A text that is damaged counts as none: it can be read out of the message again.
  private static func attachedText(
    _ row: Row, atMost limit: Int, _ decompressor: ZstdDecompressor
  ) throws -> AttachedText? {
    guard let outcome = AttachmentOutcome(rawValue: row[3]) else { return nil }
    let (frame, size) = (row.bytes(5), min(max(0, row[4] as Int), limit))
    let plain =
      frame.isEmpty
      ? []
      : try? unsafe decompressor.decompress(
        frame.span.bytes, first: size, dictionary: nil)
    let text = String(decoding: plain ?? [], as: UTF8.self)
    let pages =
      text.isEmpty ? [] : text.split(separator: pageBreak, omittingEmptySubsequences: false)
    return AttachedText(
      number: row[0], part: row[1], name: row[2], outcome: outcome, pages: pages.map(String.init))
  }
}
