/// Two short numbers with one character between, as one term.
enum NumberPair {
  /// Stands for whatever joins them. No other word has it.
  static let joint = UInt8(ascii: ".")

  /// - Parameter term: a term of text, with or without its prefix.
  static func isPair(_ term: Span<UInt8>) -> Bool {
    for index in term.indices where term[index] == joint { return true }
    return false
  }

  /// Full stop, comma, hyphen, solidus, and their wide and typographic forms: as in versions, prices,
  /// addresses and dates. Times of day, with colons, stand in most messages and are seldom looked for.
  static func joins(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x2C, 0x2E, 0x2D, 0x2F, 0xFF0C, 0xFF0E, 0xFF0D, 0xFF0F, 0x2010...0x2013, 0x2212: true
    default: false
    }
  }
}
