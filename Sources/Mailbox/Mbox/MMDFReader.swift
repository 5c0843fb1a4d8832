import Bytes

/// Reads a folder of MMDF, as SCO Unix, Pine and Mutt write it: before and after each message stands a
/// line of four octets 1. Nothing is quoted; a "From " line that may come first is no part of it.
final class MMDFReader: MailboxReader {
  private var input: EntryWindow

  var position: MailboxPosition { input.position }

  init(_ stream: any ByteStream, _ file: FileIdentity, _ options: ReadOptions, from: UInt64 = 0) {
    input = EntryWindow(stream, file, options, from: from)
  }

  /// Length of such a line at `start`, 0 where there is none.
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

  /// Where the message begins after one, and what it says.
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

  /// Octets up to the next mark, or the end.
  private func length() throws(MailboxError) -> Int {
    var searched = 0
    while true {
      let atEnd = input.window.atEnd
      let found = input.window.withBytes { bytes -> Int? in
        while let feed = bytes.firstIndex(of: Byte.lf, from: searched) {
          if Self.isMark(bytes, at: feed + 1) { return feed + 1 }
          // The line after it may not be here yet.
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
