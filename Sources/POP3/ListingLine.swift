import Bytes

/// One line of the response to LIST or UIDL. Tolerates what servers send: several spaces, "+OK"
/// before each line, spaces inside ids, 8-bit ids, ids of more than 70 bytes, and lines without an
/// id.
struct ListingLine {
  let number: Int
  /// The text after the number, without spaces at its ends; may be empty.
  let rest: Range<Int>

  /// Nil for a line that does not begin with a message number.
  init?(_ line: borrowing RawSpan) {
    var index = line.hasBytes("+OK", at: 0) ? 3 : 0
    Self.skipSpaces(line, &index)
    guard let number = Self.number(line, &index), number > 0 else { return nil }
    let digitsEnd = index
    Self.skipSpaces(line, &index)
    guard index > digitsEnd || index == line.byteCount else { return nil }
    var end = line.byteCount
    while end > index, Self.isSpace(line[end - 1]) { end -= 1 }
    self.number = number
    rest = index..<max(index, end)
  }

  /// The size in a line of LIST.
  func size(_ line: borrowing RawSpan) -> UInt64? {
    var index = rest.lowerBound
    return Self.number(line, &index).map { UInt64($0) }
  }

  /// The number at the start of `bytes`, as the "0" in "+OK 0 messages".
  static func leadingNumber(_ bytes: borrowing RawSpan) -> Int? {
    var index = 0
    return number(bytes, &index)
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  private static func skipSpaces(_ line: borrowing RawSpan, _ index: inout Int) {
    while index < line.byteCount, isSpace(line[index]) { index += 1 }
  }

  /// Nil if there are no digits or the number does not fit.
  private static func number(_ line: borrowing RawSpan, _ index: inout Int) -> Int? {
    var value = 0
    let start = index
    while index < line.byteCount, case let digit = line[index], 0x30...0x39 ~= digit {
      let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflow2) = tens.addingReportingOverflow(Int(digit - 0x30))
      guard !overflow, !overflow2 else { return nil }
      value = sum
      index += 1
    }
    return index > start ? value : nil
  }
}
