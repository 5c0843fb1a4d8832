import Testing

@testable import Serve

@Suite struct StructureTests {
  private func message(_ text: String) -> ServedMessage { ServedMessage(stored: Array(text.utf8)) }

  private func envelope(_ text: String) -> String {
    var buffer = ResponseBuffer()
    buffer.envelope(message(text).header)
    return String(decoding: buffer.bytes, as: UTF8.self)
  }

  private func structure(_ text: String, isExtended: Bool = false) -> String {
    var buffer = ResponseBuffer()
    BodyStructure(message: message(text), isExtended: isExtended).write(to: &buffer)
    return String(decoding: buffer.bytes, as: UTF8.self)
  }

  private func section(_ part: [UInt32], _ kind: FetchItem.Section.Text, _ text: String) -> String?
  {
    message(text).bytes(of: FetchItem.Section(part: part, text: kind))
      .map { String(decoding: $0, as: UTF8.self) }
  }

  @Test(arguments: [
    ("ada@example.org", "((NIL NIL \"ada\" \"example.org\"))"),
    (
      "Ada L. <ada@example.org>, b@c",
      "((\"Ada L.\" NIL \"ada\" \"example.org\")(NIL NIL \"b\" \"c\"))"
    ),
    (
      "\"Ada \\\"A\\\" L\" <ada@example.org>", "((\"Ada \\\"A\\\" L\" NIL \"ada\" \"example.org\"))"
    ),
    ("ada@example.org (Ada)", "((\"Ada\" NIL \"ada\" \"example.org\"))"),
    ("<@relay:ada@example.org>", "((NIL \"@relay\" \"ada\" \"example.org\"))"),
    (
      "Friends: a@b, c@d;",
      "((NIL NIL \"Friends\" NIL)(NIL NIL \"a\" \"b\")(NIL NIL \"c\" \"d\")(NIL NIL NIL NIL))"
    ),
    ("undisclosed-recipients:;", "((NIL NIL \"undisclosed-recipients\" NIL)(NIL NIL NIL NIL))"),
    (
      "=?utf-8?q?=C3=84da?= <ada@[1.2.3.4]>",
      "((\"=?utf-8?q?=C3=84da?=\" NIL \"ada\" \"[1.2.3.4]\"))"
    ),
    ("ada", "((NIL NIL \"ada\" \"MISSING_DOMAIN\"))"),
    ("a . b @ example . org", "((NIL NIL \"a.b\" \"example.org\"))"),
    (",, ,", "NIL"),
  ])
  func addressesAreHandedOnAsTheyStand(value: String, wanted: String) {
    #expect(
      envelope("To: \(value)\n\n").contains(" NIL NIL NIL \(wanted) NIL NIL NIL NIL)"),
      "\(envelope("To: \(value)\n\n"))")
  }

  @Test func theAuthorStandsForWhoIsMissing() {
    let ada = "((NIL NIL \"a\" \"b\"))"
    #expect(
      envelope("From: a@b\nSubject: x\n  y\nSender:\nMessage-ID: <1@b>\n\n")
        == "(NIL \"x y\" \(ada) \(ada) \(ada) NIL NIL NIL NIL \"<1@b>\")")
  }

  private static let mixed = """
    Subject: x
    Content-Type: multipart/mixed; boundary="b"

    preamble
    --b
    Content-Type: text/plain; charset=utf-8
    Content-Transfer-Encoding: 8bit

    one
    two
    --b
    Content-Type: message/rfc822

    From: a@b
    Subject: inner
    Content-Type: multipart/alternative; boundary=c

    --c

    plain
    --c
    Content-Type: text/html
    Content-Disposition: attachment; filename="a b.html"

    <p>
    --c--
    --b
    Content-Type: application/octet-stream
    Content-Transfer-Encoding: base64

    YQBi
    --b--
    epilogue
    """

  @Test func partsHaveTheNumbersOfTheLiteralTree() {
    #expect(section([1], .whole, Self.mixed) == "one\r\ntwo")
    #expect(
      section([1], .mime, Self.mixed)
        == "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n")
    #expect(
      section([2], .fields([Array("subject".utf8)], isExcluding: false), Self.mixed)
        == "Subject: inner\r\n\r\n")
    #expect(section([2, 1], .whole, Self.mixed) == "plain")
    #expect(section([2, 2], .whole, Self.mixed) == "<p>")
    #expect(section([2], .text, Self.mixed)?.hasPrefix("--c\r\n") == true)
    #expect(section([3], .whole, Self.mixed) == "YQBi")
    #expect(section([4], .whole, Self.mixed) == nil)
    #expect(section([1, 1], .whole, Self.mixed) == nil)
    #expect(section([], .text, Self.mixed)?.hasSuffix("epilogue") == true)
    guard case .bytes(let decoded) = message(Self.mixed).decoded([3]) else {
      Issue.record("not decoded")
      return
    }
    #expect(decoded == [0x61, 0, 0x62])
  }

  @Test func aMessageWithoutPartsHasOne() {
    #expect(section([1], .whole, "A: b\n\nbody") == "body")
    #expect(section([1], .mime, "A: b\n\nbody") == "A: b\r\n\r\n")
    #expect(section([2], .whole, "A: b\n\nbody") == nil)
    #expect(section([], .header, "no header at all") == "no header at all")
  }

  @Test func structures() {
    #expect(
      structure("A: b\n\none\ntwo\n")
        == "(\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 10 2)")
    #expect(
      structure(Self.mixed, isExtended: true)
        == "((\"text\" \"plain\" (\"charset\" \"utf-8\") NIL NIL \"8bit\" 8 1 NIL NIL NIL NIL)"
        + "(\"message\" \"rfc822\" NIL NIL NIL \"7bit\" 190 (NIL \"inner\" ((NIL NIL \"a\" \"b\"))"
        + " ((NIL NIL \"a\" \"b\")) ((NIL NIL \"a\" \"b\")) NIL NIL NIL NIL NIL)"
        + " ((\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 5 0 NIL NIL NIL NIL)"
        + "(\"text\" \"html\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 3 0 NIL"
        + " (\"attachment\" (\"filename\" \"a b.html\")) NIL NIL)"
        + " \"alternative\" (\"boundary\" \"c\") NIL NIL NIL) 13 NIL NIL NIL NIL)"
        + "(\"application\" \"octet-stream\" NIL NIL NIL \"base64\" 4 NIL NIL NIL NIL)"
        + " \"mixed\" (\"boundary\" \"b\") NIL NIL NIL)")
    // Without a boundary there is still a part to be named.
    #expect(
      structure("Content-Type: multipart/mixed\n\nx")
        == "((\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 0 0) \"mixed\")")
  }

  @Test(.timeLimit(.minutes(1))) func hostileStructuresAreRead() {
    var nested = ""
    for level in 0..<500 {
      nested += "Content-Type: multipart/mixed; boundary=b\(level)\n\n--b\(level)\n"
    }
    #expect(structure(nested).hasPrefix("(("))
    let wide =
      "Content-Type: multipart/mixed; boundary=b\n\n"
      + String(repeating: "--b\n\nx\n", count: 20_000)
    #expect(message(wide).root.children.count <= Limits.parts)
    let messages = String(repeating: "Content-Type: message/rfc822\n\n", count: 1_000)
    #expect(structure(messages).hasPrefix("(\"message\""))
  }

  @Test func lineEndsAreThoseOfTheWire() {
    #expect(message("a\nb\r\nc\r\n\rd").bytes == Array("a\r\nb\r\nc\r\n\rd".utf8))
    #expect(loneFeeds(Array("a\nb\r\n\n".utf8)[...], after: 0) == 2)
    #expect(loneFeeds(Array("\n".utf8)[...], after: 0x0D) == 0)
  }

  @Test func rangesBeyondTheEndAreEmpty() {
    #expect(part(of: Array("abc".utf8), .init(first: 1, count: 5)).elementsEqual("bc".utf8))
    #expect(part(of: Array("abc".utf8), .init(first: 3, count: 5)).isEmpty)
    #expect(part(of: Array("abc".utf8), .init(first: .max, count: .max)).isEmpty)
  }
}
