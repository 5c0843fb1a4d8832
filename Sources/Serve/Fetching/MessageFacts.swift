import Bytes
import MIME
import Mail

/// INTERNALDATE: " 1-Feb-2024 12:00:00 +0000".
enum InternalDate {
  static func text(_ seconds: Int64) -> [UInt8] {
    let date = CivilDate(epoch: min(max(seconds, 0), CivilDate(9_999, 12, 31).epoch))
    let day = date.day < 10 ? " \(date.day)" : "\(date.day)"
    let time = [date.hour, date.minute, date.second].map { CivilDate.padded($0, 2) }
      .joined(separator: ":")
    let month = CivilDate.monthNames[date.month - 1]
    return Array("\(day)-\(month)-\(CivilDate.padded(date.year, 4)) \(time) +0000".utf8)
  }
}

/// Names of messages that are the same in all mailboxes (RFC 8474).
enum ObjectID {
  /// Of the message's bytes.
  static func email(_ digest: [UInt8]) -> [UInt8] {
    Array("E\(Hexadecimal.encode(digest.prefix(16)))".utf8)
  }

  static func thread(_ thread: Int64) -> [UInt8] { Array("T\(thread)".utf8) }
}

extension ServedMessage {
  /// Its header fields as a person reads them.
  var decodedFields: [DecodedField] {
    Message(parsing: Array(bytes[..<headerEnd])).header.decodedFields
  }

  /// Values of the header fields of a name, as a person reads them.
  ///
  /// - Parameter name: in lower case.
  func decodedValues(of name: [UInt8]) -> [String] {
    let fields = header.fields.filter { field in
      field.name.count == name.count
        && zip(field.name, name).allSatisfy { Byte.lowercased(bytes[$0]) == $1 }
    }
    guard !fields.isEmpty else { return [] }
    let lines = fields.flatMap { bytes[$0.lines] }
    guard lines.allSatisfy({ $0 < 0x80 }) else {
      // The rest tells which characters bytes above 127 are.
      return decodedFields.filter { $0.name.utf8.lazy.map(Byte.lowercased).elementsEqual(name) }
        .map(\.value)
    }
    return Message(parsing: lines + [Byte.cr, Byte.lf]).header.decodedFields.map(\.value)
  }

  /// The first words of the text, on one line (RFC 8970).
  var preview: [UInt8] {
    var preview = ""
    for word in readable.readableText.split(whereSeparator: \.isWhitespace) {
      guard preview.unicodeScalars.count + word.unicodeScalars.count < Limits.preview else { break }
      if !preview.isEmpty { preview += " " }
      preview += word
    }
    return Array(preview.utf8)
  }
}

extension ResponseBuffer {
  /// A short text without special characters is quoted, which some programs want for an empty one.
  mutating func literalOrQuoted(_ text: ArraySlice<UInt8>) {
    if text.isEmpty { string(text) } else { literal(text) }
  }
}
