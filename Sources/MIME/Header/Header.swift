import Bytes
package import Mail

/// The header of a message or part: fields in order, found by name, ignoring case.
///
/// A view: creating it copies nothing. Text is decoded on demand.
package struct Header: Sendable {
  let message: Message
  package let part: Int

  package var fields: ArraySlice<HeaderField> {
    guard message.parts.indices.contains(part) else { return [] }
    return message.fields[message.parts[part].fieldRange]
  }

  /// The first field of that name.
  package func first(_ name: StaticString) -> HeaderField? {
    guard let first = fields.first else { return nil }
    let source = message.source(first.source)
    return fields.first { source.span.isEqual($0.nameRange, lowercase: name) }
  }

  /// All fields of that name, which must be in lower case.
  package func all(_ name: StaticString) -> [HeaderField] {
    guard let first = fields.first else { return [] }
    let source = message.source(first.source)
    return fields.filter { source.span.isEqual($0.nameRange, lowercase: name) }
  }

  package func name(of field: HeaderField) -> String {
    String(decoding: message.source(field.source)[field.nameRange], as: UTF8.self)
  }

  /// The value's bytes as in the message, including folds.
  package func rawValue(of field: HeaderField) -> ArraySlice<UInt8> {
    message.source(field.source)[field.valueRange]
  }

  /// The value on one line (RFC 5322 section 2.2.3), with encoded-words decoded.
  package func text(of field: HeaderField) -> String { decode(field).text }

  /// All fields in order.
  package var decodedFields: [DecodedField] { fields.map(decoded) }

  package func decoded(_ field: HeaderField) -> DecodedField {
    DecodedField(name: name(of: field), value: text(of: field))
  }

  /// The text of a field, and whether all of it could be read.
  package func decode(_ field: HeaderField) -> HeaderText {
    let source = message.source(field.source)
    return decodeUnstructured(source.span, message.decoded(field), hint: hint(for: field))
  }

  /// The addresses of a field that holds a list of them.
  package func addresses(of field: HeaderField) -> [Address] {
    limitedAddresses(of: field).elements
  }

  func limitedAddresses(of field: HeaderField) -> LimitedList<Address> {
    let source = message.source(field.source)
    return parseAddresses(
      source.span, message.decoded(field), limits: message.limits, hint: hint(for: field))
  }

  /// The charset hint for 8-bit text of the field, which is expensive to find.
  private func hint(for field: HeaderField) -> CharsetHint? {
    let source = message.source(field.source)
    return source.span.isASCII(message.decoded(field)) ? nil : message.charsetHint
  }

  /// The message ids of a field that holds some.
  package func messageIDs(of field: HeaderField) -> [String] {
    limitedMessageIDs(of: field).elements
  }

  /// The message ids of a field that refers to other messages, without email addresses in its text.
  private func namedMessages(in field: HeaderField) -> [String] {
    let ids = messageIDs(of: field)
    guard !ids.isEmpty else { return [] }
    let source = message.source(field.source)
    return ReplySentence(source.span, message.decoded(field)).map { sentence in
      ids.filter { sentence.names($0) }
    } ?? ids
  }

  func limitedMessageIDs(of field: HeaderField) -> LimitedList<String> {
    let source = message.source(field.source)
    return MIME.messageIDs(
      source.span, message.decoded(field), limit: message.limits.messageIDs)
  }
}

// The fields of RFC 5322 section 3.6 and RFC 2919.
extension Header {
  package var subject: String? { first("subject").map(text(of:)) }
  package var from: [Address] { addresses("from") }
  package var sender: [Address] { addresses("sender") }
  package var replyTo: [Address] { addresses("reply-to") }
  package var to: [Address] { addresses("to") }
  package var cc: [Address] { addresses("cc") }
  package var bcc: [Address] { addresses("bcc") }
  /// Without angle brackets, like all ids.
  package var messageID: String? {
    all("message-id").lazy.compactMap { messageIDs(of: $0).first }.first
  }
  package var inReplyTo: [String] { all("in-reply-to").flatMap(namedMessages(in:)) }
  /// In the order of the field; the parent is last.
  package var references: [String] { all("references").flatMap(namedMessages(in:)) }

  /// The identifier in the angle brackets of List-Id, or else the whole value.
  package var listID: String? {
    guard let field = first("list-id") else { return nil }
    let value = text(of: field)
    guard let open = value.lastIndex(of: "<") else { return value.isEmpty ? nil : value }
    return String(value[value.index(after: open)...].prefix { $0 != ">" })
  }

  /// The date of the Date field, or else of the newest Received field that has a date, or else nil.
  /// An implausible Date (from a clock that was never set, or from a sender who wants to be at the
  /// top of every list) counts only if no Received field has a date.
  package var date: MessageDate? {
    let received = received
    let written = all("date").lazy.compactMap { writtenDate(of: $0, received: received) }.first
    guard let received else { return written }
    guard let written, written.seconds > DateLimits.unsetClock,
      written.seconds - received.seconds <= DateLimits.aheadOfArrival
    else { return received }
    return written
  }

  /// The date in a Date field; nil if it cannot be read.
  func writtenDate(of field: HeaderField, received: MessageDate? = nil) -> MessageDate? {
    parseDate(
      message.source(field.source).span, message.decoded(field),
      DateContext(
        received: received?.seconds, languages: message.languages, charset: hint(for: field),
        written: { [message] in message.writtenLanguage }))
  }

  /// The time of arrival, from the newest Received field that has a date.
  private var received: MessageDate? {
    for field in all("received") {
      let source = message.source(field.source)
      let value = message.decoded(field)
      // RFC 5322 section 3.6.7: the date follows the semicolon.
      guard let semicolon = source[value].lastIndex(of: Byte.semicolon),
        var date = parseDate(source.span, semicolon + 1..<value.upperBound)
      else { continue }
      date.origin = .received
      return date
    }
    return nil
  }

  /// RFC 5322 section 3.6 allows one field of each name; the addresses of all are used.
  private func addresses(_ name: StaticString) -> [Address] {
    let fields = all(name)
    return fields.count == 1 ? addresses(of: fields[0]) : fields.flatMap(addresses(of:))
  }
}
