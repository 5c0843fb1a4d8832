package import MIME
import Reading
import Search
import Store

/// A message as a person reads it. All text comes from the message: make it safe for a terminal.
public struct MessageView: Equatable, Sendable {
  /// Where the date of a message comes from.
  public enum DateSource: String, Sendable {
    /// Its Date field.
    case date
    /// Its newest Received field, because Date is missing or cannot be.
    case received
    /// The file that it was in, or the time of import: the message itself has none.
    case none
  }

  public let summary: MessageSummary
  /// From, Reply-To if it differs, To, Cc, Date, Subject, as far as the message has them.
  public let fields: [DecodedField]
  public let text: String
  /// Nil if the body has only one form.
  public let forms: BodyForms?
  public let dateSource: DateSource
  /// All files, with their sizes.
  public let attachments: [AttachmentInfo]
  /// What became of decrypting it; nil: it was not tried, or is not encrypted.
  public let decryption: DecryptionOutcome?
}

extension MailArchive {
  /// - Throws: `notFound`, `damaged`.
  public func message(_ id: Int64) throws(ArchiveError) -> MessageView {
    try message(id, ReadingOptions())
  }

  /// - Parameter query: what the message was found by: of the two forms of a body the one that shows
  ///   it is read, unless one is asked for.
  /// - Throws: `notFound`, `damaged`.
  package func message(
    _ id: Int64, _ options: ReadingOptions, foundBy query: String = ""
  ) throws(ArchiveError) -> MessageView {
    do {
      guard let summary = try store.summaries(of: [id]).first else {
        throw notFound(id, to: "show message \(id)")
      }
      let message = try store.readable(id)
      let options = self.options(options, for: message, foundBy: query)
      return MessageView(
        summary: summary, fields: Self.readableFields(message),
        text: message.readableText(options),
        forms: message.bodyForms(options.form),
        dateSource: MessageView.DateSource(message.header.date),
        attachments: message.attachmentInfo(measured: true),
        decryption: try store.decryption(of: id))
    } catch { throw ArchiveError(any: error) }
  }

  /// Options for reading a message: the form of its body that shows what a query found it by, unless
  /// one is asked for.
  package func options(
    _ options: ReadingOptions, for message: Message, foundBy query: String
  ) -> ReadingOptions {
    guard options.form == .best else { return options }
    var options = options
    options.form = form(of: message, thatShows: query)
    return options
  }

  /// The form of a body with more of what a query finds; the best where neither has.
  private func form(of message: Message, thatShows query: String) -> ReadingOptions.Form {
    guard !query.isEmpty, let forms = message.bodyForms(), forms.otherHasMore,
      let tree = try? ArchiveGroup(self).parse(query), let snippeter = try? Snippeter(tree)
    else { return .best }
    let bodies = message.searchableTexts.filter { $0.place == .body }
    guard let found = snippeter.snippet(of: bodies), !found.marks.isEmpty,
      bodies.first(where: { $0.part == found.part })?.isAlternative == true
    else { return .best }
    return forms.other == .html ? .html : .plain
  }

  /// A message parsed as it is read: where it was decrypted, with that in its place.
  /// - Throws: `notFound`, `damaged`.
  package func readable(_ id: Int64) throws(ArchiveError) -> Message {
    do throws(StoreError) { return try store.readable(id) } catch {
      throw error.code == .notFound ? notFound(id, to: "read message \(id)") : ArchiveError(error)
    }
  }

  /// All fields of the message's header in order, decoded. They may hold anything.
  public func headerFields(of id: Int64) throws(ArchiveError) -> [DecodedField] {
    Message(parsing: try bytes(of: id)).header.decodedFields
  }

  /// The message byte for byte as it was received, checked against its digest.
  /// - Throws: `notFound`, `damaged`.
  public func bytes(of id: Int64) throws(ArchiveError) -> [UInt8] {
    do throws(StoreError) { return try store.bytes(of: id) } catch {
      throw error.code == .notFound ? notFound(id, to: "read message \(id)") : ArchiveError(error)
    }
  }

  /// The same in pieces, so that a large message takes little memory. Checked against its digest
  /// before the first is given.
  /// - Throws: `notFound`, `damaged`.
  public func readBytes(
    of id: Int64, _ use: (ArraySlice<UInt8>) -> Void
  ) throws(ArchiveError) {
    do throws(StoreError) {
      try store.readBytes(of: id) { _ in }
      try store.readBytes(of: id, use)
    } catch { throw ArchiveError(error) }
  }

  private static func readableFields(_ message: Message) -> [DecodedField] {
    let header = message.header
    let from = header.first("from").map { header.text(of: $0) }
    let replyTo = header.first("reply-to").flatMap { header.text(of: $0) == from ? nil : $0 }
    let fields: [(name: String, field: HeaderField?)] = [
      ("From", header.first("from")), ("Reply-To", replyTo), ("To", header.first("to")),
      ("Cc", header.first("cc")),
      ("Date", header.first("date")), ("Subject", header.first("subject")),
    ]
    return fields.compactMap { name, field in
      field.map { DecodedField(name: name, value: header.text(of: $0)) }
    }
  }
}

extension MessageView.DateSource {
  fileprivate init(_ date: MessageDate?) {
    self =
      switch date?.origin {
      case .date?: .date
      case .received?: .received
      case nil: .none
      }
  }
}
