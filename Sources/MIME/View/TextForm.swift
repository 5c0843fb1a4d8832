import Bytes

/// The format of a text, which determines how its words are extracted.
enum TextForm: Sendable {
  /// Lines without special meaning.
  case plain
  case html
  /// RFC 1896.
  case enriched
  /// RFC 1341 section 7.1.3, from before RFC 1896.
  case richText
  /// RFC 5545.
  case calendar
  /// RFC 6350.
  case card
  /// Microsoft's Rich Text Format.
  case rtf
  /// Lines of header fields, as included in reports (RFC 6522 section 4).
  case fields
}

extension Message {
  /// The format of a leaf's text; nil if it is not text. Determined by its media type, or else by
  /// the end of its name, or else by its bytes.
  func textForm(of part: Part) -> TextForm? {
    let type = part.mediaType
    if type == .textPlain { return .plain }
    if type == .textHTML { return .html }
    return unusualTextForm(of: part)
  }

  @inline(never)
  private func unusualTextForm(of part: Part) -> TextForm? {
    let type = part.mediaType
    if let form = TextForm(type) {
      return form == .plain && type.isXML && isDocument(part) ? .html : form
    }
    guard let name = fileName(of: part) else {
      return type.saysNothing && looksLikeText(part) ? .plain : nil
    }
    if let form = TextForm(fileName: name) { return form }
    // For nearly all files that are not text, the first few bytes suffice.
    guard type.saysNothing,
      TextForm(content: decodedBeginning(of: part, bytes: Reach.glance).span, isWhole: false) != nil
    else { return nil }
    return TextForm(content: decodedBeginning(of: part).span)
  }

  /// Whether it is text for people that is shown in the message, and not marked as a file.
  func isTextInPlace(_ part: Part) -> Bool {
    let type = part.mediaType
    switch type.type {
    case "text": return type.subtype != "rtf" && type.subtype != "css" || part.parent == nil
    case "message": return type.subtype != "external-body"
    case "multipart": return true
    default:
      if part.parent == nil, TextForm(type) != nil { return true }
      guard fileName(of: part) == nil else { return false }
      if let form = TextForm(type) { return form != .rtf && form != .calendar }
      return type.saysNothing && looksLikeText(part)
    }
  }

  /// Whether the beginning has no control characters, which nearly all other data contains.
  private func looksLikeText(_ part: Part) -> Bool {
    let beginning = decodedBeginning(of: part)
    return !beginning.isEmpty && hasNoControls(beginning.span)
  }

  /// Whether the root of an XML document is that of XHTML (RFC 7303 section 8).
  private func isDocument(_ part: Part) -> Bool {
    isHTMLDocument(decodedBeginning(of: part).span)
  }

  /// The first bytes of a leaf's body after transfer decoding, without decoding the rest.
  func decodedBeginning(of part: Part, bytes count: Int = Reach.looks) -> [UInt8] {
    let body = part.bodyRange.positions
    let reach = part.encoding == .quotedPrintable ? count * 3 : count * 3 / 2
    let beginning = body.lowerBound..<min(body.upperBound, body.lowerBound + reach)
    let source = source(part.source)
    return Array(
      decodeTransfer(source.span, beginning, part.encoding).bytes.prefix(count))
  }
}

extension TextForm {
  /// Nil for a type that is not known to be text.
  init?(_ type: MediaType) {
    switch (type.type, type.subtype) {
    case ("text", let subtype): self = Self.ofText[subtype] ?? .plain
    case ("message", let subtype): self = Self.reports.contains(subtype) ? .fields : .plain
    case ("multipart", _): self = .plain
    case ("application", let subtype):
      if let form = Self.ofApplication[subtype] {
        self = form
      } else if subtype.hasSuffix("+json") || subtype.hasSuffix("+xml") {
        // RFC 6839 section 3.1, RFC 7303 section 4.
        self = .plain
      } else {
        return nil
      }
    default: return nil
    }
  }

  private static let ofText: [String: TextForm] = [
    "xhtml": .html, "xhtml+xml": .html, "x-html": .html, "x-htm": .html, "htm": .html,
    // AMP for email, and what Apple's Watch shows.
    "x-amp-html": .html, "amp-html": .html, "watch-html": .html, "x-watch-html": .html,
    "enriched": .enriched, "richtext": .richText, "rtf": .rtf, "x-rtf": .rtf,
    "calendar": .calendar, "x-vcalendar": .calendar, "x-calendar": .calendar,
    "vcard": .card, "x-vcard": .card, "directory": .card, "rfc822-headers": .fields,
  ]

  private static let ofApplication: [String: TextForm] = {
    var forms: [String: TextForm] = [
      "xhtml+xml": .html, "vnd.wap.xhtml+xml": .html, "html": .html, "x-html": .html,
      "rtf": .rtf, "x-rtf": .rtf, "ics": .calendar,
    ]
    let plain = """
      json x-json ndjson x-ndjson jsonl xml yaml x-yaml toml sql x-sql graphql csv x-csv \
      javascript x-javascript ecmascript typescript x-typescript x-sh x-shellscript x-csh \
      x-bash x-perl x-python x-python-code x-ruby x-php x-httpd-php x-tcl x-lua x-tex x-latex \
      x-texinfo x-troff x-troff-man x-patch x-diff x-subrip x-awk text plain x-tex-source mbox
      """
    for subtype in plain.split(separator: " ") { forms[String(subtype)] = .plain }
    return forms
  }()

  private static let reports: Set<String> = [
    "delivery-status", "global-delivery-status", "disposition-notification",
    "global-disposition-notification", "feedback-report",
  ]

  /// The format that a media type declares, as written by a sender; nil if that says nothing.
  init?(declared name: String) {
    let bytes = Array(name.utf8)
    guard let type = scanMediaType(0..<bytes.count, in: bytes.span)?.mediaType,
      type != .textPlain, let form = TextForm(type)
    else { return nil }
    self = form
  }

  /// Nil for a name that does not reveal the format.
  init?(fileName: String) {
    guard let suffix = fileSuffix(of: fileName) else { return nil }
    switch suffix {
    case "html", "htm", "xhtml": self = .html
    case "ics": self = .calendar
    case "vcf": self = .card
    case "rtf": self = .rtf
    default:
      guard Self.suffixes.contains(suffix) else { return nil }
      self = .plain
    }
  }

  private static let suffixes: Set<String> = [
    "txt", "text", "patch", "diff", "csv", "md", "log", "json", "xml", "eml", "c", "h", "cc", "py",
    "sh", "pl", "tex", "yaml", "yml",
  ]

  /// The format of a file whose type and name do not reveal it, from its first bytes; nil unless
  /// they are clearly text. The numbers of a PostScript or PDF file and the armour of an encrypted
  /// one do not count as text.
  /// - Parameter isWhole: false if more of the file will be examined.
  init?(content: borrowing Span<UInt8>, isWhole: Bool = true) {
    guard !content.isEmpty, hasNoControls(content) || isMarkedUTF16(content) else { return nil }
    let start = content.trimmed(0..<content.count).lowerBound
    for (beginning, form) in Self.beginnings where content.hasBytes(beginning.span, at: start) {
      guard let form else { return nil }
      self = form
      return
    }
    guard
      !isWhole || content.count >= Reach.leastLegacyText || isUTF8(content)
        || isMarkedUTF16(content)
    else { return nil }
    self = isHTMLDocument(content) ? .html : .plain
  }

  private static let beginnings: [([UInt8], TextForm?)] = [
    ("%PDF-", nil), ("%!", nil), ("-----BEGIN PGP ", nil), ("{\\rtf", .rtf),
    ("BEGIN:VCALENDAR", .calendar), ("BEGIN:VCARD", .card),
  ].map { ($0.utf8Array, $1) }
}

/// Whether the only control characters are white space, the shift sequences of ISO-2022-JP (RFC
/// 1468), and the colours of a terminal.
private func hasNoControls(_ bytes: borrowing Span<UInt8>) -> Bool {
  for index in bytes.indices {
    switch bytes[index] {
    case 0x09...0x0D, 0x1B: break
    case 0x00...0x1F, 0x7F: return false
    default: break
    }
  }
  return true
}

private func isMarkedUTF16(_ bytes: borrowing Span<UInt8>) -> Bool {
  guard bytes.count >= 2, bytes[0] >= 0xFE, bytes[1] >= 0xFE else { return false }
  let decoded = decodeText(bytes)
  return decoded.used == "utf-16" && !decoded.isLossy
}

/// Whether it is valid UTF-8, except for a character that is cut off at the end.
private func isUTF8(_ bytes: borrowing Span<UInt8>) -> Bool {
  (0..<4).contains { cut in
    cut <= bytes.count && validUTF8(bytes.extracting(..<(bytes.count - cut))) != nil
  }
}

/// Whether an HTML document begins here, preceded at most by an XML declaration, comments and a
/// document type.
private func isHTMLDocument(_ bytes: borrowing Span<UInt8>) -> Bool {
  var position = bytes.trimmed(0..<bytes.count).lowerBound
  if bytes.hasBytes([0xEF, 0xBB, 0xBF].span, at: position) { position += 3 }
  while let open = bytes.firstIndex(of: Byte.less, in: position..<bytes.count) {
    if bytes.hasName("html", at: open + 1) || bytes.hasName("!doctype html", at: open + 1) {
      return true
    }
    guard open + 1 < bytes.count,
      bytes[open + 1] == UInt8(ascii: "?") || bytes[open + 1] == UInt8(ascii: "!"),
      let end = bytes.firstIndex(of: Byte.greater, in: open..<bytes.count)
    else { return false }
    position = end + 1
  }
  return false
}

extension MediaType {
  /// Types for unknown content: it is plain text by RFC 2045 section 5.2 and bytes by RFC 2046
  /// section 4. Before RFC 3156, text with a signature in it was application/pgp.
  fileprivate var saysNothing: Bool {
    subtype.isEmpty || !Self.registered.contains(type)
      || type == "application" && ["octet-stream", "pgp"].contains(subtype)
  }

  fileprivate var isXML: Bool { subtype == "xml" || subtype.hasSuffix("+xml") }

  private static let registered: Set<String> = [
    "application", "audio", "chemical", "font", "image", "model", "video",
  ]
}

/// The text after the last full stop, in lower case, if it is short enough for a suffix.
package func fileSuffix(of name: String) -> String? {
  guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return nil }
  let suffix = name[name.index(after: dot)...]
  return 1...8 ~= suffix.utf8.count ? suffix.lowercased() : nil
}
