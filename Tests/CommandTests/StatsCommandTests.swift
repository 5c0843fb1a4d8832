import Foundation
import Presentation
import StandardStreams
import TestSupport
import Testing
import Text

@testable import mailcask

@Suite struct StatsCommandTests {
  private func archive() throws -> Program {
    var program = try Program()
    try program.makeArchive()
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    for (number, message) in makeMessages(30).enumerated() {
      try program.directory.write(message, to: "mail/\(number).eml")
    }
    // One person under two names, and a name that would be markup.
    for (number, name) in ["Zoe", "\"Zoe <i>\"", "Zoe"].enumerated() {
      let text =
        "From: \(name) <zoe@example.org>\nSubject: z\(number)\n"
        + "Date: 1 Jul 2024 12:30:00 +0200\nList-Id: <zebras.example.org>\n\nz\n"
      try program.directory.write(text.utf8, to: "mail/z\(number).eml")
    }
    for _ in 0..<2 { #expect(try program.run("import", "mail").status == 0) }
    return program
  }

  private func statistics(_ program: Program) throws -> [String: Any] {
    let output = try program.run("stats", "--json", "--limit", "50").output
    return try #require(JSONSerialization.jsonObject(with: output) as? [String: Any])
  }

  @Test func signaturesAreNoAttachments() throws {
    var program = try Program()
    try program.makeArchive()
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    let types = ["application/pgp-signature", "application/pkcs7-signature", "application/pdf"]
    for (number, type) in types.enumerated() {
      let text = """
        From: zoe@example.org
        Subject: z\(number)
        Content-Type: multipart/signed; boundary=b

        --b

        z
        --b
        Content-Type: \(type); name=file
        Content-Disposition: attachment; filename=file

        x
        --b--

        """
      try program.directory.write(text.utf8, to: "mail/\(number).eml")
    }
    #expect(try program.run("import", "mail").status == 0)
    let found = try statistics(program)
    #expect(found["with_attachment"] as? Int == 1)
    let named = try #require(found["attachment_types"] as? [[String: Any]])
    #expect(named.compactMap { $0["value"] as? String } == ["application/pdf"], "\(named)")
  }

  @Test func theBooksOfTheNumbersBalance() throws {
    let found = try statistics(try archive())
    #expect(found["messages"] as? Int == 33)
    for key in ["years", "months", "stored_months", "correspondents"] {
      let groups = try #require(found[key] as? [[String: Any]])
      #expect(groups.reduce(0) { $0 + ($1["messages"] as? Int ?? 0) } == 33, "\(key)")
    }
    #expect((found["hours_of_week"] as? [Int])?.reduce(0, +) == 33)
    let storage = try #require(found["storage"] as? [String: Int])
    let saved = ["saved_by_decoding", "saved_by_sharing", "saved_by_compression", "kept"]
    #expect(saved.reduce(0) { $0 + (storage[$1] ?? 0) } == found["octets"] as? Int)
    // The second import offered all of them once more.
    #expect((found["copies"] as? [String: Int])?["messages"] == 33)
  }

  @Test func aPersonIsCountedByAddressAndHoursAreTheSenders() throws {
    let found = try statistics(try archive())
    let people = try #require(found["correspondents"] as? [[String: Any]])
    let zoe = people.filter { ($0["name"] as? String)?.contains("zoe@example.org") == true }
    #expect(zoe.count == 1)
    #expect(zoe.first?["messages"] as? Int == 3)
    #expect(zoe.first?["name"] as? String == "Zoe <zoe@example.org>")
    let lists = try #require(found["lists"] as? [[String: Any]])
    #expect(lists.first?["value"] as? String == "zebras.example.org")
    // 1 July 2024 was a Monday; half past twelve there.
    #expect((found["hours_of_week"] as? [Int])?[24 + 12] ?? 0 >= 3)
  }

  @Test(arguments: [40, 80, 160]) func theTextFitsTheTerminal(_ columns: Int) throws {
    var program = try archive()
    program.environment["COLUMNS"] = "\(columns)"
    for line in try program.run("stats").text.split(separator: "\n") {
      #expect(displayWidth(String(line)) <= columns, "\(line)")
    }
  }

  @Test func thePageNeedsNothingElseAndTextOfMessagesIsText() throws {
    let program = try archive()
    let result = try program.run("stats", "--html", "stats.html")
    #expect(result.status == 0, "\(result.errors)")
    let page = try String(contentsOfFile: program.directory.path + "/stats.html", encoding: .utf8)
    #expect(page.contains("<svg") && page.contains("prefers-color-scheme: dark"))
    for foreign in ["http://", "https://", "<script", "<link", "src=", "url(", "@import"] {
      #expect(!page.contains(foreign), "\(foreign)")
    }
    #expect(page.contains("default-src 'none'"))
    #expect(!page.contains("<i>Zoe") && !page.contains("Zoe <"))
    #expect(try program.run("stats", "--html", "/proc/no.html").status == 2)
  }

  /// A few messages are years away from all others, some ahead of today, one of this month.
  @Test func theWholeSpanIsToldAndWhatChartsLeaveOut() throws {
    var program = try Program()
    try program.makeArchive()
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    let now = utcDate(Int64(Date().timeIntervalSince1970))
    let thisMonth = String(now.prefix(7))
    func message(_ date: String, _ number: Int) -> String {
      "From x@example.org Mon Feb  5 10:00:00 2024\nFrom: x\(number % 20)@example.org\n"
        + "Date: \(date)\nSubject: s\(number)\n\nx\n\n"
    }
    var mbox = (0..<990).map { message("Mon, 5 Feb 2024 10:00:00 +0000", $0) }
    mbox.append(message("Thu, 1 Jan 1981 10:00:00 +0000", 990))
    mbox.append(message("Tue, 2 Mar 2094 10:00:00 +0000", 991))
    mbox.append(message(String(now.prefix(10)) + " 00:00:00 +0000", 992))
    try program.directory.write(mbox.joined().utf8, to: "m.mbox")
    #expect(try program.run("import", "m.mbox").status == 0)
    let found = try statistics(program)
    #expect(found["messages"] as? Int == 993)
    let first = try #require(found["first"] as? String)
    let last = try #require(found["last"] as? String)
    let notShown = try #require(found["not_shown"] as? [String: Int])
    #expect(notShown["correspondents"] == 0)
    let months = try #require(found["months"] as? [[String: Any]])
    #expect(months.reduce(0) { $0 + ($1["messages"] as? Int ?? 0) } == 993)
    let text = try program.run("stats").text
    let page = try program.run("stats", "--html", "-").text
    for span in [String(first.prefix(10)), String(last.prefix(10))] {
      #expect(text.split(separator: "\n")[0].contains(span), "\(text.prefix(300))")
      #expect(page.contains(span))
    }
    let hidden = try #require(notShown["messages"])
    #expect(hidden > 0)
    let remark = "with dates before 2024-02 or after \(thisMonth) not shown"
    #expect(text.contains(remark) && page.contains(remark), "\(text)")
    #expect(text.contains("\(hidden) message") && page.contains("\(hidden) message"))
    #expect(try program.run("stats", "--limit", "3").text.contains("17 more are not shown"))
  }

  @Test func anEmptyArchiveHasStatisticsToo() throws {
    let program = try Program()
    try program.makeArchive()
    let option = ["--archive", program.archive]
    #expect(try program.run(["stats"] + option).text == "The archive is empty.\n")
    #expect(try program.run(["stats", "--json"] + option).status == 0)
    #expect(try program.run(["stats", "--html", "-"] + option).text.contains("</html>"))
  }

  @Test func progressTellsRateAndTimeLeft() {
    let counted = ProgressLine.text("indexing", 5_000, of: 20_000, seconds: 4)
    #expect(
      counted.joined(separator: ", ") == "indexing 5,000 of 20,000 (25 %), 1,250/s, 12 s left")
    #expect(ProgressLine.text("indexing", 0, of: 0, seconds: 4) == ["indexing 0"])
    let moved = ProgressLine.text(done: 10_000_000, all: 40_000_000, seconds: 2)
    #expect(moved.joined(separator: ", ") == "10 MB of 40 MB (25 %), 5.0 MB/s, 6 s left")
    #expect(displayWidth(ProgressLine.bar(0.33)) == displayWidth(ProgressLine.bar(1)))
  }

  /// While more is to come, no end is told.
  @Test func aStepThatIsNotTheLastTellsNoTimeLeft() {
    let counted = ProgressLine.text("work:", 5_000, of: 20_000, seconds: 4, isLast: false)
    #expect(counted == ["work: 5,000 of 20,000 (25 %)", "1,250/s"])
    #expect(ProgressLine.text(done: 1_000, all: 2_000, seconds: nil) == ["1.0 KB of 2.0 KB (50 %)"])
    #expect(ProgressStep(number: 1, of: 2).words == "step 1 of 2: ")
    #expect(ProgressStep.only.words.isEmpty && ProgressStep.only.isLast)
  }

  /// On a narrow terminal whole parts are left out; a count is never cut.
  @Test(arguments: [
    (80, "▕██████████          ▏ indexing 5,000 of 20,000 (50 %), 1,250/s, 12 s left"),
    (70, "▕█████     ▏ indexing 5,000 of 20,000 (50 %), 1,250/s, 12 s left"),
    (60, "indexing 5,000 of 20,000 (50 %), 1,250/s, 12 s left"),
    (45, "indexing 5,000 of 20,000 (50 %), 1,250/s"), (33, "indexing 5,000 of 20,000 (50 %)"),
  ]) func progressFits(_ columns: Int, _ line: String) {
    let parts = ["indexing 5,000 of 20,000 (50 %)", "1,250/s", "12 s left"]
    #expect(ProgressLine.fitted(parts, share: 0.5, to: columns) == line)
  }

  @Test(arguments: [
    (60, "step 2 of 3: indexing 5,000 of 20,000 (50 %), 1,250/s"),
    (50, "step 2 of 3: indexing 5,000 of 20,000 (50 %)"), (37, "indexing 5,000 of 20,000 (50 %)"),
  ]) func whichStepItIsIsLeftOutBeforeANumberIsCut(_ columns: Int, _ line: String) {
    let parts = ["indexing 5,000 of 20,000 (50 %)", "1,250/s"]
    let step = StoringSteps(indexes: true, readsAttachments: true).indexing
    #expect(ProgressLine.fitted(parts, step: step, share: 0.5, to: columns) == line)
    #expect(!step.isLast && StoringSteps(indexes: true, readsAttachments: false).indexing.isLast)
  }

  @Test func aLongCommandShowsABarOnATerminalOnly() throws {
    var program = try Program()
    try program.makeArchive()
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    let mbox = makeMessages(6_000).reduce(into: [UInt8]()) { mbox, message in
      mbox += Array("From a@example.org Mon Mar  4 10:00:00 2024\n".utf8) + message + [10, 10]
    }
    try program.directory.write(mbox, to: "big.mbox")
    // Where it is shown at all it is gone in the end.
    let screen = try Terminal(program).screen("mailcask import --no-index big.mbox")
    #expect(screen.contains("6000 stored") || screen.contains("stored"), "\(screen)")
    #expect(!screen.contains("▕"), "\(screen)")
    let quiet = try program.run("import", "--quiet", "--no-index", "big.mbox")
    #expect(quiet.errors.isEmpty, "\(quiet.errors)")
  }
}
