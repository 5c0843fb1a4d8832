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
