import Foundation
import Mail
import Testing

@testable import MIME

private func pieces(_ message: Message) -> [String] {
  message.searchableTexts.map { "\($0.place) \($0.text.trimmedBlanks)" }
}

private func withFile(_ type: String, _ name: String, _ content: [UInt8]) -> Message {
  let head = """
    Content-Type: multipart/mixed; boundary=b

    --b

    see
    --b
    Content-Type: \(type); name="\(name)"
    Content-Disposition: attachment; filename="\(name)"
    Content-Transfer-Encoding: base64


    """
  let body = Data(content).base64EncodedString()
  return Message(parsing: Array("\(head)\(body)\n--b--\n".utf8))
}

@Suite("Text of many types")
struct TextFormTests {
  @Test(
    "An attached text is found whatever it is called",
    arguments: [
      "README", "my.conf", "x.sql", "a.js", "kernel.log.1", "Main.java", "Makefile", "a.asc", "bin",
      "a.bin", "x.dat", "photo.jpg",
    ],
    [
      "fileword plain text", "füße fileword", "\u{FEFF}fileword",
      "tabs\tand\r\nlines fileword\u{C}",
    ])
  func names(name: String, content: String) {
    let message = withFile("application/octet-stream", name, Array(content.utf8))
    #expect(pieces(message).last?.contains("fileword") == true)
  }

  @Test(
    "Other octets add no words",
    arguments: [
      Array("%PDF-1.4\n1 0 obj word\n".utf8), Array("%!PS-Adobe-3.0\nword\n".utf8),
      Array("-----BEGIN PGP MESSAGE-----\n\nword\n".utf8), Array("PK\u{3}\u{4} word".utf8),
      Array("GIF89a word\u{0}".utf8), [0xE4, 0xF6] + Array(" short word".utf8),
      [0xFF, 0xD8, 0xFF, 0xE0] + Array("JFIF word".utf8), [],
    ])
  func binary(content: [UInt8]) {
    #expect(pieces(withFile("application/octet-stream", "a.bin", content)) == ["body see"])
  }

  @Test(
    "A file of no telling name is read as what it begins like",
    arguments: [
      ("<!DOCTYPE html><p>fil<b>ew</b>ord", "fileword"),
      ("<?xml version='1.0'?>\n<!-- x --><html><body>fil<i>ew</i>ord", "fileword"),
      ("<html><style>no</style>fileword", "fileword"),
      ("{\\rtf1\\ansi {\\b fil}eword}", "fileword"),
      ("BEGIN:VCARD\nFN:fileword\nEND:VCARD\n", "fileword\n"),
      ("<config>x</config>", "<config>x</config>"),
    ])
  func beginnings(content: String, text: String) {
    let message = withFile("application/octet-stream", "thing", Array(content.utf8))
    #expect(pieces(message).last == "attachment \(text)")
  }

  @Test("Files in UTF-16 and in charsets before Unicode")
  func charsets() {
    let utf16 = [0xFF, 0xFE] + encode("Windows Registry fileword", as: "UTF-16LE")
    #expect(
      pieces(withFile("application/octet-stream", "a.reg", utf16)).last
        == "attachment Windows Registry fileword")
    let text = String(repeating: "Добрый день, коллеги! ", count: 5)
    #expect(
      pieces(withFile("application/octet-stream", "a.nfo", encode(text, as: "CP1251"))).last?
        .contains("коллеги") == true)
  }

  @Test(
    "A body of another type than text/plain and text/html is shown",
    arguments: [
      ("application/xhtml+xml", "<html><body>bo<b>dy</b>word</body></html>", "bodyword"),
      ("application/vnd.wap.xhtml+xml", "<html>bo<b>dy</b>word</html>", "bodyword"),
      ("application/json", "{\"a\":\"bodyword\"}", "{\"a\":\"bodyword\"}"),
      ("application/ld+json", "{\"a\":1}", "{\"a\":1}"),
      ("application/x-ndjson", "{}\n{}", "{}\n{}"),
      ("application/xml", "<a>bodyword</a>", "<a>bodyword</a>"),
      ("application/xml", "<?xml version='1.0'?><html>bo<b>dy</b>word</html>", "bodyword"),
      ("text/xml", "<html xmlns='x'>bo<b>dy</b>word</html>", "bodyword"),
      ("application/atom+xml", "<feed>x</feed>", "<feed>x</feed>"),
      ("application/x-sh", "echo bodyword", "echo bodyword"),
      ("application/yaml", "a: bodyword", "a: bodyword"), ("text/markdown", "# body", "# body"),
      ("text/watch-html", "<b>watch</b>word", "watchword"),
      ("text/x-watch-html", "<b>watch</b>word", "watchword"),
      ("text/x-amp-html", "<style amp-custom>.no{}</style>amp<b>body</b>word", "ampbodyword"),
      ("text/xhtml", "bo<b>dy</b>word", "bodyword"),
      (
        "text/enriched", "<bold>enr</bold>iched <<literal\n\n<color><param>red</param>done</color>",
        "enriched <literal\ndone"
      ),
      ("text/richtext", "<bold>one</bold> <lt>two<nl>three", "one <two\nthree"),
      ("text/rtf", "{\\rtf1\\ansi {\\b bo}dyword}", "bodyword"),
      ("application/rtf", "{\\rtf1\\ansi {\\b bo}dyword}", "bodyword"),
    ])
  func bodies(type: String, content: String, text: String) {
    let message = Message("Content-Type: \(type)\n\n\(content)")
    #expect(message.readableText == text)
    #expect(pieces(message) == ["body \(text)"])
    let inside = Message(
      "Content-Type: multipart/alternative; boundary=b\n\n--b\n\nplain\n--b\nContent-Type: \(type)\n\n\(content)\n--b--\n"
    )
    #expect(inside.readableText == "plain")
    #expect(inside.searchableTexts.contains { $0.text.trimmedBlanks == text })
  }

  @Test(
    "Enriched text, RFC 1896",
    arguments: [
      ("one\ntwo\n\nthree\n\n\nfour", "one two\nthree\n\nfour"), ("a <b c", "a <b c"),
      ("<nofill>one\n  two\n</nofill>three", "one\n  two\nthree"),
      ("<verbatim><bold>x\ny</verbatim>z", "<bold>x\nyz"), ("<<<<", "<<"),
      ("1 < 2 > 0", "1 < 2 > 0"),
      ("<excerpt>said\n\nmore</excerpt>answer", "> said\n> more\nanswer"),
      ("<FontFamily><Param>x</Param>y</FontFamily>", "y"), ("<x-tra>y</x-tra>", "y"),
      ("</bold></param>x", "x"), ("<param>gone", ""), ("<", "<"), ("", ""),
    ])
  func enriched(source: String, text: String) {
    #expect(plainText(fromEnriched: source) == text)
  }

  @Test(
    "Rich text of RFC 1341",
    arguments: [
      ("one\ntwo<nl>three", "one two\nthree"), ("<lt>x>", "<x>"), ("a<comment>no</comment>b", "ab"),
      ("<paragraph>one</paragraph>two", "one\n\ntwo"), ("a <<b", "a <<b"),
    ])
  func richText(source: String, text: String) {
    #expect(plainText(fromRichText: source) == text)
  }

  @Test(
    "What is meant for a terminal is no text, ECMA-48",
    arguments: [
      ("\u{1B}[31mred\u{1B}[0m word", "red word"), ("\u{1B}[1;38;2;255;0;0mred\u{1B}[m", "red"),
      ("a\u{1B}[Kb\u{1B}[2Jc", "abc"), ("\u{1B}]0;title\u{7}word", "word"),
      ("\u{1B}]8;;http://x.test/\u{1B}\\link\u{1B}]8;;\u{1B}\\", "link"), ("\u{1B}(Bword", "word"),
      ("\u{1B}7word\u{1B}8", "word"), ("no end \u{1B}[31", "no end \u{1B}[31"),
      ("\u{1B}]no end\nword", "\u{1B}]no end\nword"), ("word\u{1B}", "word\u{1B}"),
      ("\u{1B}\u{1B}[1mx", "\u{1B}x"),
    ])
  func terminal(source: String, text: String) {
    #expect(withoutControlSequences(source) == text)
    #expect(Message("Subject: x\n\n\(source)").readableText == text)
  }

  @Test("Colours in a subject and in HTML")
  func coloursElsewhere() {
    #expect(Message("Subject: \u{1B}[31mred\u{1B}[0mword\n\n").header.subject == "redword")
    #expect(
      Message("Content-Type: text/html\n\n<pre>\u{1B}[31mred\u{1B}[0mword</pre>").readableText
        == "redword")
  }
}

@Suite("Text behind the closing boundary")
struct EpilogueTests {
  private func digest(_ tail: String, type: String = "mixed", more: String = "") -> Message {
    Message(
      "Content-Type: multipart/\(type); boundary=b\n\n--b\n\ninside\n\(more)--b--\n\(tail)")
  }

  @Test("It is found, shown apart, and a defect")
  func footer() {
    let message = digest("\nTo UNSUBSCRIBE read the handbook.\n")
    #expect(message.readableText == "inside\n----------\nTo UNSUBSCRIBE read the handbook.\n")
    #expect(pieces(message) == ["body inside", "body To UNSUBSCRIBE read the handbook."])
    #expect(message.defects.map(\.kind) == [.textAfterClose])
  }

  @Test("White space is none", arguments: ["", "\n", "\n \r\n\t\n"])
  func blank(tail: String) {
    let message = digest(tail)
    #expect(message.readableText == "inside")
    #expect(message.defects.isEmpty)
  }

  @Test("Of a multipart inside, and of a message inside")
  func nested() {
    let inner =
      "--b\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\ndeep\n--c--\ninner footer\n"
    #expect(digest("", more: inner).readableText == "inside\ndeep\n----------\ninner footer\n")
    let message = digest(
      "", more: "--b\nContent-Type: message/rfc822\n\nSubject: y\n\(inner.dropFirst(4))")
    #expect(pieces(message).contains("nested inner footer"))
  }

  @Test("In the charset that the rest of the message is in")
  func charset() {
    let bytes =
      Array(
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=koi8-r\n\nx\n--b--\n"
          .utf8)
      + encode("Отписаться", as: "KOI8-R")
    #expect(Message(parsing: bytes).readableText.contains("Отписаться"))
  }
}
