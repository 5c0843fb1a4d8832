import Text

/// Compares a word with others that come in ascending order. What two of them begin with is compared once.
struct SpellingScan {
  private let word: [UInt8]
  private let letters: [UInt32]
  private let isASCII: Bool
  private let limit: Int

  /// The latest word compared, and for each of its beginnings up to `known` letters, one after the other, how far
  /// it is from each beginning of the word looked for.
  private var latest: [UInt8]
  private var rows: [UInt16]
  private var known = 0
  /// No word near begins with the `known` letters.
  private var isDead = false

  /// - Parameter limit: maximum number of mistakes.
  init(_ word: [UInt8], limit: Int) {
    self.word = word
    self.limit = limit
    letters = Spelling.letters(of: word)
    isASCII = word.allSatisfy { $0 < 0x80 }
    let longest = word.count + limit
    latest = [UInt8](repeating: 0, count: longest)
    rows = [UInt16](repeating: 0, count: (longest + 1) * (word.count + 1))
    for column in 0...word.count { rows[column] = UInt16(clamping: column) }
  }

  /// Where the words go on that may be near, if those that begin as the latest are all far.
  var nextBeginning: [UInt8]? {
    guard isDead, known > 0, latest[known - 1] < 0x7F else { return nil }
    return latest[..<(known - 1)] + [latest[known - 1] + 1]
  }

  /// Whether a word is at most `limit` mistakes away.
  mutating func isNear(_ other: Span<UInt8>) -> Bool {
    guard isASCII else { return isNearByLetters(other) }
    var row = 0
    while row < known, row < other.count, latest[row] == other[row] { row += 1 }
    if isDead, row == known { return false }
    (known, isDead) = (row, false)
    guard abs(other.count - word.count) <= limit else {
      // Longer in bytes, and perhaps not in letters.
      return other.count > word.count && !other.isASCII && isNearByLetters(other)
    }
    while known < other.count {
      guard other[known] < 0x80 else { return isNearByLetters(other) }
      latest[known] = other[known]
      known += 1
      guard fillRow() <= limit else {
        isDead = true
        return false
      }
    }
    return Int(rows[other.count * (word.count + 1) + word.count]) <= limit
  }

  /// Fills the row of the first `known` letters, as `editDistance` does; returns the least of it.
  private mutating func fillRow() -> Int {
    let width = word.count + 1
    let start = known * width
    let letter = latest[known - 1]
    rows[start] = UInt16(clamping: known)
    var least = rows[start]
    for column in 1..<width {
      var best = min(rows[start - width + column], rows[start + column - 1]) &+ 1
      let isSame = letter == word[column - 1]
      best = min(best, rows[start - width + column - 1] &+ (isSame ? 0 : 1))
      if known > 1, column > 1, letter == word[column - 2], latest[known - 2] == word[column - 1] {
        best = min(best, rows[start - 2 * width + column - 2] &+ 1)
      }
      rows[start + column] = best
      least = min(least, best)
    }
    return Int(least)
  }

  private func isNearByLetters(_ other: Span<UInt8>) -> Bool {
    guard abs(other.count - word.count) <= limit * 4 else { return false }
    let bytes = other.indices.map { other[$0] }
    return editDistance(letters, Spelling.letters(of: bytes), limit: limit) != nil
  }
}

extension Span<UInt8> {
  fileprivate var isASCII: Bool {
    for index in indices where self[index] >= 0x80 { return false }
    return true
  }
}
