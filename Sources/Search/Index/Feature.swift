internal import MIME
internal import Mail

/// What `has:` finds.
package enum Feature: String, Sendable, CaseIterable {
  case attachment, image, audio, video, pdf, document, spreadsheet, presentation, archive
  case calendar, contact, link, list

  static func all(in document: IndexDocument) -> Set<Feature> {
    let isAttached = document.attachments.contains { !signatures.contains($0.type) }
    var found: Set<Feature> = isAttached ? [.attachment] : []
    for attachment in document.attachments {
      if let feature = of(type: attachment.type) ?? of(name: attachment.name) {
        found.insert(feature)
      }
    }
    // An invitation is one although it is what the message says, not a file beside it.
    found.formUnion(document.partTypes.compactMap(of(type:)))
    if document.listID != nil { found.insert(.list) }
    if document.texts.contains(where: { hasLink($0.text.utf8.span) }) { found.insert(.link) }
    return found
  }

  private static let signatures = Set(MediaType.signatures.map(\.description))

  private static func of(type: String) -> Feature? {
    switch type.prefix(while: { $0 != "/" }) {
    case "image": return .image
    case "audio": return .audio
    case "video": return .video
    default: break
    }
    return switch type {
    case "text/calendar", "application/ics": .calendar
    case "text/vcard", "text/x-vcard", "text/directory": .contact
    case "application/pdf": .pdf
    case "application/zip", "application/gzip", "application/x-tar", "application/x-7z-compressed",
      "application/x-rar-compressed", "application/vnd.rar":
      .archive
    case "application/msword", "application/rtf", "application/vnd.oasis.opendocument.text",
      "application/vnd.openxmlformats-officedocument.wordprocessingml.document":
      .document
    case "application/vnd.ms-excel", "application/vnd.oasis.opendocument.spreadsheet",
      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "text/csv":
      .spreadsheet
    case "application/vnd.ms-powerpoint", "application/vnd.oasis.opendocument.presentation",
      "application/vnd.openxmlformats-officedocument.presentationml.presentation":
      .presentation
    default: nil
    }
  }

  /// For what is sent as `application/octet-stream`.
  private static func of(name: String) -> Feature? {
    return switch fileSuffix(of: name) {
    case "png", "jpg", "jpeg", "gif", "webp", "heic", "heif", "avif", "svg", "tif", "tiff", "bmp":
      .image
    case "mp3", "ogg", "oga", "opus", "wav", "flac", "m4a", "aac", "wma", "amr": .audio
    case "mp4", "m4v", "mov", "mkv", "avi", "webm", "mpg", "mpeg", "wmv", "3gp": .video
    case "pdf": .pdf
    case "doc", "docx", "docm", "dot", "dotx", "dotm", "odt", "ott", "rtf", "pages": .document
    case "xls", "xlsx", "xlsm", "xlsb", "xltx", "ods", "ots", "csv", "tsv", "numbers": .spreadsheet
    case "ppt", "pptx", "pptm", "pps", "ppsx", "potx", "odp", "otp": .presentation
    case "zip", "gz", "bz2", "tar", "tgz", "tbz", "tbz2", "txz", "7z", "rar", "xz", "zst": .archive
    case "ics": .calendar
    case "vcf": .contact
    default: nil
    }
  }

  /// Whether there is "://" after a letter.
  private static func hasLink(_ text: Span<UInt8>) -> Bool {
    guard text.count > 4 else { return false }
    for index in 1..<(text.count - 2)
    where text[index] == 0x3A && text[index + 1] == 0x2F && text[index + 2] == 0x2F {
      if 0x61...0x7A ~= text[index - 1] | 0x20 { return true }
    }
    return false
  }
}
