import Testing

@testable import Web

@Suite struct HTMLTests {
  @Test func textsCannotBecomeMarkup() {
    let hostile = "<script>\"'&\u{202E}gpj.exe"
    let html: HTML = "<b title=\"\(hostile)\">\(hostile)</b>"
    #expect(
      html.markup
        == "<b title=\"&lt;script&gt;&quot;&#39;&amp;gpj.exe\">&lt;script&gt;&quot;&#39;&amp;gpj.exe</b>"
    )
  }

  @Test func markupInMarkupIsKept() {
    let rows: [HTML] = ["<li>\("a<b")</li>", "<li>c</li>"]
    let none: HTML? = nil
    let list: HTML = "<ul>\(rows)\(none)</ul>"
    #expect(list.markup == "<ul><li>a&lt;b</li><li>c</li></ul>")
  }
}
