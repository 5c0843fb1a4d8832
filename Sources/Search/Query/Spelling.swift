/// How far words are from each other.
enum Spelling {
  /// Letters to add, drop, change or swap with their neighbour to make one word of the other
  /// (optimal string alignment); nil when more than `limit`.
  static func distance(_ first: [UInt32], _ second: [UInt32], limit: Int) -> Int? {
    guard abs(first.count - second.count) <= limit else { return nil }
    var before: [Int] = []
    var last = Array(0...second.count)
    for row in first.indices {
      var current = [row + 1]
      current.reserveCapacity(second.count + 1)
      for column in second.indices {
        var best = min(last[column + 1], current[column]) + 1
        best = min(best, last[column] + (first[row] == second[column] ? 0 : 1))
        if row > 0, column > 0, first[row] == second[column - 1], first[row - 1] == second[column] {
          best = min(best, before[column - 1] + 1)
        }
        current.append(best)
      }
      guard current.contains(where: { $0 <= limit }) else { return nil }
      (before, last) = (last, current)
    }
    return last.last.flatMap { $0 <= limit ? $0 : nil }
  }

  static func distance(_ first: String, _ second: String, limit: Int) -> Int? {
    distance(
      first.unicodeScalars.map(\.value), second.unicodeScalars.map(\.value), limit: limit)
  }

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
        && Spelling.distance(letters, Spelling.letters(of: word), limit: limit) != nil
    }
  }

  static func letters(of word: [UInt8]) -> [UInt32] {
    String(decoding: word, as: UTF8.self).unicodeScalars.map(\.value)
  }

  /// Maximum number of mistakes in a word of this length.
  static func tolerance(letters: Int) -> Int { letters < 3 ? 0 : letters < 6 ? 1 : 2 }

  static func nearest(to word: String, among known: [String]) -> String? {
    let limit = max(1, tolerance(letters: word.count))
    var best: (word: String, distance: Int)?
    for candidate in known {
      guard let distance = distance(word, candidate, limit: limit) else { continue }
      if distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.word ?? known.first { word.count >= 3 && $0.hasPrefix(word) }
  }
}
