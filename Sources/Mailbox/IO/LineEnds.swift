import Bytes
package import Files

/// How the lines of a message end.
package enum LineEnds: String, Sendable {
  case none, lf, crlf, mixed

  package init(of bytes: MessageBytes) throws(MailboxError) {
    var (feeds, pairs) = (0, 0)
    var previous: UInt8?
    try bytes.eachStretch { bytes in
      var start = 0
      while let feed = bytes.firstIndex(of: Byte.lf, from: start) {
        feeds += 1
        if (feed > 0 ? bytes[feed - 1] : previous) == Byte.cr { pairs += 1 }
        start = feed + 1
      }
      if bytes.count > 0 { previous = bytes[bytes.count - 1] }
    }
    self = feeds == 0 ? .none : pairs == 0 ? .lf : pairs == feeds ? .crlf : .mixed
  }
}

/// Converts each LF to CRLF.
package func withCRLF(_ bytes: MessageBytes) throws(MailboxError) -> MessageBytes {
  try bytes.made { (made) throws(MailboxError) in
    try bytes.eachStretch { (bytes) throws(MailboxError) in
      var start = 0
      while let feed = bytes.firstIndex(of: Byte.lf, from: start) {
        try made.add(bytes.extracting(start..<feed))
        try made.add([Byte.cr, Byte.lf].span)
        start = feed + 1
      }
      try made.add(bytes.extracting(start...))
    }
  }
}

/// Converts each CRLF to LF; a lone CR is kept.
func withLF(_ bytes: MessageBytes) throws(MailboxError) -> MessageBytes {
  try bytes.made { (made) throws(MailboxError) in
    // The CR at the end of a stretch, kept until the next byte is known.
    var hasReturn = false
    try bytes.eachStretch { (bytes) throws(MailboxError) in
      var start = 0
      if hasReturn, bytes.count > 0, bytes[0] != Byte.lf { try made.add([Byte.cr].span) }
      while let feed = bytes.firstIndex(of: Byte.lf, from: start) {
        let end = feed > start && bytes[feed - 1] == Byte.cr ? feed - 1 : feed
        try made.add(bytes.extracting(start..<end))
        try made.add([Byte.lf].span)
        start = feed + 1
      }
      hasReturn = bytes.count > start && bytes[bytes.count - 1] == Byte.cr
      try made.add(bytes.extracting(start..<(bytes.count - (hasReturn ? 1 : 0))))
    }
    if hasReturn { try made.add([Byte.cr].span) }
  }
}

/// Line ends of the classic Mac OS: a CR without LF, in mbox files of Eudora and other programs. In
/// transit the messages had CRLF, so these line ends belong to the file and are converted.
enum CarriageReturns {
  /// Whether these bytes begin an mbox with such line ends.
  static func endLines(of head: [UInt8]) -> Bool {
    guard !head.contains(Byte.lf), let first = head.firstIndex(of: Byte.cr) else {
      return false
    }
    let start = head.prefix(min(first, Limits.fromLine) + 2 * Limits.fromLine)
    let text = inLineFeeds(Array(start))
    return MboxSeparators().isSeparator(
      text.span, MboxGrammar.blankStart(text.span), emptyBefore: true,
      atEnd: text.count == head.count) == .yes
  }

  static func inLineFeeds(_ bytes: [UInt8]) -> [UInt8] {
    bytes.map { $0 == Byte.cr ? Byte.lf : $0 }
  }
}

/// A stream that replaces each CR by LF. Offsets are not changed.
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
