import Bytes

/// The beginning of a delimiter line.
let delimiterStart = [Byte.dash, Byte.dash]

/// A line that separates the parts of a multipart (RFC 2046 section 5.1.1).
struct Delimiter {
  var line: Line
  /// Index of the multipart in the stack.
  var frame: Int
  var isClose: Bool
  /// Only blanks follow the boundary.
  var isExact: Bool
}

extension StructureParser {
  /// The next delimiter at or after the current position.
  mutating func nextDelimiter(_ bytes: borrowing Span<UInt8>) -> Delimiter? {
    var position = walk.position
    while position < walk.end {
      if bytes[position] == Byte.dash, position + 1 < walk.end, bytes[position + 1] == Byte.dash {
        let line = walk.lines.line(at: position, limit: walk.end, in: bytes)
        if let delimiter = delimiter(line, in: bytes) { return delimiter }
        position = line.next
      } else {
        position = walk.lines.line(at: position, limit: walk.end, in: bytes).next
      }
    }
    return nil
  }

  /// Compares a line that begins with "--" with the boundaries of the open multiparts, starting
  /// with the innermost.
  ///
  /// The whole line has to be the boundary, so one boundary may be the beginning of another.
  /// Otherwise, as RFC 2046 section 5.1.1 requires, a line may begin with the boundary: the longest
  /// one wins if a blank or the two dashes of a close-delimiter follow.
  func delimiter(_ line: Line, in bytes: borrowing Span<UInt8>) -> Delimiter? {
    var end = line.end
    while end > line.start, Byte.isBlank(bytes[end - 1]) { end -= 1 }
    let count = end - line.start
    guard count > 2 else { return nil }
    var closed: Delimiter?
    var longest: Delimiter?
    var longestCount = 0
    for index in stride(from: walk.frames.count - 1, through: 0, by: -1) {
      let boundary = walk.frames[index].boundary
      let boundaryCount = boundary.count
      guard boundaryCount > 0, boundaryCount <= count,
        bytes.hasBytes(boundary.span, at: line.start)
      else { continue }
      let after = line.start + boundaryCount
      let hasDashes = hasCloseDashes(at: after, before: end, in: bytes)
      let isExact = boundaryCount == count || (boundaryCount + 2 == count && hasDashes)
      let found = Delimiter(line: line, frame: index, isClose: hasDashes, isExact: isExact)
      if isExact {
        // An outer multipart may have the same boundary as an inner one that is already closed.
        if walk.frames[index].progress != .epilogue { return found }
        closed = closed ?? found
      } else if boundaryCount > longestCount, hasDashes || Byte.isBlank(bytes[after]) {
        longest = found
        longestCount = boundaryCount
      }
    }
    return closed ?? longest
  }

  private func hasCloseDashes(at start: Int, before end: Int, in bytes: borrowing Span<UInt8>)
    -> Bool
  {
    var dash = start
    while dash < end, Byte.isBlank(bytes[dash]) { dash += 1 }
    // After blanks, in which the declared boundary may have ended, nothing else may follow.
    guard dash + 2 == end || (dash == start && dash + 2 < end) else { return false }
    return bytes[dash] == Byte.dash && bytes[dash + 1] == Byte.dash
  }

  /// The first line that looks like a delimiter: two dashes, more text, and then a header field or
  /// an empty line.
  func guessBoundary(in body: Range<Int>, _ bytes: borrowing Span<UInt8>) -> [UInt8]? {
    var lines = LineScanner(hasBareCR: bytes.firstBareCR != nil)
    var position = body.lowerBound
    while position < body.upperBound {
      let line = lines.line(at: position, limit: body.upperBound, in: bytes)
      position = line.next
      guard line.end - line.start > 3, line.end - line.start <= limits.boundaryBytes,
        bytes[line.start] == Byte.dash, bytes[line.start + 1] == Byte.dash,
        !Byte.isBlank(bytes[line.start + 2]), position < body.upperBound
      else { continue }
      let following = bytes[position]
      let isHeaderEnd = following == Byte.lf || following == Byte.cr
      guard isHeaderEnd || fieldName(at: position, in: bytes) != nil else { continue }
      let text = bytes.trimmed(line.start..<line.end)
      let onlyDashes = text.allSatisfy { bytes[$0] == Byte.dash }
      if !onlyDashes, text.count > 3 { return bytes.array(text) }
    }
    return nil
  }
}
