import MIME

/// Bytes of a document to text. No input makes these functions fail, trap, or use more time and
/// memory than `Limits` allows; nothing is read but the bytes.
package enum Documents {
  /// The format of a file: by its first bytes, then by its name and media type.
  package static func format(
    of bytes: [UInt8], name: String? = nil, mediaType: String? = nil
  ) -> DocumentFormat {
    FormatProbe(bytes, name: name, mediaType: mediaType).format
  }

  /// The text of a file. PDF and images are for programs: their outcome is `needsProgram`.
  ///
  /// - Parameter depth: number of archives and messages around the file.
  package static func text(
    of bytes: [UInt8], name: String? = nil, mediaType: String? = nil, depth: Int = 0
  ) -> DocumentText {
    let format = format(of: bytes, name: name, mediaType: mediaType)
    switch format {
    case .pdf, .image: return DocumentText(format, .needsProgram)
    case .text, .csv, .html, .rtf:
      guard let file = TextFile(bytes, name: name, mediaType: mediaType) else {
        return DocumentText(format, .none)
      }
      return DocumentText(format, file.text.isEmpty ? .none : .text, pages: [file.text])
    default: return DocumentText(format, .none)
    }
  }
}
