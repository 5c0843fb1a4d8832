import Bytes

/// A line as positions: its content ends at `end`, its line end at `next`.
struct Line {
  var start: Int
  var end: Int
  var next: Int

  var isEmpty: Bool { start == end }
}

/// Finds the lines of a source. They end in LF or CRLF, or also in a lone CR if the source has such
/// line ends (RFC 5322 section 2.3 forbids them; old Macintosh mailers and broken gateways write
/// them).
///
/// The positions of the next CR and LF are remembered, so that a source is searched only once even
/// if it has few of one kind.
struct LineScanner {
  private let hasBareCR: Bool
  private var nextLF = -1
  private var nextCR = -1

  init(hasBareCR: Bool) {
    self.hasBareCR = hasBareCR
  }

  /// The line that begins at `start`, ending at `limit` at the latest.
  @inline(__always)
  mutating func line(at start: Int, limit: Int, in bytes: borrowing Span<UInt8>) -> Line {
    if hasBareCR { return lineEndingInAnything(at: start, limit: limit, in: bytes) }
    guard let lf = bytes.firstIndex(of: Byte.lf, in: start..<limit) else {
      return Line(start: start, end: limit, next: limit)
    }
    let end = lf > start && bytes[lf - 1] == Byte.cr ? lf - 1 : lf
    return Line(start: start, end: end, next: lf + 1)
  }

  private mutating func lineEndingInAnything(
    at start: Int, limit: Int, in bytes: borrowing Span<UInt8>
  ) -> Line {
    if nextLF < start {
      nextLF = bytes.firstIndex(of: Byte.lf, in: start..<bytes.count) ?? bytes.count
    }
    if nextCR < start {
      nextCR = bytes.firstIndex(of: Byte.cr, in: start..<bytes.count) ?? bytes.count
    }
    let end = min(nextLF, nextCR)
    guard end < limit else { return Line(start: start, end: limit, next: limit) }
    // "\r\r\n" comes from gateways that convert each LF of a CRLF to CRLF.
    var next = end
    while next < limit, next - end < Reach.lineEndRun, bytes[next] == Byte.cr { next += 1 }
    if next < limit, bytes[next] == Byte.lf {
      return Line(start: start, end: end, next: next + 1)
    }
    return Line(start: start, end: end, next: end + 1)
  }
}

/// The end of a line's content if the next line begins at `next`.
func contentEnd(before next: Int, notBelow start: Int, in bytes: borrowing Span<UInt8>) -> Int {
  var end = next
  if end > start, bytes[end - 1] == Byte.lf {
    end -= 1
    if end > start, bytes[end - 1] == Byte.cr { end -= 1 }
  } else if end > start, bytes[end - 1] == Byte.cr {
    end -= 1
  }
  return max(start, end)
}
