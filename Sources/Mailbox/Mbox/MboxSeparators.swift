import Bytes

/// Which lines of a file separate two messages.
///
/// A line must begin with "From ". It is judged by its date, the empty line before
/// it, what follows it, and whether it looks like the file's first separator:
///
/// | date | after an empty line | without one |
/// |---|---|---|
/// | whole | always; behind several words before a message | before a message; before a field if it looks like the first |
/// | part, or none and no sender | before a message; before a field if it looks like the first | before a header if it looks like the first |
/// | none, and a sender | before a field (of several words: a message) if it looks like the first | before a header (without an address: a message) if it looks like the first |
///
/// What a field, a header and a message are says `HeaderSection.Beginning`.
///
/// So files without empty lines between messages are split correctly, and a paragraph that begins with
/// "From the minutes" is never a separator. The line that git writes before a patch is one only in a
/// file of patches. If Content-Length is correct, these rules are not used.
struct MboxSeparators: Equatable {
  enum Answer { case yes, no, needsMore }

  /// The form of the file's first separator; nil until it is found.
  var first: MboxLook?

  /// Whether the line at `start` separates two messages.
  ///
  /// - Parameter emptyBefore: an empty line precedes it, or it is the first of the file.
  func isSeparator(
    _ bytes: Span<UInt8>, _ start: Int, emptyBefore: Bool, atEnd: Bool
  ) -> Answer {
    line(bytes, start, emptyBefore: emptyBefore, atEnd: atEnd).answer
  }

  /// Like `isSeparator`, and also returns the contents of the line and the start of the next one.
  func line(
    _ bytes: Span<UInt8>, _ start: Int, emptyBefore: Bool, atEnd: Bool
  ) -> (answer: Answer, from: MboxFromLine.Parsed?, next: Int) {
    guard bytes.count - start >= 5 || atEnd else { return (.needsMore, nil, start) }
    guard MboxGrammar.startsWithFrom(bytes, start) else { return (.no, nil, start) }
    let line = bytes.line(at: start)
    if line.end - start > Limits.fromLine { return (.no, nil, line.next) }
    guard line.next > line.end || atEnd else { return (.needsMore, nil, start) }
    let from = MboxFromLine.parse(bytes, start..<line.end)
    guard let needed = needed(after: from.look, emptyBefore) else { return (.no, nil, line.next) }
    if needed == .nothing { return (.yes, from, line.next) }
    guard
      let found = HeaderSection.beginning(
        bytes, at: line.next, atEnd: atEnd, seeking: needed)
    else {
      return (.needsMore, nil, start)
    }
    return (found >= needed ? .yes : .no, from, line.next)
  }

  /// What must follow a line of this form; nil if it is never a separator.
  private func needed(after look: MboxLook, _ emptyBefore: Bool) -> HeaderSection.Beginning? {
    guard let first else {
      return look.date == .whole ? .nothing : look.sender == .words ? .header : .field
    }
    let isLike = look == first
    switch (look.date, look.sender) {
    case (.whole, .patch) where !isLike: return nil
    case (.whole, .unknown): return .nothing
    case (.whole, .words) where !isLike: return .message
    case (.whole, _): return emptyBefore ? .nothing : isLike ? .field : .message
    case (.part, _), (.none, .nobody):
      return emptyBefore ? (isLike ? .field : .message) : isLike ? .header : nil
    case (.none, .words): return emptyBefore && isLike ? .message : nil
    case (.none, .address) where isLike: return emptyBefore ? .field : .header
    case (.none, _) where isLike: return emptyBefore ? .field : .message
    case (.none, _): return nil
    }
  }

  /// The first separator of a file that begins with other text. If there is none yet, `searched`
  /// bytes need not be examined again, and `isMidLine` tells whether a line continues after them.
  static func firstLine(
    in bytes: Span<UInt8>, isMidLine: Bool, atEnd: Bool
  ) -> (start: Int?, searched: Int, isMidLine: Bool) {
    let any = MboxSeparators()
    // A byte order mark that an editor inserted.
    if !isMidLine, bytes.hasBytes("\u{FEFF}From ", at: 0),
      any.isSeparator(bytes, 3, emptyBefore: true, atEnd: atEnd) == .yes
    {
      return (3, 3, false)
    }
    var isMidLine = isMidLine
    var start = 0
    while start < bytes.count {
      let answer =
        isMidLine ? .no : any.isSeparator(bytes, start, emptyBefore: true, atEnd: atEnd)
      if answer == .yes { return (start, start, false) }
      guard answer == .no, let feed = bytes.firstIndex(of: Byte.lf, from: start) else { break }
      isMidLine = false
      start = feed + 1
    }
    let isLong = bytes.count - start > 4 * Limits.fromLine
    return (nil, isLong ? bytes.count : start, isLong || isMidLine)
  }
}
