import Bytes
import MIME

/// Recognises the format of a file.
struct FormatProbe {
  let format: DocumentFormat
  let name: String?
  /// For text of the kinds that mail has.
  let file: TextFile?

  init(_ bytes: [UInt8], name: String?, mediaType: String?) {
    self.name = name
    let suffix = name.flatMap(fileSuffix(of:))
    if let format = Self.byBeginning(bytes, name) {
      self.format = format
      file = format == .rtf ? TextFile(bytes, name: nil) : nil
      return
    }
    let xml = Self.ofXML(bytes)
    if let xml, xml != .html {
      format = xml
      file = TextFile(bytes, name: nil)
      return
    }
    if Self.isMessage(bytes, suffix, mediaType) {
      format = .mime
      file = nil
      return
    }
    file = TextFile(bytes, name: name, mediaType: mediaType)
    guard let file else {
      format = .unknown
      return
    }
    if suffix == "csv" || suffix == "tsv" {
      format = .csv
    } else {
      format = file.isHTML ? .html : file.isRTF ? .rtf : .text
    }
  }

  private static func isMessage(
    _ bytes: [UInt8], _ suffix: String?, _ mediaType: String?
  ) -> Bool {
    let isCalledOne =
      ["eml", "mht", "mhtml", "nws"].contains(suffix) || mediaType?.lowercased() == "message/rfc822"
    return isCalledOne && beginsLikeMessage(bytes.span)
  }

  private static func byBeginning(_ bytes: [UInt8], _ name: String?) -> DocumentFormat? {
    if bytes.starts(with: ZipFile.beginning) { return ofZip(bytes) }
    if bytes.starts(with: CompoundFile.beginning) { return ofCompoundFile(bytes) }
    if ArchiveKind(bytes, name: name) != nil { return .archive }
    for (beginning, format) in beginnings where bytes.starts(with: beginning) { return format }
    if bytes.starts(with: Array("RIFF".utf8)), bytes.dropFirst(8).starts(with: Array("WEBP".utf8)) {
      return .image
    }
    // Readers of PDF accept anything before the header, as long as it is short.
    let reach = 0..<min(bytes.count, Limits.pdfHeaderReach)
    return bytes.span.firstIndex(of: Array("%PDF-".utf8).span, in: reach) == nil ? nil : .pdf
  }

  private static let beginnings: [([UInt8], DocumentFormat)] = [
    ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A], .image), ([0xFF, 0xD8, 0xFF], .image),
    (Array("GIF8".utf8), .image), ([0x49, 0x49, 0x2A, 0], .image), ([0x4D, 0x4D, 0, 0x2A], .image),
    (Array("{\\rtf".utf8), .rtf),
  ]

  private static func ofZip(_ bytes: [UInt8]) -> DocumentFormat {
    guard let zip = ZipFile(bytes) else { return .archive }
    if let type = zip.entry("mimetype"), type.packedSize <= 256 {
      let name = String(decoding: zip.contents(of: type, Job()).prefix(100), as: UTF8.self)
      for (beginning, format) in packageTypes where name.hasPrefix(beginning) { return format }
    }
    if zip.entry("[Content_Types].xml") != nil {
      for entry in zip.entries {
        if entry.name.hasPrefix("word/") { return .docx }
        if entry.name.hasPrefix("xl/") { return .xlsx }
        if entry.name.hasPrefix("ppt/") { return .pptx }
      }
    }
    return AppleDocument.isOne(zip) ? .iwork : .archive
  }

  private static func ofCompoundFile(_ bytes: [UInt8]) -> DocumentFormat {
    guard let file = CompoundFile(bytes) else { return .unknown }
    if file.child("WordDocument") != nil { return .doc }
    if file.child("Workbook") != nil || file.child("Book") != nil { return .xls }
    if file.child("PowerPoint Document") != nil { return .ppt }
    return file.child("__properties_version1.0") != nil ? .msg : .unknown
  }

  private static let packageTypes: [(String, DocumentFormat)] = [
    ("application/vnd.oasis.opendocument.text", .odt),
    ("application/vnd.oasis.opendocument.spreadsheet", .ods),
    ("application/vnd.oasis.opendocument", .odp), ("application/epub+zip", .epub),
  ]

  /// By the root element of a document that says that it is XML.
  private static func ofXML(_ bytes: [UInt8]) -> DocumentFormat? {
    let beginning = Array(bytes.prefix(Limits.xmlReach))
    // UTF-16 with a byte order mark, which the words below are not searched in.
    if beginning.starts(with: [0xFF, 0xFE, 0x3C, 0])
      || beginning.starts(with: [0xFE, 0xFF, 0, 0x3C])
    {
      return .xml
    }
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    var rest = (beginning.starts(with: mark) ? beginning.dropFirst(3) : beginning[...])
      .drop(while: Byte.isSpace)
    guard rest.starts(with: "<?xml".utf8) || rest.starts(with: "<svg".utf8) else { return nil }
    while rest.starts(with: "<?".utf8) || rest.starts(with: "<!".utf8) {
      let isComment = rest.starts(with: "<!--".utf8)
      let end = isComment ? Array("-->".utf8) : [Byte.greater]
      guard
        let found = beginning.span.firstIndex(of: end.span, in: rest.startIndex..<beginning.count)
      else { return .xml }
      rest = beginning[(found + end.count)...].drop(while: Byte.isSpace)
    }
    let tag = String(decoding: rest.prefix { $0 != Byte.greater }, as: UTF8.self)
    let name = tag.dropFirst().prefix { $0 != " " && $0 != "\n" && $0 != "/" }
    switch name.split(separator: ":").last {
    case "svg": return .svg
    case "html": return .html
    case "document" where name == "office:document":
      return packageTypes.first { tag.contains($0.0) }?.1 ?? .xml
    default: return .xml
    }
  }
}
