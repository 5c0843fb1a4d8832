import Bytes

/// Classifies lines of an mbox, each by itself.
enum MboxGrammar {
  static func startsWithFrom(_ bytes: Span<UInt8>, _ start: Int) -> Bool {
    bytes.hasBytes("From ", at: start)
  }

  /// End of a byte order mark and empty lines at the start of a file, which are ignored.
  static func blankStart(_ bytes: Span<UInt8>, isFileStart: Bool = true) -> Int {
    var index = isFileStart && bytes.hasBytes("\u{FEFF}", at: 0) ? 3 : 0
    while index < bytes.count, bytes[index] == Byte.lf || bytes[index] == Byte.cr {
      index += 1
    }
    return index
  }

  /// Number of ">" before "From " in the line at `start`, or nil if it is not such a line.
  static func quoteDepth(_ bytes: Span<UInt8>, _ start: Int) -> Int? {
    var index = start
    while index < bytes.count, bytes[index] == UInt8(ascii: ">") { index += 1 }
    return startsWithFrom(bytes, index) ? index - start : nil
  }

  /// Length of the empty line that ends just before `end`, or 0 if the line there is not empty. Its
  /// line end is LF, CRLF, or CRCRLF if it was converted twice.
  static func emptyLine(before end: Int, in bytes: Span<UInt8>, from start: Int) -> Int {
    guard end > start, bytes[end - 1] == Byte.lf else { return 0 }
    var index = end - 1
    while index > start, end - index < longestLineEnd, bytes[index - 1] == Byte.cr {
      index -= 1
    }
    return index == start || bytes[index - 1] == Byte.lf ? end - index : 0
  }

  static let longestLineEnd = 3

  /// Length of the line end at `start`; 0 if the line continues.
  static func lineEnd(_ bytes: Span<UInt8>, at start: Int) -> Int {
    var end = start
    while end < bytes.count, end - start < longestLineEnd - 1, bytes[end] == Byte.cr {
      end += 1
    }
    return end < bytes.count && bytes[end] == Byte.lf ? end + 1 - start : 0
  }
}
