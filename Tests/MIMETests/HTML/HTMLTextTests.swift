import Testing

@testable import MIME

@Suite struct HTMLTextTests {
  @Test(arguments: [
    // Inline and block.
    ("plain", "plain"), ("", ""), ("<b>qux</b>split", "quxsplit"),
    ("a <i>b</i> c", "a b c"), ("one<br>two<BR/>three", "one\ntwo\nthree"),
    ("a<br><br>b", "a\n\nb"), ("a<br><br><br><br>b", "a\n\nb"),
    ("<p>a</p><p>b</p>", "a\n\nb"), ("<div>a</div><div>b</div>", "a\nb"),
    ("<div>a</div><div><br></div><div>b</div>", "a\n\nb"), ("a<div>b</div>c", "a\nb\nc"),
    ("  a \n\t b  ", "a b"), ("<h1>Title</h1>text", "Title\n\ntext"),
    ("a<hr>b", "a\n----------\nb"),
    ("a<span style='display:block'>b</span>c", "a\nb\nc"), ("a<wbr>b", "ab"),
    ("<td>a</td><td>b</td>", "a\tb"), ("x</p>y", "x\n\ny"), ("x</br>y", "x\ny"),
    // Left out.
    ("<html><head><title>T</title></head><body>b</body></html>", "b"),
    ("<style>p{color:red}</style>x", "x"), ("<STYLE type=a>a>b{}</STYLE >x", "x"),
    ("<script>if (a<b) document.write('</p>')</script>x", "x"), ("a<!-- no -->b", "ab"),
    ("a<!-->b", "ab"), ("a<!--->b", "ab"), ("a<!-- x --!>b", "ab"), ("a<!-- - -- > -->b", "ab"),
    ("<!DOCTYPE html>x", "x"), ("<?xml version='1.0'?>x", "x"), ("a</ b>c", "ac"),
    ("<template>t</template>x", "x"), ("<noscript>n</noscript>x", "nx"),
    ("<!--[if mso]><p>Outlook</p><![endif]-->x", "x"),
    ("<!--[if !mso]><!-->shown<!--<![endif]-->x", "shownx"),
    ("<![if !mso]>shown<![endif]>", "shown"),
    ("<xml><o:Pixels>96</o:Pixels></xml>x", "x"), ("<iframe>no</iframe>x", "x"),
    // Hidden by style.
    ("<div style=\"display:none;font-size:1px\">pre</div>x", "x"),
    ("<div style='DISPLAY : None !important'>pre</div>x", "x"), ("<p hidden>pre</p>x", "x"),
    ("<span style=visibility:hidden>pre</span>x", "x"), ("<div style='opacity:0'>pre</div>x", "x"),
    ("<div style='opacity:0.5'>pre</div>x", "pre\nx"),
    ("<div style='max-height:0px;overflow:hidden'>pre</div>x", "x"),
    ("<a style='mso-hide:all'>Button</a>", "Button"),
    // Not hidden, or not from everybody.
    ("<div style='max-height:0'>shown</div>x", "shown\nx"),
    ("<div style='mso-hide:all'>shown</div>x", "shown\nx"),
    ("<i style='display:none;display:inline'>y</i>x", "yx"),
    ("<i hidden style='display:inline'>y</i>x", "yx"),
    ("<i style='x-display:none'>y</i>x", "yx"),
    ("<span style='font-size:0'>pre</span>x", "x"), ("<i style='font-size:0.8em'>y</i>x", "yx"),
    ("<td style='font-size:0px'><div style='font-size:14px'>in</div></td>", "in"),
    ("<div style='display:none'><div>a</div>b</div>x", "x"),
    ("<div><span style='display:none'>pre</div>x", "x"),
    ("<table><tr><td style='display:none'>a<td>b</table>x", "b\nx"),
    ("<p style='display:none'>a<p>b", "b"), ("<img style='display:none' alt='a'>x", "x"),
    ("<body style='display:none'>all hidden</body>", "all hidden"),
    // Links and images.
    ("<a href=\"https://a.example/x\">here</a>.", "here <https://a.example/x>."),
    ("<a href='https://a.example/'>https://a.example</a>", "https://a.example"),
    ("<a href='https://a.example/'>a.example</a>", "a.example"),
    ("<a href='mailto:a@b.example'>a@b.example</a>", "a@b.example"),
    ("<a href='#top'>up</a>", "up"), ("<a href='javascript:x()'>js</a>", "js"),
    ("<a name=x>anchor</a>", "anchor"),
    (
      "<a href='https://e.example/?a=1&amp;b=2&copy=3'>q</a>",
      "q <https://e.example/?a=1&b=2&copy=3>"
    ),
    ("<a href=https://e.example/1><img src=x></a>", "<https://e.example/1>"),
    (
      "<a href=https://e.example/1>one<a href=https://e.example/2>two",
      "one <https://e.example/1>two <https://e.example/2>"
    ),
    ("<a href=https://e.example><div>block</div></a>x", "block <https://e.example>\nx"),
    ("<a href='ht\ntps://e.example/\n x'>l</a>", "l <https://e.example/x>"),
    ("a <img alt=\"A &amp; B\" src=x> b", "a [A & B] b"), ("a<img alt='' src=x>b", "ab"),
    // Tables, lists, quotations, preformatted.
    ("<table><tr><th>a<th>b<tr><td>1<td>2</table>", "a  b\n1  2"),
    ("<ul><li>a<li>b</ul>c", "* a\n* b\n\nc"), ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
    ("<ol start=3><li>a<li value=7>b<li>c</ol>", "3. a\n7. b\n8. c"),
    ("<ul><li>a<ul><li>b</ul><li>c</ul>", "* a\n  * b\n* c"),
    (
      "<ul><li><p>a</p><p>b</p></ul>",
      "* a\n\n  b"
    ),
    ("<ul><li><li>a</ul>", "* a"),
    ("a<blockquote>b<br>c</blockquote>d", "a\n\n> b\n> c\n\nd"),
    ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
    ("<blockquote>a<blockquote>b</blockquote></blockquote>", "> a\n>\n> > b"),
    ("<pre>\n a  b\n  c\n\n\nd</pre>e", " a  b\n  c\n\n\nd\n\ne"),
    ("<div style='white-space:pre-wrap'>a\n  b</div>", "a\n  b"),
    ("<textarea>a &lt; b</textarea>", "a < b"),
    ("<select><option>a<option>b</select>", "a\nb"), ("<dl><dt>a<dd>b</dl>", "a\n  b"),
    // Broken markup.
    ("a < b", "a < b"), ("a <3 b", "a <3 b"), ("x<", "x<"), ("x</", "x"), ("x<b", "x"),
    ("x<b y='", "x"), ("x <a href=\"u>t</a> y", "x t <u> y"), ("<b/x=y/z>t", "t"),
    ("<b =x a==b \"c'>t", "t"), ("<p<b>t", "t"), ("a<!-- open > b", "a b"),
    // Markup that the end cuts off loses no text.
    ("x <b and more", "x and more"), ("x <b\nand <i more", "x and more"),
    ("x <a href=\"u and more", "x and more <u>"), ("x <a href=\"u", "x <u>"),
    ("x <a href='u' title=\"t", "x <u>"), ("x <i class=c", "x"), ("x <b y=1 and > more", "x more"),
    ("x </b and more", "x and more"), ("x </ and more", "x and more"),
    ("a<!-- open", "a open"), ("x <!doctype and", "x doctype and"), ("1 <i 2 <i 3", "1 2 3"),
    // A quote that is missing in one tag does not take the text up to the next.
    ("<a href=\"u>t</a> <i class=\"v\">w</i>", "t <u> w"),
    ("<a title=\"a > b\" href=\"u\">t</a>", "t <u>"),
    ("<style>x{} y", "x{} y"), ("<b>x</i></b>y", "xy"), ("a\u{0}b<b\u{0}r>c", "abc"),
    ("<a href='x' href='y'>z</a>", "z <x>"), ("</div></table>a", "a"),
    ("<table><td><div>a</table></div>b", "a\nb"), ("<b><div>a</b>b</div>c", "ab\nc"),
    // Characters.
    ("in\u{AD}visible hy&shy;phen", "invisible hyphen"), ("zero\u{200B}width", "zerowidth"),
    ("a&nbsp;&nbsp;\u{A0}b", "a b"), ("a&zwnj;b \u{200C}", "ab"),
    ("\u{645}\u{6CC}\u{200C}\u{62E}", "\u{645}\u{6CC}\u{200C}\u{62E}"),
    ("👩\u{200D}👧", "👩\u{200D}👧"), ("&#847;&zwnj;&nbsp;&#8199;&shy;x", "x"),
    ("Grüße “日本” ’", "Grüße “日本” ’"),
  ])
  func rendersAs(_ html: String, _ text: String) {
    #expect(plainText(fromHTML: html) == text)
  }

  @Test(arguments: [
    ("&amp;", "&"), ("&lt;b&gt;", "<b>"), ("&AMP", "&"), ("&copy 2", "© 2"), ("&copyx", "©x"),
    ("&notit;", "¬it;"), ("&notin;", "∉"), ("&eacute;&Eacute", "éÉ"), ("&bogus;", "&bogus;"),
    ("&", "&"), ("&&", "&&"), ("&;", "&;"), ("&#65;&#x42;&#X43", "ABC"), ("&#;", "&#;"),
    ("&#x;", "&#x;"), ("&#146;&#x80;", "’€"), ("&#0;", "\u{FFFD}"), ("&#xD800;", "\u{FFFD}"),
    ("&#x110000;", "\u{FFFD}"), ("&#99999999999999999999;", "\u{FFFD}"), ("&#128512;", "😀"),
    ("&acE;", "\u{223E}\u{333}"), ("&CounterClockwiseContourIntegral;", "∳"), ("&hearts;", "♥"),
    ("&frac12;", "½"), ("&ThickSpace;x", "x"), ("&euro;&hellip;&mdash;", "€…—"),
    ("&apos;&quot;", "'\""), ("&Gt;&gt", "≫>"), ("&AMPx", "&x"),
  ])
  func referenceMeans(_ html: String, _ text: String) {
    #expect(plainText(fromHTML: html) == text)
  }

  @Test func allNamedReferencesAreKnown() {
    #expect(HTMLCharacterReference.nameCount == 2_125)
  }

  @Test(
    arguments: [
      ("<meta charset=utf-8>", "utf-8"), ("<META CHARSET = 'koi8-r' >", "koi8-r"),
      ("<meta http-equiv=Content-Type content=\"text/html; charset=iso-8859-2\">", "iso-8859-2"),
      ("<meta name=x content=y><meta charset=\"big5\">", "big5"), ("<p>charset=utf-8", nil),
      ("<meta charset>", nil), ("<meta charset=", nil), ("<meta charset=utf-16>", "utf-8"),
      ("", nil),
    ] as [(String, String?)])
  func charsetIsFound(_ html: String, _ label: String?) {
    #expect(htmlCharset(in: Array(html.utf8).span) == label)
  }

  /// Each repeats enough that anything worse than linear would not end in a test's time.
  @Test(arguments: [
    "<div>", "<div><p>", "<b>", "<a href=x>", "<ul><li>", "<blockquote>a", "<!--", "<!-- >", "<!",
    "<style>", "<script>x", "</div>", "<table><tr><td>", "<b></i>", "<i><div></b>", "&", "&#", "<",
    "<a \"", "<a '", "<p hidden>", "<span style='display:none'>", "<li>x", "\u{0}", " ", "&nbsp;",
    "<b><i></b>", "<table></div>", "<pre>\n", "<x y=", "a<br>", "<img alt='", "<td><div></td>",
    "<a b=\"> \" ", "<a b=\">", "<a b='> \"", "</b ", "</ ", "<a b c='", "<!-- <a b=\"",
  ])
  func hostileInputIsLinear(_ unit: String) {
    let text = plainText(fromHTML: String(repeating: unit, count: 20_000) + "end")
    #expect(text.utf8.count <= 20_000 * 40)
  }

  @Test func randomMarkupNeverTraps() {
    var random = TestRandom(state: 3)
    let pieces = [
      "<", ">", "&", "\"", "'", "=", "/", "!", "--", "div", "p", " ", "style", "display:none", ";",
      "a", "href", "#", "x", "\u{0}", "é", "ol", "li", "td", "table", "</", "<!--", "-->", "<pre>",
      "blockquote", "<br>", "&#", "\n", "\u{200C}",
    ]
    for _ in 0..<500 {
      let html = (0..<60).compactMap { _ in pieces.randomElement(using: &random) }.joined()
      var bytes = Array(html.utf8)
      bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(
        in: 0...255, using: &random)
      #expect(plainText(fromHTML: bytes.span).utf8.count < 10_000)
    }
  }
}
