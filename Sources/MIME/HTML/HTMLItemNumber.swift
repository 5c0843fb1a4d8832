import Bytes

/// The number of the next item of a list.
struct HTMLItemNumber {
  enum Form {
    case decimal, smallLetters, letters, smallRoman, roman

    /// - Parameter type: the attribute's value.
    init(_ type: UInt8) {
      switch type {
      case UInt8(ascii: "a"): self = .smallLetters
      case UInt8(ascii: "A"): self = .letters
      case UInt8(ascii: "i"): self = .smallRoman
      case UInt8(ascii: "I"): self = .roman
      default: self = .decimal
      }
    }
  }

  var value = 1
  var form = Form.decimal
  /// Each number is one less than the one before.
  var isReversed = false

  mutating func advance() { value += isReversed ? -1 : 1 }

  var text: String {
    switch form {
    case .decimal: "\(value)"
    case .smallLetters: letters?.lowercased() ?? "\(value)"
    case .letters: letters ?? "\(value)"
    case .smallRoman: roman?.lowercased() ?? "\(value)"
    case .roman: roman ?? "\(value)"
    }
  }

  /// A to Z, then AA.
  private var letters: String? {
    guard value > 0 else { return nil }
    var rest = value
    var letters: [UInt8] = []
    while rest > 0 {
      letters.append(UInt8(ascii: "A") + UInt8((rest - 1) % 26))
      rest = (rest - 1) / 26
    }
    return String(decoding: letters.reversed(), as: UTF8.self)
  }

  private var roman: String? {
    guard 1..<4000 ~= value else { return nil }
    var rest = value
    var text = ""
    for (number, digits) in Self.romanDigits {
      while rest >= number {
        text += digits
        rest -= number
      }
    }
    return text
  }

  private static let romanDigits = [
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
    (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
  ]
}

/// The number of items of a list, which a list that is numbered backwards begins with.
struct HTMLItemCount: HTMLTokenHandler {
  private var items = 0
  /// Number of open lists, with this one.
  private var depth = 1

  /// - Parameter start: in the start tag of the list.
  /// - Returns: nil for a list that does not end within `TextLimits.countedList`.
  static func items(ofListIn bytes: Span<UInt8>, from start: Int) -> Int? {
    let end = min(bytes.count, start + TextLimits.countedList)
    var count = HTMLItemCount()
    var tokenizer = HTMLTokenizer(.keepsText)
    tokenizer.run(bytes.extracting(start..<end), &count)
    return count.depth == 0 || end == bytes.count ? count.items : nil
  }

  mutating func text(_ bytes: Span<UInt8>, in range: Range<Int>) {}

  mutating func startTag(
    _ tag: HTMLTag, name: Range<Int>, _ attributes: HTMLAttributes, _ bytes: Span<UInt8>
  ) -> HTMLContent {
    if depth == 1, tag == .li { items += 1 }
    if depth > 0, tag.isList { depth += 1 }
    return tag.isRaw ? .skipped : .markup
  }

  mutating func endTag(_ tag: HTMLTag, name: Range<Int>, _ bytes: Span<UInt8>) {
    if depth > 0, tag.isList { depth -= 1 }
  }
}
