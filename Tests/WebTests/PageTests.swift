import Files
import Foundation
import TestSupport
import Testing
import Transfer

@testable import Archive
@testable import Web

@Suite struct PageTests {
  @Test func aListLeadsToItsMessagesAndFurtherPages() throws {
    let browser = try Browserlet(makeMessages(120))
    let first = try browser.get("/")
    #expect(first.status == 200)
    #expect(first.text.matches(of: /<li class="row"/).count == 50)
    #expect(first.text.contains("120 messages"))
    let next = try #require(first.text.firstMatch(of: /rel="next" href="([^"]+)"/)?.1)
    let second = try browser.get(String(next))
    let third = try browser.get("/?from=100")
    #expect(third.text.matches(of: /<li class="row"/).count == 20)
    func ids(_ page: String) -> Set<String> {
      Set(page.matches(of: /class="row" data-id="(\d+)"/).map { String($0.1) })
    }
    #expect(ids(first.text).union(ids(second.text)).union(ids(third.text)).count == 120)
    let link = try #require(first.text.firstMatch(of: /<a href="(\/m\/\d+[^"]*)"/)?.1)
    #expect(try browser.get(String(link).replacing("&amp;", with: "&")).status == 200)
  }

  /// Each message is on one page and on one only, also those of the same second, and where mail arrives
  /// while somebody reads.
  @Test(arguments: ["newest", "oldest"])
  func pagesBeginWhereTheOneBeforeEnded(_ order: String) throws {
    let messages = (0..<170).map { number in
      let day = number < 120 ? "07" : "08"
      return Array(
        "Subject: lighthouse \(number)\nDate: Thu, \(day) Mar 2024 10:00:00 +0000\n\nText\n".utf8)
    }
    let browser = try Browserlet(messages)
    var seen: [String] = []
    var address = "/?q=lighthouse&sort=\(order)"
    for _ in 0..<5 where !address.isEmpty {
      let page = try browser.get(address).text
      #expect(page.contains("170 messages"))
      seen += page.matches(of: /class="row" data-id="(\d+)"/).map { String($0.1) }
      address = page.firstMatch(of: /rel="next" href="([^"]+)"/).map { String($0.1) } ?? ""
      address = address.replacing("&amp;", with: "&")
      #expect(address.isEmpty || address.contains("after="))
    }
    #expect(seen.count == 170)
    #expect(Set(seen).count == 170)
    for wrong in ["x", "1", "1.", ".1", "1.-1", "99999999999999999999.0", "1.99999999999999"] {
      #expect(try browser.get("/?q=lighthouse&from=50&after=\(wrong)").status == 200)
    }
  }

  @Test(arguments: [
    ("", "7 Mar 2024", "10:00", ","), ("de-DE,de;q=0.9,en;q=0.8", "7 Mar 2024", "10:00", "."),
    ("en-US,en;q=0.5", "Mar 7, 2024", "10:00 AM", ","), ("en-GB", "7 Mar 2024", "10:00", ","),
    ("fr-CH, fr;q=0.9", "7 Mar 2024", "10:00", "’"), ("fr", "7 Mar 2024", "10:00", "\u{202F}"),
    ("<script>", "7 Mar 2024", "10:00", ","), ("*", "7 Mar 2024", "10:00", ","),
  ])
  func datesAndNumbersAreWrittenAsTheReaderDoes(
    _ languages: String, _ day: String, _ time: String, _ separator: Character
  ) {
    let locale = ReaderLocale(languages: languages)
    #expect(locale.day(1_709_805_600) == day)
    // In whatever zone the test runs.
    #expect(locale.time(1_709_805_600).hasSuffix("M") == time.hasSuffix("M"))
    let number = ReaderLocale.$current.withValue(locale) { grouped(1_234_567) }
    #expect(number == "1\(separator)234\(separator)567")
  }

  @Test func theReportOfAJobIsWrittenForWhoeverHasStartedIt() throws {
    let board = JobBoard()
    var german = ReaderLocale()
    german.separator = "."
    let job = try ReaderLocale.$current.withValue(german) {
      try board.start("Counting") { _ in Job.Outcome(title: grouped(1_234), report: "") }
    }
    for _ in 0..<200 where job.isRunning { usleep(10_000) }
    guard case .done(let outcome) = job.state else {
      Issue.record("\(job.state)")
      return
    }
    #expect(outcome.title == "1.234")
  }

  @Test func assetsAreCompressedAndPagesAreNot() throws {
    let browser = try Browserlet()
    let host = [
      "Host: 127.0.0.1:\(browser.port)", "Cookie: \(browser.cookie)", "Accept-Encoding: gzip, br",
    ]
    let page = try browser.send("GET / HTTP/1.1", host)
    #expect(page["content-encoding"] == nil, "it holds a secret beside text of others")
    for match in page.text.matches(of: /(?:href|src)="(\/a\/web-[^"]+)"/) {
      let packed = try browser.send("GET \(match.1) HTTP/1.1", host)
      let plain = try browser.get(String(match.1))
      #expect(packed["content-encoding"] == "gzip")
      #expect(packed["vary"] == "Accept-Encoding")
      #expect(packed.body.count < plain.body.count / 2)
    }
  }

  @Test func aSavedSearchIsRemovedAndSavedAgain() throws {
    let browser = try Browserlet()
    let file = browser.archive.location.configurationFile
    _ = try browser.post("/save", [("name", "four"), ("q", "item4 \"from\"")])
    _ = try browser.post("/save", [("name", "five"), ("q", "item5")])
    let before = try String(contentsOfFile: file, encoding: .utf8)
    #expect(try browser.get("/saved").text.contains(">four</b>"))
    let removed = try browser.post("/saved", [("name", "five")])
    #expect(removed.status == 200 && removed.text.contains("Undo"))
    #expect(try browser.get("/saved").text.contains(">four</b>"))
    #expect(try !browser.get("/saved").text.contains(">five</b>"))
    let after = try String(contentsOfFile: file, encoding: .utf8)
    #expect(after.count < before.count && after.contains("four"))
    #expect(try browser.post("/saved", [("name", "five")]).status == 404)
    #expect(try browser.post("/save", [("name", "five"), ("q", "item5")]).status == 303)
  }

  @Test func aSearchSaysHowItWasUnderstood() throws {
    let browser = try Browserlet()
    let page = try browser.get("/?q=item4%20from%3Asender4").text
    #expect(page.contains("item4 anywhere"))
    #expect(page.contains("in the sender"))
    #expect(page.contains("<mark>item4</mark>"))
    // A condition can be taken away.
    #expect(page.contains("href=\"/?q=from%3Asender4\""))
    #expect(page.contains("href=\"/?q=item4\""))
    // Counts narrow the search.
    let all = try browser.get("/").text
    #expect(all.contains("from%3Asender1%40example.org"))
    #expect(all.contains("date%3A20"))
  }

  @Test func whatFoundNothingIsExplained() throws {
    let browser = try Browserlet()
    let page = try browser.get("/?q=item4%20zzzzz").text
    #expect(page.contains("Nothing found"))
    #expect(page.contains("No message matches zzzzz"))
    #expect(page.contains("without zzzzz: 1 message"))
  }

  @Test func mistakesInASearchAreSaidInWords() throws {
    let browser = try Browserlet()
    for query in ["%28a", "date%3Anever", "%22", "a%20OR"] {
      let answer = try browser.get("/?q=\(query)")
      #expect([200, 400].contains(answer.status), "\(query)")
    }
    let page = try browser.get("/?q=date%3Anever")
    #expect(page.status == 400)
    #expect(page.text.contains("<mark>"))
    #expect(page.text.contains("cannot be understood"))
  }

  @Test(arguments: [Int.min, -1, 0, 1, Int.max])
  func aFileThatIsNotThereIsAPageThatSaysSo(_ number: Int) throws {
    let browser = try Browserlet(makeMessages(1))
    #expect(try browser.get("/m/1/file/\(number)").status == 404)
    #expect(try browser.get("/").status == 200, "the server goes on")
  }

  @Test func whatIsNotThereIsNotExported() throws {
    let browser = try Browserlet(makeMessages(2))
    #expect(try browser.get("/export?id=1&id=99999").status == 404)
    let token = try browser.token()
    let answer = try browser.post("/export", [("id", "99999"), ("as", "mbox")], token: token)
    #expect(answer.status == 404)
    #expect(answer.text.contains("it is not in the archive"))
  }

  @Test func aPathIsTakenWholeOrNotAtAll() throws {
    let browser = try Browserlet(makeMessages(1))
    let token = try browser.token()
    #expect(try browser.post("/import", [("path", "/tmp/\u{0}/x")], token: token).status == 400)
  }

  @Test func aMistakeAmongFilesIsOneOfWhatWasTyped() throws {
    let browser = try Browserlet(makeMessages(1))
    for query in ["a)+or+(b", "%28"] {
      let answer = try browser.get("/files?q=\(query)")
      #expect(answer.status == 400)
      #expect(!answer.text.contains("has:attachment"))
    }
  }

  /// Its files are still open, and would be read as if they were there.
  @Test func anArchiveThatWasRemovedIsSaidToBeGone() throws {
    let browser = try Browserlet(makeMessages(1))
    let token = try browser.token()
    try FileManager.default.removeItem(atPath: browser.archive.location.directory)
    for path in ["/", "/m/1", "/import"] {
      let answer = try browser.get(path)
      #expect(answer.status == 500)
      #expect(answer.text.contains("does not hold an archive any more"))
    }
    #expect(try browser.post("/verify", [], token: token).status == 500)
  }

  @Test func hostileTextIsOnlyText() throws {
    let message = """
      From: "<script>alert(1)</script>" <"onx='"@example.org>
      Subject: <img src=x onerror=alert(1)> "quoted" \u{202E}txt
      Content-Type: text/plain; charset=utf-8

      <script>alert(2)</script> https://example.org/"><b>x
      """
    let browser = try Browserlet([Array(message.utf8)])
    for path in [
      "/", "/?q=script", "/m/1", "/m/1/headers", "/m/1/history", "/t/1", "/complete?q=scr",
    ] {
      let page = try browser.get(path).text
      #expect(!page.contains("<script>alert"), "\(path)")
      #expect(!page.contains("<img src=x"), "\(path)")
      #expect(!page.contains("\u{202E}"), "\(path)")
    }
    let page = try browser.get("/?q=%22%3E%3Cscript%3Ealert(3)%3C%2Fscript%3E").text
    #expect(!page.contains("<script>alert(3)"))
  }

  @Test func aMessageHasItsTextFilesAndSource() throws {
    let messages = makeMessages(10)
    let browser = try Browserlet(messages)
    for id in 1...10 {
      let page = try browser.get("/m/\(id)")
      #expect(page.status == 200)
      let source = try browser.get("/m/\(id)/source")
      #expect(messages.contains(source.body))
      #expect(source["content-type"] == "text/plain; charset=utf-8")
      #expect(try browser.get("/m/\(id)/history").text.contains("SHA-256"))
      #expect(try browser.get("/m/\(id)/headers").text.contains("Message-ID"))
    }
    let withFile = try #require(
      (1...10).first { (try? browser.get("/m/\($0)").text.contains("class=\"att\"")) == true })
    let file = try browser.get("/m/\(withFile)/file/1")
    #expect(file.body.count == 3_000)
    #expect(file["content-disposition"]?.contains(".bin") == true)
    #expect(try browser.get("/m/99").status == 404)
    #expect(try browser.get("/m/nothing").status == 404)
    #expect(try browser.get("/m/1/nothing").status == 404)
  }

  @Test func anExportHasTheBytesOfTheCommand() throws {
    let browser = try Browserlet()
    for (kind, format) in [("mbox", ExportOptions.Format.mbox(.mboxrd)), ("csv", .csv)] {
      let page = try browser.finished(
        try browser.post("/export", [("q", "from:sender1"), ("as", kind)])
      ).text
      #expect(page.contains("2 messages"), "\(page)")
      let link = try #require(page.firstMatch(of: /href="(\/jobs\/[0-9a-f]+\/file\/0)"/)?.1)
      let saved = try browser.get(String(link))
      #expect(saved["content-disposition"]?.contains("from-sender1-") == true)
      let archive = try MailArchive.open(browser.archive.location, .reading)
      var selection = ExportSelection()
      selection.query = "from:sender1"
      var options = ExportOptions()
      options.format = format
      let path = browser.archive.directory.path + "/by-command.\(kind)"
      _ = try archive.export(try archive.messages(in: selection), to: path, options)
      #expect(saved.body == Array(try Data(contentsOf: URL(fileURLWithPath: path))))
      let manifest = try browser.get(String(link.dropLast()) + "1")
      #expect(manifest.text.contains("fingerprint"))
      // Removed on request.
      let job = String(link.split(separator: "/")[1])
      #expect(try browser.post("/jobs/\(job)", []).status == 303)
      #expect(try browser.get(String(link)).status == 404)
    }
  }

  /// The others go out, and the damaged one is named.
  @Test(arguments: [ExportJob.Kind.mbox, .zip])
  func aDamagedMessageIsLeftOutOfAnExportAndNamed(_ kind: ExportJob.Kind) throws {
    let messages = makeMessages(4).map { $0 + Array(UUID().uuidString.utf8) }
    let browser = try Browserlet(messages)
    let changed = try runCommand([
      "sqlite3", browser.archive.location.storeFile,
      "UPDATE message SET digest = randomblob(32) WHERE id = 2",
    ])
    #expect(changed.status == 0, "\(changed.errors)")
    let page = try browser.finished(
      try browser.post("/export", [("q", ""), ("as", kind.rawValue)])
    ).text
    #expect(page.contains("1 message is not in the file"), "\(page)")
    #expect(page.contains("href=\"/m/2\""))
    #expect(page.contains("3 messages"))
    #expect(!page.contains("all intact"))
    #expect(!page.contains(".."))
    let link = try #require(page.firstMatch(of: /href="(\/jobs\/[0-9a-f]+\/file\/0)"/)?.1)
    #expect(try browser.get(String(link)).status == 200)
  }

  @Test func whatCanOnlyFailIsNotOffered() throws {
    let browser = try Browserlet()
    #expect(try browser.get("/save?q=(").status == 400)
    #expect(try browser.get("/save?q=(").text.contains("cannot be understood"))
    #expect(try browser.get("/save?q=").text.contains("it is empty"))
    let none = try browser.get("/export?q=zzzzzz")
    #expect(none.status == 404)
    #expect(none.text.contains("Nothing to export"))
    #expect(!none.text.contains("action=\"/export\""))
    #expect(try browser.post("/export", [("q", "zzzzzz"), ("as", "mbox")]).status == 404)
    let pipe = browser.runtimeDirectory + "/pipe"
    #expect(try runCommand(["mkfifo", pipe]).status == 0)
    for path in [pipe, "/dev/zero"] {
      let refused = try browser.post("/import", [("path", path)])
      #expect(refused.status == 400)
      #expect(refused.text.contains("it is a pipe or a device"))
    }
  }

  @Test func exportsOfAServerThatWasKilledAreRemovedAtTheStart() throws {
    let folder = try TemporaryDirectory()
    let old = folder.path + "/mailcask-AbCdEf"
    try folder.write([1], to: "mailcask-AbCdEf/mail.mbox")
    #expect(try runCommand(["chmod", "1700", old]).status == 0)
    TemporaryFolder.removeAbandoned(in: folder.path)
    #expect(!FileManager.default.fileExists(atPath: old))
  }

  /// By whatever browser there is; without one it says which to install.
  @Test func messagesArePrintedToOneDocument() throws {
    let browser = try Browserlet(makeMessages(5))
    let page = try browser.finished(try browser.post("/export", [("q", ""), ("as", "pdf")])).text
    guard page.contains("in one document") else {
      #expect(page.contains("Install one"), "\(page)")
      return
    }
    #expect(page.contains("5 messages in one document"))
    let link = try #require(page.firstMatch(of: /href="(\/jobs\/[0-9a-f]+\/file\/0)"/)?.1)
    let pdf = try browser.get(String(link))
    #expect(pdf.body.starts(with: "%PDF-".utf8))
    let folder = try TemporaryDirectory()
    let file = try folder.write(pdf.body, to: "mail.pdf").path
    let text = try runCommand(["pdftotext", "-layout", file, "-"]).text
    let digest = try #require(
      try browser.get("/m/1/history").text.firstMatch(of: /<code>([0-9a-f]{64})<\/code>/)?.1)
    #expect(text.contains(digest), "\(text)")
    let numbers = text.filter { $0 != " " }
    #expect(numbers.contains("1/6") && numbers.contains("6/6"), "\(text)")
  }

  @Test func anExportGoesStraightIntoAFolder() throws {
    let browser = try Browserlet(makeMessages(3))
    let folder = try TemporaryDirectory()
    func send(_ path: String) throws -> Answer {
      try browser.post("/export", [("q", ""), ("as", "mbox"), ("folder", path)])
    }
    let page = try browser.finished(try send(folder.path)).text
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(names.count == 2 && names[0].hasSuffix(".mbox"), "\(names)")
    #expect(page.contains("\(folder.path)/\(names[0])"))
    // Nothing is overwritten.
    #expect(try browser.finished(try send(folder.path)).text.contains("That did not work"))
    #expect(try send(folder.path + "/nothing").status == 500)
    #expect(try send("relative").status == 400)
  }

  @Test func aBackupIsMadeAndVerified() throws {
    let browser = try Browserlet(makeMessages(7))
    let folder = try TemporaryDirectory()
    let path = folder.path + "/backup"
    let page = try browser.finished(try browser.post("/backup", [("path", path)])).text
    #expect(page.contains("7 messages backed up, all intact"), "\(page)")
    let copy = try MailArchive.open(ArchiveLocation(directory: path), .reading)
    #expect(try copy.messageCount() == 7)
  }

  @Test func aMaildirIsSavedAsATar() throws {
    let messages = makeMessages(12)
    let browser = try Browserlet(messages)
    let page = try browser.finished(try browser.post("/export", [("q", ""), ("as", "maildir")]))
      .text
    let link = try #require(page.firstMatch(of: /href="(\/jobs\/[0-9a-f]+\/file\/0)"/)?.1)
    let tar = try browser.get(String(link))
    #expect(tar["content-disposition"]?.contains(".tar") == true)
    let folder = try TemporaryDirectory()
    let file = try folder.write(tar.body, to: "mail.tar").path
    let listed = try runCommand(["tar", "-tf", file])
    #expect(listed.status == 0, "\(listed.errors)")
    #expect(
      listed.text.split(separator: "\n").count { $0.contains("/cur/") && !$0.hasSuffix("/") } == 12)
    let other = try TestArchive()
    _ = try other.archive.indexing(unless: false) { _ in
      _ = try other.archive.importMail(from: [file])
    }
    #expect(try other.digests() == sortedDigests(messages))
  }

  @Test func longAndForeignNamesAreInATar() throws {
    let folder = try TemporaryDirectory()
    let names = [
      "größe/" + String(repeating: "a", count: 150), String(repeating: "b", count: 100), "c",
    ]
    for (index, name) in names.enumerated() {
      try folder.write([UInt8](repeating: 65, count: index * 700), to: "in/" + name)
    }
    let tar = try TarStream(FilePath(folder.path + "/in"), name: "mail")
    var bytes: [UInt8] = []
    try tar.send { bytes += $0 }
    #expect(bytes.count == tar.length)
    let file = try folder.write(bytes, to: "x.tar").path
    let listed = try runCommand([
      "python3", "-c",
      "import sys,tarfile\nfor m in tarfile.open(sys.argv[1]): print(m.name, m.size)", file,
    ])
    for (index, name) in names.enumerated() {
      #expect(
        listed.text.contains("mail/\(name) \(index * 700)\n"), "\(listed.text)\(listed.errors)")
    }
  }

  @Test func markedMessagesAreTaggedAndTheWayBackIsOffered() throws {
    let browser = try Browserlet()
    let done = try browser.post(
      "/tag", [("id", "1"), ("id", "2"), ("words", "+work other"), ("back", "/?q=item")])
    #expect(done.status == 200)
    #expect(done.text.contains("2 messages tagged +work +other"))
    #expect(done.text.contains("Undo: -work"))
    #expect(done.text.contains("href=\"/?q=item\""))
    #expect(try browser.get("/?q=tag%3Awork").text.matches(of: /<li class="row"/).count == 2)
    _ = try browser.post("/tag", [("id", "1"), ("id", "2"), ("words", "-work")])
    #expect(try browser.get("/?q=tag%3Awork").text.contains("Nothing found"))
    let away = try browser.post(
      "/tag", [("id", "1"), ("words", "+a"), ("back", "https://evil.example")])
    #expect(!away.text.contains("evil.example"))
  }

  @Test func anImportGoesOnAndEndsWithItsBalance() throws {
    let browser = try Browserlet([])
    #expect(try browser.get("/").text.contains("Where is your mail?"))
    let more = try TemporaryDirectory()
    let path = try writeMaildir(makeMessages(12), in: more)
    let page = try browser.finished(try browser.post("/import", [("path", path)])).text
    #expect(page.contains("12 new messages"), "\(page)")
    #expect(try browser.get("/").text.contains("12 messages"))
    let again = try browser.finished(try browser.post("/import", [("path", path)])).text
    #expect(again.contains("0 new messages"))
    let wrong = try browser.finished(try browser.post("/import", [("path", "/nowhere/at/all")]))
      .text
    #expect(wrong.contains("That did not work"))
    #expect(try browser.post("/import", [("path", "relative")]).status == 400)
    #expect(try browser.get("/import").text.contains("already here"))
  }

  @Test func filesThatWereNotReadAreNamed() throws {
    let browser = try Browserlet()
    #expect(try browser.get("/import").text.contains("action=\"/read\""))
    #expect(try browser.get("/?q=item4").text.contains("were not read yet"))
  }

  @Test func aSearchIsSavedUnderAName() throws {
    let browser = try Browserlet()
    let saved = try browser.post("/save", [("name", "four"), ("q", "item4 \"from\"")])
    #expect(saved["location"] == "/?q=saved%3Afour", "\(saved.text)")
    _ = try browser.post("/save", [("name", "five"), ("q", "item5")])
    let page = try browser.get("/?q=saved%3Afive").text
    #expect(page.matches(of: /<li class="row"/).count == 1)
    #expect(page.contains(">four</span>") && page.contains(">five</span>"))
    #expect(try browser.post("/save", [("name", "four"), ("q", "item6")]).status == 400)
    #expect(try browser.post("/save", [("name", "a b\n[x]"), ("q", "item6")]).status == 400)
    #expect(try browser.post("/save", [("name", "six"), ("q", "date:never")]).status == 400)
    #expect(try browser.get("/").text.contains("30 messages"))
  }

  @Test func datesNarrowASearch() throws {
    let browser = try Browserlet()
    let answer = try browser.get("/narrow?q=item&after=2001-01-01&until=2002-12-31")
    #expect(answer["location"] == "/?q=item%20date%3A2001-01-01..2002-12-31")
    #expect(try browser.get(answer["location"] ?? "").status == 200)
    #expect(try browser.get("/narrow?q=&after=x%20OR&until=").status == 303)
  }

  @Test func aSearchDoesNotWaitForAnIndexThatIsMade() throws {
    let browser = try Browserlet()
    let reader = try MailArchive.open(browser.archive.location, .reading)
    let (patience, isMade) = (PatientSearch(), DispatchSemaphore(value: 0))
    let outcome = try patience.run { observer in
      observer.progress(3, 30)
      isMade.wait()
      return try reader.search("")
    }
    guard case .indexing(3, 30) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    isMade.signal()
    for _ in 0..<200 {
      if case .found(let result) = try patience.run({ _ in try reader.search("") }) {
        #expect(result.total == 30)
        return
      }
      usleep(10_000)
    }
    Issue.record("the index is never made")
  }

  @Test func anIndexThatIsMissingIsMade() throws {
    let browser = try Browserlet()
    try FileManager.default.removeItem(atPath: browser.archive.location.indexDirectory)
    for _ in 0..<100 {
      let page = try browser.get("/?q=item4").text
      if page.matches(of: /<li class="row"/).count == 1 { return }
      #expect(page.contains("Making your mail searchable"))
      usleep(50_000)
    }
    Issue.record("nothing is found")
  }

  @Test func aCheckSaysInWordsThatAllIsIntact() throws {
    let browser = try Browserlet()
    let page = try browser.finished(try browser.post("/verify", [])).text
    #expect(page.contains("All 30 messages intact"), "\(page)")
  }

  @Test func completionOffersPeopleFieldsAndTags() throws {
    let browser = try Browserlet()
    #expect(try browser.get("/complete?q=from%3Asender1").text.contains("sender1@example.org"))
    #expect(try browser.get("/complete?q=item%20fr").text.contains("data-q=\"item from:\""))
    #expect(try browser.get("/complete?q=has%3Apd").text.contains("data-q=\"has:pdf \""))
  }

  @Test func aConversationIsInOrder() throws {
    func message(_ number: Int, _ references: String) -> [UInt8] {
      Array(
        """
        From: p\(number)@example.org
        Subject: \(number == 1 ? "" : "Re: ")Trip
        Message-ID: <\(number)@example.org>
        \(references)
        Date: \(number) Mar 2024 10:00:00 +0000

        Text number \(number)

        """.replacing("\n\nDate", with: "\nDate").utf8)
    }
    let browser = try Browserlet([
      message(1, ""), message(2, "In-Reply-To: <1@example.org>"),
      message(3, "In-Reply-To: <2@example.org>"),
    ])
    let page = try browser.get("/t/1").text
    #expect(page.contains("3 messages of 3 people"))
    #expect(page.contains("Text number 1") && page.contains("Text number 3"))
    #expect(!page.contains("Text number 2"))
    #expect(try browser.get("/m/1").text.contains("Conversation of 3"))
    #expect(try browser.get("/?view=conversations").text.matches(of: /<li class="row"/).count == 1)
  }

  @Test func otherPagesAreThere() throws {
    let browser = try Browserlet()
    for path in [
      "/files", "/files?q=item3", "/stats", "/stats/page", "/help", "/import", "/narrow",
      "/narrow?by=sender", "/save?q=item", "/export?q=item4", "/export?id=1", "/export?thread=1",
      "/?sort=relevance&q=item4", "/?sort=oldest", "/snippets?q=item4&id=5", "/m/4?n=1&q=item3",
      "/m/4?part=1", "/m/4?form=text", "/a/icon.svg",
    ] {
      let answer = try browser.get(path)
      #expect(answer.status == 200, "\(path)")
      #expect(!answer.body.isEmpty, "\(path)")
    }
    let page = try browser.get("/").text
    for link in page.matches(of: /(?:href|src)="(\/a\/web-[^"]+)"/).map({ String($0.1) }) {
      let asset = try browser.get(link)
      #expect(asset.status == 200)
      #expect(asset["cache-control"]?.contains("immutable") == true)
      #expect(asset.body.count < 32_000)
    }
  }

  /// A label would belong to another element of the same name.
  @Test(arguments: ["/", "/import", "/accounts/add", "/help", "/export?q=item4", "/m/4", "/saved"])
  func eachNameOfAnElementIsThereOnce(_ path: String) throws {
    let page = try Browserlet().get(path).text
    let names = page.matches(of: #/ id="([^"]+)"/#).map { String($0.1) }
    #expect(Set(names).count == names.count, "\(names.sorted())")
  }

  @Test func aServerThatRunsCanBeEnteredFromAnotherProcess() throws {
    let browser = try Browserlet()
    #expect(try browser.get("/help").text.contains("Quit Mailcask"))
    #expect(throws: (any Error).self) {
      let reader = try MailArchive.open(browser.archive.location, .reading)
      var surroundings = WebSurroundings()
      surroundings.runtimeDirectory = browser.runtimeDirectory
      _ = try WebServer(reader, at: WebPlace(port: 0), surroundings)
    }
  }
}
