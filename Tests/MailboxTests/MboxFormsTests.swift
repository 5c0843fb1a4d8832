import Testing

@testable import Mailbox

/// Files as programs write them: the same messages in every form, with every line end, with empty lines
/// between the messages and without.
@Suite struct MboxFormsTests {
  enum Writer: CaseIterable {
    case mboxo, mboxrd, mboxcl, mboxcl2, thunderbird, newThunderbird, roundcube, pipermail, takeout
    case uucp, exporter, german

    private var quotes: Bool { ![.mboxcl2, .newThunderbird, .exporter, .german].contains(self) }
    private var hasLength: Bool { self == .mboxcl || self == .mboxcl2 }

    func entry(_ message: String, _ number: Int, isSpaced: Bool) -> String {
      let day = number % 28 + 1
      let time = "\(10 + number % 10):0\(number % 6):\(10 + number % 50)"
      let date =
        "\(["Mon", "Tue", "Sat"][number % 3]) Oct \(day < 10 ? " " : "")\(day) \(time) 2023"
      let separator =
        switch self {
        case .mboxo, .mboxrd, .mboxcl, .mboxcl2, .roundcube:
          "From \(["ann@example.org", "MAILER-DAEMON", "root"][number % 3])  \(date)"
        case .thunderbird: "From - \(date)\nX-Mozilla-Status: 0001\nX-Mozilla-Status2: 00000000"
        case .newThunderbird: "From \nX-Mozilla-Status: 0001\nX-Mozilla-Status2: 00000000"
        case .pipermail: "From ann at example.org  \(date)"
        case .takeout:
          "From 18329298835910\(number)@xxx Fri May 23 16:35:53 +0000 2025\nX-GM-THRID: \(number)"
        case .uucp: "From ann Sat Jan  3 01:05 1996 remote from host"
        case .exporter: "From ann@example.org"
        case .german: "From - Di. Okt \(day) \(time) 2023"
        }
      var text = message
      if quotes { text = text.replacing("\nFrom ", with: "\n>From ") }
      if hasLength, let end = text.firstRange(of: "\n\n") {
        let body = text[end.upperBound...].utf8.count
        text = "\(text[..<end.lowerBound])\nContent-Length: \(body)\n\n\(text[end.upperBound...])"
      }
      return separator + "\n" + text + (isSpaced ? "\n" : "")
    }
  }

  struct Form: CustomTestStringConvertible {
    var writer: Writer
    var isSpaced: Bool
    var lineEnd: String
    var testDescription: String {
      "\(writer), \(lineEnd.utf8.count) bytes for a line end\(isSpaced ? "" : ", no empty lines")"
    }

    static let all = Writer.allCases.flatMap { writer in
      [true, false].flatMap { isSpaced in
        ["\n", "\r\n", "\r\r\n"].map { Form(writer: writer, isSpaced: isSpaced, lineEnd: $0) }
      }
    }

    func file(_ messages: [String]) -> [UInt8] {
      let text = messages.enumerated().map {
        writer.entry($0.element, $0.offset, isSpaced: isSpaced)
      }
      return Array(text.joined().replacing("\n", with: lineEnd).utf8)
    }
  }

  static func header(_ number: Int) -> String {
    "From: Ann <ann@example.org>\nTo: bob@example.org\nSubject: \(number)\n"
      + "Date: Tue, 3 Oct 2023 10:00:00 +0000\nMessage-ID: <\(number)@example.org>\n\n"
  }

  /// Paragraphs that begin as a separator does.
  static let paragraphs = [
    "From the minutes of the board\nDecision: we go ahead\n",
    "From R CMD check --help\nUsage: R CMD check [options] pkgs\n",
    "From the policies\n<https://policies.example.org/x>:\nmore\n",
    "From Monday on\nOpening: at nine\n",
    "From 10:00 to 12:30 on Tue Oct 3\nPlace: town hall\n",
    "From Tue Oct 3 at 10:00 we meet daily,\nDate: to be seen\n",
    "From: Ann\nSubject: quoted below\n",
    "From\nnowhere: text\n", "From Ann\nTo: whom it concerns\n",
    "From 1234567890123456789012345678901234567890 Mon Sep 17 00:00:00 2001\n"
      + "From: Ann <ann@example.org>\nDate: Tue, 3 Oct 2023 10:00:00 +0000\nSubject: [PATCH] x\n\ny\n",
    "From here you can see\n\nFrom: the hill\n",
    "From Jan to Mar 2024 the price was\nEUR: 12:30\n",
    "From 3 Oct 2023 10:00\nDate: to be seen\nSubject: the meeting\n",
    "From Oct 3 10:00\nTo: the harbour\nFrom: the hill\n",
    "From Sat Oct 3 10:00 2023\nFrom: Ann\nTo: all of you\n\nand so on\n",
    "From Tue Oct 3 10:00:00 2023\nSubject: what we do from then on\n",
    "From here on 10:00:00 2023\nSubject: quoted text\n",
    "From 1.2.3.4 by x; Tue, 3 Oct 2023 10:00:00 +0000\nReceived: yes\n",
    "From John Doe\nTo: Jane\nSubject: a letter\n",
  ]

  static let letters: [String] = {
    var random = SplitMix(seed: 19)
    return (0..<500).map { number in
      var body = "Hello \(number),\n"
      for _ in 0..<Int.random(in: 0...4, using: &random) {
        body += "\n" + (paragraphs.randomElement(using: &random) ?? "")
        if Bool.random(using: &random) { body += "and so on.\n" }
      }
      return header(number) + body
    }
  }()

  @Test(arguments: Form.all)
  func everyMessageIsFoundAndNoneIsCut(_ form: Form) throws {
    let letters = form.lineEnd == "\n" ? Self.letters : Array(Self.letters.prefix(60))
    let file = form.file(letters)
    let found = try read(file, portion: 1 << 16)
    expectCover(found, file)
    let texts = messages(found).map {
      String(decoding: $0.array, as: UTF8.self).replacing(form.lineEnd, with: "\n")
    }
    #expect(texts.count == letters.count, "\(texts.count)")
    for (number, text) in texts.enumerated() where texts.count == letters.count {
      let body = letters[number].split(separator: "\n\n", maxSplits: 1)[1]
      #expect(text.hasSuffix(body), "\(number)")
    }
  }

  /// Where an interrupted reading goes on, it finds what it would have found.
  @Test(arguments: Form.all.filter { $0.lineEnd != "\r\n" })
  func readingGoesOnInEveryForm(_ form: Form) throws {
    let file = form.file(Array(Self.letters.prefix(12)))
    let whole = try read(file, portion: 1 << 16)
    for item in whole {
      let end = item.origin.offset + item.origin.length
      let rest = whole.filter { $0.origin.offset >= end }
      #expect(try read(file, portion: 1 << 16, from: end) == rest, "from \(end)")
    }
  }

  @Test(arguments: [
    // A paragraph does not make a text file a mailbox, nor one that a person calls mail.
    ("From the minutes of the board\nDecision: we go ahead\n", false),
    ("From Tue Oct 3 at 10:00 on\nwe meet\n", false),
    ("From ann@example.org Tue Oct  3 10:00:02 2023\nA: b\n\n", true),
    ("From ann@example.org\nSubject: b\n\n", true),
    ("From - Sat Apr 12 2025 15:59:28\nX-Mozilla-Status: 0001\n\n", true),
    ("From John Doe\nFrom: John Doe <john@example.org>\n\n", true),
  ])
  func whatBeginsAMailbox(_ text: String, _ isMailbox: Bool) {
    let bytes = Array(text.utf8)
    #expect((FileKind(bytes.span, name: "notes") == .mbox) == isMailbox)
  }
}
