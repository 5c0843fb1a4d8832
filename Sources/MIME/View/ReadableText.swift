import Bytes

extension Message {
  /// The text that a person reads in the message: the best alternative of each body part, HTML as
  /// text, format=flowed joined, embedded files removed, inner messages with a short header. Lines
  /// end in LF.
  package var readableText: String { readableText(ReadingOptions()) }

  package func readableText(_ options: ReadingOptions) -> String {
    var text = ""
    for item in outline(options.form) {
      let piece: String
      switch item.role {
      case .body:
        let content = readableText(of: item.part, options)
        // The text of a calendar is separated from the text beside it.
        let isApart = !text.isEmpty && textForm(of: item.part) == .calendar
        piece = isApart ? "\n" + content : content
      case .nestedMessage: piece = "\n" + headerText(ofMessageIn: item.part)
      case .epilogue: piece = Self.separator + epilogueText(of: item.part) + "\n"
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

  /// Between the text of the parts and the epilogue.
  private static let separator = "----------\n"

  /// The text of a leaf as a person reads it.
  package func readableText(
    of part: Part, _ options: ReadingOptions = ReadingOptions()
  ) -> String {
    let text = content(of: part, options).text
    // Programs generate plain alternatives from HTML.
    let isAlternative = part.parent.map { parts[$0].mediaType.subtype } == "alternative"
    return isAlternative && textForm(of: part) == .plain ? withoutRunsOfBlankLines(text) : text
  }

  /// The text of a leaf, and the files between its lines.
  ///
  /// - Parameter options: nil for search words.
  func content(
    of part: Part, _ options: ReadingOptions?
  ) -> (text: String, files: [EmbeddedFile]) {
    if isPlainText(part) { return plainContent(of: part) }
    let text = text(of: part).text
    return (words(of: text, textForm(of: part) ?? .plain, options), [])
  }

  private func plainContent(of part: Part) -> (text: String, files: [EmbeddedFile]) {
    let type = contentType(of: part)
    let (text, files) = withDecodedBody(of: part) { body in
      guard let split = splitEmbeddedFiles(body, limit: limits.embeddedFiles) else {
        return (decode(body, declared: type["charset"]).text, [EmbeddedFile]())
      }
      return (decode(split.text.span, declared: type["charset"]).text, split.files.elements)
    }
    let shown = withoutControlSequences(text)
    let isFlowed = type["format"]?.lowercased() == "flowed"
    let lines =
      isFlowed
      ? unflow(shown, delSp: type["delsp"]?.lowercased() == "yes") : lineEndsNormalized(shown)
    return (lines, files)
  }

  /// Sender, recipients, date and subject of the message inside a part, one per line.
  func headerText(ofMessageIn part: Part) -> String {
    guard let child = children(of: part).first else { return "" }
    return header(of: child).summary
  }
}

/// The text of a file that is not a part of a message of its own: one embedded by uuencode, yEnc or
/// TNEF, or inside a document.
package struct TextFile {
  var decoded: DecodedText
  var form: TextForm

  /// Nil unless the file is text by its media type, its name or its bytes.
  package init?(_ bytes: [UInt8], name: String?, mediaType: String? = nil) {
    let form =
      mediaType.flatMap { TextForm(declared: $0) } ?? name.flatMap { TextForm(fileName: $0) }
      ?? TextForm(content: bytes.span.extracting(..<min(bytes.count, Reach.looks)))
    guard let form else { return nil }
    let charset = form == .html ? htmlCharset(in: bytes.span) : nil
    decoded = decodeText(bytes, declared: charset)
    self.form = form
  }

  package var text: String { words(of: decoded.text, form, nil) }
  package var isHTML: Bool { form == .html }
  package var isRTF: Bool { form == .rtf }
}

/// The readable text of a decoded text.
/// - Parameter options: nil for search words.
private func words(of text: String, _ form: TextForm, _ options: ReadingOptions?) -> String {
  let text = withoutControlSequences(text)
  return switch form {
  case .plain: lineEndsNormalized(text)
  case .html: plainText(fromHTML: text, options.map { HTMLTextStyle($0) } ?? .search)
  case .enriched: plainText(fromEnriched: text)
  case .richText: plainText(fromRichText: text)
  case .calendar: Calendar(text).text(options?.clock)
  case .card: contentLineText(text)
  case .rtf: plainText(fromRTF: text.utf8.span)
  case .fields: fieldsText(text)
  }
}

extension Header {
  /// The fields that people look at, decoded, one per line.
  package var summary: String {
    var lines = ""
    for (label, name) in [
      ("From", "from"), ("To", "to"), ("Cc", "cc"), ("Date", "date"), ("Subject", "subject"),
    ] as [(String, StaticString)] {
      for field in all(name) { lines += "\(label): \(text(of: field))\n" }
    }
    return lines
  }
}

/// Lines of header fields, as included in reports (RFC 6522 section 4), with their encoded-words
/// decoded.
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

/// Reduces several blank lines in a row to one, and removes those at the start.
func withoutRunsOfBlankLines(_ text: String) -> String {
  let bytes = text.utf8.span
  var kept: [UInt8] = []
  kept.reserveCapacity(bytes.count)
  var isAfterBlank = false
  var start = 0
  while start <= bytes.count {
    let end = endOfLine(in: bytes, from: start)
    defer { start = end + 1 }
    let isBlank = start == end || bytes[start] <= Byte.space || bytes[start] >= 0x80
    let line = isBlank ? String(decoding: bytes.array(start..<end), as: UTF8.self) : ""
    if isBlank, VisibleLetters(in: line, upTo: 0).isBlank {
      if !kept.isEmpty { isAfterBlank = true }
      continue
    }
    if !kept.isEmpty { kept.append(Byte.lf) }
    if isAfterBlank { kept.append(Byte.lf) }
    isAfterBlank = false
    kept.append(bytes, in: start..<end)
  }
  // One blank line at the end stays.
  if isAfterBlank { kept.append(Byte.lf) }
  return String(decoding: kept, as: UTF8.self)
}

/// The LF at the end; one behind a CR is none.
private func endOfLine(in bytes: Span<UInt8>, from start: Int) -> Int {
  var end = start
  while let found = bytes.firstIndex(of: Byte.lf, in: end..<bytes.count) {
    guard found > start, bytes[found - 1] == Byte.cr else { return found }
    end = found + 1
  }
  return bytes.count
}

/// Converts CRLF and CR to LF.
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
