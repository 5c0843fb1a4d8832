import Bytes

/// A stretch of base64 (RFC 2045, section 6.8) in such a shape that encoding what it holds again
/// gives the same bytes: all lines of one length, but for the last, which may be shorter; each
/// with the same line end, the last, too; canonical padding.
package struct Base64Run: Equatable {
  package enum LineEnd: String {
    case crlf
    case lf

    package var bytes: [UInt8] { self == .crlf ? [0x0D, 0x0A] : [0x0A] }
  }

  /// Longest line that is decoded, in characters. RFC 2045 allows 76; some programs put all into one
  /// line, which is left as it is.
  package static let longestLine = 1 << 10

  /// In the message, with the last line's end.
  package var range: Range<Int>
  package var lineLength: Int
  package var lineEnd: LineEnd
  package var decoded: [UInt8]

  /// The run that starts at the start of `range`, ends within it or with the line end after it, and
  /// holds at most `limit` decoded bytes; nil if there is none of at least one line.
  package init?(in bytes: [UInt8], range: Range<Int>, limit: Int) {
    guard let line = Self.line(in: bytes, from: range.lowerBound), line.length >= 4,
      line.length % 4 == 0, line.length <= Self.longestLine
    else { return nil }
    lineLength = line.length
    lineEnd = line.end
    decoded = []
    decoded.reserveCapacity(min(limit, range.count / 4 * 3 + 3))
    var position = range.lowerBound
    while position < range.upperBound, decoded.count + lineLength / 4 * 3 <= limit,
      let line = Self.line(in: bytes, from: position), line.end == lineEnd,
      line.length <= lineLength, position + line.length <= range.upperBound
    {
      let before = decoded.count
      let characters = position..<position + line.length
      guard Base64.decodeCanonical(bytes, characters, into: &decoded) else { break }
      position += line.length + lineEnd.bytes.count
      // A shorter or padded line is the last.
      if decoded.count - before < lineLength / 4 * 3 { break }
    }
    guard position > range.lowerBound, !decoded.isEmpty else { return nil }
    self.range = range.lowerBound..<position
  }

  /// Appends `decoded` as it stood in the message.
  package static func encode(
    _ decoded: ArraySlice<UInt8>, lineLength: Int, lineEnd: LineEnd, to text: inout [UInt8]
  ) {
    let perLine = max(3, lineLength / 4 * 3)
    let lineEnd = lineEnd.bytes
    let lines = decoded.count / perLine + (decoded.count % perLine > 0 ? 1 : 0)
    let size = Base64.encodedCount(of: decoded.count) + lines * lineEnd.count
    text.append(addingCapacity: size) { output in
      let bytes = decoded.span
      let characters = Base64.alphabet
      let alphabet = characters.span
      var position = 0
      while position < bytes.count {
        let end = min(position + perLine, bytes.count)
        Base64.encode(bytes, position..<end, alphabet, to: &output)
        position = end
        for byte in lineEnd { output.append(byte) }
      }
    }
  }

  /// The length of the line that starts at `start`, and how it ends; nil if it has no end within
  /// the length that is allowed.
  private static func line(
    in bytes: [UInt8], from start: Int
  ) -> (length: Int, end: LineEnd)? {
    var position = start
    let limit = min(bytes.count, start + longestLine + 2)
    while position < limit {
      if bytes[position] == 0x0A {
        let crlf = position > start && bytes[position - 1] == 0x0D
        return (position - start - (crlf ? 1 : 0), crlf ? .crlf : .lf)
      }
      position += 1
    }
    return nil
  }
}
