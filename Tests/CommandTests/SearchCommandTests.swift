import Foundation
import TestSupport
import Testing

/// What `mailcask search` answers, in each of its forms.
@Suite struct SearchCommandTests {
  private static let messages: [(name: String, text: String)] = [
    (
      "1",
      """
      From: Ada <ada@example.org>
      To: Grace <grace@example.net>
      Message-ID: <1@example.org>
      Date: Mon, 4 Mar 2024 10:00:00 +0000
      Subject: Lighthouse keys, with "quotes"

      The keys of the lighthouse are under the mat.

      """
    ),
    (
      "2",
      """
      From: Grace <grace@example.net>
      To: Ada <ada@example.org>
      Message-ID: <2@example.net>
      In-Reply-To: <1@example.org>
      Date: Tue, 5 Mar 2024 10:00:00 +0000
      Subject: Re: Lighthouse keys
      Content-Type: multipart/mixed; boundary=b

      --b
      Content-Type: text/plain

      Thank you.
      --b
      Content-Type: text/plain; name=map.txt
      Content-Disposition: attachment; filename=map.txt

      From the harbour go north, then up the staircase.
      --b--

      """
    ),
    (
      "3",
      """
      From: Linus <linus@example.org>
      To: Ada <ada@example.org>
      Message-ID: <3@example.org>
      Date: Wed, 6 Mar 2019 10:00:00 +0000
      Subject: Invoices

      Two invoices for the lighthouse paint.

      """
    ),
  ]

  private func archive(_ settings: String = "") throws -> Program {
    var program = try Program()
    try program.makeArchive(settings)
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    for message in Self.messages {
      try program.directory.write(message.text.utf8, to: "mail/\(message.name).eml")
    }
    let imported = try program.run("import", "mail/1.eml", "mail/2.eml", "mail/3.eml")
    #expect(imported.status == 0, "\(imported.errors)")
    return program
  }

  private func ids(_ program: Program, _ arguments: String...) throws -> [String] {
    let result = try program.run(["search", "--format", "ids"] + arguments)
    return result.text.split(separator: "\n").map(String.init)
  }

  @Test func aWordWithAMinusIsExcludedAndNoOption() throws {
    let program = try archive()
    #expect(try ids(program, "lighthouse", "-has:attachment") == ["1", "3"])
    #expect(try ids(program, "-invoices", "lighthouse") == ["2", "1"])
    #expect(try ids(program, "-l", "1", "lighthouse") == ["2"])
    #expect(try ids(program, "--", "lighthouse", "-invoices") == ["2", "1"])
    let exported = try program.run("export", "-o", "-", "--query", "-invoices")
    #expect(exported.status == 0, "\(exported.errors)")
    #expect(!exported.text.contains("paint"))
  }

  /// A field that is not indexed is looked at in the messages, wherever it stands in the query.
  @Test func anyFieldMayStandInAnyCombination() throws {
    let program = try archive()
    #expect(try ids(program, "subject:/^Re:/ OR invoices") == ["2", "3"])
    #expect(try ids(program, "header:In-Reply-To=1@example.org", "OR", "paint") == ["2", "3"])
    #expect(try ids(program, "-(subject:/^Re:/ OR paint)") == ["1"])
  }

  @Test(arguments: [
    (["--sort", "oldest"], ["3", "1", "2"]), (["--sort", "newest"], ["2", "1", "3"]),
    (["--limit", "1", "--offset", "1"], ["1"]), (["--threads"], ["2", "3"]),
  ])
  func ordersAndPages(_ options: [String], _ expected: [String]) throws {
    let program = try archive()
    let result = try program.run(["search", "--format", "ids", "lighthouse"] + options)
    #expect(result.text.split(separator: "\n").map(String.init) == expected)
  }

  @Test func jsonHoldsWhatItsSchemaRequires() throws {
    let program = try archive()
    let result = try program.run(
      "search", "--format", "json", "--snippets", "--facets", "year,sender", "staircase")
    let document = try #require(
      try JSONSerialization.jsonObject(with: result.output) as? [String: Any])
    let schema = try schema()
    for key in try #require(schema["required"] as? [String]) { #expect(document[key] != nil) }
    let entry = try #require((document["results"] as? [[String: Any]])?.first)
    let definitions = try #require(schema["$defs"] as? [String: [String: Any]])
    let entrySchema = try #require(definitions["result"])
    for key in try #require(entrySchema["required"] as? [String]) { #expect(entry[key] != nil) }
    let known = try #require(entrySchema["properties"] as? [String: Any])
    for key in entry.keys { #expect(known[key] != nil, "\(key) is not described") }
    #expect(document["total"] as? Int == 1)
    #expect(entry["subject"] as? String == "Re: Lighthouse keys")
    #expect(entry["date"] as? String == "2024-03-05T10:00:00Z")
    let snippet = try #require(entry["snippet"] as? [String: Any])
    #expect(snippet["place"] as? String == "attachment")
    #expect(snippet["part"] as? String == "2")
    let marks = try #require(snippet["marks"] as? [[Int]])
    let text = Array(try #require(snippet["text"] as? String).unicodeScalars)
    #expect(marks.map { String(String.UnicodeScalarView(text[$0[0]..<$0[1]])) } == ["staircase"])
    let facets = try #require(document["facets"] as? [String: [[String: Any]]])
    #expect(facets["year"]?.first?["value"] as? String == "2024")
    #expect(facets["sender"]?.first?["value"] as? String == "grace@example.net")
  }

  @Test func theMostFrequentValuesOfAFacetAreGivenAndHowManyMoreThereAre() throws {
    let program = try archive()
    let top = ["search", "--facets", "sender,year", "--facet-limit"]
    let text = try program.run(top + ["1"]).text
    #expect(text.contains("By sender:\n       1  ada@example.org\n          and 2 more"))
    #expect(text.contains("By year:\n       2  2024\n          and 1 more"))
    #expect(!(try program.run(top + ["0"]).text.contains("more")))
    let document = try #require(
      try JSONSerialization.jsonObject(with: program.run(top + ["2", "--json"]).output)
        as? [String: Any])
    #expect((document["facets"] as? [String: [Any]])?["sender"]?.count == 2)
    #expect(document["facets_more"] as? [String: Int] == ["sender": 1, "year": 0])
    #expect(try program.run(top + ["-1"]).status == 2)
    #expect(try program.run("search", "--facets", "sender,colour").errors.contains("colour"))
  }

  @Test func aFolderIsFoundByAnyOfItsLevels() throws {
    var program = try Program()
    try program.makeArchive()
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    for folder in ["Archive/2019/Rechnungen", "Archive/2020/Rechnungen", "Sent"] {
      let text =
        "From x@example.org Mon Feb  5 10:00:00 2024\nFrom: x@example.org\n"
        + "Subject: \(folder)\n\nx\n\n"
      try program.directory.write(text.utf8, to: "Local Folders/\(folder)")
    }
    #expect(try program.run("import", "Local Folders").status == 0)
    #expect(try ids(program, "folder:rechnungen").count == 2)
    #expect(try ids(program, "folder:2019/rechnungen").count == 1)
    #expect(try ids(program, "folder:archive").count == 2)
    #expect(try ids(program, "folder:SENT").count == 1)
    let nothing = try program.run("search", "folder:rechnugen")
    #expect(nothing.status == 1)
    #expect(nothing.errors.contains("did you mean: folder:"), "\(nothing.errors)")
    #expect(
      nothing.errors.contains("2019/Rechnungen") || nothing.errors.contains("2020/Rechnungen"))
    let json = try program.run("search", "--json", "folder:rechnugen").text
    #expect(json.contains("\"did_you_mean\":\"folder:"), "\(json)")
    #expect(try !program.run("search", "--json", "folder:rechnungen").text.contains("did_you_mean"))
    #expect(try program.run("complete", "folder", "s").text.hasPrefix("Sent"))
    #expect(try program.run("complete", "folder", "archive/2019").text.hasPrefix("Archive/2019"))
  }

  private func schema() throws -> [String: Any] {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Schemas/search-results.schema.json")
    return try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
  }

  @Test func linesOfJSONAreObjectsOfTheirOwn() throws {
    let lines = try archive().run("search", "--format", "jsonl", "lighthouse").text
      .split(separator: "\n")
    #expect(lines.count == 3)
    for line in lines {
      #expect(try JSONSerialization.jsonObject(with: Data(line.utf8)) is [String: Any])
    }
  }

  @Test func csvQuotesWhatNeedsIt() throws {
    let text = try archive().run("search", "--format", "csv", "\"under the mat\"").text
    #expect(text.hasPrefix("archive,id,date,from,to,subject,"))
    #expect(text.contains("\"Lighthouse keys, with \"\"quotes\"\"\""))
    #expect(text.hasSuffix("\r\n"))
  }

  @Test func aSnippetMarksTheHitAndTellsThePart() throws {
    let program = try archive()
    let plain = try program.run("search", "--snippets", "staircase").text
    #expect(plain.contains("the *staircase*"))
    #expect(plain.contains("[attachment, part 2]"))
    let colored = try program.run("search", "--snippets", "--color", "always", "staircase").text
    #expect(colored.contains("\u{1B}[1;31mstaircase\u{1B}[0m"))
    #expect(!(try program.run("search", "staircase").text.contains("harbour")))
  }

  @Test func wildcardsHaveALimit() throws {
    let program = try archive()
    let few = try program.run(["search", "--format", "ids"] + (0..<32).map { "*\($0)*" })
    #expect(few.status == 1, "\(few.errors)")
    let many = try program.run(["search", "--format", "ids"] + (0..<33).map { "*\($0)*" })
    #expect(many.status == 2 && many.errors.contains("give more of their letters at character"))
  }

  @Test func nothingFoundTellsWhichClauseAndABetterWord() throws {
    let program = try archive()
    let result = try program.run("search", "lighthouse", "elephant")
    #expect(result.status == 1)
    #expect(result.errors.contains("elephant: alone finds 0, without it 3"), "\(result.errors)")
    #expect(result.errors.contains("lighthouse: alone finds 3, without it 0"))
    let words = try program.run("search", "lighthouse", "or", "elephant")
    #expect(words.errors.contains("the operators are OR, AND, NOT"), "\(words.errors)")
    #expect(try program.run("search", "lighthuose").errors.contains("did you mean: lighthouse"))
  }

  /// Numbers of any length stand below each other, and no line is wider than the terminal.
  @Test(arguments: [32, 36, 40, 60, 80])
  func aListIsAlignedAndFitsTheTerminal(_ columns: Int) throws {
    var program = try Program()
    try program.makeArchive()
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    program.environment["COLUMNS"] = "\(columns)"
    for id in [6, 123_456] {
      let counted = try runCommand([
        "sqlite3", program.archive + "/mail.sqlite",
        "UPDATE sqlite_sequence SET seq = \(id) WHERE name = 'message'",
      ])
      #expect(counted.status == 0, "\(counted.errors)")
      for reply in 0..<2 {
        let text = """
          From: A sender of a long name <a@example.org>
          Message-ID: <\(id)-\(reply)@example.org>
          References: <\(id)-0@example.org>
          Date: Mon, 4 Mar 2024 10:00:00 +0000
          Subject: A subject that is too long for most terminals, and more of it

          text

          """
        try program.directory.write(text.utf8, to: "\(id)-\(reply).eml")
        #expect(try program.run("import", "\(id)-\(reply).eml").status == 0)
      }
    }
    let lines = try program.run("search", "--threads", "text").text.split(separator: "\n")
    #expect(lines.count == 2 && lines.allSatisfy { $0.count <= columns }, "\(lines)")
    #expect(lines.allSatisfy { $0.hasSuffix("(+1)") }, "\(lines)")
    let places = lines.compactMap { line in
      line.firstRange(of: "A s").map { line.distance(from: line.startIndex, to: $0.lowerBound) }
    }
    #expect(places.count == 2 && Set(places).count == 1, "\(lines)")
  }

  @Test func aMistakeIsMarkedWhereItIs() throws {
    let errors = try archive().run("search", "快乐", "form:ada").errors
    #expect(errors.contains("  快乐 form:ada\n       ^^^^^\n"), "\(errors)")
  }

  @Test func explainTellsWhatWordsStandFor() throws {
    let result = try archive().run("search", "--explain", "invoice", "-paint")
    #expect(result.text.contains("invoices"))
    #expect(result.text.contains("  not: paint"), "\(result.text)")
  }

  @Test func savedSearchesAreUsedByName() throws {
    let program = try archive("\n[saved]\nbills = \"invoice OR rechnung\"\nbad = \"(\"\n")
    #expect(try ids(program, "saved:bills") == ["3"])
    #expect(try ids(program, "lighthouse", "-saved:bills") == ["2", "1"])
    #expect(try program.run("search", "saved:bad").errors.contains("saved search \"bad\""))
    let checked = try program.run("config", "check")
    #expect(checked.status == 2)
    #expect(checked.errors.contains("the search \"bad\" cannot be understood"), "\(checked.errors)")
    #expect(try program.run("search", "saved:nothing").status == 2)
  }

  @Test func aPlaceInTheLastSearchNamesItsMessage() throws {
    let program = try archive()
    _ = try program.run("search", "--sort", "oldest", "lighthouse")
    #expect(try program.run("show", "@1").text.contains("Two invoices"))
    #expect(try program.run("show", "@3").text.contains("Thank you"))
    let exported = try program.run("export", "-o", "-", "--query", "@1 @2").text
    #expect(exported.contains("paint") && exported.contains("the mat"))
    #expect(!exported.contains("Thank you"))
    let beyond = try program.run("show", "@4")
    #expect(beyond.status == 1)
    #expect(beyond.errors.contains("3 messages"))
    // A script that searches meanwhile changes nothing; who looks at numbers goes on with them.
    for format in ["ids", "json", "jsonl", "csv"] {
      _ = try program.run("search", "--format", format, "staircase")
    }
    #expect(try program.run("show", "@1").text.contains("Two invoices"))
    let screen = try Terminal(program).screen(
      "mailcask search --format ids thank; mailcask show @1")
    #expect(screen.contains("Thank you"), "\(screen)")
  }

  @Test func addressesAreCompletedTheMostFrequentFirst() throws {
    let program = try archive()
    let all = "ada@example.org\tAda\ngrace@example.net\tGrace\nlinus@example.org\tLinus\n"
    #expect(try program.run("complete", "address").text == all)
    #expect(try program.run("complete", "address", "ada@").text == "ada@example.org\tAda\n")
    for part in ["RAC", "grace", "e.net", "ace grace@", "net gr"] {
      let found = try program.run("complete", "address", part).text
      #expect(found == "grace@example.net\tGrace\n", "\(part)")
    }
    #expect(try program.run("complete", "address", "nobody").text == "")
    // Found by any name that she wrote under.
    let other =
      "From: Grace M. Hopper <grace@example.net>\nTo: ada@example.org\nMessage-ID: <hopper@x>\n"
      + "Date: Tue, 1 Feb 2000 10:00:00 +0000\nSubject: old\n\nx\n"
    _ = try program.directory.write(Array(other.utf8), to: "other.eml")
    #expect(try program.run("import", "other.eml").status == 0)
    for part in ["hopper", "HOP gra"] {
      let found = try program.run("complete", "address", part).text
      #expect(found == "grace@example.net\tGrace M. Hopper\n", "\(part)")
    }
    // And by any that others gave her.
    let given =
      "From: linus@example.org\nTo: ada@example.org, \"Byron, Augusta\" <ada@example.org>\n"
      + "Cc: Amazing Gracie <grace@example.net>\nMessage-ID: <given@x>\n"
      + "Date: Tue, 1 Feb 2000 10:00:00 +0000\nSubject: old\n\nx\n"
    _ = try program.directory.write(Array(given.utf8), to: "given.eml")
    #expect(try program.run("import", "given.eml").status == 0)
    #expect(try program.run("complete", "address", "gracie").text.contains("\tAmazing Gracie\n"))
    #expect(try program.run("complete", "address", "august").text.contains("\tByron, Augusta\n"))
    let json = try program.run("complete", "--json", "address", "lin").output
    let first = try #require(try JSONSerialization.jsonObject(with: json) as? [[String: Any]]).first
    #expect(first?["value"] as? String == "linus@example.org")
    #expect(first?["name"] as? String == "Linus")
    #expect(first?["count"] as? Int == 2)
  }

  @Test func severalArchivesAreSearchedAsOne() throws {
    let first = try archive()
    var second = try Program()
    try second.makeArchive()
    second.environment["MAILCASK_ARCHIVE"] = second.archive
    let text = "From: x@example.org\nDate: Thu, 7 Mar 2024 10:00:00 +0000\n\nlighthouse\n"
    try second.directory.write(text.utf8, to: "a.eml")
    _ = try second.run("import", "a.eml")
    let both = ["--archive", first.archive, "--archive", second.archive]
    let merged = try first.run(["search", "--format", "ids", "lighthouse"] + both).text
    #expect(
      merged.split(separator: "\n").map(String.init) == [
        "\(second.archive):1", "\(first.archive):2", "\(first.archive):1", "\(first.archive):3",
      ])
    let threads = try first.run(["search", "--format", "ids", "--threads", "lighthouse"] + both)
      .text
    #expect(threads.split(separator: "\n").count == 3)
    _ = try first.run(["search", "lighthouse"] + both)
    let shown = try first.run("show", "@1").text
    #expect(shown.contains("From: x@example.org"))
  }

  /// A control character that only some terminals act on is escaped in JSON too.
  @Test func jsonDoesNotSteerTheTerminal() throws {
    var program = try Program()
    try program.makeArchive()
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    let evil =
      "Subject: =?utf-8?B?\(Data("a\u{9B}31m\u{202E}b".utf8).base64EncodedString())?=\n\nx\n"
    try program.directory.write(evil.utf8, to: "evil.eml")
    _ = try program.run("import", "evil.eml")
    let result = try program.run("search", "--format", "jsonl")
    #expect(result.text.contains("\\u009b"))
    #expect(!result.text.unicodeScalars.contains("\u{202E}"))
    let entry = try JSONSerialization.jsonObject(with: result.output) as? [String: Any]
    #expect((entry?["subject"] as? String)?.unicodeScalars.contains("\u{9B}") == true)
  }
}
