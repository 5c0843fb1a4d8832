import Bytes

/// One line of LIST's or UIDL's answer, read leniently: servers send several spaces, "+OK" before
/// each line, spaces inside ids, 8-bit ids and ids over 70 octets.
struct ListingLine {
  let number: Int
  /// What follows the number, without spaces at its ends.
  let rest: Range<Int>

  init?(_ line: borrowing RawSpan) {
    var index = line.hasBytes("+OK", at: 0) ? 3 : 0
    Self.skipSpaces(line, &index)
    guard let number = Self.number(line, &index), number > 0 else { return nil }
    let digitsEnd = index
    Self.skipSpaces(line, &index)
    var end = line.byteCount
    while end > index, Self.isSpace(line[end - 1]) { end -= 1 }
    guard end > index, index > digitsEnd else { return nil }
    self.number = number
    rest = index..<end
  }

  /// The size in a line of LIST.
  func size(_ line: borrowing RawSpan) -> UInt64? {
    var index = rest.lowerBound
    return Self.number(line, &index).map { UInt64($0) }
  }

  private static func isSpace(_ octet: UInt8) -> Bool { octet == 0x20 || octet == 0x09 }

  private static func skipSpaces(_ line: borrowing RawSpan, _ index: inout Int) {
    while index < line.byteCount, isSpace(line[index]) { index += 1 }
  }

  /// Nil without digits, and when it does not fit.
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
