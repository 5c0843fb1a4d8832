import Testing
import Text

/// Columns on a terminal, and text that is fitted to them.
@Suite struct DisplayWidthTests {
  @Test(
    arguments: [
      ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("ｱ", 1), ("Ａ", 2), ("한", 2),
      ("🎉", 2), ("👩\u{200D}👧", 2), ("🇩🇪", 2), ("❤", 1), ("❤\u{FE0F}", 2), ("👍🏽", 2),
      ("a\u{200B}b", 2), ("\u{301}", 0), ("…", 1), ("שלום", 4), ("a日b", 4),
    ] as [(String, Int)])
  func widthsAreThoseOfTerminals(_ text: String, _ columns: Int) {
    #expect(displayWidth(text) == columns)
    #expect(widestDisplayWidth(text) >= columns)
  }

  /// A terminal that does not join emoji needs more room, and a line must not break there.
  @Test(arguments: [("👩\u{200D}👧", 4), ("🇩🇪", 2), ("👍🏽", 4), ("abc", 3)] as [(String, Int)])
  func theWidestFormCounts(_ text: String, _ columns: Int) {
    #expect(widestDisplayWidth(text) == columns)
  }

  @Test(
    arguments: [
      ("abc", 5, "abc  "), ("abc", 3, "abc"), ("abcd", 3, "ab…"), ("日本語", 6, "日本語"),
      ("日本語", 5, "日本…"), ("日本語", 4, "日… "), ("e\u{301}e\u{301}", 1, "…"), ("", 2, "  "),
    ] as [(String, Int, String)])
  func columnsAreAsWideAsTheyShouldBe(_ text: String, _ width: Int, _ column: String) {
    #expect(padded(text, to: width) == column)
    #expect(displayWidth(padded(text, to: width)) == width)
    #expect(displayWidth(padded(text, to: width, alignedRight: true)) == width)
  }

  @Test func numbersStandRight() { #expect(padded("42", to: 5, alignedRight: true) == "   42") }

  @Test(
    arguments: [
      ("abc", 3, "abc"), ("abcd", 3, "ab…"), ("日本語", 6, "日本語"), ("日本語", 5, "日本…"),
      ("👩\u{200D}👧ab", 4, "…"), ("🎉ab", 4, "🎉ab"),
    ] as [(String, Int, String)])
  func whatIsLongerIsCut(_ text: String, _ width: Int, _ cut: String) {
    #expect(truncated(text, to: width) == cut)
  }

  @Test(
    arguments: [
      ("one two three", 8, "", ["one two", "three"]), ("short", 80, "", ["short"]),
      ("> one two three", 10, "> ", ["> one two", "> three"]),
      ("日本語日本語", 6, "", ["日本語", "日本語"]), ("日本語。", 6, "", ["日本", "語。"]),
      ("abcdefgh", 3, "", ["abc", "def", "gh"]),
      // An address stays whole, so that it can be opened.
      ("see https://example.org/a/b/c now", 10, "", ["see", "https://example.org/a/b/c", "now"]),
      ("a\tb", 20, "", ["a       b"]), ("one   two", 5, "", ["one", "two"]),
    ] as [(String, Int, String, [String])])
  func linesAreBrokenWherePeopleWouldBreakThem(
    _ line: String, _ width: Int, _ prefix: String, _ lines: [String]
  ) {
    #expect(wrapped(line, to: width, prefix: prefix) == lines)
  }
}
