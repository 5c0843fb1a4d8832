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

  @Test(
    "HTML in base64 is decoded although no field says so",
    arguments: [
      "<p>Grüße</p><p>und mehr</p>", "\n\n<!DOCTYPE html><p>Grüße</p><p>und mehr</p>",
      "\u{FEFF}<html><p>Grüße</p><p>und mehr</p></html>",
    ], ["", "Content-Transfer-Encoding: 8bit\n"])
  func unmarkedHTML(html: String, field: String) {
    let head = "Content-Type: text/html; charset=utf-8\n\(field)\n"
    let message = Message(head + encoded(html))
    #expect(message.readableText == "Grüße\n\nund mehr")
    #expect(message.decodedBody(of: message.parts[0]) == Array(html.utf8))
    #expect(Message(head + "Supercalifragilisticexpialidocious").readableText.hasPrefix("Super"))
    #expect(Message(head + "just words in a row").readableText == "just words in a row")
  }
}
