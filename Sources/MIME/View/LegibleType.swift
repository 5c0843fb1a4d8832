extension Message {
  /// The leaf is decoded to text, whether it is shown or a file.
  func isText(_ part: Part) -> Bool {
    switch legibleType(of: part).type {
    case "text", "message", "multipart": true
    default:
      [MediaType("application", "ics"), MediaType("application", "rtf")]
        .contains(part.mediaType)
    }
  }

  /// What the octets of a leaf are read as: where its media type tells nothing, what its name says,
  /// or what its octets look like; else its media type.
  func legibleType(of part: Part) -> MediaType {
    let type = part.mediaType
    guard !["text", "message", "multipart"].contains(type.type) else { return type }
    guard let name = fileName(of: part) else {
      return isUntold(type) && looksLikeText(part) ? .textPlain : type
    }
    if let known = typeOfTextFile(name) { return known }
    return isOfAnyText(type) && looksLikeText(part) ? .textPlain : type
  }

  /// Neither type nor name tell that it is a text.
  func isUntoldText(_ part: Part) -> Bool {
    isUntold(part.mediaType) && fileName(of: part) == nil && looksLikeText(part)
  }

  /// Nil for a name that no text has.
  func typeOfTextFile(_ name: String) -> MediaType? {
    guard let suffix = fileSuffix(of: name) else { return nil }
    return switch suffix {
    case "html", "htm", "xhtml": .textHTML
    case "ics": MediaType("text", "calendar")
    case "vcf": MediaType("text", "vcard")
    case "rtf": MediaType("text", "rtf")
    default: textExtensions.contains(suffix) ? .textPlain : nil
    }
  }

  /// What can't be understood is plain text by RFC 2045 section 5.2 and octets by RFC 2046 section
  /// 4. Before RFC 3156, text with a signature in it was application/pgp.
  private func isUntold(_ type: MediaType) -> Bool {
    type.subtype.isEmpty || !registeredTypes.contains(type.type)
      || type.type == "application" && ["octet-stream", "pgp"].contains(type.subtype)
  }

  /// Files of this type may be text under any name: README, my.conf, Makefile. What RFC 6838 section
  /// 4.2.8 builds on XML or JSON is text; so are many of the types that nobody has registered.
  private func isOfAnyText(_ type: MediaType) -> Bool {
    if isUntold(type) { return true }
    guard type.type == "application" else { return false }
    let subtype = type.subtype
    return textSubtypes.contains(subtype) || subtype.hasSuffix("+xml") || subtype.hasSuffix("+json")
      || subtype.hasPrefix("x-") && !subtype.contains("pkcs") && !subtype.contains("pgp")
  }

  private func looksLikeText(_ part: Part) -> Bool {
    withBeginning(of: part, Reach.looks) { MIME.looksLikeText($0) }
  }
}

/// The beginning has none of the control characters that are in nearly all that is no text. The
/// first objects of a PDF may be as long as that, and are for programs alone.
func looksLikeText(_ octets: borrowing Span<UInt8>) -> Bool {
  let pdf = "%PDF-".utf8Array
  if octets.count >= pdf.count, pdf.indices.allSatisfy({ octets[$0] == pdf[$0] }) { return false }
  for index in 0..<min(octets.count, Reach.looks) {
    switch octets[index] {
    // White space, and what ISO-2022-JP changes its alphabet with (RFC 1468).
    case 0x09...0x0D, 0x1B: break
    case 0x00...0x1F, 0x7F: return false
    default: break
    }
  }
  return !octets.isEmpty
}

/// What follows the last full stop, in lower case, if it is as short as such are.
package func fileSuffix(of name: String) -> String? {
  guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return nil }
  let suffix = name[name.index(after: dot)...]
  return 1...8 ~= suffix.utf8.count ? suffix.lowercased() : nil
}

private let registeredTypes: Set<String> = [
  "application", "audio", "chemical", "font", "image", "model", "video",
]

private let textSubtypes: Set<String> = [
  "javascript", "ecmascript", "json", "sql", "toml", "xml", "yaml",
]

private let textExtensions: Set<String> = [
  "txt", "text", "patch", "diff", "csv", "md", "log", "json", "xml", "eml", "c", "h", "cc", "py",
  "sh", "pl", "tex", "yaml", "yml",
]
