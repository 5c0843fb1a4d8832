import Testing
import Text

@Suite struct TerminalTextTests {
  @Test(arguments: [
    ("plain", "plain"), ("a\u{1B}[31mb", "a␛[31mb"), ("a\u{202E}b", "a\u{FFFD}b"),
  ])
  func controlsAreShown(_ text: String, _ shown: String) {
    #expect(visible(text) == shown)
  }
}
