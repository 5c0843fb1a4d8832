import Bytes

/// The attributes of one start tag that matter for text; ranges refer to the document.
struct HTMLAttributes: HTMLAttributeHandler {
  var href: Range<Int>?
  var alt: Range<Int>?
  /// The number that a list starts with or an item has (`start`, `value`).
  var number: Int?
  /// Number of columns and of rows of a cell.
  var span: Int?
  var rows: Int?
  /// How the items of a list are numbered.
  var numbering = HTMLItemNumber.Form.decimal
  var isReversed = false
  var style = HTMLStyle()

  mutating func note(_ bytes: Span<UInt8>, name: Range<Int>, value: Range<Int>) {
    switch name.count {
    case 3 where alt == nil && bytes.hasName("alt", at: name.lowerBound): alt = value
    case 4 where href == nil && bytes.hasName("href", at: name.lowerBound): href = value
    case 5 where bytes.hasName("style", at: name.lowerBound): style.read(bytes, in: value)
    case 5 where bytes.hasName("start", at: name.lowerBound),
      5 where bytes.hasName("value", at: name.lowerBound):
      number = Self.number(bytes, in: value)
    case 7 where bytes.hasName("colspan", at: name.lowerBound):
      span = Self.number(bytes, in: value)
    case 7 where bytes.hasName("rowspan", at: name.lowerBound):
      rows = Self.number(bytes, in: value)
    case 4 where value.count == 1 && bytes.hasName("type", at: name.lowerBound):
      numbering = HTMLItemNumber.Form(bytes[value.lowerBound])
    case 8 where bytes.hasName("reversed", at: name.lowerBound): isReversed = true
    case 6 where bytes.hasName("hidden", at: name.lowerBound): style.hasHiddenAttribute = true
    default: break
    }
  }

  private static func number(_ bytes: Span<UInt8>, in range: Range<Int>) -> Int? {
    var number = 0
    for index in range.prefix(9) {
      guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= bytes[index] else { return nil }
      number = number * 10 + Int(bytes[index] - UInt8(ascii: "0"))
    }
    return range.isEmpty ? nil : number
  }
}

extension Span<UInt8> {
  /// Whether the lower-case ASCII `name` is at `index`, in any case.
  func hasName(_ name: StaticString, at index: Int) -> Bool {
    guard index + name.utf8CodeUnitCount <= count else { return false }
    for offset in 0..<name.utf8CodeUnitCount
    where unsafe name.utf8Start[offset] != self[index + offset] | 0x20 {
      return false
    }
    return true
  }
}
