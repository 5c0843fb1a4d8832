import Testing
import Text

@testable import MIME

private func read(
  _ html: String, _ links: ReadingOptions.Links = .numbered, columns: Int = 60
) -> String {
  var options = ReadingOptions()
  options.links = links
  options.columns = columns
  return plainText(fromHTML: html, HTMLTextStyle(options))
}

@Suite("HTML as a person reads it")
struct HTMLReadingTests {
  @Test(
    "Tables of data are aligned",
    arguments: [
      (
        "<table border=1><tr><td>Item</td><td>Qty</td><td>Price</td></tr><tr><td>Blue lamp</td>"
          + "<td>12</td><td>19.90</td></tr><tr><td>Cable</td><td>345</td><td>1.50</td></tr></table>",
        """
        Item       Qty  Price
        Blue lamp   12  19.90
        Cable      345   1.50
        """
      ),
      // Paragraphs in cells, as Word writes them.
      (
        "<table><tr><td><p>Name</p></td><td><p>City</p></td></tr>"
          + "<tr><td><p>Ada</p></td><td><p>London</p></td></tr></table>",
        "Name  City\nAda   London"
      ),
      // Wide characters, and numbers of many kinds.
      (
        "<table><tr><th>品名<th>Summe<tr><td>日本<td>€ 1.234,50<tr><td>x<td>−7 %</table>",
        "品名       Summe\n日本  € 1.234,50\nx           −7 %"
      ),
      // Two columns of names and values.
      (
        "<table><tr><td>Invoice<td>4711<tr><td>Customer number<td>12<tr><td>Total<td>9,90</table>",
        "Invoice          4711\nCustomer number    12\nTotal            9,90"
      ),
      // Cells over several columns, empty columns that only make room.
      (
        "<table><tr><td colspan=3>A heading that is longer than the columns below it</td></tr>"
          + "<tr><td>a</td><td></td><td>b</td></tr><tr><td>cc</td><td></td><td>dd</td></tr></table>",
        "A heading that is longer than the columns below it\na   b\ncc  dd"
      ),
      // Cells over several rows.
      (
        "<table><tr><th rowspan=2>Name<th colspan=2>2023<tr><th>Q1<th>Q2<tr><td>Alpha<td>1,000"
          + "<td>2,500<tr><td>Beta<td>3<td>4</table>",
        """
        Name   2023
                  Q1     Q2
        Alpha  1,000  2,500
        Beta       3      4
        """
      ),
      (
        "<table><tr><td>Room<td>Mon<td>Tue<tr><td rowspan=3>A1<td>Art<td>PE<tr><td>Bio"
          + "<td rowspan=2>Che<tr><td>Dra</table>",
        """
        Room  Mon  Tue
        A1    Art  PE
              Bio  Che
              Dra
        """
      ),
      (
        "<table><tr><td rowspan=2>a<td>b<tr></tr><tr><td>c<td rowspan=99999999999>d</table>",
        "a  b\nc  d"
      ),
      // End tags that may be missing.
      ("<table><tr><td>a<td>b<tr><td>cc<td>dd</table>x", "a   b\ncc  dd\n\nx"),
      ("a<table><tbody><tr><td>b<td>c<tr><td>d<td>e</table>f", "a\n\nb  c\nd  e\n\nf"),
      // In a list, in a quotation, in a table that only makes the page.
      (
        "<blockquote><table><tr><td>a<td>b<tr><td>cc<td>dd</table></blockquote>",
        "> a   b\n> cc  dd"
      ),
      (
        "<table><tr><td><p>one</p><p>two</p><table><tr><td>a<td>b<tr><td>cc<td>dd</table></table>",
        "one\n\ntwo\n\na   b\ncc  dd"
      ),
    ])
  func data(html: String, text: String) {
    #expect(read(html) == text)
  }

  @Test("A long cell is wrapped inside of its column")
  func wrappedCell() {
    let html =
      "<table><tr><td>Item<td>What it is<td>Price<tr><td>Lamp<td>A lamp for the desk that can be "
      + "turned and moved in all directions<td>19.90<tr><td>Cable<td>Two metres<td>1.50</table>"
    let text = read(html, columns: 50)
    #expect(text.split(separator: "\n").allSatisfy { displayWidth(String($0)) <= 50 })
    #expect(text.hasPrefix("Item   What it is"))
    #expect(text.contains("Cable  Two metres"))
    #expect(text.contains("19.90") && text.hasSuffix(" 1.50"))
  }

  @Test(
    "Tables that only place things are one text after the other",
    arguments: [
      ("<table><tr><td>one</td></tr><tr><td>two</td></tr></table>", "one\ntwo"),
      (
        "<table><tr><td><h1>Title</h1></td></tr><tr><td><p>a</p><p>b</p></td></tr></table>",
        "Title\n\na\n\nb"
      ),
      ("<table><tr><td>Home</td><td>Shop</td><td>Help</td></tr></table>", "Home  Shop  Help"),
      ("<table><tr><td><img src=x></td><td><div>a</div><div>b</div></td></tr></table>", "a\nb"),
      ("<table><tr><td>a<td>b<table><tr><td>c", "a\nb\nc"),
    ])
  func layout(html: String, text: String) {
    #expect(read(html) == text)
  }

  @Test(
    "Long addresses are numbered, or their host stands for them",
    arguments: [
      (
        "<a href=https://a.example/x>here</a>.", "here <https://a.example/x>.",
        "here <https://a.example/x>."
      ),
      (
        "<a href=https://track.example.com/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa>Read</a> more",
        "Read [1] more\n\n[1] https://track.example.com/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n",
        "Read <track.example.com/…> more"
      ),
      (
        "<a href=https://a.example/11111111111111111111111111111111111111111111>1</a> "
          + "<a href=https://a.example/22222222222222222222222222222222222222222222>2</a> "
          + "<a href=https://a.example/11111111111111111111111111111111111111111111>1</a>",
        "1 [1] 2 [2] 1 [1]\n\n[1] https://a.example/11111111111111111111111111111111111111111111\n"
          + "[2] https://a.example/22222222222222222222222222222222222222222222\n",
        "1 <a.example/…> 2 <a.example/…> 1 <a.example/…>"
      ),
    ])
  func links(html: String, numbered: String, host: String) {
    #expect(read(html) == numbered)
    #expect(read(html, .host) == host)
    #expect(!read(html, .full).contains("["))
  }

  @Test(
    "What is struck out is marked",
    arguments: [
      ("now <s>19.90</s> 9.90", "now ~~19.90~~ 9.90"),
      ("<strike>a</strike><del>b</del>", "~~a~~~~b~~"),
      ("x <span style='color:red;text-decoration:line-through'>old</span> new", "x ~~old~~ new"),
      ("x <span style='text-decoration-line:line-through'>old</span>", "x ~~old~~"),
      ("a<s> b</s>", "a ~~b~~"), ("<s></s>a", "a"), ("<s>a<del>b</del></s>", "~~ab~~"),
      ("<p><s>a</s></p><p>b</p>", "~~a~~\n\nb"), ("<s><p>a</p><p>b</p></s>", "~~a\n\nb~~"),
      ("<blockquote><s>a</s></blockquote>", "> ~~a~~"), ("<s>open", "~~open~~"),
    ])
  func struck(html: String, text: String) {
    #expect(read(html) == text)
  }

  @Test(
    "What is written above or below the line, or in quotation marks",
    arguments: [
      ("10<sup>6</sup> km, 5 m<sup>2</sup>", "10^6 km, 5 m^2"), ("10<sup>-3</sup>", "10^-3"),
      ("the 1<sup>st</sup> of x<sup>n</sup>", "the 1st of xn"), ("H<sub>2</sub>O", "H2O"),
      ("101<sub>2</sub>", "101[2]"), ("a <sup>1</sup> b", "a 1 b"), ("<sup>1</sup>", "1"),
      ("10<sup></sup>", "10"), ("10<sup>6", "10^6"), ("<p>10</p><sup>6</sup>", "10\n\n6"),
      ("<td>10<sup>6</sup>", "10^6"), ("He said <q>no</q>.", "He said \"no\"."),
      ("<q>a <q>b</q></q>", "\"a \"b\"\""),
    ])
  func scripts(html: String, text: String) {
    #expect(read(html) == text)
  }

  @Test(
    "Items as their list numbers them, and descriptions",
    arguments: [
      ("<ol type=A><li>x<li>y</ol>", "A. x\nB. y"),
      ("<ol type=a start=26><li>x<li>y", "z. x\naa. y"),
      ("<ol type=i start=4><li>x<li>y</ol>", "iv. x\nv. y"), ("<ol type=I><li>x</ol>", "I. x"),
      ("<ol type=disc><li>x</ol>", "1. x"), ("<ol reversed start=3><li>x<li>y</ol>", "3. x\n2. y"),
      (
        "<ol reversed><li>x<li>y<ul><li>z</ul><li>w</ol><ol reversed><li>q</ol>",
        "3. x\n2. y\n  * z\n1. w\n\n1. q"
      ),
      ("<ol reversed><li>x<li>y", "2. x\n1. y"),
      ("<ol><li value=5>x<li>y</ol>", "5. x\n6. y"),
      ("<ol type=i><li value=5000>x</ol>", "5000. x"),
      ("<ol type=A start=0><li>x</ol>", "0. x"),
      (
        "<dl><dt>term<dd>what it is<dt>other<dd>more</dl>end",
        "term\n  what it is\nother\n  more\n\nend"
      ),
      ("<dl><dd>a<ul><li>b</ul></dd></dl>c", "  a\n  * b\n\nc"),
    ])
  func items(html: String, text: String) {
    #expect(read(html) == text)
  }

  @Test(
    "Pictures that say nothing are left out",
    arguments: [
      ("a<img alt='image001.png'>b", "ab"), ("a <img alt=spacer> b", "a b"),
      ("a<img alt='LOGO.GIF'>", "a"),
      ("<img alt='A cat'>", "[A cat]"),
      ("<img alt='Example Ltd. logo.png of 2024'>", "[Example Ltd. logo.png of 2024]"),
      ("a<a href=https://e.example/1><img src=x></a>b", "ab"),
      ("a <a href=https://e.example/1><img alt='Shop'></a>", "a [Shop] <https://e.example/1>"),
      // A message that is nothing else.
      ("<a href=https://e.example/1><img src=x alt=image></a>", "[image] <https://e.example/1>"),
    ])
  func pictures(html: String, text: String) {
    #expect(read(html) == text)
  }

  @Test(
    "A rule ends a paragraph",
    arguments: [
      ("<p style='display:none'>no<hr>yes<p>more", "----------\nyes\n\nmore"),
      ("<p hidden>no<hr>yes", "----------\nyes"), ("<p>a<hr>b", "a\n\n----------\nb"),
      ("<div style='display:none'>no<hr>no</div>yes", "yes"),
    ])
  func rule(html: String, text: String) {
    #expect(read(html) == text)
    #expect(plainText(fromHTML: html, .search) == text)
  }

  @Test("To be found by, cells stand side by side and nothing is drawn")
  func search() {
    let html =
      "<table><tr><td>a<td><s>b</s><tr><td>c<td><img alt=spacer>d</table><a href=https://x.example/>e</a>"
    #expect(
      plainText(fromHTML: html, .search) == "a\tb\nc\t[spacer]d\ne\n\nhttps://x.example/\n")
  }

  /// Each repeats enough that anything worse than linear would not end in a test's time.
  @Test(arguments: [
    "<table>", "<table><tr><td>x", "<table><tr><td>x<td>y<tr><td>z<td>y", "<tr><td>x",
    "<td colspan=9999999>x",
    "<table><tr><td>a<td>b</table>", "<s>", "<s>x</s>", "<s>x<table><tr><td>",
    "<a href=https://x.example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa>x",
    "<td>", "<table><caption>x", "<table><td><ul><li>x",
  ])
  func hostileInputIsLinear(_ unit: String) {
    let text = read(String(repeating: unit, count: 20_000) + "end")
    #expect(text.utf8.count <= 20_000 * 120)
    #expect(text.contains("end"))
  }

  @Test func randomMarkupNeverTraps() {
    var random = TestRandom(state: 5)
    let pieces = [
      "<table>", "<tr>", "<td>", "<th colspan=2>", "</td>", "</tr>", "</table>", "<s>", "</s>", "x",
      " ",
      "<a href=https://x.example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa>", "</a>", "<p>",
      "</p>",
      "<ul>", "<li>", "</ul>", "<blockquote>", "</blockquote>", "<hr>", "<br>", "12.5", "日本",
      "<img alt=y>",
      "<td rowspan=3>", "<sup>", "</sup>", "<sub>", "2", "<q>", "</q>", "<dd>", "<ol type=i>",
      "<div style='display:none'>", "</div>", "<pre>", "</pre>", "\n",
    ]
    for _ in 0..<500 {
      let html = (0..<80).compactMap { _ in pieces.randomElement(using: &random) }.joined()
      for links in ReadingOptions.Links.allCases {
        #expect(read(html, links, columns: 30).utf8.count < 20_000)
      }
    }
  }
}
