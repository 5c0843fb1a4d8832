import Foundation

/// Synthetic words with the frequencies of a natural language: the word of rank r is drawn about in
/// proportion to 1/r (Zipf). The vocabulary grows with the amount of text (Heaps), because one draw
/// in `rarity` is a word, name or number that hardly ever repeats.
struct Vocabulary {
  static let size = 60_000
  static let rarity = 60

  let words: [String]

  init() {
    words = (0..<Self.size).map(Self.word)
  }

  func draw(_ random: inout SplitMix) -> String {
    if random.below(Self.rarity) == 0 { return Self.rare(&random) }
    // The inverse of the harmonic distribution's cumulative function.
    let rank = pow(Double(Self.size), random.fraction()) - 1
    return words[min(Int(rank), Self.size - 1)]
  }

  /// Words for common ranks are short; all words are different.
  private static func word(_ rank: Int) -> String {
    var number = rank
    var word = ""
    repeat {
      word += syllables[number % syllables.count]
      number /= syllables.count
    } while number > 0
    return word
  }

  private static func rare(_ random: inout SplitMix) -> String {
    switch random.below(3) {
    case 0: return "\(random.below(1_000_000))"
    case 1: return word(size + random.below(100_000_000))
    default: return "\(word(random.below(size)))-\(random.below(10_000))"
    }
  }

  private static let syllables: [String] = {
    let onsets = [
      "b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "st", "tr", "pl",
    ]
    return onsets.flatMap { onset in ["a", "e", "i", "o", "u", "en"].map { onset + $0 } }
  }()
}
