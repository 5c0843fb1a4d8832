import Testing
import Text

@Suite struct TextWrapTests {
  @Test(arguments: [
    ("plain words", ""), ("  indented", "  "), ("* item", "  "), ("  - item", "    "),
    ("• item", "  "),
    ("1. item", "   "), ("12) item", "    "), ("[3] https://x.test", "    "), ("> quoted", "> "),
    (">> quoted", ">> "), ("> > quoted", "> > "), ("> * item", ">   "), (">quoted", "> "),
    ("-- ", ""), ("--", ""), ("*bold*", ""), ("2024. ", ""), ("3.5 metres", ""), ("[sic]", ""),
    ("", ""),
  ])
  func continuedLinesStandBelowTheirText(_ line: String, _ prefix: String) {
    #expect(continuationPrefix(of: line) == prefix)
  }

  @Test func itemsKeepTheirIndentation() {
    let line = "  * one two three four five"
    #expect(
      wrapped(line, to: 14, prefix: continuationPrefix(of: line)) == [
        "  * one two", "    three four", "    five",
      ])
  }
}
