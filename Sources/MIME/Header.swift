/// The header of a message or part: fields in order, found by name without regard to case.
///
/// A view: making one copies nothing. Text is decoded when asked for.
package struct Header: Sendable {
  let message: Message
  package let part: Int

  package var fields: ArraySlice<HeaderField> {
    guard message.parts.indices.contains(part) else { return [] }
    return message.fields[message.parts[part].fieldRange]
  }
}

// The typed fields. Each is decoded when asked for.
extension Header {
  /// The first field of that name, in any case.
  package func first(_ name: String) -> HeaderField? { nil }
  package func all(_ name: String) -> [HeaderField] { [] }
  package func name(of field: HeaderField) -> String { "" }
  /// The value as its bytes stand in the message.
  package func rawValue(of field: HeaderField) -> ArraySlice<UInt8> { [] }
  /// The value without folds (RFC 5322 section 2.2.3), encoded-words decoded.
  package func text(of field: HeaderField) -> String { "" }

  package var subject: String? { nil }
  package var from: [Address] { [] }
  package var sender: [Address] { [] }
  package var replyTo: [Address] { [] }
  package var to: [Address] { [] }
  package var cc: [Address] { [] }
  package var bcc: [Address] { [] }
  /// The Date field, else the newest Received field, else nil.
  package var date: MessageDate? { nil }
  /// Without angle brackets, like all ids.
  package var messageID: String? { nil }
  package var inReplyTo: [String] { [] }
  package var references: [String] { [] }
  /// The identifier of RFC 2919 without angle brackets.
  package var listID: String? { nil }
}
