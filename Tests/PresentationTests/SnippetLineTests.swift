import Mail
import Presentation
import Testing
import Text

/// The place that was found, on one line.
@Suite struct SnippetLineTests {
  private func line(
    _ text: String, _ marks: [Range<Int>], width: Int? = nil, color: Bool = false,
    isCut: Bool = false
  ) -> String {
    let source = SearchableText(.body, part: "1", text: text)
    return SnippetLine(
      Snippet(text: text, marks: marks, isCutBefore: isCut, isCutAfter: isCut, in: source)
    ).text(width: width, color: color)
  }

  @Test func whatWasFoundStandsOut() {
    #expect(line("a boat trip", [2..<6]) == "a *boat* trip")
    #expect(line("a boat trip", [2..<6], color: true) == "a \u{1B}[1;31mboat\u{1B}[0m trip")
    #expect(line("a boat trip", [2..<6, 7..<11], isCut: true) == "…a *boat* *trip*…")
    #expect(line("Grüße", [0..<7]) == "*Grüße*")
  }

  @Test func marksThatLieDoNoHarm() {
    #expect(line("abc", [1..<99]) == "a*bc*")
    #expect(line("abc", [2..<3, 0..<1]) == "ab*c*")
    // In the midst of a character.
    #expect(line("é", [0..<1]).contains("\u{FFFD}"))
  }

  @Test func controlCharactersAreShown() {
    #expect(line("a\u{1B}[2Jb", [0..<1]) == "*a*␛[2Jb")
  }

  @Test(arguments: [12, 20, 40]) func itFitsWithWhatWasFoundInSight(_ width: Int) {
    let text =
      String(repeating: "日本 word ", count: 30) + "needle " + String(repeating: "x ", count: 50)
    let start = text.utf8.count - 100 - 7
    let shown = line(text, [start..<start + 6], width: width)
    #expect(displayWidth(shown) <= width, "\(shown)")
    #expect(shown.contains("*needle*"), "\(shown)")
    #expect(shown.hasPrefix("…") && shown.hasSuffix("…"))
  }
}
