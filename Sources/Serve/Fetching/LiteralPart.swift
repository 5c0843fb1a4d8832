import Bytes
import MIME

/// A part as the message's own bytes have it (RFC 2046), by what is declared alone. `MIME.Message` mends what is
/// broken and opens what is encoded; part numbers and their bytes must be those that any other server gives.
struct LiteralPart {
  enum Kind { case leaf, multipart, message }

  var kind = Kind.leaf
  /// What the Content-Type field says. Without one that can be read: text/plain, in a digest message/rfc822.
  var content: ContentField
  /// With the empty line.
  var header: Range<Int>
  var body: Range<Int>
  /// The parts inside; a part that is a message has one, that message.
  var children: [LiteralPart] = []

  func isType(_ type: StaticString) -> Bool {
    content.type.map(Byte.lowercased).elementsEqual(type.description.utf8)
  }

  func isSubtype(_ subtype: StaticString) -> Bool {
    content.subtype.map(Byte.lowercased).elementsEqual(subtype.description.utf8)
  }

  init(parsing bytes: [UInt8]) {
    var parser = LiteralParser(bytes: bytes)
    self = parser.part(isInDigest: false)
  }

  fileprivate init(content: ContentField, header: Range<Int>) {
    self.content = content
    self.header = header
    body = header.upperBound..<header.upperBound
  }

  /// The part with a number; nil where there is none. A message that is no multipart has itself as part 1.
  func part(_ path: [UInt32]) -> LiteralPart? {
    var scope = self
    var isWholeMessage = true
    var selected: LiteralPart?
    for number in path {
      if let selected {
        guard let first = selected.children.first else { return nil }
        (scope, isWholeMessage) =
          selected.kind == .message ? (first, true) : (selected, false)
      }
      if scope.kind == .multipart {
        guard let index = Int(exactly: number), scope.children.indices.contains(index - 1) else {
          return nil
        }
        selected = scope.children[index - 1]
      } else {
        guard isWholeMessage, number == 1 else { return nil }
        selected = scope
      }
    }
    return selected
  }
}

/// One pass over the lines. Boundaries of all parts that are open end those inside them.
private struct LiteralParser {
  let bytes: [UInt8]
  private var position = 0
  private var boundaries: [[UInt8]] = []
  private var count = 0
  private var depth = 0
  /// Behind the last line whose end does not belong to a boundary that follows it.
  private var afterLastLine = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  private struct Delimiter {
    /// Place in `boundaries`.
    let level: Int
    let isClose: Bool
    let start: Int
    let next: Int
  }

  /// - Parameter isInMessage: it is the message inside a message/rfc822.
  mutating func part(isInDigest: Bool, isInMessage: Bool = false) -> LiteralPart {
    let start = position
    count += 1
    depth += 1
    defer { depth -= 1 }
    let isCut = skipHeader()
    var part = LiteralPart(content: ContentField([]), header: start..<position)
    part.content = content(of: part.header, isInDigest: isInDigest)
    let headerEnd = position
    afterLastLine = start
    if !isCut { readBody(of: &part) }
    // The line end before a boundary belongs to it, also the one that ends a header, but not that of another
    // boundary. For the parts around, the end of a field stays what it is.
    let end = endBeforeDelimiter()
    if isCut || isInMessage { afterLastLine = max(afterLastLine, headerEnd) }
    part.header = start..<min(part.header.upperBound, end)
    part.body = part.header.upperBound..<end
    return part
  }

  /// - Returns: true if a boundary stands in it.
  private mutating func skipHeader() -> Bool {
    while position < bytes.count {
      if delimiter(at: position) != nil { return true }
      let next = nextLine(position)
      let isEmpty =
        next - position <= 2 && (bytes[position] == Byte.cr || bytes[position] == Byte.lf)
      position = next
      if isEmpty { return false }
    }
    return false
  }

  private func content(of header: Range<Int>, isInDigest: Bool) -> ContentField {
    let fields = LiteralHeader(bytes, header)
    let content = fields.value("content-type").map { ContentField($0) }
    if let content, !content.type.isEmpty, !content.subtype.isEmpty { return content }
    return ContentField((isInDigest ? "message/rfc822" : "text/plain").utf8)
  }

  private mutating func readBody(of part: inout LiteralPart) {
    let mayHaveParts = depth < Limits.partDepth && count < Limits.parts
    if mayHaveParts, part.isType("multipart") {
      part.kind = .multipart
      if let boundary = part.content.boundary {
        part.children = children(boundary, isDigest: part.isSubtype("digest"))
        return
      }
    }
    if mayHaveParts, part.isType("message"), part.isSubtype("rfc822") {
      part.kind = .message
      part.children = [self.part(isInDigest: false, isInMessage: true)]
      return
    }
    _ = skipToDelimiter()
  }

  private mutating func children(_ boundary: [UInt8], isDigest: Bool) -> [LiteralPart] {
    boundaries.append(boundary)
    let level = boundaries.count - 1
    var children: [LiteralPart] = []
    while let delimiter = skipToDelimiter(), delimiter.level == level {
      position = delimiter.next
      afterLastLine = position
      guard !delimiter.isClose, count < Limits.parts else { break }
      children.append(part(isInDigest: isDigest))
    }
    boundaries.removeLast()
    // What follows the last boundary is none.
    _ = skipToDelimiter()
    return children
  }

  // MARK: Lines

  private func nextLine(_ start: Int) -> Int {
    bytes.span.firstIndex(of: Byte.lf, from: start).map { $0 + 1 } ?? bytes.count
  }

  /// Goes to the next line that is a boundary, or to the end.
  private mutating func skipToDelimiter() -> Delimiter? {
    guard !boundaries.isEmpty else {
      position = bytes.count
      return nil
    }
    while position < bytes.count {
      if let found = delimiter(at: position) { return found }
      position = nextLine(position)
    }
    return nil
  }

  private func endBeforeDelimiter() -> Int {
    guard position < bytes.count, position > afterLastLine, bytes[position - 1] == Byte.lf else {
      return position
    }
    return position - (position > afterLastLine + 1 && bytes[position - 2] == Byte.cr ? 2 : 1)
  }

  /// Of several boundaries that a line begins with, the longest is meant; of equal ones the innermost.
  private func delimiter(at start: Int) -> Delimiter? {
    guard !boundaries.isEmpty, bytes.span.hasBytes("--", at: start) else { return nil }
    var best: Int?
    for level in boundaries.indices.reversed() {
      let boundary = boundaries[level]
      guard boundary.count > (best.map { boundaries[$0].count } ?? -1),
        bytes[(start + 2)...].starts(with: boundary)
      else { continue }
      best = level
    }
    guard let best else { return nil }
    let end = start + 2 + boundaries[best].count
    return Delimiter(
      level: best, isClose: bytes.span.hasBytes("--", at: end), start: start, next: nextLine(start))
  }
}

extension ContentField {
  /// Without blanks at its end (RFC 2046 section 5.1.1).
  fileprivate var boundary: [UInt8]? {
    var boundary = first("boundary") ?? sections(of: "boundary")
    while let last = boundary.last, Byte.isBlank(last) { boundary.removeLast() }
    return boundary.isEmpty ? nil : boundary
  }
}
