import Bytes

/// Reads an MMDF folder, as written by SCO Unix, Pine and Mutt: a line of four bytes 01 precedes
/// and follows each message. Nothing is quoted; an optional "From " line at the start is not part
/// of the message.
final class MMDFReader: MailboxReader {
  private var input: EntryWindow

  var position: MailboxPosition { input.position }

  init(_ stream: any ByteStream, _ file: FileIdentity, _ options: ReadOptions, from: UInt64 = 0) {
    input = EntryWindow(stream, file, options, from: from)
  }

  /// Length of such a line at `start`; 0 if there is none.
  private static func mark(_ bytes: Span<UInt8>, at start: Int) -> Int {
    bytes.hasBytes("\u{1}\u{1}\u{1}\u{1}\n", at: start)
      ? 5 : bytes.hasBytes("\u{1}\u{1}\u{1}\u{1}\r\n", at: start) ? 6 : 0
  }

  static func isMark(_ bytes: Span<UInt8>, at start: Int) -> Bool { mark(bytes, at: start) > 0 }

  func next() throws(MailboxError) -> MailboxItem? {
    input.open()
    passMarks()
    guard input.window.count > 0 else { return try input.lastItem() }
    input.begin()
    let (start, envelope) = fromLine()
    let length = try length()
    let item = try input.message(min(start, length)..<length, of: length)
    passMarks()
    guard case .message(var message) = item else { return item }
    message.envelope = envelope
    return try MboxFields.apply(to: message)
  }

  /// Start of the message after a "From " line, and the contents of that line.
  private func fromLine() -> (end: Int, MboxEnvelope?) {
    input.window.fill(to: Limits.fromLine + 2)
    return input.window.withBytes { bytes in
      let line = bytes.line(at: 0)
      guard MboxGrammar.startsWithFrom(bytes, 0), line.end <= Limits.fromLine else {
        return (0, nil)
      }
      return (line.next, MboxFromLine.parse(bytes, 0..<line.end).envelope)
    }
  }

  private func passMarks() {
    while true {
      input.window.fill(to: 6)
      let length = input.window.withBytes { Self.mark($0, at: 0) }
      if length == 0 { return }
      input.window.consume(length)
    }
  }

  /// Number of bytes up to the next mark, or to the end.
  private func length() throws(MailboxError) -> Int {
    var searched = 0
    while true {
      let atEnd = input.window.atEnd
      let found = input.window.withBytes { bytes -> Int? in
        while let feed = bytes.firstIndex(of: Byte.lf, from: searched) {
          if Self.isMark(bytes, at: feed + 1) { return feed + 1 }
          // The next line may not have been read yet.
          if !atEnd, bytes.count - feed < 7 { return nil }
          searched = feed + 1
        }
        searched = bytes.count
        return nil
      }
      if let length = found ?? (atEnd ? input.window.count : nil) {
        return input.goneCount + length
      }
      if input.isCrowded {
        try input.letGo(of: searched)
        searched = 0
      }
      input.window.fill()
    }
  }
}
