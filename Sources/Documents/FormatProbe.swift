import Bytes
import MIME

/// Recognises a format.
struct FormatProbe {
  private(set) var format = DocumentFormat.unknown

  init(_ bytes: [UInt8], name: String?, mediaType: String?) {
    format = Self.byBeginning(bytes.span) ?? Self.ofText(bytes, name, mediaType) ?? .unknown
  }

  private static func byBeginning(_ bytes: Span<UInt8>) -> DocumentFormat? {
    for (beginning, format) in beginnings where bytes.hasBytes(beginning.span, at: 0) {
      return format
    }
    // Readers of PDF accept anything before the header, as long as it is short.
    let reach = 0..<min(bytes.count, Limits.pdfHeaderReach)
    return bytes.firstIndex(of: Array("%PDF-".utf8).span, in: reach) == nil ? nil : .pdf
  }

  private static let beginnings: [([UInt8], DocumentFormat)] = [
    ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A], .image), ([0xFF, 0xD8, 0xFF], .image),
    (Array("GIF8".utf8), .image), ([0x49, 0x49, 0x2A, 0], .image), ([0x4D, 0x4D, 0, 0x2A], .image),
    (Array("{\\rtf".utf8), .rtf),
  ]

  private static func ofText(
    _ bytes: [UInt8], _ name: String?, _ mediaType: String?
  ) -> DocumentFormat? {
    guard let file = TextFile(bytes, name: name, mediaType: mediaType) else { return nil }
    if name.flatMap(fileSuffix(of:)) == "csv" { return .csv }
    return file.isHTML ? .html : file.isRTF ? .rtf : .text
  }
}
