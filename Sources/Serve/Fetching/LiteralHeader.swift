import Bytes

/// Header fields as the lines stand there. `MIME.Header` mends headers; what a server gives must be what any other
/// one would give of the same bytes.
struct LiteralHeader {
  struct Field {
    /// Without blanks before the colon; empty for a line that is no field.
    let name: Range<Int>
    /// Behind the colon, with folds, without the last line end.
    let value: Range<Int>
    /// All lines, with their ends.
    var lines: Range<Int>
  }

  let bytes: [UInt8]
  let fields: [Field]

  /// - Parameter range: with the empty line, if there is one.
  init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    var fields: [Field] = []
    var position = range.lowerBound
    while position < range.upperBound {
      var (content, next) = Self.line(at: position, before: range.upperBound, bytes)
      guard content > position else { break }
      while next < range.upperBound, Byte.isBlank(bytes[next]) {
        (content, next) = Self.line(at: next, before: range.upperBound, bytes)
      }
      fields.append(Self.field(position, content, next, bytes))
      position = next
    }
    self.fields = fields
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

  /// Fields of a name, which must be in lower case.
  func all(_ name: StaticString) -> [Field] {
    fields.filter { bytes.span.isEqual($0.name, lowercase: name) }
  }

  /// The first field's value on one line, without blanks around.
  func value(_ name: StaticString, joining folds: Folds = .asOneSpace) -> [UInt8]? {
    for field in fields where bytes.span.isEqual(field.name, lowercase: name) {
      return Self.unfolded(bytes[field.value], folds)
    }
    return nil
  }

  /// What becomes of a line end with the blanks around it.
  enum Folds {
    /// What a person reads.
    case asOneSpace
    /// The line end alone goes (RFC 5322 section 2.2.3).
    case asWritten
  }

  static func unfolded(_ value: ArraySlice<UInt8>, _ folds: Folds = .asOneSpace) -> [UInt8] {
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
