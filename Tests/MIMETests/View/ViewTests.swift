import Foundation
import Mail
import Testing

@testable import MIME

private func mixed(_ parts: String..., type: String = "mixed") -> Message {
  let body = parts.map { "--b\n\($0)\n" }.joined()
  return Message("Subject: x\nContent-Type: multipart/\(type); boundary=b\n\n\(body)--b--\n")
}

extension Message {
  fileprivate var pieces: [String] {
    searchableTexts.map {
      "\($0.isAlternative ? "alternative" : $0.place.rawValue) \($0.text.trimmedBlanks.replacing("\n", with: "|"))"
    }
  }

  fileprivate var files: [String] { attachments.map { "\($0.name ?? "-") \(size(of: $0))" } }
}

@Suite("What a person reads, and what a search finds")
struct ViewTests {
  private let plain = "Content-Type: text/plain\n\nplain"
  private let html = "Content-Type: text/html\n\n<p>html</p>"

  @Test("The plain alternative is read; the other is found too")
  func alternatives() {
    let message = mixed(plain, html, type: "alternative")
    #expect(message.readableText == "plain")
    #expect(message.searchableTexts.map(\.isAlternative) == [false, true])
  }

  @Test("HTML is read when the plain alternative is blank")
  func blankAlternative() {
    let message = mixed("\n  \n", html, type: "alternative")
    #expect(message.readableText.trimmedBlanks.hasPrefix("html"))
  }

  @Test("Text marked as a file is an attachment, and found as such")
  func textAttachments() {
    let message = mixed(
      plain, "Content-Disposition: attachment\n\nno name",
      "Content-Type: text/plain; name=a.txt\n\nnamed",
      "Content-Type: text/plain\nContent-Disposition: inline; filename=b.txt\n\nin place",
      "Content-Type: application/octet-stream; name=c.patch\n\npatch",
      "Content-Type: application/octet-stream; name=d.bin\n\nb\u{0}nary")
    #expect(message.readableText == "plain\nin place")
    #expect(message.files == ["- 7", "a.txt 5", "b.txt 8", "c.patch 5", "d.bin 6"])
    #expect(
      message.pieces == [
        "body plain", "attachment no name", "attachment named", "body in place",
        "attachment patch",
      ])
  }

  @Test(
    "A file is read as what its name says where its type says nothing",
    arguments: [
      ("a.html", "<p>caf&eacute;<b>bar</b>x</p>", "cafébarx"),
      ("A.HTM", "<style>no</style>yes", "yes"),
      ("a.ics", "BEGIN:VEVENT\nSUMMARY:Boat\\, trip\nEND:VEVENT\n", "Event: Boat, trip"),
      ("a.txt", "<b>as it is</b>", "<b>as it is</b>"),
      ("a.rtf", "{\\rtf1\\ansi {\\b Bo}at {\\*\\x no}\\par}", "Boat"),
    ])
  func fileNames(name: String, content: String, text: String) {
    let message = mixed(
      plain, "Content-Type: application/octet-stream; name=\(name)\n\n\(content)")
    #expect(message.pieces.last?.hasPrefix("attachment \(text)") == true, "\(message.pieces)")
  }

  @Test(
    "An attached text is found whatever its name is, and nothing of other files",
    arguments: [
      ("application/octet-stream", "README", "words", true),
      ("application/octet-stream", "my.conf", "words", true),
      ("application/octet-stream", "kernel.log.1", "na\u{EF}ve", true),
      ("application/octet-stream", "data.bin", "words", true),
      ("application/x-sh", "run", "words", true), ("application/x-perl", "tool.pm", "words", true),
      ("application/javascript", "x.mjs", "words", true),
      ("application/vnd.x.y+json", "x", "words", true), ("unknown", "Makefile", "words", true),
      ("application/octet-stream", "a.bin", "wo\u{1}rds", false),
      ("application/octet-stream", "a.dat", "words\u{0}", false),
      ("application/octet-stream", "a.pdf", "%PDF-1.4\n1 0 obj words", false),
      ("application/x-pkcs7-signature", "smime.p7s", "words", false),
      ("application/zip", "a.zip", "words", false), ("image/png", "a.png", "words", false),
    ])
  func attachedTexts(type: String, name: String, content: String, isFound: Bool) {
    for encoded in [content, Data(content.utf8).base64EncodedString()] {
      let encoding = encoded == content ? "8bit" : "base64"
      let message = mixed(
        plain,
        "Content-Type: \(type); name=\(name)\nContent-Transfer-Encoding: \(encoding)\n\n\(encoded)")
      #expect(
        message.pieces == ["body plain"] + (isFound ? ["attachment \(content)"] : []),
        "\(encoding)")
    }
  }

  @Test("Of a large file the beginning tells whether it is text")
  func largeFiles() {
    for text in [
      String(repeating: "word ", count: 20_000), String(repeating: "w\u{2}", count: 20_000),
    ] {
      let message = mixed(
        plain,
        "Content-Type: application/octet-stream; name=a\nContent-Transfer-Encoding: base64\n\n"
          + Data(text.utf8).base64EncodedString(options: .lineLength76Characters))
      #expect(message.pieces.count == (text.contains("\u{2}") ? 1 : 2))
    }
  }

  @Test(
    "A body of a type that tells nothing is read if it looks like text",
    arguments: [
      ("garbage", "a text", "body a text"),
      ("unknown/unknown", "na\u{EF}ve", "body na\u{EF}ve"),
      ("application/octet-stream", "a text", "body a text"),
      ("application/pgp; x-action=sign", "a text", "body a text"),
      ("application/octet-stream", "no\u{0}text", nil),
      ("unknown/unknown", "\u{1}\u{2}", nil),
      ("application/octet-stream\nContent-Disposition: attachment", "a", "attachment a"),
      ("application/x-thing", "a text", nil),
      ("image/png", "a text", nil),
    ] as [(String, String, String?)])
  func untoldTypes(type: String, content: String, piece: String?) {
    let message = Message(parsing: Array("Content-Type: \(type)\n\n\(content)".utf8))
    #expect(message.pieces == (piece.map { [$0] } ?? []))
  }

  @Test(
    "Rich text is read as text", arguments: ["application/rtf", "text/rtf", "text/rtf; name=a.rtf"])
  func richText(type: String) {
    let message = mixed(plain, "Content-Type: \(type)\n\n{\\rtf1\\ansi {\\b Bo}at\\par}")
    #expect(message.pieces.last?.hasPrefix("attachment Boat") == true, "\(message.pieces)")
  }

  @Test("The only text of a message is read even when it has a file name")
  func namedBody() {
    let message = Message("Content-Type: text/plain; name=a.txt\n\ntext")
    #expect(message.readableText == "text")
  }

  @Test("Messages inside: header and body are found apart; names of their files are listed")
  func nested() {
    let message = mixed(
      plain,
      "Content-Type: message/rfc822\n\nFrom: Eva <eva@x.test>\nSubject: =?utf-8?Q?=C3=A4?=\n\ninner"
    )
    #expect(message.readableText == "plain\n\nFrom: Eva <eva@x.test>\nSubject: ä\ninner")
    #expect(
      message.pieces == [
        "body plain", "nested From: Eva <eva@x.test>|Subject: ä|", "nested inner",
      ])
    #expect(message.attachments.map(\.name) == ["ä"])
  }

  @Test("Attachments know their type, disposition and content id; content is decoded")
  func attachment() throws {
    let message = mixed(
      plain,
      "Content-Type: image/png; name=a.png\nContent-ID: <1@x.test>\n"
        + "Content-Disposition: inline\nContent-Transfer-Encoding: base64\n\nZm9vYmFy")
    let file = try #require(message.attachments.first)
    #expect(
      file
        == Attachment(
          part: 2, origin: .part, name: "a.png", mediaType: MediaType("image", "png"),
          disposition: "inline", contentID: "1@x.test"))
    #expect(message.size(of: file) == 6)
    #expect(message.content(of: file) == Array("foobar".utf8))
  }

  @Test("Files between the lines of a text are taken out and listed")
  func uuencode() throws {
    let message = Message("Subject: x\n\nsee\n\nbegin 644 a.txt\n#0V%T\n`\nend\nbye\n")
    let file = try #require(message.attachments.first)
    #expect(file.name == "a.txt")
    #expect(file.origin == .embedded(0))
    #expect(message.content(of: file) == Array("Cat".utf8))
    #expect(!message.readableText.contains("#0V%T"))
    #expect(message.pieces.last == "attachment Cat")
  }

  @Test("Files in a text that is a file itself are found too")
  func uuencodeInAttachment() {
    let message = mixed(
      plain, "Content-Disposition: attachment\n\nsee\nbegin 644 a.txt\n#0V%T\n`\nend\n")
    #expect(message.pieces == ["body plain", "attachment see|", "attachment Cat"])
    #expect(message.files == ["- 32"])
  }

  @Test("winmail.dat is opened to its files and its text")
  func tnef() throws {
    let content = Data(TNEFTests.sample).base64EncodedString()
    for type in ["application/ms-tnef", "application/octet-stream; name=winmail.dat"] {
      let message = mixed(
        plain, "Content-Type: \(type)\nContent-Transfer-Encoding: base64\n\n\(content)")
      #expect(message.attachments.map(\.name) == ["long näme.txt", "inner"])
      let file = try #require(message.attachments.first)
      #expect(file.mediaType == .textPlain)
      #expect(file.contentID == "id@x")
      #expect(message.content(of: file) == Array("content".utf8))
      #expect(message.pieces.contains("attachment content"))
      #expect(message.pieces.contains("body Тема"))
      #expect(message.readableText == "plain")
    }
  }

  @Test("An undeclared charset is taken from the other parts")
  func charsetHint() {
    let head = "Content-Type: multipart/mixed; boundary=b\n\n--b\n"
    let koi8 = "Content-Type: text/plain; charset=koi8-r\n\nx\n--b\n\n"
    let bytes = Array((head + koi8).utf8) + [0xE3, 0xC5, 0xCE, 0xC1] + Array("\n--b--".utf8)
    let message = Message(parsing: bytes)
    #expect(message.text(of: message.parts[2]).text == "Цена")
    #expect(message.text(of: message.parts[2]).isGuess)
  }

  /// Header lines, the charset that the body is in, and its words.
  @Test(
    "A short word of no declared charset is read as the rest of the message suggests",
    arguments: [
      ("Subject: =?koi8-r?B?0NLJ18XU?=", "KOI8-R", "Да"),
      ("Subject: =?utf-8?Q?=D0=B0?= =?us-ascii?Q?a?=\nFrom: a@x.ru", "CP1251", "Да"),
      ("From: a@mail.example.ru", "CP1251", "Ок, да"),
      ("From: a@mail.example.ru", "KOI8-R", "Ок, да"),
      ("From: A <a@example.cz>", "ISO-8859-2", "žádný"),
      ("From: A <a@example.de>", "CP1252", "Öl"),
      ("From: A <a@example.gr>", "CP1253", "Ναι"),
      ("Content-Language: tr-TR\nFrom: a@x.de", "CP1254", "ışık"),
      ("Message-ID: <1.2@host.example.jp>", "CP932", "了解"),
      ("From: a@example.cn", "GBK", "收到"),
    ])
  func regionalHint(header: String, charset: String, text: String) {
    let bytes = Array("\(header)\n\n".utf8) + encode(text, as: charset)
    #expect(Message(parsing: bytes).readableText == text)
  }

  @Test("A file name without charset is read in that of the text")
  func fileNameHint() {
    let bytes =
      Array("Content-Type: text/plain; charset=koi8-r; name=".utf8) + [0xE3, 0xC5, 0xCE, 0xC1]
      + Array("\n\nx".utf8)
    let message = Message(parsing: bytes)
    #expect(message.fileName(of: message.parts[0]) == "Цена")
  }

  @Test(
    "The size of a file is that of its content",
    arguments: [
      "", "Zm9v", "Zm9vYg==", "Zm9v\nYmFy\n", "Zg==Zg==", "Zm9!v\nYg", "Z", "no base64 at all",
      "====", "Zm9vYm",
    ])
  func size(body: String) throws {
    let message = mixed("Content-Type: image/x\nContent-Transfer-Encoding: base64\n\n\(body)")
    let file = try #require(message.attachments.first)
    #expect(message.size(of: file) == message.content(of: file).count)
  }

  @Test("Related parts are files, the signature of signed mail too, encrypted mail has no text")
  func companions() {
    #expect(
      mixed(html, plain, type: "related").searchableTexts.map(\.place) == [.body, .attachment])
    // RFC 2387 section 3.2: the root is the one that "start" names, or else the first.
    let image = "Content-Type: image/png\n\npng"
    #expect(mixed(image, html, type: "related").readableText == "html")
    let named = "Content-Type: text/plain\nContent-ID: <1@x>\n\nnamed"
    #expect(mixed(html, named, type: "related; start=\"<1@x>\"").readableText == "named")
    #expect(mixed(plain, plain, type: "signed").readableText == "plain")
    #expect(mixed(plain, plain, type: "encrypted").readableText == "")
  }

  @Test("format=flowed is joined (RFC 3676)")
  func flowed() {
    let message = Message("Content-Type: text/plain; format=flowed\n\none \ntwo\n\nthree\n")
    #expect(message.readableText == "one two\n\nthree\n")
  }

  @Test("Calendars and cards are read as their words (RFC 5545, RFC 6350)")
  func contentLines() {
    let event =
      "BEGIN:VEVENT\nSUMMARY:Plan\\, part\n  two\nUID:1\nLOCATION;X=\"a:b\":Here\nEND:VEVENT"
    #expect(
      mixed("Content-Type: text/calendar\n\n\(event)").readableText
        == "Event: Plan, part two\nWhere: Here\n")
    let card = "BEGIN:VCARD\nN:Lovelace;Ada\nitem1.EMAIL:ada@x.test\nPHOTO:AAAA\nEND:VCARD"
    #expect(
      mixed("Content-Type: text/vcard; name=a.vcf\n\n\(card)").pieces == [
        "attachment Lovelace Ada|ada@x.test|"
      ])
  }

  @Test("A lossy or guessed decode is never silent")
  func contentDefects() {
    func kinds(_ bytes: [UInt8]) -> Set<Defect.Kind> {
      let message = Message(parsing: bytes)
      return Set(message.contentDefects(of: message.parts[0]).map(\.kind))
    }
    #expect(kinds(Array("Subject: x\n\nplain".utf8)).isEmpty)
    #expect(!kinds(Array("Content-Type: text/plain; charset=utf-16\n\nabc".utf8)).isEmpty)
    #expect(kinds(Array("Subject: ".utf8) + [0xE4, 0x0A, 0x0A]) == [.charsetGuessed])
    #expect(
      kinds(Array("Subject: =?shift_jis?Q?=82?=\n\n".utf8)).contains(.lossyText))
    #expect(
      kinds(Array("Content-Type: x/y; name*=iso-2022-jp''%1B%24B%21\n\n".utf8)).contains(.lossyText)
    )
    // Names whose charset nobody declares, in parameters and between the lines of a text.
    #expect(kinds(Array("Content-Type: x/y; name*=%E4\n\n".utf8)) == [.charsetGuessed])
    #expect(kinds(Array("Content-Type: x/y; name*=utf-8''%C3%A4\n\n".utf8)).isEmpty)
    let named = Array("\n\nbegin 644 ".utf8) + [0xE4] + Array(".bin\n#0V%T\n`\nend\n".utf8)
    #expect(kinds(named) == [.charsetGuessed])
    // Text that only its name tells.
    let text = Array("Content-Type: application/octet-stream; name=a.txt\n\n".utf8)
    #expect(kinds(text + [0xE4, 0x62]) == [.charsetGuessed])
    #expect(kinds(text + [0x61, 0x62]).isEmpty)
    let header = "Subject: " + String(repeating: "x", count: Limits.default.fieldBytes + 1)
    #expect(kinds(Array("\(header)\n\n".utf8)) == [.fieldSizeLimit])
  }
}
