import MIME
import Store

/// A message as a person reads it. All text comes from the message: make it safe for a terminal.
public struct MessageView: Equatable, Sendable {
  public struct Field: Equatable, Sendable {
    public let name: String
    public let value: String
  }

  public struct File: Equatable, Sendable {
    public let name: String?
    /// Media type: "application/pdf".
    public let type: String
    /// Octets, decoded.
    public let size: Int
  }

  public let summary: MessageSummary
  /// From, Reply-To if it differs, To, Cc, Date, Subject, as far as the message has them.
  public let fields: [Field]
  public let text: String
  public let attachments: [File]
}

extension MailArchive {
  /// - Throws: `notFound`, `damaged`.
  public func message(_ id: Int64) throws(ArchiveError) -> MessageView {
    do {
      guard let summary = try store.summaries(of: [id]).first else {
        throw ArchiveError(
          .notFound, "show message \(id)", why: "there is no such message",
          remedy: "Search again: the number may be of another archive.")
      }
      let message = Message(parsing: try store.octets(of: id))
      return MessageView(
        summary: summary, fields: Self.readableFields(message),
        text: message.readableText,
        attachments: message.attachments.map {
          MessageView.File(
            name: $0.name, type: $0.mediaType.description, size: message.size(of: $0))
        })
    } catch { throw ArchiveError(any: error) }
  }

  /// All fields of the message's header in order, decoded. They may hold anything.
  public func headerFields(of id: Int64) throws(ArchiveError) -> [MessageView.Field] {
    let header = Message(parsing: try octets(of: id)).header
    return header.fields.map {
      MessageView.Field(name: header.name(of: $0), value: header.text(of: $0))
    }
  }

  /// The message byte for byte as it was received, checked against its digest.
  /// - Throws: `notFound`, `damaged`.
  public func octets(of id: Int64) throws(ArchiveError) -> [UInt8] {
    do { return try store.octets(of: id) } catch { throw ArchiveError(error) }
  }

  /// The same in pieces, so that a large message takes little memory. Checked against its digest
  /// before the first is given.
  /// - Throws: `notFound`, `damaged`.
  public func readOctets(
    of id: Int64, _ use: (ArraySlice<UInt8>) -> Void
  ) throws(ArchiveError) {
    do throws(StoreError) {
      try store.readOctets(of: id) { _ in }
      try store.readOctets(of: id, use)
    } catch { throw ArchiveError(error) }
  }

  private static func readableFields(_ message: Message) -> [MessageView.Field] {
    let header = message.header
    let from = header.first("from").map { header.text(of: $0) }
    let replyTo = header.first("reply-to").flatMap { header.text(of: $0) == from ? nil : $0 }
    let fields: [(name: String, field: HeaderField?)] = [
      ("From", header.first("from")), ("Reply-To", replyTo), ("To", header.first("to")),
      ("Cc", header.first("cc")),
      ("Date", header.first("date")), ("Subject", header.first("subject")),
    ]
    return fields.compactMap { name, field in
      field.map { MessageView.Field(name: name, value: header.text(of: $0)) }
    }
  }
}
