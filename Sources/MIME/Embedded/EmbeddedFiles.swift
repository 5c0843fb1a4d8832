import Bytes

/// A file between the lines of a text body.
struct EmbeddedFile: Sendable, Equatable {
  enum Encoding: String, Sendable {
    /// POSIX uuencode, "begin 644 name".
    case uuencode
    /// yEnc 1.3, "=ybegin line=128 size=1 name=x".
    case yEnc
  }

  enum Defect: String, Sendable {
    /// The block has no end line; the file may be cut short.
    case unterminated
    /// Lines are shorter than their own length byte.
    case malformedLine
    /// The decoded size differs from the announced size.
    case wrongSize
    /// The CRC-32 in the trailer differs from that of the decoded bytes.
    case wrongChecksum
    /// One part of several; the others are in other messages.
    case partial
  }

  var encoding: Encoding
  /// File name in a guessed charset; may hold anything, including path separators.
  var name: String
  var bytes: [UInt8]
  /// The block's lines in the body, from its first line to the end of its last.
  var range: Range<Int>
  var defects: [Defect]
}

/// A text body without the files that it contained, and those files in order.
struct SplitBody: Sendable, Equatable {
  var text: [UInt8]
  var files: LimitedList<EmbeddedFile>
}

/// Extracts uuencode and yEnc blocks from a text body.
///
/// - Parameter body: the bytes after transfer decoding and before charset decoding (yEnc is 8-bit).
/// - Parameter limit: maximum number of files; further blocks are left in the text.
/// - Returns: nil if the body contains no such block, which costs one scan.
func splitEmbeddedFiles(_ body: Span<UInt8>, limit: Int) -> SplitBody? {
  var files = LimitedList<EmbeddedFile>(limit: limit)
  var text: [UInt8] = []
  var textStart = 0
  var index = 0
  while index < body.count {
    let file =
      switch body[index] {
      case UInt8(ascii: "b"): uuencodedFile(body, at: index)
      case UInt8(ascii: "="): yEncodedFile(body, at: index)
      default: EmbeddedFile?.none
      }
    if let file {
      files.append(file)
      if files.isCut { break }
      text.append(body, in: textStart..<file.range.lowerBound)
      textStart = file.range.upperBound
      index = textStart
    } else {
      index = body.firstIndex(of: 0x0A, from: index).map { $0 + 1 } ?? body.count
    }
  }
  guard !files.elements.isEmpty || files.isCut else { return nil }
  text.append(body, in: textStart..<body.count)
  return SplitBody(text: text, files: files)
}

/// A line of a body: its content without the line end, and the start of the next line.
struct BodyLine {
  let content: Range<Int>
  let next: Int

  /// - Returns: nil at the end of the body.
  init?(_ body: Span<UInt8>, at start: Int) {
    guard start < body.count else { return nil }
    let feed = body.firstIndex(of: 0x0A, from: start)
    var end = feed ?? body.count
    next = feed.map { $0 + 1 } ?? body.count
    while end > start, body[end - 1] == 0x0D { end -= 1 }
    content = start..<end
  }
}
