import Bytes

/// Header fields as the lines stand there. `Header` mends what is broken; what a server gives or a program sends must
/// be what any other one would make of the same bytes.
package struct LiteralHeader: Sendable {
  package struct Field: Sendable {
    /// Without blanks before the colon; empty for a line that is no field.
    package let name: Range<Int>
    /// Behind the colon, with folds, without the last line end.
    package let value: Range<Int>
    /// All lines, with their ends.
    package let lines: Range<Int>
  }

  /// Where a header ends.
  package enum End {
    /// At the empty line, whatever stands before it.
    case emptyLine
    /// At the first line that is no field (RFC 5322 section 2.2): the text may begin without an empty line.
    case lastField
  }

  package let bytes: [UInt8]
  package let fields: [Field]
  /// Where the header ends: the empty line, or what is no field.
  package let end: Int

  /// - Parameter range: may go on behind the header.
  package init(_ bytes: [UInt8], _ range: Range<Int>, to end: End = .emptyLine) {
    self.bytes = bytes
    var fields: [Field] = []
    var position = range.lowerBound
    while position < range.upperBound {
      var (content, next) = Self.line(at: position, before: range.upperBound, bytes)
      guard content > position, end == .emptyLine || Self.isField(position..<content, bytes)
      else { break }
      while next < range.upperBound, Byte.isBlank(bytes[next]) {
        (content, next) = Self.line(at: next, before: range.upperBound, bytes)
      }
      fields.append(Self.field(position, content, next, bytes))
      position = next
    }
    self.fields = fields
    self.end = position
  }

  /// Where the line ends without and with its line end.
  private static func line(at start: Int, before end: Int, _ bytes: [UInt8]) -> (Int, Int) {
    guard let feed = bytes.span.firstIndex(of: Byte.lf, in: start..<end) else { return (end, end) }
    return (feed > start && bytes[feed - 1] == Byte.cr ? feed - 1 : feed, feed + 1)
  }

  private static func field(_ start: Int, _ content: Int, _ next: Int, _ bytes: [UInt8]) -> Field {
    guard let colon = bytes.span.firstIndex(of: Byte.colon, in: start..<content) else {
      return Field(name: start..<start, value: start..<content, lines: start..<next)
    }
    var nameEnd = colon
    while nameEnd > start, Byte.isBlank(bytes[nameEnd - 1]) { nameEnd -= 1 }
    return Field(name: start..<nameEnd, value: colon + 1..<content, lines: start..<next)
  }

  /// Whether a line begins with a name that may be one, and a colon.
  private static func isField(_ line: Range<Int>, _ bytes: [UInt8]) -> Bool {
    let name = bytes[line].prefix { 33...126 ~= $0 && $0 != Byte.colon }
    return !name.isEmpty
      && bytes[name.endIndex..<line.upperBound].first { !Byte.isBlank($0) } == Byte.colon
  }

  /// Fields of a name, which must be in lower case.
  package func all(_ name: StaticString) -> [Field] {
    fields.filter { bytes.span.isEqual($0.name, lowercase: name) }
  }

  /// - Parameter name: in lower case.
  package func has(_ name: StaticString) -> Bool {
    fields.contains { bytes.span.isEqual($0.name, lowercase: name) }
  }

  /// The header's lines without the fields of these names, which must be in lower case.
  package func without(_ names: [StaticString]) -> [UInt8] {
    let kept = fields.filter { field in
      !names.contains { bytes.span.isEqual(field.name, lowercase: $0) }
    }
    return kept.flatMap { bytes[$0.lines] }
  }

  /// How the first line ends: CRLF or LF.
  package var lineEnd: [UInt8] {
    let feed = bytes.span.firstIndex(of: Byte.lf, from: fields.first?.lines.lowerBound ?? 0) ?? 0
    return feed > 0 && bytes[feed - 1] == Byte.cr ? [Byte.cr, Byte.lf] : [Byte.lf]
  }

  // MARK: Values

  /// The first field's value on one line, without blanks around.
  package func value(_ name: StaticString, joining folds: Folds = .asOneSpace) -> [UInt8]? {
    for field in fields where bytes.span.isEqual(field.name, lowercase: name) {
      return Self.unfolded(bytes[field.value], folds)
    }
    return nil
  }

  /// What becomes of a line end with the blanks around it.
  package enum Folds {
    /// What a person reads.
    case asOneSpace
    /// The line end alone goes (RFC 5322 section 2.2.3).
    case asWritten
  }

  package static func unfolded(
    _ value: ArraySlice<UInt8>, _ folds: Folds = .asOneSpace
  ) -> [UInt8] {
    var line: [UInt8] = []
    var isFold = false
    for byte in value {
      if byte == Byte.cr || byte == Byte.lf {
        isFold = folds == .asOneSpace
      } else if !isFold || !Byte.isBlank(byte) {
        if isFold, line.last.map({ !Byte.isBlank($0) }) ?? false { line.append(Byte.space) }
        isFold = false
        line.append(byte == 0 ? 0x80 : byte)
      }
    }
    return Array(line[line.span.trimmed(0..<line.count)])
  }
}
