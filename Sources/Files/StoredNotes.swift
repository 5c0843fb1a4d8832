import Bytes

/// What programs that keep mail write into the header of a message that is not theirs: whether it was
/// read, labels, numbers and sizes of their own, and the separator line of an mbox.
package struct StoredNotes {
  /// Ranges of whole lines in the message, ascending, not touching.
  package private(set) var ranges: [Range<Int>] = []
  /// Whether the header has other lines.
  package private(set) var haveCompany = false

  /// - Parameter head: the message, or its beginning up to `Limits.header`.
  package init(in head: ArraySlice<UInt8>) {
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
        isNote = Self.isNote(bytes, start..<end)
      case UInt8(ascii: "f"), UInt8(ascii: ">"):
        // Before all that is no note.
        isNote =
          !haveCompany
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

  private static func isNote(_ bytes: Span<UInt8>, _ line: Range<Int>) -> Bool {
    guard let colon = bytes.firstIndex(of: Byte.colon, in: line) else { return false }
    let name = line.lowerBound..<colon
    if name.count > 10,
      bytes.isEqual(name.lowerBound..<name.lowerBound + 10, lowercase: "x-mozilla-")
    {
      return true
    }
    return switch name.count {
    case 5: bytes.isEqual(name, lowercase: "lines") || bytes.isEqual(name, lowercase: "x-uid")
    case 6:
      bytes.isEqual(name, lowercase: "status") || bytes.isEqual(name, lowercase: "x-imap")
        || bytes.isEqual(name, lowercase: "x-uidl")
    case 8: bytes.isEqual(name, lowercase: "x-status")
    case 10:
      bytes.isEqual(name, lowercase: "x-gm-thrid") || bytes.isEqual(name, lowercase: "x-keywords")
        || bytes.isEqual(name, lowercase: "x-imapbase")
    case 13: bytes.isEqual(name, lowercase: "x-account-key")
    case 14:
      bytes.isEqual(name, lowercase: "x-gmail-labels")
        || bytes.isEqual(name, lowercase: "content-length")
    default: false
    }
  }
}
