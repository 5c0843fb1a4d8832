import Testing

@testable import MIME

/// A message of raw 8-bit fields and a body, each in a charset.
private func message(
  _ fields: [(name: String, text: String)], _ charset: String, head: String = "", body: String = ""
) -> Message {
  var bytes: [UInt8] = []
  for field in fields {
    bytes += Array("\(field.name): ".utf8) + encode(field.text, as: charset) + [0x0A]
  }
  return Message(parsing: bytes + Array("\(head)\n".utf8) + encode(body, as: charset))
}

@Suite("One charset for all undeclared text of a message")
struct MessageCharsetTests {
  @Test(
    "Fields are evidence for each other",
    arguments: [
      ("EUC-KR", "최영희", "필요한 서류를 보내 주시기 바랍니다"), ("EUC-KR", "박민준", "답장 부탁 드립니다"),
      ("EUC-KR", "임영희", "회의 일정 안내"), ("BIG5", "羅志強", "請查收附件檔案並確認會議時間"),
      ("BIG5", "何美玲", "會議通知"), ("GBK", "罗俊杰", "请查收附件并确认会议时间"),
      ("GBK", "张伟", "关于公司的报告"), ("CP1251", "Ян", "Отчёт за март во вложении"),
      ("KOI8-R", "Юля", "Добрый день, коллеги"), ("CP932", "渡辺", "会議のお知らせです"),
      ("EUC-JP-MS", "佐藤", "お世話になっております"), ("CP1250", "Żak", "Dziękuję za wiadomość"),
    ])
  func fields(charset: String, name: String, subject: String) {
    let message = message(
      [("From", "\"\(name)\" <a@example.com>"), ("Subject", subject)], charset)
    #expect(message.header.from.map(\.name) == [name])
    #expect(message.header.subject == subject)
  }

  @Test(
    "The body is evidence for the fields, and they for it",
    arguments: [
      ("BIG5", "何美玲", "會議通知", "您好，請查收附件。謝謝！"), ("EUC-KR", "최영희", "", "감사합니다, 회의 자료입니다."),
      ("CP1251", "Ия", "Re", "Здравствуйте, высылаю отчёт за март."),
    ])
  func body(charset: String, name: String, subject: String, body: String) {
    let message = message(
      [("From", "\"\(name)\" <a@example.com>"), ("Subject", subject)], charset, body: body)
    #expect(message.header.from.map(\.name) == [name])
    #expect(message.readableText == body)
  }

  @Test(
    "HTML says what it is in, whether its part has no charset or one that is none",
    arguments: ["Content-Type: text/html\n", "Content-Type: text/html; charset=%CHARSET\n"])
  func inside(head: String) {
    let html =
      "<html><head><meta http-equiv=Content-Type content=\"text/html; charset=big5\">"
      + "</head><body>請您</body></html>"
    let message = message([("From", "\"何美玲\" <a@example.com>")], "BIG5", head: head, body: html)
    #expect(message.header.from.map(\.name) == ["何美玲"])
    #expect(message.readableText == "請您")
  }

  @Test("Valid UTF-8 is read as such beside anything else")
  func mixed() {
    let bytes =
      Array("From: \"Jürgen\" <a@example.com>\nSubject: ".utf8)
      + encode("Привет всем", as: "KOI8-R")
      + [0x0A, 0x0A]
    let header = Message(parsing: bytes).header
    #expect(header.from.map(\.name) == ["Jürgen"])
    #expect(header.subject == "Привет всем")
  }

  @Test(
    "ISO 2022 is recognised under any label that it cannot be",
    arguments: [
      ("ISO-2022-JP", "日本語のメールです"), ("ISO-2022-KR", "감사합니다"),
      ("ISO-2022-CN", "请查收附件"),
    ],
    ["utf-8", "iso-8859-1", "windows-1252", "gb2312", "shift_jis", "euc-kr", "big5", "koi8-r"])
  func shifted(text: (String, String), label: String) {
    let bytes = encode(text.1, as: text.0)
    let decoded = decodeText(bytes, declared: label)
    #expect(decoded.text == text.1)
    #expect(decoded.isGuess)
    let message = Message(
      parsing: Array("Content-Type: text/plain; charset=\(label)\n\n".utf8) + bytes)
    #expect(message.readableText == text.1)
  }

  @Test("A terminal's colours, and other relatives of ISO 2022, are not taken for it")
  func notShifted() {
    #expect(
      decodeText(Array("\u{1B}[31mred\u{1B}[0m".utf8), declared: "utf-8").reason == .declared)
    let relative = encode("日本語と한국", as: "ISO-2022-JP-2")
    #expect(decodeText(relative, declared: "iso-2022-jp-2").text == "日本語と한국")
    let coloured = Array("\u{1B}[1m".utf8) + encode("日本語", as: "ISO-2022-JP")
    #expect(decodeText(coloured, declared: "utf-8").used == "iso-2022-jp")
  }

  @Test(
    "Labels of old systems",
    arguments: [
      ("x-mac-ce", "MAC-CENTRALEUROPE", "Zażółć gęślą"),
      ("x-mac-centraleurroman", "MAC-CENTRALEUROPE", "Žluťák"),
      ("dos-862", "CP862", "שלום"), ("dos-850", "CP850", "Blåbær"),
      ("dos-866", "CP866", "Привет"), ("cp-862", "CP862", "שלום"),
    ])
  func labels(label: String, charset: String, text: String) {
    #expect(decodeText(encode(text, as: charset), declared: label).text == text)
  }
}
