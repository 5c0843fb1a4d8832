import Bytes
import MIME

/// A message as it is sent: each line end is CRLF. All sizes, sections and ranges are those of these bytes. Used
/// by one thread.
final class ServedMessage {
  let bytes: [UInt8]
  /// The header with the empty line behind it.
  let headerEnd: Int
  private var parsedRoot: LiteralPart?
  private var parsedHeader: LiteralHeader?

  init(stored: [UInt8]) {
    bytes = Self.served(stored)
    headerEnd = Self.headerEnd(bytes)
  }

  /// The header alone: what lists need, for which the rest is not made ready.
  init(headerOf stored: [UInt8]) {
    bytes = Self.served(Array(stored[..<Self.headerEnd(stored)]))
    headerEnd = bytes.count
  }

  /// With CRLF for each LF that no CR stands before.
  static func served(_ stored: [UInt8]) -> [UInt8] {
    let (converted, feeds, pairs) = withCRLF(stored[...], after: 0)
    return feeds == pairs ? stored : converted
  }

  private static func headerEnd(_ bytes: [UInt8]) -> Int {
    var line = 0
    while let feed = bytes.span.firstIndex(of: Byte.lf, from: line) {
      if feed == line || (feed == line + 1 && bytes[line] == Byte.cr) { return feed + 1 }
      line = feed + 1
    }
    return bytes.count
  }

  /// The tree of its parts.
  var root: LiteralPart {
    if let parsedRoot { return parsedRoot }
    let root = LiteralPart(parsing: bytes)
    parsedRoot = root
    return root
  }

  /// Its header, which lists need, and for which the rest is not parsed.
  var header: LiteralHeader {
    if let parsedHeader { return parsedHeader }
    let header = LiteralHeader(bytes, 0..<headerEnd)
    parsedHeader = header
    return header
  }

  /// As it is read here, with all that can be mended: for what is searched and previewed.
  var readable: Message { Message(parsing: bytes) }
}
