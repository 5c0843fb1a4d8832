import Bytes

/// Distinguishes the base64 lines of a body from others: text that a mailing list appended, or a
/// text that is only declared as base64. Base64 may contain blanks and quotation marks.
struct Base64Lines {
  /// Start of text that was appended to the base64.
  private(set) var footerStart: Int?
  /// More of the body is words than base64.
  private(set) var isText: Bool

  init(_ area: borrowing Span<UInt8>) {
    var firstWords: Int?
    var words = 0
    var digits = 0
    var isSure = false
    var position = 0
    while position < area.count {
      let next =
        area.firstIndex(of: Byte.lf, in: position..<area.count).map { $0 + 1 } ?? area.count
      let line = Line(area, position..<next)
      if line.isWords {
        firstWords = firstWords ?? position
        words += line.count
      } else if line.isSurelyBase64 || words + digits == 0 && line.isBase64OfText(area) {
        // The words before this line were damage.
        firstWords = nil
        isSure = true
      }
      if firstWords == nil { digits += line.count }
      position = next
    }
    footerStart = isSure ? firstWords : nil
    isText = !isSure && words > digits
  }

  private struct Line {
    /// The line without surrounding white space and quotation marks.
    private var content: Range<Int>
    /// Number of bytes that are not blanks.
    private(set) var count = 0
    private var junk = 0
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
        if padding > 0 { junk += 1 }
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
      junk * 8 > count || (junk > 0 || hasGap) && !isMixed
    }

    /// Whether it looks like no word in a footer.
    var isSurelyBase64: Bool {
      guard junk == 0, !hasGap else { return false }
      return count >= 40
        || count % 4 == 0 && (padding > 0 && count > padding || isMixed && count >= 16)
    }

    /// Whether it is base64 of a text, which is true of hardly any word.
    func isBase64OfText(_ area: borrowing Span<UInt8>) -> Bool {
      guard junk == 0, count > 0, count % 4 == 0 else { return false }
      let bytes = decodedBase64(area.extracting(content)).bytes
      return validUTF8(bytes.span) != nil
        && bytes.allSatisfy { $0 >= Byte.space || Byte.isSpace($0) }
    }
  }
}
