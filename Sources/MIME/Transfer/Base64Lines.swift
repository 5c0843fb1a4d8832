import Bytes

/// Distinguishes the base64 lines of a body from others: text that a mailing list or a gateway wrote
/// above, between or below them, or a text that is only declared as base64. Base64 may contain blanks
/// and quotation marks.
struct Base64Lines {
  struct Run: Equatable {
    var isText: Bool
    var range: Range<Int>
  }

  /// Base64 and texts in turn; one if nothing says clearly which lines are base64.
  private(set) var runs: [Run] = []
  /// More of the body is words than base64.
  private(set) var isText = false

  /// - Parameter hasWords: a line of one word may be text, too. In a file it is kept as base64: no
  ///   digit of a file may be lost.
  init(_ area: borrowing Span<UInt8>, hasWords: Bool) {
    var words = 0
    var digits = 0
    var isSure = false
    var ending = Ending(hasWords: hasWords)
    var position = 0
    while position < area.count {
      let next =
        area.firstIndex(of: Byte.lf, in: position..<area.count).map { $0 + 1 } ?? area.count
      let line = Line(area, position..<next)
      let isOther: Bool
      if line.isWords || ending.makesText(of: line, area) {
        words += line.count
        isOther = true
      } else {
        if line.isSurelyBase64 || words + digits == 0 && line.isBase64OfText(area) {
          isSure = true
          isOther = false
        } else {
          // Between words, it is one of them.
          isOther = runs.last?.isText ?? false
        }
        if !isOther { digits += line.count }
      }
      if line.count > 0 { take(position..<next, isText: isOther) } else { extend(to: next) }
      ending.note(line, isText: isOther)
      position = next
    }
    isText = !isSure && words > digits
    if !isSure { runs = [Run(isText: false, range: 0..<area.count)] }
  }

  private mutating func take(_ line: Range<Int>, isText: Bool) {
    if runs.last?.isText == isText {
      extend(to: line.upperBound)
    } else {
      runs.append(Run(isText: isText, range: line))
    }
  }

  private mutating func extend(to end: Int) {
    guard let last = runs.indices.last else { return }
    runs[last].range = runs[last].range.lowerBound..<end
  }

  /// Whether base64 goes on in the next line, as far as the lines before tell.
  private struct Ending {
    let hasWords: Bool
    private var longest = 0
    private var hasEnded = true

    init(hasWords: Bool) { self.hasWords = hasWords }

    /// Whether a line without anything but letters and digits is a word all the same: it stands where
    /// no base64 can continue, and is none for itself.
    func makesText(of line: Line, _ area: borrowing Span<UInt8>) -> Bool {
      hasWords && hasEnded && line.isWord && !line.isBase64OfASCII(area)
    }

    mutating func note(_ line: Line, isText: Bool) {
      if line.count == 0 {
        hasEnded = true
      } else if !isText {
        longest = max(longest, line.count)
        hasEnded = line.isPadded || line.count < max(longest, Line.longestWord)
      }
    }
  }

  private struct Line {
    /// The line without surrounding white space and quotation marks.
    private var content: Range<Int>
    /// Number of bytes that are not blanks.
    private(set) var count = 0
    private var junk = 0
    /// Number of letters behind padding: junk, unless another piece of base64 begins there.
    private var lettersBehind = 0
    private var padding = 0
    private var hasGap = false
    /// Capitals follow other letters, or a digit is between letters, as in hardly any word.
    private var isMixed = false

    init(_ area: borrowing Span<UInt8>, _ range: Range<Int>) {
      content = area.trimmed(range)
      while let first = content.first, area[first] == Byte.greater || Byte.isBlank(area[first]) {
        content = first + 1..<content.upperBound
      }
      var last: UInt8 = 0
      var beforeLast: UInt8 = 0
      for index in content {
        let byte = area[index]
        if Byte.isSpace(byte) {
          hasGap = true
        } else {
          count += 1
          note(byte, last, beforeLast)
        }
        (beforeLast, last) = (last, byte)
      }
    }

    private mutating func note(_ byte: UInt8, _ last: UInt8, _ beforeLast: UInt8) {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"):
        let follows = Byte.isDigit(last) || UInt8(ascii: "a")...UInt8(ascii: "z") ~= last
        if byte < UInt8(ascii: "a"), follows { isMixed = true }
        if Byte.isDigit(last), Byte.isLetter(beforeLast) { isMixed = true }
        if padding > 0 {
          junk += 1
          lettersBehind += 1
        }
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), Byte.slash: break
      case Byte.equals:
        padding += 1
        // More than a group can have.
        if padding > 3 { junk += 1 }
      default: junk += 1
      }
    }

    /// Whether it is text, or a line drawn with characters.
    var isWords: Bool {
      guard lettersBehind == 0 || lettersBehind < junk || hasGap || !isMixed || count % 4 > 0 else {
        return false
      }
      return junk * 8 > count || (junk > 0 || hasGap) && !isMixed
    }

    /// Whether it may be a word as well.
    var isWord: Bool {
      count > 0 && junk == 0 && !hasGap && !isMixed && padding == 0 && count < Self.longestWord
    }

    static let longestWord = 40

    /// Whether the last group of base64 is in it.
    var isPadded: Bool { padding > 0 }

    /// Whether it looks like no word in a footer.
    var isSurelyBase64: Bool {
      guard junk == 0, !hasGap else { return false }
      return count >= Self.longestWord
        || count % 4 == 0 && (padding > 0 && count > padding || isMixed && count >= 16)
    }

    /// Whether it is base64 of a text, which is true of hardly any word.
    func isBase64OfText(_ area: borrowing Span<UInt8>) -> Bool {
      decoded(area).map { validUTF8($0.span) != nil && $0.allSatisfy(Self.isOfText) } ?? false
    }

    /// Whether it is base64 of a text in ASCII, which is true of fewer words still.
    func isBase64OfASCII(_ area: borrowing Span<UInt8>) -> Bool {
      decoded(area).map { $0.allSatisfy { $0 < 0x80 && Self.isOfText($0) } } ?? false
    }

    private func decoded(_ area: borrowing Span<UInt8>) -> [UInt8]? {
      guard junk == 0, count > 0, count % 4 == 0 else { return nil }
      return decodedBase64(area.extracting(content)).bytes
    }

    private static func isOfText(_ byte: UInt8) -> Bool {
      byte >= Byte.space || Byte.isSpace(byte)
    }
  }
}
