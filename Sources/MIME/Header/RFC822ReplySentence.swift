import Bytes

/// A field that names messages in a sentence, as RFC 822 section 4.6.2 allowed and old programs write:
/// `Message from joe <joe@example.net> of "Tue, 3 Mar 1992 12:00 EST." <id>`, `joe's message of Tue
/// <id>`, `<id> (message from joe <joe@example.net>)`. The addresses of people in it name no message.
struct ReplySentence {
  /// Letters and digits, in lower case.
  private var words: Set<String> = []
  /// What stands before each id; empty at the beginning.
  private var before: [(id: String, word: String)] = []

  /// Nil for a field that has ids only, which nearly all have.
  init?(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) {
    guard Self.hasWords(bytes, range) else { return nil }
    var last = ""
    var position = range.lowerBound
    while position < range.upperBound {
      let start = position
      switch bytes[position] {
      case Byte.less:
        while position < range.upperBound, bytes[position] != Byte.greater { position += 1 }
        before.append((Self.text(bytes, start + 1..<position), last))
      case Byte.quote:
        position += 1
        while position < range.upperBound, bytes[position] != Byte.quote { position += 1 }
        last = Self.text(bytes, start + 1..<position)
        words.formUnion(Self.words(last))
      case let byte where Self.endsWord(byte): break
      default:
        while position < range.upperBound, !Self.endsWord(bytes[position]) { position += 1 }
        let word = Self.text(bytes, start..<position)
        if word.utf8.contains(Byte.at) {
          before.append((word, last))
        } else {
          last = word
          words.formUnion(Self.words(word))
        }
        position -= 1
      }
      position += 1
    }
  }

  /// Whether an id of the field names a message: it looks as programs make them, or it stands where
  /// one is, at the beginning or behind a date, and nobody of that name is in the sentence.
  func names(_ id: String) -> Bool {
    if Self.isMadeByProgram(id) { return true }
    guard let place = before.first(where: { $0.id.filter { !$0.isWhitespace } == id }) else {
      return false
    }
    let isAtPlace = place.word.isEmpty || Self.words(place.word).contains(where: Self.isOfDate)
    return isAtPlace && words.isDisjoint(with: Self.words(String(id.prefix { $0 != "@" })))
  }

  private static func hasWords(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> Bool {
    var position = range.lowerBound
    while position < range.upperBound {
      let start = position
      if bytes[position] == Byte.less {
        while position < range.upperBound, bytes[position] != Byte.greater { position += 1 }
      } else if endsWord(bytes[position]) {
        position += 1
      } else {
        while position < range.upperBound, !endsWord(bytes[position]) { position += 1 }
        let word = start..<position
        if bytes.firstIndex(of: Byte.at, in: word) == nil,
          word.contains(where: { bytes[$0] >= 0x30 && bytes[$0] != Byte.equals })
        {
          return true
        }
      }
    }
    return false
  }

  private static func endsWord(_ byte: UInt8) -> Bool {
    Byte.isSpace(byte) || byte == Byte.comma || byte == Byte.less || byte == Byte.greater
      || byte == Byte.quote
  }

  private static func text(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> String {
    String(decoding: range.map { bytes[$0] }, as: UTF8.self)
  }

  private static func words(_ text: String) -> [String] {
    text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
  }

  /// Of times and random numbers.
  private static func isMadeByProgram(_ id: String) -> Bool {
    let left = id.utf8.prefix { $0 != Byte.at }
    let digits = left.count { 0x30...0x39 ~= $0 }
    return digits >= 5 || digits >= 2 && left.count >= 20
  }

  /// A number, a day, a month or a zone.
  private static func isOfDate(_ word: String) -> Bool {
    word.contains(where: \.isNumber) || dateWords.contains(word)
      || longDateWords.contains(word)
  }

  private static let dateWords: Set<String> = [
    "mon", "tue", "wed", "thu", "fri", "sat", "sun", "jan", "feb", "mar", "apr", "may", "jun",
    "jul",
    "aug", "sep", "oct", "nov", "dec", "est", "edt", "cst", "cdt", "mst", "mdt", "pst", "pdt",
    "gmt", "utc", "bst", "cet", "cest", "met", "mest", "mez", "jst", "id", "am", "pm",
  ]
  private static let longDateWords: Set<String> = [
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january",
    "february", "march", "april", "june", "july", "august", "september", "october", "november",
    "december",
  ]
}
