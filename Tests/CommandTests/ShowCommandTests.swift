import Foundation
import TestSupport
import Testing

/// `mailcask show`, as a person reads with it.
@Suite struct ShowCommandTests {
  private func archive(_ messages: String...) throws -> Program {
    var program = try Program()
    program.environment["XDG_STATE_HOME"] = program.directory.path + "/state"
    program.environment["XDG_RUNTIME_DIR"] = ""
    program.environment["XDG_CACHE_HOME"] = ""
    program.environment["PAGER"] = ""
    try program.makeArchive()
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    if messages.isEmpty { return program }
    for (number, text) in messages.enumerated() {
      try program.directory.write(text.utf8, to: "mail/\(number).eml")
    }
    let result = try program.run("import", "mail")
    #expect(result.status == 0, "\(result.errors)")
    return program
  }

  private let letter = """
    From: =?utf-8?Q?Am=C3=A9lie?= <amelie@example.fr>
    To: Ada <ada@example.org>
    Date: Mon, 4 Mar 2024 10:00:00 +0000
    Subject: A long letter
    Content-Type: text/plain; charset=utf-8

    This line is longer than the forty columns of a narrow terminal, so that it is wrapped.
    > > This was quoted twice and is longer than forty columns as well.
    山路を登りながらこう考えた。智に働けば角が立つ。情に棹させば流される。
    https://example.org/a/very/long/address/that/has/to/stay/in/one/piece/to/be/opened
    --\u{20}
    Amélie

    """

  @Test func textIsWrappedByDisplayWidthAndQuotesKeepTheirMarks() throws {
    let program = try archive(letter)
    let lines = try program.run("show", "1", "--width", "40").text.split(separator: "\n")
    #expect(lines.contains("This line is longer than the forty"))
    #expect(lines.contains("> > This was quoted twice and is longer"))
    #expect(lines.contains("> > than forty columns as well."))
    // Twenty characters of two columns; the full stop does not begin a line.
    #expect(lines.contains("山路を登りながらこう考えた。智に働けば角"))
    #expect(lines.contains { $0.hasPrefix("https://") && $0.hasSuffix("opened") })
  }

  private let renewal = """
    From: a@example.org
    Date: Mon, 4 Mar 2024 10:00:00 +0000
    Subject: renewal
    Content-Type: multipart/alternative; boundary=b

    --b

    Automatic Renewal
    --b
    Content-Type: text/html

    <p>Automatic Renewal</p><p>Zebra appears only <a href="https://track.example.com/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa">here</a></p>
    --b--

    """

  @Test func theOtherFormIsToldAndShown() throws {
    let program = try archive(renewal)
    let plain = try program.run("show", "1").text
    #expect(plain.contains("the HTML form has more words: --html-text"))
    #expect(!plain.contains("Zebra"))
    let html = try program.run("show", "1", "--html-text").text
    #expect(html.contains("Zebra appears only here [1]\n\n[1] https://track.example.com/aaaa"))
    #expect(!html.contains("Form:"))
    #expect(
      try program.run("show", "1", "--html-text", "--links", "host").text
        .contains("here <track.example.com/…>"))
    #expect(try !program.run("show", "1", "--plain").text.contains("Zebra"))
    let json = try program.run("show", "1", "--json").text
    #expect(
      json.contains("\"form\":\"plain\",\"other_form\":\"html\",\"other_form_has_more\":true"))
    #expect(try program.run("show", "1", "--json", "--html-text").text.contains("Zebra"))
  }

  @Test func whatOnlyTheOtherFormHasIsShownWhenItWasSearchedFor() throws {
    let program = try archive(renewal)
    #expect(try program.run("search", "--snippets", "zebra").text.contains("Zebra"))
    #expect(try program.run("show", "@1").text.contains("Zebra"))
    let json = try program.run("show", "--json", "--query", "zebra").text
    #expect(json.contains("Zebra") && json.contains("\"form\":\"html\""))
    #expect(try !program.run("show", "--json", "--query", "automatic").text.contains("Zebra"))
    #expect(
      try !program.run("show", "--json", "--plain", "--query", "zebra").text.contains("Zebra"))
    _ = try program.run("search", "automatic")
    #expect(try !program.run("show", "@1").text.contains("Zebra"))
  }

  @Test func theDocumentHasTheHeaderOnTop() throws {
    let program = try archive(
      """
      From: "A <b> & c" <a@example.org>
      To: Bob <bob@example.org>
      Date: Mon, 4 Mar 2024 10:00:00 +0000
      Subject: <i>sly</i>
      Content-Type: multipart/mixed; boundary=b

      --b
      Content-Type: text/html

      <p>the body</p>
      --b
      Content-Type: application/pdf; name="<x>.pdf"
      Content-Disposition: attachment

      x
      --b--

      """)
    let html = try program.run("show", "1", "--html").text
    let body = try #require(html.firstRange(of: "the body"))
    for field in [
      "A &lt;b&gt; &amp; c", "Bob", "4 Mar 2024", "&lt;i&gt;sly&lt;/i&gt;", "&lt;x&gt;.pdf",
    ] {
      let place = try #require(html.ranges(of: field).last, "\(field)")
      #expect(place.upperBound <= body.lowerBound, "\(field)")
    }
  }

  @Test func anInvitationIsShownInItsTimeAndInOurs() throws {
    var program = try archive(
      """
      From: a@example.org
      Date: Mon, 4 Mar 2024 10:00:00 +0000
      Subject: meeting
      Content-Type: multipart/alternative; boundary=b

      --b

      Join the meeting
      --b
      Content-Type: text/calendar; method=REQUEST

      BEGIN:VCALENDAR
      METHOD:REQUEST
      BEGIN:VEVENT
      SUMMARY:Planning
      LOCATION:Room 7
      DTSTART:20240701T143000Z
      DTEND:20240701T153000Z
      END:VEVENT
      END:VCALENDAR
      --b--

      """)
    program.environment["TZ"] = "CET-1CEST,M3.5.0,M10.5.0/3"
    let text = try program.run("show", "1").text
    #expect(
      text.contains(
        "Invitation: Planning\nWhen: Mon 2024-07-01 14:30–15:30 (UTC)\n      Mon 2024-07-01 16:30–17:30 (here, CEST)\nWhere: Room 7"
      ))
    #expect(text.contains("[1] invite.ics (text/calendar"))
    #expect(try program.run("show", "1", "--part", "1").text.hasPrefix("BEGIN:VCALENDAR"))
  }

  @Test func aDateThatCannotBeReadIsMarked() throws {
    var program = try archive(
      "From: a@example.org\nDate: whenever\nSubject: one\n\nx\n",
      "Received: from x; Mon, 4 Mar 2024 10:00:00 +0000\nFrom: a@example.org\nDate: soon\nSubject: two\n\nx\n"
    )
    program.environment["TZ"] = "UTC"
    let text = try program.run("show", "2").text
    #expect(
      text.contains("Dated: 2024-03-04 10:00, when it arrived: Date is unreadable or implausible"))
    #expect(try program.run("show", "1").text.contains("by its file or its import"))
    #expect(try program.run("show", "2", "--json").text.contains("\"date_from\":\"received\""))
    #expect(
      try program.run("search", "is:defective", "--format", "ids").text.split(separator: "\n").count
        == 2)
  }

  @Test func withoutADateTheLineOfTheMboxOrTheTimeOfTheFileCounts() throws {
    let program = try archive()
    try program.directory.write(
      "From a@example.org Tue Sep 28 18:28:19 2004\nFrom: a@example.org\nSubject: line\n\nx\n".utf8,
      to: "old.mbox")
    try program.directory.write("From: a@example.org\nSubject: file\n\nx\n".utf8, to: "letter.eml")
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1_000_000_000)],
      ofItemAtPath: program.directory.path + "/letter.eml")
    _ = try program.run("import", "old.mbox", "letter.eml")
    #expect(try program.run("search", "date:2004-09-28").text.contains("line"))
    #expect(try program.run("search", "date:2001-09-09").text.contains("file"))
  }

  @Test func anotherAddressToReplyToIsShown() throws {
    let program = try archive(
      "From: a@example.org\nReply-To: other@example.net\nSubject: one\n\nx\n",
      "From: b@example.org\nReply-To: b@example.org\nSubject: two\n\nx\n")
    #expect(try program.run("show", "1").text.contains("Reply-To: other@example.net"))
    #expect(try !program.run("show", "2").text.contains("Reply-To"))
  }

  @Test func aPipeGetsWholeLinesAndNoColour() throws {
    let text = try archive(letter).run("show", "1").text
    #expect(text.contains("This line is longer than the forty columns of a narrow terminal, so"))
    #expect(!text.contains("\u{1B}"))
  }

  @Test func quotesAndSignatureAreDimOnATerminal() throws {
    let program = try archive(letter)
    let screen = try Terminal(program).screen("mailcask show 1", columns: 60, withColors: true)
    let lines = screen.split(separator: "\n")
    #expect(lines.contains { $0.contains("\u{1B}[2m> > This was quoted") }, "\(screen)")
    #expect(screen.contains("\u{1B}[2m--"), "\(screen)")
    let plain = try Terminal(program).screen(
      "mailcask show 1", environment: ["NO_COLOR": "1"], withColors: true)
    #expect(!plain.contains("\u{1B}[2m"))
    let dumb = try Terminal(program).screen("export TERM=dumb; mailcask show 1", withColors: true)
    #expect(!dumb.contains("\u{1B}[2m"))
    let forced = try program.run("show", "1", "--color", "always").text
    #expect(forced.contains("\u{1B}[2m> > This was quoted"))
  }

  @Test func whatIsLongerThanTheScreenGoesThroughThePager() throws {
    let program = try archive(
      "Subject: x\n\n" + (1...200).map { "line \($0)\n" }.joined())
    let terminal = Terminal(program)
    let pager = ["MAILCASK_PAGER": "sed -n '1,3p;s/^line 200$/paged to the end/p'"]
    let screen = try terminal.screen("mailcask show 1", environment: pager)
    #expect(screen.contains("paged to the end") && !screen.contains("line 150"), "\(screen)")
    let without = try terminal.screen("mailcask show --no-pager 1", environment: pager)
    #expect(without.contains("line 200"), "\(without)")
    let missing = try terminal.screen(
      "mailcask show 1", environment: ["MAILCASK_PAGER": "no-such-pager"])
    #expect(missing.contains("line 200"), "\(missing)")
    let pipe = try terminal.screen("mailcask show 1 | tail -1", environment: pager)
    #expect(pipe.contains("line 200"), "\(pipe)")
  }

  @Test func attachmentsHaveTheNumbersThatPartTakes() throws {
    let program = try archive(
      """
      Subject: x
      Content-Type: multipart/mixed; boundary=b

      --b
      Content-Type: text/html

      <p>Two <b>files</b></p>
      --b
      Content-Type: text/plain; name=one.txt
      Content-Disposition: attachment

      the first
      --b
      Content-Type: application/octet-stream; name=two.bin
      Content-Transfer-Encoding: base64

      AAEC
      --b--

      """)
    let text = try program.run("show", "1").text
    #expect(text.contains("Attached: [1] one.txt (text/plain,"), "\(text)")
    #expect(text.contains("          [2] two.bin (application/octet-stream, 3 B)"), "\(text)")
    #expect(text.contains("Two files"), "HTML as text")
    #expect(try program.run("show", "1", "--part", "1").text.contains("the first"))
    #expect(try program.run("show", "1", "--part", "2").output == Data([0, 1, 2]))
    let screen = try Terminal(program).screen("mailcask show 1 --part 2; echo status $?")
    #expect(screen.contains("it is binary data") && screen.contains("status 2"), "\(screen)")
  }

  @Test func rawBytesDoNotSteerTheTerminal() throws {
    let program = try archive("Subject: x\n\n\u{1B}]0;evil\u{07}\u{1B}[31mred\n")
    let screen = try Terminal(program).screen("mailcask show --raw 1", withColors: true)
    #expect(screen.contains("␛[31mred"), "\(screen)")
    #expect(try program.run("show", "--raw", "1").text.contains("\u{1B}[31mred"))
  }

  @Test func aThreadIsATree() throws {
    func message(_ id: Int, _ answers: Int?, _ subject: String) -> String {
      "From: P\(id) <p\(id)@example.org>\nMessage-ID: <\(id)@x>\n"
        + (answers.map { "In-Reply-To: <\($0)@x>\n" } ?? "")
        + "Date: \(id) Mar 2024 10:00:00 +0000\nSubject: \(subject)\n\nx\n"
    }
    let program = try archive(
      message(1, nil, "Plan"), message(2, 1, "Re: Plan"), message(3, 2, "Re: Plan"),
      message(4, 1, "Another plan"))
    let text = try program.run("show", "3", "--thread").text
    #expect(
      text == """
         1  2024-03-01  P1                    Plan
         2  2024-03-02  P2                    ├─\u{20}
        *3  2024-03-03  P3                    │  └─\u{20}
         4  2024-03-04  P4                    └─ Another plan

        """, "\(text)")
  }

  /// References that form a circle end in a tree all the same.
  @Test func aThreadThatRefersToItselfIsShown() throws {
    let program = try archive(
      "Message-ID: <1@x>\nIn-Reply-To: <2@x>\nDate: 1 Mar 2024 10:00:00 +0000\n\na\n",
      "Message-ID: <2@x>\nIn-Reply-To: <1@x>\nDate: 2 Mar 2024 10:00:00 +0000\n\nb\n")
    let result = try program.run("show", "1", "--thread")
    #expect(result.status == 0)
    #expect(result.text.split(separator: "\n").count == 2, "\(result.text)")
  }

  @Test func openGivesTheBrowserAFileThatRunsNothing() throws {
    var program = try archive(
      "Subject: it's <b>\nContent-Type: text/html\n\n<script>alert(1)</script><p>Hello</p>\n")
    program.environment["BROWSER"] = "cp -t \"$HOME\""
    let result = try program.run("show", "1", "--open", "--verbose")
    #expect(result.status == 0, "\(result.errors)")
    let opened = try String(
      contentsOfFile: program.directory.path + "/message-1.html", encoding: .utf8)
    #expect(opened.contains("Hello") && !opened.contains("alert"))
    let kept = program.directory.path + "/.cache/mailcask/open/message-1.html"
    let mode = try FileManager.default.attributesOfItem(atPath: kept)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    program.environment["BROWSER"] = "false"
    #expect(try program.run("show", "1", "--open").status == 1)
  }

  @Test func aPlaceInTheLastSearchIsTakenWhereverAMessageIs() throws {
    let program = try archive(letter, "Subject: other\n\nsomething else\n")
    _ = try program.run("search", "else")
    let id = try program.run("search", "--format", "ids", "else").text.dropLast()
    #expect(try program.run("tag", "+seen", "--", "@1").status == 0)
    #expect(try program.run("delete", "--yes", "@1").status == 0)
    #expect(try program.run("search", "else").status == 1)
    #expect(try program.run("undelete", String(id)).status == 0)
    #expect(try program.run("search", "tag:seen").text.contains("other"))
    // Of another archive than the search: refused, not another message taken.
    var other = try archive("Subject: innocent\n\nx\n")
    other.environment["XDG_STATE_HOME"] = program.environment["XDG_STATE_HOME"]
    let refused = try other.run("delete", "--yes", "@1")
    #expect(refused.status == 1)
    #expect(refused.errors.contains("the last search was in"), "\(refused.errors)")
  }

  @Test(arguments: [40, 80, 160]) func listsFitTheTerminal(_ columns: Int) throws {
    let program = try archive(
      letter.replacing("A long letter", with: "長い手紙 with a 🎉 and more words"))
    let screen = try Terminal(program).screen(
      "mailcask search --no-snippets letter OR 手紙; mailcask stats | head -2", columns: columns)
    let row = try #require(screen.split(separator: "\n").first { $0.contains("Amélie") })
    #expect(row.contains("長い"), "\(screen)")
    #expect(row.contains("more words") == (columns > 80), "\(screen)")
  }

  @Test func datesAreRelativeOnRequest() throws {
    let program = try archive(letter)
    #expect(try program.run("search", "letter").text.contains("2024-03-04"))
    let relative = try program.run("search", "--dates", "relative", "letter").text
    #expect(relative.contains(" months ") || relative.contains(" years "), "\(relative)")
  }

  @Test func theFoundPlaceStandsOnOneLineAroundWhatWasFound() throws {
    let program = try archive(
      "Subject: x\n\n" + String(repeating: "before it ", count: 20) + "needle "
        + String(repeating: "after it ", count: 20) + "\n")
    let screen = try Terminal(program).screen("mailcask search needle", columns: 50)
    let lines = screen.split(separator: "\n")
    let row = try #require(lines.firstIndex { $0.contains("needle") })
    #expect(lines[row].contains("before it needle after it"), "\(screen)")
    #expect(lines[row].drop { $0 == " " }.hasPrefix("…") && lines[row].hasSuffix("…"), "\(screen)")
    #expect(lines[row + 1].hasPrefix("(ended)"), "\(screen)")
  }
}
