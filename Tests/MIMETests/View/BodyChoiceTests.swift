import Foundation
import Mail
import Testing

@testable import MIME

private func alternatives(_ plain: String, _ html: String) -> Message {
  Message(
    "Content-Type: multipart/alternative; boundary=b\n\n--b\n\(plain)\n--b\n"
      + "Content-Type: text/html; charset=utf-8\n\n\(html)\n--b--\n")
}

private func base64(_ text: String) -> String {
  "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
    + Data(text.utf8).base64EncodedString()
}

private let ticket =
  "<h1>Your ticket</h1>"
  + String(
    repeating:
      "<p>Train 4711 leaves Berlin at 14:30 from platform seven and reaches Hamburg at 16:12.</p>",
    count: 8)

@Suite("Which form of a body is read")
struct BodyChoiceTests {
  @Test(
    "Plain text without anything to see gives way",
    arguments: [
      "\n  \n", "Content-Transfer-Encoding: base64\n\nDQo=", base64("\r\n\u{A0}\u{200B}\r\n"),
      base64("\u{FEFF}"), base64("\u{2007}\u{202F}\u{3000}\u{AD}\u{34F}\u{200D}\u{2060}"),
      "Content-Type: text/plain; charset=utf-8\n\n\u{A0}\n",
      "Content-Type: text/plain; charset=utf-8\n\n\u{2800}\u{3164}",
      "Content-Transfer-Encoding: quoted-printable\n\n=0D=0A=20=0D=0A",
      "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\n=A0=A0",
      "\n\nhttps://view.example.com/?id=4711aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n",
      "\n<http://www.example.org/x>\n",
    ])
  func blank(plain: String) {
    #expect(alternatives(plain, "<p>htmlonlyword</p>").readableText.hasPrefix("htmlonlyword"))
  }

  @Test(
    "A stand-in gives way to a long document",
    arguments: [
      "If you see this, your mail client does not support HTML.",
      "This is an HTML message. View it in your browser: https://example.com/view/123",
      "Diese Nachricht ist in HTML. Bitte öffnen Sie sie im Browser.",
      "Ihr E-Mail-Programm unterstützt leider keine HTML-Mails.",
      "Votre logiciel ne peut afficher ce message. Consultez-le dans votre navigateur : http://x.example/",
      "Si no puede ver este mensaje, ábralo en su navegador.",
      "Se non visualizzi la mail apri il browser",
      "Jeśli nie widzisz tej wiadomości, otwórz ją w przeglądarce.",
      "Zobrazit v prohlížeči", "Просмотреть в браузере", "ブラウザで表示する", "在浏览器中查看", "브라우저에서 보기",
      "Your program cannot show this message.", "Please use a modern mail program",
      "-- \nsent by us",
    ])
  func standIn(plain: String) {
    let message = alternatives("Content-Type: text/plain; charset=utf-8\n\n\(plain)", ticket)
    #expect(message.readableText.contains("platform seven"))
    #expect(message.bodyForms()?.shown == .html)
  }

  @Test(
    "A stand-in gives way to a short document that says something else",
    arguments: [
      "If you see this, your mail client does not support HTML.",
      "Ihr E-Mail-Programm unterstützt leider keine HTML-Mails.",
      "Если письмо не открывается, откройте его в браузере.",
      "このメールはHTML形式です。HTML対応のメールソフトでご覧ください。",
      "View this email in your browser: https://example.com/view/123",
    ])
  func standInForLittle(plain: String) {
    let message = alternatives(
      "Content-Type: text/plain; charset=utf-8\n\n\(plain)", "<p>Gate 7, row 4</p>")
    #expect(message.readableText == "Gate 7, row 4")
  }

  @Test("A stand-in in several languages may be longer, if it speaks of HTML")
  func longStandIn() {
    let note = String(
      repeating: "This message is in HTML format. Diese Nachricht ist im HTML-Format. ", count: 6)
    #expect(alternatives("\n\(note)", ticket + ticket).readableText.contains("platform seven"))
    let letter = String(
      repeating: "We meet at nine, and talk about everything that is left. ", count: 6)
    #expect(alternatives("\n\(letter)", ticket + ticket).readableText.hasPrefix("We meet"))
  }

  @Test(
    "Everything else is read as the plain text that somebody wrote",
    arguments: [
      ("We meet at nine.", "<p>We meet at nine.</p>"),
      ("Yes", "<style>p { color: red; margin: 0; padding: 0 }</style><p>Yes</p>"),
      ("Yes", "<p>Yes</p><div style='display:none'>\(ticket)</div>"),
      ("👍", "<p>👍</p>"),
      (
        "Our HTML course begins on Monday at nine.",
        "<p>Our HTML course begins on Monday at nine.</p>"
      ),
      ("https://example.com/", "<a href=https://example.com/>https://example.com/</a>"),
      (
        "Please open the browser window at nine and read the news.",
        "<p>Please open the browser window at nine and read the news. Thanks</p>"
      ),
    ])
  func substance(plain: String, html: String) {
    let message = alternatives("Content-Type: text/plain; charset=utf-8\n\n\(plain)", html)
    #expect(message.readableText == plain)
    #expect(message.bodyForms()?.shown == .plain)
  }

  @Test("The other form can be asked for, and whether it says more is told")
  func forms() {
    let message = alternatives(
      "\nAutomatic Renewal", "<p>Automatic Renewal</p><p>Zebra appears only here</p>")
    #expect(message.bodyForms() == BodyForms(shown: .plain, other: .html, otherHasMore: true))
    var options = ReadingOptions()
    options.form = .html
    #expect(message.readableText(options).contains("Zebra"))
    #expect(message.bodyForms(.html) == BodyForms(shown: .html, other: .plain, otherHasMore: false))
    options.form = .plain
    #expect(alternatives("\nsee HTML", ticket).readableText(options) == "see HTML")
    #expect(alternatives("\nWe meet", "<i>We</i> <b>meet</b>").bodyForms()?.otherHasMore == false)
    #expect(Message("Content-Type: text/html\n\n<p>x").bodyForms() == nil)
  }

  @Test("Of several blank lines in a plain alternative one is shown")
  func squeezed() {
    let message = alternatives(
      "\n\n\n\n\none\n\n\n \n\u{A0}\n\ntwo\n\nthree\n", "<p>one two three</p>")
    #expect(message.readableText == "one\n\ntwo\n\nthree\n")
    #expect(Message("\none\n\n\n\ntwo").readableText == "one\n\n\n\ntwo")
  }

  @Test("Both forms are found, whichever is read")
  func search() {
    let message = alternatives("\nsee HTML", ticket)
    #expect(message.searchableTexts.map(\.isAlternative) == [true, false])
  }
}
