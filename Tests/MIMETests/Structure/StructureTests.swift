import Testing

@testable import MIME

private func multipart(_ boundary: String, _ body: String, type: String = "mixed") -> String {
  "Content-Type: multipart/\(type); boundary=\"\(boundary)\"\n\n\(body)"
}

@Suite("Part tree, RFC 2046")
struct StructureTests {
  @Test("Numbers of parts as IMAP counts them")
  func numbers() {
    let many = multipart("b", (1...3_000).map { "--b\n\n\($0)\n" }.joined() + "--b--\n")
    let message = Message(parsing: Array(many.utf8))
    #expect((1...3_000).allSatisfy { message.partNumber($0) == "\($0)" })
    let inner = multipart("c", "--c\n\none\n--c\n\ntwo\n--c--")
    let outer = multipart(
      "b", "--b\n\nzero\n--b\nContent-Type: message/rfc822\n\n\(inner)\n--b--\n")
    let nested = Message(parsing: Array(outer.utf8))
    #expect(
      nested.parts.indices.map { nested.partNumber($0) } == ["1", "1", "2", "2", "2.1", "2.2"])
  }

  @Test(
    "Trees",
    arguments: [
      ("Subject: x\n\nbody", "text/plain", ["body"], []),
      ("Content-Type: plain/text\n\nbody", "text/plain", ["body"], []),
      ("", "text/plain", [""], []),
      ("Subject: x", "text/plain", [""], []),
      (
        multipart("b", "--b\n\none\n--b\n\ntwo\n--b--\n"), "multipart/mixed[text/plain text/plain]",
        ["one", "two"], []
      ),
      // Section 5.1.1: preamble, epilogue, blanks behind the boundary, empty parts
      (
        multipart("b", "pre\n--b \t\n\none\n--b-- \nepi\n"), "multipart/mixed[text/plain]", ["one"],
        [.textAfterClose]
      ),
      (
        multipart("b", "--b\n--b\n\n--b--"), "multipart/mixed[text/plain text/plain]", ["", ""], []
      ),
      (multipart("b", "--b--\n"), "multipart/mixed[]", [], []),
      // Section 5.1.5: parts of a digest are messages
      (
        multipart("b", "--b\n\nSubject: x\n\none\n--b--", type: "digest"),
        "multipart/digest[message/rfc822[text/plain]]", ["one"], []
      ),
      (
        multipart("b", "--b\nContent-Type: text/html\n\none\n--b--", type: "digest"),
        "multipart/digest[text/html]", ["one"], []
      ),
      // Section 5.2.1
      (
        "Content-Type: message/rfc822\n\nSubject: x\n\none", "message/rfc822[text/plain]", ["one"],
        []
      ),
      // Boundaries that begin like another: both ways round
      (
        multipart("ab", "--ab\n" + multipart("a", "--a\n\none\n--a--\n") + "--ab\n\ntwo\n--ab--\n"),
        "multipart/mixed[multipart/mixed[text/plain] text/plain]", ["one", "two"], []
      ),
      (
        multipart("a", "--a\n" + multipart("ab", "--ab\n\none\n--ab--\n") + "--a\n\ntwo\n--a--\n"),
        "multipart/mixed[multipart/mixed[text/plain] text/plain]", ["one", "two"], []
      ),
      (
        multipart(
          "a", "--a\n" + multipart("a--", "--a--\n\none\n--a----\n") + "--a\n\ntwo\n--a--\n"),
        "multipart/mixed[multipart/mixed[text/plain] text/plain]", ["one", "two"], []
      ),
      // The same boundary inside and outside
      (
        multipart("a", "--a\n" + multipart("a", "--a\n\none\n--a--\n") + "--a\n\ntwo\n--a--\n"),
        "multipart/mixed[multipart/mixed[text/plain] text/plain]", ["one", "two"], []
      ),
      // Never closed, inside and outside
      (
        multipart("b", "--b\n\none\n"), "multipart/mixed[text/plain]", ["one\n"],
        [.unclosedMultipart]
      ),
      (
        multipart("a", "--a\n" + multipart("b", "--b\n\none\n") + "--a\n\ntwo\n--a--\n"),
        "multipart/mixed[multipart/mixed[text/plain] text/plain]", ["one", "two"],
        [.unclosedMultipart]
      ),
      // Parts behind the end
      (
        multipart("b", "--b\n\none\n--b--\n--b\n\ntwo\n--b--\n"),
        "multipart/mixed[text/plain text/plain]", ["one", "two"], [.partAfterClose]
      ),
      // Text behind the boundary
      (
        multipart("b", "--b junk\n\none\n--b--junk\n"), "multipart/mixed[text/plain]", ["one"],
        [.malformedDelimiter]
      ),
      // Blanks in front of the dashes, which the boundary may have ended in
      (
        multipart("b", "--b\n\none\n--b --\n"), "multipart/mixed[text/plain]", ["one"],
        [.malformedDelimiter]
      ),
      // "--bc" is no delimiter
      (multipart("b", "--b\n\n--bc\n--b--"), "multipart/mixed[text/plain]", ["--bc"], []),
      // No empty line between the header of a multipart and its parts
      (
        "Content-Type: multipart/mixed; boundary=b\n--b\nContent-Type: text/html\n\none\n--b--",
        "multipart/mixed[text/html]", ["one"], [.missingHeaderSeparator]
      ),
      // A header that a delimiter cuts off
      (
        multipart("b", "--b\nX-Y: z\n--b\n\ntwo\n--b--"), "multipart/mixed[text/plain text/plain]",
        ["", "two"], [.missingHeaderSeparator]
      ),
      // A part without header and without empty line
      (
        multipart("b", "--b\njust text\n--b--"), "multipart/mixed[text/plain]", ["just text"],
        [.missingHeaderSeparator]
      ),
      // No boundary named, another one used, none there
      (
        "Content-Type: multipart/mixed\n\n--xyz\n\none\n--xyz--\n", "multipart/mixed[text/plain]",
        ["one"], [.missingBoundary, .guessedBoundary]
      ),
      (
        multipart("b", "--xyz\nContent-Type: text/html\n\none\n--xyz--\n"),
        "multipart/mixed[text/html]", ["one"], [.boundaryNotFound, .guessedBoundary]
      ),
      (multipart("b", "no parts\n"), "multipart/mixed", ["no parts\n"], [.boundaryNotFound]),
      (multipart("", "no parts\n"), "multipart/mixed", ["no parts\n"], [.missingBoundary]),
      // Boundaries as sections of RFC 2231, with blanks at the end, unquoted with odd characters
      (
        "Content-Type: multipart/mixed; boundary*0=\"a\"; boundary*1=\"b\"\n\n--ab\n\none\n--ab--",
        "multipart/mixed[text/plain]", ["one"], []
      ),
      (multipart("b  ", "--b\n\none\n--b--"), "multipart/mixed[text/plain]", ["one"], []),
      (
        "Content-Type: multipart/mixed; boundary==_a/b:c?d\n\n--=_a/b:c?d\n\none\n--=_a/b:c?d--",
        "multipart/mixed[text/plain]", ["one"], []
      ),
      (
        "Content-Type: multipart/mixed; boundary*=\"us-ascii''b%20c\"\n\n--b c\n\none\n--b c--",
        "multipart/mixed[text/plain]", ["one"], []
      ),
      // Two types, of which the multipart holds more
      (
        "Content-Type: text/plain\n" + multipart("b", "--b\n\none\n--b--"),
        "multipart/mixed[text/plain]", ["one"], [.duplicateField]
      ),
      // RFC 3464: report with status and header
      (
        multipart(
          "b",
          "--b\n\nfailed\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nAction: failed\n--b\nContent-Type: text/rfc822-headers\n\nSubject: x\n--b--",
          type: "report"),
        "multipart/report[text/plain message/delivery-status text/rfc822-headers]",
        ["failed", "Reporting-MTA: dns; x\n\nAction: failed", "Subject: x"], []
      ),
      // RFC 2046 section 5.2.2: the first fragment has the header of the message, others are leaves
      (
        "Content-Type: message/partial; id=\"x\"; number=1; total=2\n\nSubject: y\n\none",
        "message/partial[text/plain]", ["one"], []
      ),
      (
        "Content-Type: message/partial; id=\"x\"; number=1\n\n" + multipart("b", "--b\n\none\n"),
        "message/partial[multipart/mixed[text/plain]]", ["one\n"], [.unclosedMultipart]
      ),
      (
        "Content-Type: message/partial; id=\"x\"; number=2; total=2\n\nSubject: y\n\none",
        "message/partial", ["Subject: y\n\none"], []
      ),
      (
        "Content-Type: message/partial\n\nSubject: y\n\none",
        "message/partial", ["Subject: y\n\none"], []
      ),
    ] as [(String, String, [String], Set<Defect.Kind>)])
  func trees(text: String, tree: String, bodies: [String], defects: Set<Defect.Kind>) {
    for lineEnd in ["\n", "\r\n", "\r"] {
      func changed(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: lineEnd)
      }
      let message = Message(changed(text))
      #expect(message.tree == tree)
      #expect(message.leafBodies == bodies.map(changed))
      #expect(message.defectKinds.subtracting([.bareCR]) == defects)
      #expect(rangeViolation(message) == nil)
    }
  }

  @Test("Messages and multiparts that are encoded against RFC 2045 section 6.4 are opened")
  func encodedComposites() {
    // "Subject: inner\n\ninner text"
    let base64 = "U3ViamVjdDogaW5uZXIKCmlubmVyIHRleHQ="
    let message = Message(
      "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n\(base64)\n")
    #expect(message.tree == "message/rfc822[text/plain]")
    #expect(message.leafBodies == ["inner text"])
    #expect(message.header(of: message.parts[1]).subject == "inner")
    #expect(message.parts[1].source == 1)
    #expect(message.defectKinds == [.encodedComposite])
    #expect(rangeViolation(message) == nil)

    let quoted = Message(
      multipart("b", "--b\nContent-Type: message/rfc822\nContent-Transfer-Encoding: ")
        + "quoted-printable\n\nSubject: =\ninner=\n\n\ntext=3D\n--b--")
    #expect(quoted.tree == "multipart/mixed[message/rfc822[text/plain]]")
    #expect(quoted.leafBodies == ["text="])

    // "--b\n\none\n--b--\n"
    let wrapped = Message(
      "Content-Type: multipart/mixed; boundary=b\nContent-Transfer-Encoding: base64\n\n"
        + "LS1iCgpvbmUKLS1iLS0K\n")
    #expect(wrapped.tree == "multipart/mixed[text/plain]")
    #expect(wrapped.leafBodies == ["one"])

    let lie = Message(
      "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nSubject: plain\n\ntext")
    #expect(lie.leafBodies == ["text"])
    #expect(lie.header(of: lie.parts[1]).subject == "plain")
  }

  @Test("Preamble and epilogue have ranges")
  func preambleAndEpilogue() {
    let message = Message(multipart("b", "pre\namble\n--b\n\none\n--b--\nepi\nlogue\n"))
    let part = message.parts[0]
    func text(_ range: Range<UInt32>) -> String {
      String(decoding: message.bytes[range.positions], as: UTF8.self)
    }
    #expect(text(part.preambleRange) == "pre\namble")
    #expect(text(part.epilogueRange) == "epi\nlogue\n")
  }
}
