import Bytes

extension Message {
  /// What a person reads in the message: the best alternative of each body part, HTML turned to
  /// text, format=flowed joined, embedded files taken out, messages inside with a short header.
  /// Lines end in LF.
  package var readableText: String {
    var text = ""
    for item in outline() {
      let piece: String
      switch item.role {
      case .body: piece = readableText(of: item.part)
      case .nestedMessage: piece = "\n" + headerText(ofMessageIn: item.part)
      case .alternative, .attachment: continue
      }
      if !text.isEmpty, !text.utf8.hasSuffix(Byte.lf) { text += "\n" }
      text += piece
    }
    if text.isEmpty {
      text = parts.lazy.compactMap { tnef(of: $0)?.message.text }.first ?? ""
    }
    return text
  }

  /// The text of a leaf as a person reads it.
  package func readableText(of part: Part) -> String { readableContent(of: part).text }

  /// The text of a leaf as a person reads it, and the files that stood between its lines.
  ///
  /// - Parameter addressesApart: see `plainText(fromHTML:addressesApart:)`.
  func readableContent(
    of part: Part, addressesApart: Bool = false
  ) -> (text: String, files: [EmbeddedFile]) {
    if isPlainText(part) { return plainContent(of: part) }
    let text = text(of: part).text
    return (Self.legibleText(text, legibleType(of: part), addressesApart: addressesApart), [])
  }

  /// A file that a message brings along in its own way (uuencode, yEnc, TNEF); nil unless it has
  /// the name of a text or looks like one.
  func legibleFile(_ octets: [UInt8], named name: String?) -> LegibleFile? {
    let named = name.flatMap(typeOfTextFile)
    guard let type = named ?? (looksLikeText(octets.span) ? .textPlain : nil) else { return nil }
    let charset = type == .textHTML ? htmlCharset(in: octets.span) : nil
    return LegibleFile(decoded: decodeText(octets, declared: charset), type: type)
  }

  fileprivate static func legibleText(
    _ text: String, _ type: MediaType, addressesApart: Bool = false
  ) -> String {
    switch (type.type, type.subtype) {
    case ("text", "html"): return plainText(fromHTML: text, addressesApart: addressesApart)
    case ("text", "calendar"), ("text", "vcard"), ("text", "x-vcard"), ("text", "directory"),
      ("text", "x-vcalendar"), ("application", "ics"):
      return contentLineText(text)
    case ("text", "rtf"), ("application", "rtf"): return plainText(fromRTF: text.utf8.span)
    case ("text", "rfc822-headers"), ("message", "delivery-status"),
      ("message", "disposition-notification"), ("message", "feedback-report"):
      return fieldsText(text)
    default: return lineEndsNormalized(text)
    }
  }

  private func plainContent(of part: Part) -> (text: String, files: [EmbeddedFile]) {
    let type = contentType(of: part)
    let (text, files) = withDecodedBody(of: part) { body in
      guard let split = splitEmbeddedFiles(body, limit: limits.embeddedFiles) else {
        return (decode(body, declared: type["charset"]).text, [EmbeddedFile]())
      }
      return (decode(split.text.span, declared: type["charset"]).text, split.files.elements)
    }
    let isFlowed = type["format"]?.lowercased() == "flowed"
    let lines =
      isFlowed
      ? unflow(text, delSp: type["delsp"]?.lowercased() == "yes") : lineEndsNormalized(text)
    return (lines, files)
  }

  /// Sender, recipients, date and subject of the message inside a part, a line each.
  func headerText(ofMessageIn part: Part) -> String {
    guard let child = children(of: part).first else { return "" }
    return header(of: child).summary
  }
}

/// The text of a file, and what it is read as.
struct LegibleFile {
  var decoded: DecodedText
  var type: MediaType

  var text: String { Message.legibleText(decoded.text, type) }
}

extension Header {
  /// The fields that a person looks at, decoded, a line each.
  var summary: String {
    var lines = ""
    for (label, name) in [
      ("From", "from"), ("To", "to"), ("Cc", "cc"), ("Date", "date"), ("Subject", "subject"),
    ] as [(String, StaticString)] {
      for field in all(name) { lines += "\(label): \(text(of: field))\n" }
    }
    return lines
  }
}

/// Lines of header fields, as reports bring them along (RFC 6522 section 4), with their
/// encoded-words decoded.
private func fieldsText(_ text: String) -> String {
  let text = lineEndsNormalized(text)
  let utf8 = text.utf8.span
  guard utf8.firstIndex(of: Byte.equals, Byte.question, in: 0..<utf8.count) != nil else {
    return text
  }
  var fields: [[UInt8]] = []
  for line in text.utf8.split(separator: Byte.lf, omittingEmptySubsequences: false) {
    if let first = line.first, Byte.isBlank(first), !fields.isEmpty {
      fields[fields.count - 1] += [Byte.lf] + line
    } else {
      fields.append(Array(line))
    }
  }
  return fields.map { decodeUnstructured($0.span, 0..<$0.count).text }.joined(separator: "\n")
}

/// CRLF and CR become LF.
func lineEndsNormalized(_ text: String) -> String {
  let utf8 = text.utf8.span
  guard utf8.firstIndex(of: Byte.cr, in: 0..<utf8.count) != nil else { return text }
  var bytes: [UInt8] = []
  bytes.reserveCapacity(text.utf8.count)
  var isAfterCR = false
  for byte in text.utf8 {
    if byte == Byte.cr {
      bytes.append(Byte.lf)
    } else if byte != Byte.lf || !isAfterCR {
      bytes.append(byte)
    }
    isAfterCR = byte == Byte.cr
  }
  return String(decoding: bytes, as: UTF8.self)
}

extension String.UTF8View {
  func hasSuffix(_ byte: UInt8) -> Bool { last == byte }
}
