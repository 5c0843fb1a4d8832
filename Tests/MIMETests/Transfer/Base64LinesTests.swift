import Foundation
import Testing

@testable import MIME

/// A text body in base64 with lines of 76 digits.
private func encoded(_ text: String) -> String {
  Data(text.utf8).base64EncodedString(options: [.lineLength76Characters, .endLineWithLineFeed])
}

private func text(_ body: String, type: String = "text/plain; charset=utf-8") -> String {
  let message = Message("Content-Type: \(type)\nContent-Transfer-Encoding: base64\n\n\(body)")
  #expect(
    message.decodedSize(of: message.parts[0]) == message.decodedBody(of: message.parts[0]).count)
  return message.text(of: message.parts[0]).text
}

@Suite("base64 that others wrote into")
struct Base64LinesTests {
  private static let long = String(repeating: "Grüße aus Köln, und bis bald! ", count: 12)

  @Test(
    "Text behind the base64 is kept as it is",
    arguments: ["grüße foot x!", "Hi!", "Hello", long],
    [
      "_______________________________________________\nlistfooterword mailing list\nhttp://example.org/listinfo\n",
      "-- \nTo unsubscribe send a mail to majordomo@example.org\n",
      "Yahoo! Groups Links\n\n<*> To visit your group on the web, go to:\n    http://groups.example.com/group/x/\n",
      "--~--~---------~--~----~------------~-------~--~----~\nYou received this because you are subscribed.\n",
      "---\nSee the FAQ2Go page\nBye\n", "=====\nThis list is moderated.\n",
    ])
  func footer(content: String, footer: String) {
    #expect(text("\(encoded(content))\n\n\(footer)") == "\(content)\n\(footer)")
    #expect(text("\(encoded(content))\r\n\(footer)") == "\(content)\n\(footer)")
  }

  @Test(
    "Text above the base64 is kept as it is",
    arguments: ["grüße foot x!", "Hi there", "Hello", long],
    [
      "This message is from outside the company\n", "[EXTERNAL] CAUTION: do not click.\n",
      "Banner\n",
      "CAUTION: external sender\n\n", "EXTERNAL\nThis is from outside.\n\n",
      "-----\nAchtung: externe Mail\n-----\n",
    ])
  func banner(content: String, banner: String) {
    #expect(text("\(banner)\(encoded(content))\n") == banner + content)
    #expect(
      text("\(banner)\(encoded(content))\n\nlist footer\n") == "\(banner)\(content)\nlist footer\n")
    let html = "<html><body><p>\(content)</p></body></html>"
    #expect(
      text("\(banner)\(encoded(html))\n", type: "text/html; charset=utf-8") == banner + html)
  }

  /// As long as a group of base64 has an end before it, or is not completed by it.
  @Test(
    "A footer of one word is kept",
    arguments: ["unsubscribe\n", "Reminder\n", "bye\n", "STOP\n"], ["ab", "abc", "abcd", long])
  func oneWord(footer: String, ending: String) {
    let content = "Grüße, \(ending)"
    let body = encoded(content)
    guard body.contains("=") || (footer.utf8.count - 1) % 4 > 0 else { return }
    #expect(text("\(body)\n\(footer)") == "\(content)\n\(footer)")
    #expect(text("\(body)\n\n\(footer)") == "\(content)\n\(footer)")
  }

  @Test("Text between two pieces of base64 is kept")
  func between() {
    #expect(
      text("\(encoded(Self.long))\n-- a gateway's note --\n\(encoded("More words here"))\n")
        == "\(Self.long)\n-- a gateway's note --\nMore words here")
  }

  @Test(
    "Blanks, empty lines and the marks of a quotation are no text",
    arguments: [
      ("Z3LD vMOf\n\n  ZSBzcGFj\n>ZWQ=\n", "grüße spaced"),
      ("> Z3LDvMOfZSBzcGFjZWQ=\n", "grüße spaced"),
      ("Z3LD\n\n\n\nvMOf\nZQ==\n\n", "grüße"), ("\tZ3LD \n\tvMOf \n", "grüß"),
    ])
  func blanks(body: String, expected: String) {
    #expect(text(body) == expected)
  }

  @Test("A damaged line inside is not where the base64 ends")
  func damaged() {
    let lines = encoded(Self.long).split(separator: "\n")
    let broken =
      lines[0] + "\n" + lines[1].dropLast(2) + "!!\n" + lines[2...].joined(separator: "\n")
    #expect(text(broken).hasSuffix(Self.long.suffix(30)))
  }

  @Test(
    "A text that only says that it is base64 is read as it is",
    arguments: [
      "Hello\n\nthis is a letter, and no base64.\n", "one two three four\n", "Dear all,\nyes.\n",
      "naïve café\n",
    ])
  func noBase64(body: String) {
    #expect(text(body) == body)
  }

  @Test("A file keeps its octets: what was appended is left out")
  func file() {
    let body = "\(encoded(Self.long))\n_____________\nlist footer\n"
    let message = Message(
      "Content-Type: image/png\nContent-Transfer-Encoding: base64\n\n\(body)")
    #expect(message.decodedBody(of: message.parts[0]) == Array(Self.long.utf8))
    #expect(message.decodedSize(of: message.parts[0]) == Self.long.utf8.count)
    #expect(message.contentDefects(of: message.parts[0]).map(\.kind) == [.base64Junk])
  }

  @Test("Plain text in base64 is decoded although no field says so")
  func unmarkedText() {
    let head = "Content-Type: text/plain; charset=utf-8\n\n"
    #expect(Message(head + encoded(Self.long)).readableText.hasPrefix("Grüße aus Köln, und bis"))
    let html = encoded("<p>\(Self.long)</p>")
    let both =
      "Content-Type: multipart/alternative; boundary=b\n\n--b\n\(head)\(encoded(Self.long))\n--b\n"
      + "Content-Type: text/html; charset=utf-8\n\n\(html)\n--b--\n"
    #expect(Message(both).readableText.hasPrefix("Grüße aus Köln"))
    // A key is not a text.
    let key = Data((0..<90).map { UInt8($0 * 7 % 256) }).base64EncodedString()
    #expect(Message(head + key + "\n").readableText.hasPrefix(key.prefix(60)))
  }

  @Test(
    "HTML in base64 is decoded although no field says so, or another encoding is declared",
    arguments: [
      "<p>Grüße</p><p>und mehr</p>", "\n\n<!DOCTYPE html><p>Grüße</p><p>und mehr</p>",
      "\u{FEFF}<html><p>Grüße</p><p>und mehr</p></html>",
    ],
    [
      "", "Content-Transfer-Encoding: 8bit\n", "Content-Transfer-Encoding: quoted-printable\n",
    ])
  func unmarkedHTML(html: String, field: String) {
    let head = "Content-Type: text/html; charset=utf-8\n\(field)\n"
    let message = Message(head + encoded(html))
    #expect(message.readableText == "Grüße\n\nund mehr")
    #expect(message.decodedBody(of: message.parts[0]) == Array(html.utf8))
    #expect(Message(head + "Supercalifragilisticexpialidocious").readableText.hasPrefix("Super"))
    #expect(Message(head + "just words in a row").readableText == "just words in a row")
  }
}
