/// Letters that are folded to one but also written as two: `Müller` folds to `muller`, and many
/// write `Mueller`. (ß, æ and œ fold to two in any case.)
enum Transcription {
  /// What the second of the two is, for a letter in one code point.
  @inline(__always)
  static func second(of letter: UInt32) -> UInt8? {
    guard 0xC4...0xFC ~= letter else { return nil }
    return switch letter | 0x20 {
    case 0xE4, 0xF6, 0xF8, 0xFC: UInt8(ascii: "e")
    case 0xE5: UInt8(ascii: "a")
    default: nil
    }
  }

  /// The same for a letter and a mark on it.
  static func second(of letter: UInt8, with mark: UInt32) -> UInt8? {
    switch (letter, mark) {
    case (UInt8(ascii: "a"), 0x308), (UInt8(ascii: "o"), 0x308), (UInt8(ascii: "u"), 0x308):
      UInt8(ascii: "e")
    case (UInt8(ascii: "a"), 0x30A): UInt8(ascii: "a")
    default: nil
    }
  }
}
