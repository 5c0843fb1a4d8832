import Bytes

/// Finds the few header fields that mailbox formats add, without parsing the rest.
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
      if isEmpty(bytes, lineStart..<line.end), line.next > line.end { return line.next }
      if line.next == bytes.count { return nil }
      lineStart = line.next
    }
    return nil
  }

  /// Whether a line, without its line end, is empty. A CR remains of a line end that was converted
  /// twice.
  static func isEmpty(_ bytes: Span<UInt8>, _ line: Range<Int>) -> Bool {
    line.isEmpty || (line.count == 1 && bytes[line.lowerBound] == Byte.cr)
  }

  /// What a sequence of lines looks like the beginning of.
  enum Beginning: Int, Comparable {
    case nothing
    /// A line in the form of a field; prose such as "Decision: we go ahead" has it too.
    case field
    /// A header section: fields, including one that every message has.
    case header
    /// Such a field has an address or a time with seconds in it, or there are more fields than prose
    /// has. "Subject: the meeting" may stand in prose, too.
    case message

    static func < (left: Beginning, right: Beginning) -> Bool { left.rawValue < right.rawValue }
  }

  /// Classifies the lines from `start` on, as far as it takes to find what is sought; nil if more data
  /// is needed.
  static func beginning(
    _ bytes: Span<UInt8>, at start: Int, atEnd: Bool, seeking sought: Beginning
  ) -> Beginning? {
    var found = Beginning.nothing
    var isUsual = false
    var lineStart = start
    while lineStart - start < Limits.headerBeginning {
      let line = bytes.line(at: lineStart)
      let isWhole = line.next > line.end || atEnd
      guard isWhole || bytes.count - start >= Limits.headerBeginning else { return nil }
      if isEmpty(bytes, lineStart..<line.end) { return found }
      switch HeaderLine(bytes, lineStart..<line.end, isFirst: lineStart == start) {
      case .usualField:
        if sought <= .header { return .header }
        (found, isUsual) = (.header, true)
      case .field: (found, isUsual) = (max(found, .field), false)
      case .fold: break
      case .other: return found
      }
      if isUsual, hasAddressOrTime(bytes, lineStart..<line.end) { return .message }
      lineStart = line.next
    }
    return found == .header ? .message : found
  }

  /// Whether "@" or a time such as "10:00:00" is in a line.
  private static func hasAddressOrTime(_ bytes: Span<UInt8>, _ line: Range<Int>) -> Bool {
    func isDigit(_ index: Int) -> Bool {
      line.contains(index) && (0x30...0x39).contains(bytes[index])
    }
    return line.contains { index in
      bytes[index] == UInt8(ascii: "@")
        || bytes[index] == Byte.colon && isDigit(index - 1) && isDigit(index + 1)
          && isDigit(index + 2) && line.contains(index + 3) && bytes[index + 3] == Byte.colon
          && isDigit(index + 4)
    }
  }

  /// Calls `body` with the name and value range of each field of the section in `range`. The value
  /// ends before its last line end and may contain folds.
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

  /// Whether the line at `start` begins like a field: with a name (RFC 5322 section 2.2) and a
  /// colon.
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

  /// A value, unfolded and trimmed.
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

/// The kind of a line in a header section.
enum HeaderLine {
  case usualField, field, fold, other

  /// Fields of which every message has or gets at least one; vCards, YAML and logs also have lines
  /// with colons.
  private static let usual: [StaticString] = [
    "From", "To", "Subject", "Date", "Received", "Message-ID", "Return-Path", "MIME-Version",
    "Delivered-To", "Content-Type", "Reply-To", "Cc", "X-Mozilla-Status", "X-Gmail-Labels",
  ]

  init(_ head: Span<UInt8>, _ line: Range<Int>, isFirst: Bool) {
    if !isFirst, head[line.lowerBound] == 0x20 || head[line.lowerBound] == 0x09 {
      self = .fold
    } else if head.hasBytes(">From ", at: line.lowerBound) {
      // In some files, a line that a mailer once used as separator is among the fields.
      self = .field
    } else if HeaderSection.startsField(head, at: line.lowerBound),
      let colon = head.firstIndex(of: Byte.colon, in: line)
    {
      self =
        Self.usual.contains { HeaderSection.named(head, line.lowerBound..<colon, $0) }
        ? .usualField : .field
    } else {
      self = .other
    }
  }
}
