import Mail
import Testing

@testable import Mailbox

/// Notes of programs in header fields, and fields that look like them in messages of strangers.
@Suite struct MboxFieldsTests {
  static let separator = "From a@b Mon Jan  1 00:00:00 2024\n"
  static let thunderbird = "From - Mon Jan  1 00:00:00 2024\n"
  static let takeout = "From 17@xxx Mon Jan 01 00:00:00 +0000 2024\n"

  private func first(_ file: String) throws -> RawMessage {
    try #require(messages(read(Array(file.utf8))).first)
  }

  struct Case: CustomTestStringConvertible {
    var testDescription: String
    var file: String
    var flags: MessageFlags
    var tags: [String]

    init(_ name: String, _ file: String, _ flags: MessageFlags, _ tags: [String] = []) {
      (testDescription, self.file, self.flags, self.tags) = (name, file, flags, tags)
    }
  }

  static let cases: [Case] = [
    Case(
      "the last of each name counts",
      separator + "Status: RO\nX-Keywords: theirs\nX-Status: D\nA: b\nX-Status: AF\nStatus: O\n"
        + "X-Keywords: one two one\n\nx\n\n", [.answered, .flagged], ["one", "two"]),
    Case(
      "Thunderbird's fields behind another program's separator",
      separator + "X-Mozilla-Status: 0009\nX-Mozilla-Keys: work\n\nx\n\n", []),
    Case(
      "Thunderbird's fields behind fields of the message",
      thunderbird + "From: a@b\nX-Mozilla-Status: 0009\nX-Mozilla-Keys: work\n\nx\n\n", []),
    Case(
      "Thunderbird's fields behind others of its own",
      thunderbird + "X-Account-Key: account1\nX-UIDL: 7\nX-Mozilla-Status: 0003\n"
        + "X-Mozilla-Keys: $label1 work   \n\nx\n\n", [.seen, .answered], ["$label1", "work"]),
    Case(
      "a second status, which the message brought along",
      thunderbird + "X-Mozilla-Status: 0001\nX-Mozilla-Status2: 0\nX-Mozilla-Status: 0008\n\n\n",
      .seen),
    Case(
      "labels in a file that Takeout did not make",
      separator + "X-Gmail-Labels: Opened,Starred\nX-GM-THRID: 7\n\nx\n\n", []),
    Case(
      "labels that the message brought along",
      takeout + "X-GM-THRID: 7\nX-Gmail-Labels: Inbox\nFrom: a@b\nX-Gmail-Labels: Opened\n\nx\n\n",
      [], ["Inbox"]),
    Case(
      "opened, and marked as unread afterwards",
      takeout + "X-Gmail-Labels: Opened,Unread\n\nx\n\n", [], ["Opened", "Unread"]),
  ]

  @Test(arguments: cases)
  func whoWroteAFieldIsToldByItsPlace(_ test: Case) throws {
    let message = try first(test.file)
    #expect(message.flags == test.flags)
    #expect(message.tags == test.tags)
  }

  @Test(arguments: [
    (separator, "From: a@b\nX-Mozilla-Status: 0008\n", true),
    (thunderbird, "From: a@b\nX-Mozilla-Status: 0009\n", true),
    (thunderbird, "X-Mozilla-Status: 0001\nFrom: a@b\nX-Mozilla-Status: 0009\n", true),
    (thunderbird, "X-Mozilla-Status: 0009\nFrom: a@b\nX-Mozilla-Status: 0001\n", false),
    ("From \n", "X-Mozilla-Status: 0008\nX-Mozilla-Status2: 00000000\n", false),
  ])
  func onlyThunderbirdItselfLeavesAMessageOut(
    _ separator: String, _ header: String, _ isOffered: Bool
  ) throws {
    let items = try read(Array((separator + header + "\nx\n\n").utf8))
    #expect(messages(items).count == (isOffered ? 1 : 0))
    #expect(skips(items).map(\.reason) == (isOffered ? [] : [.expunged]))
  }

  /// Another program's file, with a text that looks like one of Thunderbird's.
  @Test func aTextMakesNoMailDisappear() throws {
    let text =
      "\nx\n\n" + Self.thunderbird + "X-Mozilla-Status: 0009\nFrom: a@b\nSubject: hidden\n\ny\n\n"
    let items = try read(Array((Self.separator + "From: a@b\nSubject: a\n" + text).utf8))
    #expect(skips(items).isEmpty)
    #expect(
      messages(items).contains { String(decoding: $0.array, as: UTF8.self).contains("hidden") })
  }

  @Test func takeoutLabels() throws {
    let message = try first(
      Self.takeout
        + "X-GM-THRID: 1501\nX-Gmail-Labels: Opened,Inbox,\"one, two\",\n Starred\n\nx\n\n")
    #expect(message.tags == ["Opened", "Inbox", "one, two", "Starred"])
    #expect(message.gmailThread == "1501")
    #expect(message.flags == [.seen, .flagged])
  }

  @Test(
    arguments: [
      ("=?UTF-8?Q?Ge=C3=B6ffnet,\"Caf=C3=A9,_Bar\",?=\n =?UTF-8?B?5Y+X5L+h?=", MessageFlags.seen),
      ("=?UTF-8?Q?Posteingang,Ge=C3=B6ffnet,Markiert,Entw=C3=BCrfe?=", [.seen, .flagged, .draft]),
      ("Posteingang,Ungelesen,Markiert", .flagged),
      ("=?UTF-8?Q?Bo=C3=AEte_de_r=C3=A9ception,Ouvert?=", .seen),
      ("=?UTF-8?Q?Bo=C3=AEte_de_r=C3=A9ception,Ouvert,Non_lus?=", []),
      ("Recibidos,Abierto,Destacados", [.seen, .flagged]),
      ("Posta in arrivo,Speciali,Bozze", [.flagged, .draft]),
      ("=?UTF-8?Q?Nep=C5=99e=C4=8Dten=C3=A9,S_hv=C4=9Bzdi=C4=8Dkou?=", .flagged),
      ("=?UTF-8?B?5pyq6Kqt?=,=?UTF-8?B?44K544K/44O85LuY44GN?=", .flagged),
      ("Safata d'entrada,Oberts,Destacats", [.seen, .flagged]),
      ("דואר נכנס,נפתחו,מסומנים בכוכב", [.seen, .flagged]),
      ("البريد الوارد,غير مقروءة,المميزة بنجمة", .flagged),
      ("इनबॉक्स,तारांकित,ड्राफ़्ट", [.flagged, .draft]),
      ("Hộp thư đến,Đã mở,Thư nháp", [.seen, .draft]),
      ("กล่องจดหมาย,ติดดาว", .flagged), ("Pristigla pošta,Otvoreno,Nepročitano", []),
      ("Входящи,Отворени,Със звезда,Чернови", [.seen, .flagged, .draft]),
      ("Kotak Masuk,Dibuka,Berbintang", [.seen, .flagged]),
    ] as [(String, MessageFlags)])
  func takeoutLabelsInOtherLanguages(_ labels: String, _ flags: MessageFlags) throws {
    #expect(try first(Self.takeout + "X-Gmail-Labels: \(labels)\n\nx\n\n").flags == flags)
  }
}
