import Bytes

/// Line ends of the classic Mac OS: a CR without LF, in mbox files that Eudora and others wrote there.
/// On the way of mail the same messages had CRLF, so that the file's line ends are its own.
enum CarriageReturns {
  /// Whether these octets begin an mbox whose lines end so.
  static func endLines(of head: [UInt8]) -> Bool {
    guard !head.contains(Byte.lf), let first = head.firstIndex(of: Byte.cr) else {
      return false
    }
    let start = head.prefix(min(first, Limits.fromLine) + 2 * Limits.fromLine)
    let text = inLineFeeds(Array(start))
    return MboxGrammar.isSeparator(
      text.span, MboxGrammar.blankStart(text.span), atEnd: text.count == head.count) == .yes
  }

  static func inLineFeeds(_ octets: [UInt8]) -> [UInt8] {
    octets.map { $0 == Byte.cr ? Byte.lf : $0 }
  }
}

/// A stream with LF for each CR. Offsets stay what they are.
final class CarriageReturnStream: ByteStream {
  private let stream: any ByteStream

  init(_ stream: any ByteStream) { self.stream = stream }

  func read(into buffer: inout [UInt8], from start: Int) throws(MailboxError) -> Int {
    let count = try stream.read(into: &buffer, from: start)
    for index in start..<(start + count) where buffer[index] == Byte.cr {
      buffer[index] = Byte.lf
    }
    return count
  }

  func skip(_ count: UInt64) throws(MailboxError) { try stream.skip(count) }
}
