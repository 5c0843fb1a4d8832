import Bytes

/// What programs that keep mail write into the header of a message that is not theirs, and rewrite as
/// they like: whether it was read, labels, numbers and sizes of their own, and the separator line of an
/// mbox. A message that differs in these alone is the same.
package struct StoredNotes {
  /// Ranges of whole lines in the message, ascending, not touching.
  package private(set) var ranges: [Range<Int>] = []
  /// Whether the header has other lines.
  package private(set) var haveCompany = false

  package enum Writer {
    /// Servers that give a message, between one session and the next.
    case server
    /// Servers, and programs on the user's side that keep or export mail.
    case anyProgram
  }

  private let writer: Writer

  /// - Parameter head: the message, or its beginning up to `Limits.header`.
  package init(in head: ArraySlice<UInt8>, by writer: Writer) {
    self.writer = writer
    read(head.span, isWhole: head.count < Limits.header)
  }

  private mutating func read(_ bytes: Span<UInt8>, isWhole: Bool) {
    var start = 0
    var isNote = false
    while start < bytes.count {
      let (end, next) = bytes.line(at: start)
      guard end > start, next > end || isWhole else { return }
      switch bytes[start] | 0x20 {
      case UInt8(ascii: " "), 0x29:  // A fold: 0x29 is a tabulator with that bit.
        isNote = isNote && (bytes[start] == 0x20 || bytes[start] == 0x09)
      case UInt8(ascii: "x"), UInt8(ascii: "s"), UInt8(ascii: "c"), UInt8(ascii: "l"):
        isNote = isNoteField(bytes, start..<end)
      case UInt8(ascii: "f"), UInt8(ascii: ">"):
        // Before all that is no note.
        isNote =
          writer == .anyProgram && !haveCompany
          && (bytes.hasBytes("From ", at: start) || bytes.hasBytes(">From ", at: start))
      default: isNote = false
      }
      if isNote { add(start..<next) } else { haveCompany = true }
      start = next
    }
  }

  private mutating func add(_ line: Range<Int>) {
    if let last = ranges.last, last.upperBound == line.lowerBound {
      ranges[ranges.count - 1] = last.lowerBound..<line.upperBound
    } else {
      ranges.append(line)
    }
  }

  private func isNoteField(_ bytes: Span<UInt8>, _ line: Range<Int>) -> Bool {
    guard let colon = bytes.firstIndex(of: Byte.colon, in: line) else { return false }
    let name = line.lowerBound..<colon
    return Self.isServers(bytes, name) || writer == .anyProgram && Self.isClients(bytes, name)
  }

  private static func isServers(_ bytes: Span<UInt8>, _ name: Range<Int>) -> Bool {
    switch name.count {
    case 5: bytes.isEqual(name, lowercase: "lines") || bytes.isEqual(name, lowercase: "x-uid")
    case 6: bytes.isEqual(name, lowercase: "status") || bytes.isEqual(name, lowercase: "x-imap")
    case 8: bytes.isEqual(name, lowercase: "x-status")
    case 10:
      bytes.isEqual(name, lowercase: "x-keywords") || bytes.isEqual(name, lowercase: "x-imapbase")
    case 14: bytes.isEqual(name, lowercase: "content-length")
    default: false
    }
  }

  private static func isClients(_ bytes: Span<UInt8>, _ name: Range<Int>) -> Bool {
    switch name.count {
    case 6: bytes.isEqual(name, lowercase: "x-uidl")
    case 10: bytes.isEqual(name, lowercase: "x-gm-thrid")
    case 11...:
      bytes.isEqual(name.lowerBound..<name.lowerBound + 10, lowercase: "x-mozilla-")
        || bytes.isEqual(name, lowercase: "x-account-key")
        || bytes.isEqual(name, lowercase: "x-gmail-labels")
    default: false
    }
  }
}

extension StoredNotes {
  /// The bytes of a message, or of its beginning, without the notes of one writer.
  package static func removed(from bytes: [UInt8], by writer: Writer) -> [UInt8] {
    var rest: [UInt8] = []
    var start = 0
    for note in StoredNotes(in: bytes.prefix(Limits.header), by: writer).ranges {
      rest += bytes[start..<note.lowerBound]
      start = note.upperBound
    }
    return rest + bytes[start...]
  }
}
