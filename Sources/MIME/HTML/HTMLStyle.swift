/// The parts of a `style` attribute that decide whether and how text is shown.
struct HTMLStyle {
  /// The `hidden` attribute, which an explicit `display` overrides.
  var hasHiddenAttribute = false
  /// Whether the font size is zero, if given: zero hides text until an inner element changes it.
  var isTiny: Bool?
  /// Starts its own line.
  var isBlock = false
  /// The text is struck through.
  var isStruck = false
  /// Whether white space is kept, if given.
  var isPreformatted: Bool?
  /// Whether `display` is `none`, if given; the last declaration counts.
  private var isDisplayNone: Bool?
  private var isInvisible = false
  private var hasNoHeight = false
  private var hidesOverflow = false

  /// Not shown, including everything inside. What only some readers hide (`mso-hide`) is shown.
  var isHidden: Bool {
    isDisplayNone ?? hasHiddenAttribute || isInvisible || (hasNoHeight && hidesOverflow)
  }

  /// Reads the declarations in a range of the document.
  mutating func read(_ bytes: Span<UInt8>, in range: Range<Int>) {
    var index = range.lowerBound
    while index < range.upperBound {
      while index < range.upperBound, bytes[index] <= 0x20 { index += 1 }
      let name = index
      while index < range.upperBound, bytes[index] != UInt8(ascii: ":"),
        bytes[index] != UInt8(ascii: ";")
      {
        index += 1
      }
      let nameEnd = index
      while index < range.upperBound, bytes[index] <= 0x20 || bytes[index] == UInt8(ascii: ":") {
        index += 1
      }
      if name < nameEnd {
        note(bytes, name: name..<nameEnd, value: index, end: range.upperBound)
      }
      while index < range.upperBound, bytes[index] != UInt8(ascii: ";") { index += 1 }
      index += 1
    }
  }

  private mutating func note(_ bytes: Span<UInt8>, name: Range<Int>, value: Int, end: Int) {
    func isName(_ text: StaticString) -> Bool {
      bytes.hasName(text, at: name.lowerBound)
    }
    func hasValue(_ text: StaticString) -> Bool {
      value + text.utf8CodeUnitCount <= end && bytes.hasName(text, at: value)
    }
    // The first letter rules out nearly all declarations.
    switch bytes[name.lowerBound] | 0x20 {
    case UInt8(ascii: "d") where isName("display"):
      isDisplayNone = hasValue("none")
      isBlock = hasValue("block") || hasValue("table") || hasValue("flex") || hasValue("list-item")
      isBlock = isBlock && !hasValue("table-cell")
    case UInt8(ascii: "v") where isName("visibility"):
      isInvisible = isInvisible || hasValue("hidden")
    case UInt8(ascii: "o") where isName("overflow"):
      hidesOverflow = hasValue("hidden")
    case UInt8(ascii: "o") where isName("opacity"):
      isInvisible = isInvisible || isZero(bytes, from: value, end: end)
    case UInt8(ascii: "m") where isName("max-height"):
      hasNoHeight = hasNoHeight || isZero(bytes, from: value, end: end)
    case UInt8(ascii: "f") where isName("font-size"):
      isTiny = isZero(bytes, from: value, end: end)
    case UInt8(ascii: "t") where isName("text-decoration"):
      isStruck = hasValue("line-through")
    case UInt8(ascii: "w") where isName("white-space"):
      isPreformatted = hasValue("pre") && !hasValue("pre-line")
    default:
      break
    }
  }

  /// "0", "0px", "0.0em", but not "0.5em".
  private func isZero(_ bytes: Span<UInt8>, from start: Int, end: Int) -> Bool {
    guard start < end, bytes[start] == UInt8(ascii: "0") else { return false }
    for index in start..<end {
      switch bytes[index] {
      case UInt8(ascii: "0"), UInt8(ascii: "."): continue
      case UInt8(ascii: "1")...UInt8(ascii: "9"): return false
      default: return true
      }
    }
    return true
  }
}
