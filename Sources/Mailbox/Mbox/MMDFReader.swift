/// Reads a folder of MMDF, as SCO Unix, Pine and Mutt write it: before and after each message stands a
/// line of four octets 1. Nothing is quoted; a "From " line that may come first is no part of it.
final class MMDFReader: MailboxReader {
  private let file: FileIdentity
  private let options: ReadOptions
  private var window: StreamWindow
  private let resumeOffset: UInt64
  private var hasStarted = false
  private var hasReportedFailure = false

  var position: MailboxPosition {
    MailboxPosition(path: file.path, offset: max(window.offset, resumeOffset))
  }

  init(_ stream: any ByteStream, _ file: FileIdentity, _ options: ReadOptions, from: UInt64 = 0) {
    self.file = file
    self.options = options
    window = StreamWindow(stream)
    resumeOffset = from
  }

  /// Length of such a line at `start`, 0 where there is none.
  private static func mark(_ bytes: Span<UInt8>, at start: Int) -> Int {
    bytes.has("\u{1}\u{1}\u{1}\u{1}\n", at: start)
      ? 5 : bytes.has("\u{1}\u{1}\u{1}\u{1}\r\n", at: start) ? 6 : 0
  }

  static func isMark(_ bytes: Span<UInt8>, at start: Int) -> Bool { mark(bytes, at: start) > 0 }

  func next() throws(MailboxError) -> MailboxItem? {
    if !hasStarted {
      hasStarted = true
      window.skip(to: resumeOffset)
    }
    passMarks()
    let origin = MessageOrigin(path: file.path, offset: window.offset, length: 0, kind: .mbox)
    guard window.count > 0 else {
      guard let failure = window.failure, !hasReportedFailure else { return nil }
      hasReportedFailure = true
      return .rejected(Rejection(origin: origin, reason: .of(failure)))
    }
    guard let length = wholeLength() else { return try tooLarge(origin) }
    var item = message(length, origin)
    item.origin.length = UInt64(length)
    window.consume(length)
    passMarks()
    return item
  }

  private func passMarks() {
    while true {
      window.fill(to: 6)
      let length = window.withBytes { Self.mark($0, at: 0) }
      if length == 0 { return }
      window.consume(length)
    }
  }

  /// Octets up to the next mark, or the end; nil where there are too many.
  private func wholeLength() -> Int? {
    var searched = 0
    while true {
      let atEnd = window.atEnd
      let found = window.withBytes { bytes -> Int? in
        while let feed = bytes.firstIndex(of: lineFeed, from: searched) {
          if Self.isMark(bytes, at: feed + 1) { return feed + 1 }
          // The line after it may not be here yet.
          if !atEnd, bytes.count - feed < 7 { return nil }
          searched = feed + 1
        }
        searched = bytes.count
        return nil
      }
      if let length = found ?? (atEnd ? window.count : nil) {
        return length <= options.messageLimit + Limits.fromLine ? length : nil
      }
      if window.count > options.messageLimit + Limits.fromLine { return nil }
      window.fill()
    }
  }

  private func message(_ length: Int, _ origin: MessageOrigin) -> MailboxItem {
    if length == window.count, window.atEnd, let failure = window.failure {
      hasReportedFailure = true
      return .rejected(
        Rejection(origin: origin, reason: .of(failure), bytes: window.bytes(0..<length)))
    }
    let line = window.withBytes { bytes -> Int in
      MboxGrammar.startsWithFrom(bytes, 0) ? min(bytes.line(at: 0).next, length) : 0
    }
    let bytes = window.bytes(line..<length)
    var message = RawMessage(bytes: bytes, origin: origin, lineEnds: LineEnds(of: bytes.span))
    if line > 0 {
      message.envelope = window.withBytes {
        MboxFromLine.parse($0, 0..<$0.line(at: 0).end).envelope
      }
    }
    message.folder = file.folder
    return MboxFields.apply(to: message)
  }

  /// Goes on to the next mark without what lies before it in memory.
  private func tooLarge(_ start: MessageOrigin) throws(MailboxError) -> MailboxItem {
    var origin = start
    let spill = try options.spill?()
    while window.count > 0 {
      let atEnd = window.atEnd
      let (gone, isEnd) = window.withBytes { bytes -> (Int, Bool) in
        var searched = 0
        while let feed = bytes.firstIndex(of: lineFeed, from: searched) {
          if Self.isMark(bytes, at: feed + 1) { return (feed + 1, true) }
          searched = feed + 1
        }
        return (atEnd ? bytes.count : max(0, bytes.count - 7), atEnd)
      }
      if let spill { try spill.write(window.bytes(0..<gone).span) }
      window.consume(gone)
      if isEnd { break }
      window.fill()
    }
    origin.length = window.offset - origin.offset
    try spill?.finish()
    return .rejected(
      Rejection(
        origin: origin, reason: .tooLarge(limit: options.messageLimit), spilledTo: spill?.path))
  }
}
