import Foundation
import Testing

@testable import Presentation

/// Whatever a message holds, nothing of it runs and nothing is loaded.
@Suite struct SafeHTMLTests {
  private func body(_ html: String) -> String {
    let document = SafeHTML.document(html, title: "") { id in
      id == "pic@x" ? ("image/png", [1, 2, 3]) : id == "svg@x" ? ("image/svg+xml", [1]) : nil
    }
    let start = document.range(of: "<body>\n")
    let end = document.range(of: "\n</body>")
    guard let start, let end else { return document }
    return String(document[start.upperBound..<end.lowerBound])
  }

  @Test(arguments: [
    ("<p>Hi <b>you</b></p>", "<p>Hi <b>you</b></p>"),
    ("a<script>alert(1)</script>b", "ab"),
    ("a<SCRIPT >x</ScRiPt >b", "ab"),
    ("a<script>never closed", "a"),
    ("<style>p{background:url(http://x)}</style>t", "t"),
    ("<p onclick=\"x()\" style=\"background:url(http://x)\">t</p>", "<p>t</p>"),
    ("<img src=http://x/y.png onerror=x alt=Logo>", "<img alt=\"Logo\">"),
    ("<img src=\"cid:pic@x\">", "<img src=\"data:image/png;base64,AQID\">"),
    ("<img src=\"cid:svg@x\">", "<img>"),
    ("<img src=\"data:image/svg+xml,<svg onload=x>\">", "<img>"),
    ("<a href=\"javascript:x\">t</a>", "<a>t</a>"),
    ("<a href=\"java&#115;cript&colon;x\">t</a>", "<a>t</a>"),
    ("<a href=\" javascript:x\">t</a>", "<a>t</a>"),
    (
      "<a href='https://x/\"onclick=y'>t</a>",
      "<a href=\"https://x/&quot;onclick=y\" rel=\"noreferrer noopener\">t</a>"
    ),
    ("<svg><a xlink:href=x><script>y</script></svg>t", "t"),
    ("<math><mtext><img src=x></math>t", "t"),
    ("<!-- <script> -->t<!doctype html><?php x ?>", "t"),
    ("<!--> <img src=x onerror=y> -->t", "t"),
    ("1 < 2 > 1 <3", "1 &lt; 2 &gt; 1 &lt;3"),
    ("<base href=http://x><meta http-equiv=refresh content='0;url=http://x'>t", "t"),
    ("<form action=http://x><input type=image src=http://x><button>t</button></form>", "t"),
    ("<p title=\"a>b<c\">t", "<p title=\"a&gt;b&lt;c\">t"),
    ("<p/onclick=x>t", "<p>t"), ("<", "&lt;"), ("<p", "<p>"), ("</", ""), ("<p a=", "<p>"),
    ("<body background=http://x><table background=http://y><td>t", "<table><td>t"),
  ])
  func onlyTheHarmlessPasses(_ html: String, _ expected: String) {
    #expect(body(html) == expected)
  }

  @Test func aBrowserIsToldToLoadNothing() {
    let document = SafeHTML.document("", title: "<script>") { _ in nil }
    #expect(document.contains("Content-Security-Policy\" content=\"default-src 'none'"))
    #expect(!document.contains("<script>"))
  }
}
