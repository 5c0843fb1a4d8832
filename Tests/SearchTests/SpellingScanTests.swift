import Mail
import Testing
import Text

@testable import Search

@Suite struct SpellingScanTests {
  /// What two words begin with is compared once, and what nothing near begins with is passed over: the words
  /// found must be those that are found one by one.
  @Test(arguments: ["abcd", "abba", "aabbccdd", "ab\u{e9}d", "a\u{e9}\u{e9}bcd"])
  func wordsNearAreThoseOfFewMistakes(_ text: String) {
    var generator = SplitMix(seed: 7)
    let letters = Array("abcd\u{e9}")
    let words = Set(
      (0..<5_000).map { _ in
        let count = Int.random(in: 0..<8, using: &generator)
        return Array(
          ("a" + String((0..<count).map { _ in letters.randomElement(using: &generator) ?? "a" }))
            .utf8)
      }
    ).sorted { $0.lexicographicallyPrecedes($1) }
    let wanted = Spelling.letters(of: Array(text.utf8))
    for limit in 1...2 {
      func isNear(_ word: [UInt8]) -> Bool {
        editDistance(wanted, Spelling.letters(of: word), limit: limit) != nil
      }
      var scan = SpellingScan(Array(text.utf8), limit: limit)
      var leaps = 0
      for word in words {
        if let next = scan.nextBeginning, word.lexicographicallyPrecedes(next) {
          #expect(!isNear(word))
          leaps += 1
        } else {
          #expect(scan.isNear(word.span) == isNear(word))
        }
      }
      #expect(leaps > 100 || text.utf8.contains { $0 >= 0x80 })
    }
  }

  /// Of many words that are not near most are not even looked at.
  @Test func aWordIsPutRightAmongManyOthers() throws {
    let index = try TestIndex(
      (0..<3_000).map { number in
        let tail = String(number, radix: 36)
        return IndexDocument(Int64(number + 1), "lzz\(tail) la\(tail)q lantern m\(tail)")
      })
    let tree = try QueryParser.parse("lanttern", .test)
    #expect(try index.reader().didYouMean(tree)?.description == "lantern")
  }

  /// A part that has no messages, and one that has many, of several fields.
  @Test func clausesOfSeveralFieldsAreCountedExactly() throws {
    let index = try TestIndex(
      (1...900).map { (id: Int64) in
        IndexDocument(
          id, id % 2 == 0 ? "harbours" : "quay", subject: id % 3 == 0 ? "harbour" : "pier")
      })
    let tree = try QueryParser.parse("harbour pier absent", .test)
    let effects = try index.reader().effects(of: tree)
    #expect(effects.map(\.alone) == [600, 600, 0])
    #expect(effects.map(\.without) == [0, 0, 300])
  }
}
