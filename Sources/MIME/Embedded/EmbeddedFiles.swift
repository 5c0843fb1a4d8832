/// A file that a text body carries between its lines.
package struct EmbeddedFile: Sendable, Equatable {
  package enum Encoding: String, Sendable {
    /// POSIX uuencode, "begin 644 name".
    case uuencode
    /// yEnc 1.3, "=ybegin line=128 size=1 name=x".
    case yEnc
  }

  package enum Defect: String, Sendable {
    /// The block has no end line; the file may be cut short.
    case unterminated
    /// Lines shorter than their own length byte.
    case malformedLine
    /// The decoded size is not the one announced.
    case wrongSize
    /// The CRC-32 in the trailer is not that of the decoded bytes.
    case wrongChecksum
    /// One part of several: the other parts are in other messages.
    case partial
  }

  package var encoding: Encoding
  /// File name, its charset guessed; may hold anything, path separators included.
  package var name: String
  package var bytes: [UInt8]
  /// The block's lines in the body, from its first line to the end of its last.
  package var range: Range<Int>
  package var defects: [Defect]
}

/// A text body without the files that it carried, and those files in order.
package struct SplitBody: Sendable, Equatable {
  package var text: [UInt8]
  package var files: [EmbeddedFile]
}

/// Takes uuencode and yEnc blocks out of a text body.
///
/// - Parameter body: the bytes after transfer decoding and before charset decoding (yEnc is
///   8-bit).
/// - Returns: nil when the body holds no such block, which costs one scan.
package func splitEmbeddedFiles(_ body: Span<UInt8>) -> SplitBody? {
  var files: [EmbeddedFile] = []
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
      text.append(body, in: textStart..<file.range.lowerBound)
      textStart = file.range.upperBound
      index = textStart
      files.append(file)
    } else {
      index = firstIndex(of: 0x0A, in: body, from: index).map { $0 + 1 } ?? body.count
    }
  }
  guard !files.isEmpty else { return nil }
  text.append(body, in: textStart..<body.count)
  return SplitBody(text: text, files: files)
}

/// A line of a body: its content without the line end, and where the next one begins.
struct BodyLine {
  let content: Range<Int>
  let next: Int

  /// - Returns: nil at the end of the body.
  init?(_ body: Span<UInt8>, at start: Int) {
    guard start < body.count else { return nil }
    let feed = firstIndex(of: 0x0A, in: body, from: start)
    var end = feed ?? body.count
    next = feed.map { $0 + 1 } ?? body.count
    while end > start, body[end - 1] == 0x0D { end -= 1 }
    content = start..<end
  }
}
