import Testing
import Text

@Suite struct HTMLEscapeTests {
  @Test(arguments: [
    ("a < b > c & d", "a &lt; b &gt; c &amp; d"), ("\"'", "&quot;&#39;"), ("é 日", "é 日"),
    ("a\tb\r\nc", "a\tb\r\nc"), ("\u{1B}[31m\0\u{9B}", "␛[31m␀\u{FFFD}"),
    ("\u{202E}gpj\u{200F}", "&#x202e;gpj&#x200f;"),
    // A combining mark is one Character with what stands before it, and hides nothing.
    ("<\u{301}b>\u{338}", "&lt;\u{301}b&gt;\u{338}"),
    ("\"\u{301}onload=x", "&quot;\u{301}onload=x"),
    ("&\u{20DD}", "&amp;\u{20DD}"),
  ])
  func textStaysText(_ text: String, _ html: String) {
    #expect(htmlEscaped(text).unicodeScalars.elementsEqual(html.unicodeScalars))
  }
}
