/// Chinese characters and kana, which are written without blanks between words. (Hangul, Thai and
/// others are divided where a line ends.)
enum Ideographs {
  /// - Parameter unit: of a script written without spaces, folded.
  static func contain(_ unit: UInt32) -> Bool {
    switch unit {
    case 0x3130...0x318F: false  // Hangul letters.
    case 0x2E80...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFF: true
    default: false
    }
  }

  /// Where a gap ends that may stand inside a word: one blank, or one line end with blanks and
  /// quotation marks around it. Nil for any other.
  static func endOfGap(_ text: Span<UInt8>, from start: Int) -> Int? {
    var at = start
    var blanks = 0
    var lineEnds = 0
    let limit = min(text.count, start &+ Limits.gapBytes)
    while at < limit {
      switch text[at] {
      case 0x20, 0x09:
        blanks &+= 1
        at &+= 1
      case 0x0D where at &+ 1 < limit && text[at &+ 1] == 0x0A: at &+= 1
      case 0x0A, 0x0D:
        lineEnds &+= 1
        at &+= 1
      case UInt8(ascii: ">"), UInt8(ascii: "|"):
        guard lineEnds > 0 else { return nil }
        at &+= 1
      case 0x80...:
        let (scalar, width) = UTF8Scalar.decode(text, at: at)
        guard scalar == 0x3000 || scalar == 0xA0 else { return fits(blanks, lineEnds) ? at : nil }
        blanks &+= 1
        at &+= width
      default: return nil
      }
    }
    return nil
  }

  private static func fits(_ blanks: Int, _ lineEnds: Int) -> Bool {
    lineEnds == 1 || lineEnds == 0 && blanks == 1
  }
}
