import Testing

@testable import MIME

/// RFC 3676 section 4.
@Suite struct FormatFlowedTests {
  @Test(arguments: [
    ("one \ntwo\nthree", false, "one two\nthree"),
    ("one \r\ntwo\r\n", false, "one two\n"),
    ("one \r\ntwo\r\n", true, "onetwo\n"),
    ("日本 \n語", true, "日本語"),
    ("fixed\nfixed", false, "fixed\nfixed"),
    (" From here\n  two", false, "From here\n two"),
    ("> quoted \n> text\nmine", false, "> quoted text\nmine"),
    (">> deep \n>> text \n> less", false, "> > deep text \n> less"),
    (">a \n>b", false, "> a b"),
    ("text \n-- \nsig \nmore", false, "text \n-- \nsig more"),
    ("> -- \n> sig", false, "> -- \n> sig"),
    ("a\n\nb", false, "a\n\nb"), ("a \n\nb", false, "a \nb"), ("", false, ""), ("\n", false, "\n"),
    (" ", false, ""), (">", false, "> "), ("last \n", false, "last \n"),
    ("cr \rand\rmore", false, "cr and\nmore"),
  ])
  func joins(_ text: String, _ delSp: Bool, _ expected: String) {
    #expect(unflow(text, delSp: delSp) == expected)
  }

  @Test func quotesInHugeNumbersStayLinear() {
    let text = String(repeating: ">", count: 200_000) + "x \n"
    #expect(unflow(text + text, delSp: false).utf8.count < 500_000)
  }
}
