import Text

/// How far words are from each other.
enum Spelling {
  /// A word that others are misspellings of: those with the same first letter and few mistakes.
  struct Model {
    private let first: UInt8?
    private let letters: [UInt32]
    private let limit: Int

    init(_ word: [UInt8]) {
      first = word.first
      letters = Spelling.letters(of: word)
      limit = Spelling.tolerance(letters: letters.count)
    }

    func isLike(_ word: [UInt8]) -> Bool {
      word.first == first
        && editDistance(letters, Spelling.letters(of: word), limit: limit) != nil
    }
  }

  static func letters(of word: [UInt8]) -> [UInt32] {
    String(decoding: word, as: UTF8.self).unicodeScalars.map(\.value)
  }

  /// Maximum number of mistakes in a word of this length.
  static func tolerance(letters: Int) -> Int { letters < 3 ? 0 : letters < 6 ? 1 : 2 }
}
