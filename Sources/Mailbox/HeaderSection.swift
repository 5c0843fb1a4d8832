import Bytes

/// The few header fields that say something about a message's place: found without parsing the rest.
enum HeaderSection {
  /// Start of the body: just after the empty line that ends the header section, or nil if there is
  /// none within `length`. A message that begins with an empty line has no header.
  static func end(
    in bytes: Span<UInt8>, from start: Int, within length: Int = Limits.header
  ) -> Int? {
    var lineStart = start
    let limit = min(bytes.count, start + length)
    while lineStart < limit {
      let line = bytes.line(at: lineStart)
      if line.end == lineStart, line.next > line.end { return line.next }
      if line.next == bytes.count { return nil }
      lineStart = line.next
    }
    return nil
  }

  /// Calls `body` with name and value range of each field of the section in `range`. The value
  /// reaches to before its last line end and may hold folds.
  static func forEachField(
    in bytes: Span<UInt8>, _ range: Range<Int>,
    _ body: (_ name: Range<Int>, _ value: Range<Int>) -> Void
  ) {
    var start = range.lowerBound
    while start < range.upperBound {
      var (end, next) = bytes.line(at: start)
      while next < range.upperBound, bytes[next] == 0x20 || bytes[next] == 0x09 {
        (end, next) = bytes.line(at: next)
      }
      end = min(end, range.upperBound)
      if let colon = bytes.firstIndex(of: Byte.colon, in: start..<end) {
        body(start..<colon, (colon + 1)..<end)
      }
      start = next
    }
  }

  /// Whether the line at `start` begins like a field: a name (RFC 5322 section 2.2) and a colon.
  static func startsField(_ bytes: Span<UInt8>, at start: Int) -> Bool {
    var index = start
    while index < bytes.count, (0x21...0x7e).contains(bytes[index]) {
      if bytes[index] == UInt8(ascii: ":") { return index > start }
      index += 1
    }
    return false
  }

  static func named(_ bytes: Span<UInt8>, _ name: Range<Int>, _ wanted: StaticString) -> Bool {
    guard name.count == wanted.utf8CodeUnitCount else { return false }
    return wanted.withUTF8Buffer { wanted in
      wanted.indices.allSatisfy { index in
        unsafe lower(bytes[name.lowerBound + index]) == lower(wanted[index])
      }
    }
  }

  /// A value unfolded and trimmed.
  static func value(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String {
    var text = bytes.array(range)
    text.removeAll { $0 == Byte.cr || $0 == Byte.lf }
    let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
    let front = text.drop(while: isSpace)
    let back = front.reversed().drop(while: isSpace).count
    return String(decoding: front.prefix(back), as: UTF8.self)
  }

  private static func lower(_ byte: UInt8) -> UInt8 {
    (0x41...0x5a).contains(byte) ? byte | 0x20 : byte
  }
}
