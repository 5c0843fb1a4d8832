import Bytes

/// What makes a line a separator, a quoted line, or the end that Content-Length announces.
enum MboxGrammar {
  enum Answer { case yes, no, needsMore }

  static func startsWithFrom(_ bytes: Span<UInt8>, _ start: Int) -> Bool {
    bytes.hasBytes("From ", at: start)
  }

  /// Eudora writes every separator with this sender, and no empty line before it.
  static func isEudoraSeparator(_ bytes: Span<UInt8>, _ start: Int) -> Bool {
    bytes.hasBytes("From ???@??? ", at: start)
  }

  /// Whether the line at `start` separates two messages; an empty line before it, or the start of
  /// the file, is for the caller to know.
  ///
  /// It must begin with "From " and either hold a date or be followed by a header field: where
  /// other programs failed to quote a line of text, it is still seen to be text.
  static func isSeparator(_ bytes: Span<UInt8>, _ start: Int, atEnd: Bool) -> Answer {
    guard bytes.count - start >= 5 || atEnd else { return .needsMore }
    guard startsWithFrom(bytes, start) else { return .no }
    let line = bytes.line(at: start)
    if line.end - start > Limits.fromLine { return .no }
    let isWhole = line.next > line.end || atEnd
    guard isWhole else { return .needsMore }
    if MboxFromLine.parse(bytes, start..<line.end).hasDate { return .yes }
    if bytes.count - line.next < Limits.fromLine, !atEnd { return .needsMore }
    return HeaderSection.startsField(bytes, at: line.next) ? .yes : .no
  }

  /// The first separator of a file that begins with something else. Where there is none yet,
  /// `searched` octets need not be looked at again, and `isMidLine` tells whether a line goes on
  /// after them.
  static func firstSeparator(
    in bytes: Span<UInt8>, isMidLine: Bool, atEnd: Bool
  ) -> (start: Int?, searched: Int, isMidLine: Bool) {
    // A byte order mark that an editor put in front.
    if !isMidLine, bytes.hasBytes("\u{FEFF}From ", at: 0),
      isSeparator(bytes, 3, atEnd: atEnd) == .yes
    {
      return (3, 3, false)
    }
    var isMidLine = isMidLine
    var start = 0
    while start < bytes.count {
      let answer = isMidLine ? .no : isSeparator(bytes, start, atEnd: atEnd)
      if answer == .yes { return (start, start, false) }
      guard answer == .no, let feed = bytes.firstIndex(of: Byte.lf, from: start) else { break }
      isMidLine = false
      start = feed + 1
    }
    let isLong = bytes.count - start > 4 * Limits.fromLine
    return (nil, isLong ? bytes.count : start, isLong || isMidLine)
  }

  /// End of a byte order mark and lines of nothing at the start of a file: not mail, nor anything else.
  static func blankStart(_ bytes: Span<UInt8>, isFileStart: Bool = true) -> Int {
    var index = isFileStart && bytes.hasBytes("\u{FEFF}", at: 0) ? 3 : 0
    while index < bytes.count, bytes[index] == Byte.lf || bytes[index] == Byte.cr {
      index += 1
    }
    return index
  }

  /// Number of ">" before "From " in the line at `start`, or nil if it is no such line.
  static func quoteDepth(_ bytes: Span<UInt8>, _ start: Int) -> Int? {
    var index = start
    while index < bytes.count, bytes[index] == UInt8(ascii: ">") { index += 1 }
    return startsWithFrom(bytes, index) ? index - start : nil
  }

  /// Length of the empty line that ends just before `end`, or 0 if the line there is not empty.
  static func emptyLine(before end: Int, in bytes: Span<UInt8>, from start: Int) -> Int {
    guard end > start, bytes[end - 1] == Byte.lf else { return 0 }
    if end - 1 == start || bytes[end - 2] == Byte.lf { return 1 }
    guard bytes[end - 2] == Byte.cr else { return 0 }
    return end - 2 == start || bytes[end - 3] == Byte.lf ? 2 : 0
  }

  /// The Content-Length field of the message that starts at `start`, and its header's end.
  static func announcedBody(
    _ bytes: Span<UInt8>, from start: Int
  ) -> (headerEnd: Int, length: Int)? {
    guard let end = HeaderSection.end(in: bytes, from: start) else { return nil }
    var length: Int?
    HeaderSection.forEachField(in: bytes, start..<end) { name, value in
      if length == nil, HeaderSection.named(bytes, name, "Content-Length") {
        length = Int(HeaderSection.value(bytes, value))
      }
    }
    guard let length, length >= 0 else { return nil }
    return (end, length)
  }

  /// Where the next separator (or the end) is, if after a message that ends at `end` there is one
  /// line end and then a separator. More than one shows that the length counts another message: one
  /// without its last empty lines, or without the ">" that quoting put into it.
  static func landing(_ bytes: Span<UInt8>, at end: Int, atEnd: Bool) -> Int? {
    if end == bytes.count { return atEnd ? end : nil }
    let next = bytes[end] == Byte.lf ? end + 1 : bytes.hasBytes("\r\n", at: end) ? end + 2 : end
    if next == bytes.count { return atEnd ? next : nil }
    return next > end && isSeparator(bytes, next, atEnd: atEnd) == .yes ? next : nil
  }
}
