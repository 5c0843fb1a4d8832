import Testing

@testable import MIME

@Suite("Header blocks, RFC 5322 section 2.2")
struct HeaderBlockTests {
  @Test(
    "Fields, body and defects",
    arguments: [
      ("A: b\nC:d\n\nbody", ["A=b", "C=d"], "body", []),
      ("A: b\n c\n\td\n\nbody", ["A=b c d"], "body", []),
      // Section 4.5: blanks before the colon
      ("A : b\n\nbody", ["A=b"], "body", []),
      ("A:\n\nbody", ["A="], "body", []),
      // mbox's line on top, and inside
      ("From x@y Fri Nov 21 09:55:06 1997\nA: b\n\nbody", ["A=b"], "body", []),
      (
        ">From x@y Fri Nov 21 09:55:06 1997\nA: b\n\nbody", ["A=b"], "body", [.envelopeLineInHeader]
      ),
      ("A: b\n>From x@y Fri\nC: d\n\nbody", ["A=b", "C=d"], "body", [.envelopeLineInHeader]),
      // Empty lines and a byte order mark on top
      ("\n\nA: b\n\nbody", ["A=b"], "body", [.leadingEmptyLines]),
      ("\u{FEFF}A: b\n\nbody", ["A=b"], "body", []),
      ("\nno header\n", [], "no header\n", []),
      // A line of blanks as the end of the header, and inside a field
      ("A: b\n \nbody text", ["A=b"], "body text", [.whitespaceLineInHeader]),
      ("A: b\n \n c\nD: e\n\nbody", ["A=b c", "D=e"], "body", [.whitespaceLineInHeader]),
      ("A: b\n \n\t\n  \n c\nTo: d\n\nbody", ["A=b c", "To=d"], "body", [.whitespaceLineInHeader]),
      ("A: b\n \n \nTo: d\n\nbody", ["A=b", "To=d"], "body", [.whitespaceLineInHeader]),
      ("A: b\n \n c\n \nTo: d\n\nbody", ["A=b c", "To=d"], "body", [.whitespaceLineInHeader]),
      ("A: b\n \n \nbody text", ["A=b"], " \nbody text", [.whitespaceLineInHeader]),
      ("A: b\n \n\nbody", ["A=b"], "\nbody", [.whitespaceLineInHeader]),
      // No empty line before the body
      ("A: b\nbody text\n", ["A=b"], "body text\n", [.missingHeaderSeparator]),
      ("A: b\nhttp://x.test/\n", ["A=b"], "http://x.test/\n", [.missingHeaderSeparator]),
      ("just text\nand more\n", [], "just text\nand more\n", [.missingHeaderSeparator]),
      (
        "Dear all\n\tindented\n\nmore\n", [], "Dear all\n\tindented\n\nmore\n",
        [.missingHeaderSeparator]
      ),
      ("junk\n folded\nSubject: b\n\nbody", ["Subject=b"], "body", [.invalidHeaderLine]),
      // A line without white space that belongs to the field above
      (
        "A: b\nwrapped text\nC: d\n\nbody", ["A=b wrapped text", "C=d"], "body",
        [.invalidHeaderLine]
      ),
      (
        "Received: a\nby b\nid c; date\nSubject: d\n\nbody",
        ["Received=a by b id c; date", "Subject=d"], "body", [.invalidHeaderLine]
      ),
      (" From: b\nC: d\n\nbody", ["From=b", "C=d"], "body", [.invalidHeaderLine]),
      ("junk\nA: b\n\nbody", ["A=b"], "body", [.invalidHeaderLine]),
      (" folded\nA: b\n\nbody", ["A=b"], "body", [.invalidHeaderLine]),
      // Names against section 3.6.8
      ("A: b\nX Y: c\nD: e\n\nbody", ["A=b", "X Y=c", "D=e"], "body", [.invalidFieldName]),
      ("A: b\nÄ: c\nD: e\n\nbody", ["A=b", "Ä=c", "D=e"], "body", [.invalidFieldName]),
      // RFC 6532
      ("A: ä\n\nbody", ["A=ä"], "body", []),
    ] as [(String, [String], String, Set<Defect.Kind>)])
  func fields(text: String, expected: [String], body: String, defects: Set<Defect.Kind>) {
    for lineEnd in ["\n", "\r\n"] {
      let changed = text.split(separator: "\n", omittingEmptySubsequences: false)
        .joined(separator: lineEnd)
      let message = Message(changed)
      let header = message.header
      #expect(
        header.fields.map { "\(header.name(of: $0))=\(header.text(of: $0))" } == expected)
      #expect(
        message.text(of: message.parts[0]).text.replacing("\r\n", with: "\n") == body)
      #expect(message.defectKinds == defects)
      #expect(rangeViolation(message) == nil)
    }
  }

  @Test("Line ends of all kinds, mixed", arguments: ["\r\r\n", "\n", "\r", "\r\n"])
  func lineEnds(second: String) {
    let message = Message("A: b\r\nC: d\(second)E: f\n\r\nbody\(second)text")
    let header = message.header
    #expect(header.fields.map { header.name(of: $0) } == ["A", "C", "E"])
    #expect(header.first("c").map(header.text(of:)) == "d")
    #expect(message.leafBodies == ["body\(second)text"])
  }

  @Test("Names are found in any case, raw values keep their folds")
  func lookUp() {
    let header = Message("SUBJECT: a\n b\nsubject: c\n\n").header
    #expect(header.all("subject").count == 2)
    #expect(header.first("subject").map { Array(header.rawValue(of: $0)) } == Array(" a\n b".utf8))
    #expect(header.subject == "a b")
    #expect(header.first("missing") == nil)
  }
}
