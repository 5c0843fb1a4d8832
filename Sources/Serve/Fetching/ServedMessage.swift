import Bytes
import MIME

/// A message as it is sent: each line end is CRLF. All sizes, sections and ranges are those of these bytes. Used
/// by one thread.
final class ServedMessage {
  let bytes: [UInt8]
  /// The header with the empty line behind it.
  let headerEnd: Int
  private var parsed: Message?
  private var parsedHeader: Message?

  init(stored: [UInt8]) {
    bytes = Self.served(stored)
    headerEnd = Self.headerEnd(bytes)
  }

  /// With CRLF for each LF that no CR stands before.
  static func served(_ stored: [UInt8]) -> [UInt8] {
    let (converted, feeds, pairs) = withCRLF(stored[...], after: 0)
    return feeds == pairs ? stored : converted
  }

  private static func headerEnd(_ bytes: [UInt8]) -> Int {
    let span = bytes.span
    var line = 0
    while let feed = span.firstIndex(of: Byte.lf, from: line) {
      if feed == line || (feed == line + 1 && bytes[line] == Byte.cr) { return feed + 1 }
      line = feed + 1
    }
    return bytes.count
  }

  /// All of it, parsed.
  var whole: Message {
    if let parsed { return parsed }
    let message = Message(parsing: bytes)
    parsed = message
    return message
  }

  /// Its header, parsed: what lists need.
  var header: Header {
    if let parsed { return parsed.header }
    if let parsedHeader { return parsedHeader.header }
    let message = Message(parsing: Array(bytes[..<headerEnd]))
    parsedHeader = message
    return message.header
  }

  var tree: LiteralTree { LiteralTree(whole) }
}

/// The parts as they stand in the message: what lies inside an encoding is none (RFC 9051 section 6.4.5.1).
struct LiteralTree {
  let message: Message

  init(_ message: Message) { self.message = message }

  var root: Part { message.parts[0] }

  /// Of a multipart its parts, of a message the one inside; empty for what has none in the bytes themselves.
  func children(of part: Part) -> [Part] {
    guard part.source == 0, isMultipart(part) || isMessage(part) else { return [] }
    return message.children(of: part).filter { $0.source == 0 }
  }

  /// Which is declared as one, as other programs do not guess.
  func isMultipart(_ part: Part) -> Bool {
    part.kind == .multipart && part.mediaType.type == "multipart" && hasLiteralChild(part)
  }

  func isMessage(_ part: Part) -> Bool {
    part.kind == .message && part.mediaType.type == "message"
      && ["rfc822", "global", "news"].contains(part.mediaType.subtype) && hasLiteralChild(part)
  }

  private func hasLiteralChild(_ part: Part) -> Bool {
    let first = part.index + 1
    return first < part.subtreeEnd && message.parts.indices.contains(first)
      && message.parts[first].source == 0
  }

  /// The part with a number; nil where there is none.
  func part(_ path: [UInt32]) -> Part? {
    var scope = root
    // A message that is no multipart has itself as part 1.
    var isWholeMessage = true
    var selected: Part?
    for number in path {
      if let selected {
        if isMultipart(selected) {
          (scope, isWholeMessage) = (selected, false)
        } else if isMessage(selected), let inner = children(of: selected).first {
          (scope, isWholeMessage) = (inner, true)
        } else {
          return nil
        }
      }
      if isMultipart(scope) {
        let parts = children(of: scope)
        guard let index = Int(exactly: number), parts.indices.contains(index - 1) else {
          return nil
        }
        selected = parts[index - 1]
      } else {
        guard isWholeMessage, number == 1 else { return nil }
        selected = scope
      }
    }
    return selected
  }
}
