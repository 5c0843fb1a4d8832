import Testing
import Text

/// Whatever text holds, a terminal shows it and obeys none of it.
@Suite struct TerminalSafeTests {
  @Test(arguments: [
    ("plain", "plain"), ("", ""), ("Grüße, 日本語 🎉", "Grüße, 日本語 🎉"),
    // C0, DEL and C1, as they are and after letters that they would merge with.
    ("a\u{1B}[31mb", "a␛[31mb"), ("\0\u{7}\u{7F}", "␀␇␡"), ("\u{9B}2J", "\u{FFFD}2J"),
    ("é\u{1B}\u{301}", "é␛\u{301}"), ("\r\n", "  "), ("a\tb\nc", "a b c"),
    ("one\u{2028}two\u{2029}", "one two "),
    // What turns the order of text around.
    ("\u{202E}gpj.exe", "\u{FFFD}gpj.exe"), ("a\u{200F}b", "a\u{FFFD}b"),
    ("\u{200E}\u{061C}\u{2066}\u{2069}\u{202A}", String(repeating: "\u{FFFD}", count: 5)),
    // Joiners belong to words of several scripts, and to emoji.
    ("می\u{200C}خواهم", "می\u{200C}خواهم"), ("👩\u{200D}👧", "👩\u{200D}👧"),
  ])
  func controlsAreShown(_ text: String, _ shown: String) {
    #expect(terminalSafe(text).unicodeScalars.elementsEqual(shown.unicodeScalars))
  }

  @Test func linesStayWhereTheyAreWanted() {
    #expect(terminalSafe("a\tb\r\nc\u{1B}", keepingLineEnds: true) == "a\tb \nc␛")
  }

  @Test func everyControlIsShownAndNothingElseChanges() {
    for value in (0...0x2FFF as ClosedRange<UInt32>) {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let shown = terminalSafe(String(scalar))
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator: #expect(shown != String(scalar))
      case _ where scalar.properties.isBidiControl: #expect(shown == "\u{FFFD}")
      default: #expect(shown.unicodeScalars.elementsEqual([scalar]), "\(value)")
      }
    }
  }
}
