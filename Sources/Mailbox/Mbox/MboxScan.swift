import Bytes

/// Scans the lines of one message to its end, across refills of the window.
struct MboxScan {
  /// Positions in the window: the start of the current line, and the end of the part without LF.
  private(set) var lineStart: Int
  private var searched: Int
  /// The current line began in bytes that the window has dropped.
  private var isMidLine = false
  private var previousIsEmpty = false
  private(set) var hasQuotedLines = false
  private(set) var hasBareFrom = false

  /// `start`: the message's first byte, which is the start of a line.
  init(from start: Int) {
    lineStart = start
    searched = start
  }

  /// Start of the separator line after the message, or nil if the window ends before it; then
  /// `lineStart` is after the last complete line.
  ///
  /// At the end of the stream, the bytes after the last LF also count as a line.
  mutating func separator(
    in bytes: Span<UInt8>, _ separators: MboxSeparators, atEnd: Bool
  ) -> Int? {
    while let feed = bytes.firstIndex(of: Byte.lf, from: searched) {
      if !isMidLine, bytes[lineStart] == UInt8(ascii: "F"),
        MboxGrammar.startsWithFrom(bytes, lineStart)
      {
        switch separators.isSeparator(
          bytes, lineStart, emptyBefore: previousIsEmpty, atEnd: atEnd)
        {
        case .yes: return lineStart
        case .needsMore: return nil
        case .no: break
        }
      }
      finishLine(bytes, feed)
    }
    searched = bytes.count
    if atEnd, previousIsEmpty, !isMidLine, lineStart < bytes.count,
      separators.isSeparator(bytes, lineStart, emptyBefore: true, atEnd: true) == .yes
    {
      return lineStart
    }
    if atEnd, lineStart < bytes.count { note(bytes) }
    return nil
  }

  /// Scans a message whose end is known.
  mutating func survey(_ bytes: Span<UInt8>) {
    while let feed = bytes.firstIndex(of: Byte.lf, from: searched) { finishLine(bytes, feed) }
    if lineStart < bytes.count { note(bytes) }
  }

  private mutating func finishLine(_ bytes: Span<UInt8>, _ feed: Int) {
    note(bytes)
    previousIsEmpty =
      feed - lineStart < MboxGrammar.longestLineEnd && !isMidLine
      && MboxGrammar.lineEnd(bytes, at: lineStart) > 0
    isMidLine = false
    lineStart = feed + 1
    searched = lineStart
  }

  private mutating func note(_ bytes: Span<UInt8>) {
    if isMidLine { return }
    if bytes[lineStart] == UInt8(ascii: ">") {
      hasQuotedLines = hasQuotedLines || MboxGrammar.quoteDepth(bytes, lineStart) != nil
    } else if bytes[lineStart] == UInt8(ascii: "F") {
      hasBareFrom = hasBareFrom || MboxGrammar.startsWithFrom(bytes, lineStart)
    }
  }

  /// Adjusts positions when the first `count` bytes of the window are dropped.
  mutating func letGo(of count: Int) {
    isMidLine = isMidLine || lineStart < count
    lineStart = max(0, lineStart - count)
    searched = max(0, searched - count)
  }

  /// Number of bytes that may be dropped: all except the current line, unless that line is too long
  /// to be a separator.
  func disposable(in count: Int) -> Int {
    searched - lineStart > Limits.fromLine ? searched : lineStart
  }
}
