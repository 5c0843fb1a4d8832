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
    /// Lines shorter than their own length byte, or with bytes outside the alphabet.
    case malformedLine
    /// The decoded size is not the one announced.
    case wrongSize
    /// The CRC-32 in the trailer is not that of the decoded bytes.
    case wrongChecksum
    /// One part of several: the other parts are in other messages.
    case partial
  }

  package var encoding: Encoding
  /// File name as raw bytes decoded with the ranked guess; may hold anything, path separators
  /// included.
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
  nil
}
