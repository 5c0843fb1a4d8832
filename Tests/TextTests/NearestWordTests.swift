import Testing

@testable import Text

@Suite struct NearestWordTests {
  private static let words = ["search", "show", "stats", "schema", "from", "format", "fetch"]

  @Test(arguments: [
    ("sea", "search"), ("form", "format"), ("fro", "from"), ("fo", "format"), ("serach", "search"),
    ("SHOW", "show"), ("shw", "show"), ("stast", "stats"), ("fecth", "fetch"),
    ("seaarrch", "search"),
  ]) func aBeginningWinsThenFewMistakes(_ typed: String, _ word: String) {
    #expect(nearestWord(to: typed, among: Self.words) == word)
  }

  @Test(arguments: ["", "x", "xyzzy", "hs", "archive", "shsh"])
  func nothingIsNearWhatIsFar(_ typed: String) {
    #expect(nearestWord(to: typed, among: Self.words) == nil)
  }
}
