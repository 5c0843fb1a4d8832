import Bytes

/// Goes over the lines of one message to its end, across refills of the window.
struct MboxScan {
  /// Relative to the window's start: the line being looked at, and how far it holds no LF.
  private(set) var lineStart: Int
  private var searched: Int
  /// The line being looked at began in octets that the window has let go of.
  private var isMidLine = false
  private var previousIsEmpty = false
  private(set) var hasQuotedLines = false
  private(set) var hasBareFrom = false

  /// `start`: the message's first octet, which is the start of a line.
  init(from start: Int) {
    lineStart = start
    searched = start
  }

  /// Start of the separator line after the message, or nil if the window ends before it; then
  /// `lineStart` has gone as far as whole lines go.
  ///
  /// At the end of the stream the octets after the last LF are a line too.
  mutating func separator(in bytes: Span<UInt8>, atEnd: Bool) -> Int? {
    while let feed = bytes.firstIndex(of: Byte.lf, from: searched) {
      if !isMidLine, bytes[lineStart] == UInt8(ascii: "F"),
        previousIsEmpty || MboxGrammar.isEudoraSeparator(bytes, lineStart)
      {
        switch MboxGrammar.isSeparator(bytes, lineStart, atEnd: atEnd) {
        case .yes: return lineStart
        case .needsMore: return nil
        case .no: break
        }
      }
      finishLine(bytes, feed)
    }
    searched = bytes.count
    if atEnd, previousIsEmpty, !isMidLine, lineStart < bytes.count,
      MboxGrammar.isSeparator(bytes, lineStart, atEnd: true) == .yes
    {
      return lineStart
    }
    if atEnd, lineStart < bytes.count { note(bytes) }
    return nil
  }

  /// The same for a message whose end is known.
  mutating func survey(_ bytes: Span<UInt8>) {
    while let feed = bytes.firstIndex(of: Byte.lf, from: searched) { finishLine(bytes, feed) }
    if lineStart < bytes.count { note(bytes) }
  }

  private mutating func finishLine(_ bytes: Span<UInt8>, _ feed: Int) {
    note(bytes)
    let hasReturn = feed > 0 && bytes[feed - 1] == Byte.cr
    previousIsEmpty = !isMidLine && (feed == lineStart || (hasReturn && feed == lineStart + 1))
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

  /// Octets at the window's start that this scan no longer needs, which are then let go of.
  mutating func letGo(of count: Int) {
    isMidLine = isMidLine || lineStart < count
    lineStart = max(0, lineStart - count)
    searched = max(0, searched - count)
  }

  /// What may be let go of: all but the line being looked at, unless that alone is too long to be
  /// a separator.
  func disposable(in count: Int) -> Int {
    searched - lineStart > Limits.fromLine ? searched : lineStart
  }
}
