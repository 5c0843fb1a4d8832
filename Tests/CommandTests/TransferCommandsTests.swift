import Foundation
import TestSupport
import Testing

/// Import, export and what belongs to them, as a person runs them.
@Suite(.serialized) struct TransferCommandsTests {
  private func archiveWithMail(_ count: Int = 30) throws -> Program {
    var program = try Program()
    try program.makeArchive()
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    for (number, message) in makeMessages(count).enumerated() {
      try program.directory.write(message, to: "mail/\(number).eml")
    }
    let imported = try program.run("import", "mail")
    #expect(imported.status == 0, "\(imported.errors)")
    return program
  }

  @Test func anExportIsProvenAndItsDamageIsTold() throws {
    let program = try archiveWithMail()
    let made = try program.run("export", "-o", "out.mbox")
    #expect(made.text.contains("Wrote 30 messages") && made.text.contains("found whole"))
    let checked = try program.run("check-export", "out.mbox")
    #expect(checked.status == 0 && checked.text.contains("30 messages"))
    let file = program.directory.url.appendingPathComponent("out.mbox")
    var data = try Data(contentsOf: file)
    let place = try #require(data.range(of: Data("number 12".utf8)))
    data[place.lowerBound] ^= 1
    try data.write(to: file)
    let again = try program.run("check-export", "out.mbox")
    #expect(again.status == 1)
    #expect(again.text.contains("1 of 30 messages damaged"), "\(again.text)")
  }

  /// Recipients, each field apart, and a subject that no list has room for.
  @Test func whatIsWrittenForProgramsIsWhole() throws {
    var program = try Program()
    try program.makeArchive()
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    func people(_ word: String) -> [String] { (1...40).map { "\(word)\($0)@example.org" } }
    let subject = (1...60).map { "word\($0)" }.joined(separator: " ")
    let mail =
      "From: Ann <ann@example.org>, \(people("author").joined(separator: ",\n "))\n"
      + "To: \(people("to").joined(separator: ",\n "))\nCc: \(people("cc").joined(separator: ", "))\n"
      + "Bcc: \(people("bcc").joined(separator: ", "))\nSubject: \(subject)\n\nzebra\n"
    try program.directory.write(Array(mail.utf8), to: "a.eml")
    #expect(try program.run("import", "a.eml").status == 0)
    var wanted = ["to", "cc", "bcc"].map { people($0).joined(separator: ", ") }
    wanted += ["Ann <ann@example.org>, " + people("author").joined(separator: ", "), subject]
    let outputs = [
      ["search", "--json", "zebra"], ["search", "--format", "jsonl", "zebra"],
      ["search", "--format", "csv", "zebra"], ["export", "--format", "csv", "-o", "-"],
      ["export", "--format", "jsonl", "-o", "-"],
    ]
    for arguments in outputs {
      let text = try program.run(arguments).text
      for value in wanted {
        #expect(text.contains("\"\(value)\"") || text.contains(",\(value),"), "\(arguments)")
      }
    }
    let object = try #require(
      try JSONSerialization.jsonObject(
        with: program.run(["search", "--format", "jsonl", "zebra"]).output)
        as? [String: Any])
    #expect(["to", "cc", "bcc", "from", "subject"].map { object[$0] as? String } == wanted)
  }

  /// A group without members is no recipient.
  @Test(arguments: [
    ("ada@example.org, Friends:;", "ada@example.org"),
    ("undisclosed-recipients:;", ""), ("A:;, bob@example.org, B: ;", "bob@example.org"),
    ("Team: ada@example.org, bob@example.org;", "ada@example.org, bob@example.org"),
  ])
  func groupsWithoutMembersLeaveNoTrace(_ field: String, _ cell: String) throws {
    let program = try archiveWithMail(1)
    try program.directory.write(Array("From: a@b\nTo: \(field)\n\nx\n".utf8), to: "b.eml")
    #expect(try program.run("import", "b.eml").status == 0)
    for arguments in [["search", "--json"], ["export", "--format", "jsonl", "-o", "-"]] {
      let text = try program.run(arguments).text
      #expect(text.replacing("\": \"", with: "\":\"").contains("\"to\":\"\(cell)\""), "\(text)")
    }
  }

  @Test(arguments: [
    ("mboxo", "1 whole, 1 not"), ("mboxrd", "found whole"), ("csv", "rows read back"),
    ("jsonl", "rows read back"),
  ])
  func onlyWhatWasComparedIsCalledWhole(_ format: String, _ words: String) throws {
    let program = try archiveWithMail(1)
    try program.directory.write(Array("From: a@b\nTo: c@d\n\n>From here\n".utf8), to: "b.eml")
    #expect(try program.run("import", "b.eml").status == 0)
    let made = try program.run("export", "--format", format, "-o", "out")
    #expect(made.text.contains(words), "\(made.text)")
    #expect(made.text.contains("found whole") == (format == "mboxrd"))
  }

  @Test(arguments: [
    ["export", "-o", "x", "--gzip", "--zstd"], ["export", "-o", "x", "--format", "eml", "--gzip"],
    ["export", "-o", "-", "--format", "maildir"], ["export", "-o", "-", "--split", "year"],
    ["export", "-o", "x", "--split", "size:0"], ["export", "-o", "x", "--format", "zip", "--lf"],
    ["show", "1", "--raw", "--html"],
  ])
  func whatCannotBeHadTogetherIsWrongUse(_ arguments: [String]) throws {
    let result = try archiveWithMail(1).run(arguments)
    #expect(result.status == 2, "\(result.errors)")
  }

  /// "@2" is the second that the last search has listed, wherever a message is named.
  @Test func whatTheLastSearchListedIsExported() throws {
    var program = try archiveWithMail(5)
    program.environment["XDG_STATE_HOME"] = program.directory.path + "/state"
    let listed = try program.run("search", "--format", "ids", "item*").text.split(separator: "\n")
    try #require(listed.count == 5)
    #expect(try program.run("search", "item*").status == 0)
    let second = try program.run("show", "--raw", "@2").output
    let raw = try program.run("show", "--raw", String(listed[1])).output
    #expect(second == raw)
    #expect(try program.run("export", "--query", "@2", "--format", "eml", "-o", "one").status == 0)
    let files = try FileManager.default.subpathsOfDirectory(
      atPath: program.directory.path + "/one"
    ).filter { $0.hasSuffix(".eml") }
    try #require(files.count == 1)
    #expect(
      try Data(contentsOf: program.directory.url.appendingPathComponent("one/" + files[0])) == raw)
    #expect(
      try program.run("export", "--query", "@2 @4", "-o", "two.mbox").text.contains("2 messages"))
    #expect(try program.run("export", "--thread", "@2", "-o", "three.mbox").status == 0)
    #expect(
      try program.run("export", "--query", "@9", "-o", "four.mbox").errors.contains("5 messages"))
    let saved = try program.run("attachments", "@2", "-o", "files", "--json").text
    #expect(saved.contains("\"messages\":1"), "\(saved)")
    #expect(try program.run("tag", "+kept", "--", "@1", "@2").text.contains("2 messages found"))
    #expect(try program.run("delete", "--yes", "@2").text.contains("Deleted 1 message"))
  }

  /// Ten files of one name and two contents, beside one that was there before.
  @Test func attachmentsOfOneNameAreAllSavedAndNoneTwice() throws {
    var program = try Program()
    try program.makeArchive()
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    for number in 0..<10 {
      let content = Data("content \(number / 5)".utf8).base64EncodedString()
      try program.directory.write(
        ("From: a@example.org\nSubject: \(number)\nMIME-Version: 1.0\n"
          + "Content-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n"
          + "Content-Disposition: attachment\n\n\(content)\n").utf8, to: "mail/\(number).eml")
    }
    #expect(try program.run("import", "mail").status == 0)
    try program.directory.write("another".utf8, to: "files/a.pdf")
    let first = try program.run("attachments", "-o", "files")
    #expect(first.text.contains("Saved 2 files") && first.text.contains("8 more"), "\(first.text)")
    let second = try program.run("attachments", "-o", "files", "--json").text
    #expect(second.contains("\"saved\":0") && second.contains("\"duplicates\":10"), "\(second)")
    let names = try FileManager.default.contentsOfDirectory(
      atPath: program.directory.path + "/files")
    #expect(Set(names) == ["a.pdf", "a (2).pdf", "a (3).pdf"])
  }

  /// A signal ends the import cleanly, and the same command goes on.
  @Test(arguments: ["INT", "TERM"])
  func aSignalStopsTheImportAndNothingIsLost(_ signal: String) throws {
    var program = try Program()
    try program.makeArchive()
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    let entries = makeMessages(400).map { message in
      Array("From a@example.org Sat Jan  3 01:05:34 1996\n".utf8) + message + [10, 10]
    }
    try program.directory.write(entries.flatMap { $0 }, to: "mail.mbox")
    // The pipe stays open after half of the mail, so that the signal always finds the import at work.
    let script = """
      mkfifo pipe
      (head -c 100000 mail.mbox; sleep 0.5; kill -\(signal) $(cat pid); tail -c +100001 mail.mbox) > pipe &
      sh -c 'echo $$ > pid; exec "$0" import - < pipe' \(Program.path)
      """
    let stopped = try runCommand(
      ["sh", "-c", script], environment: program.environment, directory: program.directory.url)
    #expect(stopped.status == 1, "\(stopped.errors)")
    #expect(stopped.errors.contains("interrupted"), "\(stopped.errors)")
    let rest = try program.run("import", "mail.mbox")
    #expect(rest.status == 0, "\(rest.errors)")
    let again = try program.run("import", "mail.mbox")
    #expect(again.text.contains("0 stored"), "\(again.text)")
  }

  @Test func attachmentsAreSavedOnceUnderSafeNames() throws {
    var program = try Program()
    try program.makeArchive()
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    let names = ["../../evil.txt", "/etc/evil.txt", "a\u{1B}[2Jb.txt", "evil.txt"]
    for (number, name) in names.enumerated() {
      let content = number == 3 ? "one" : ["one", "two", "three"][number]
      let message = """
        From: a@example.org
        Subject: \(number)
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary=b

        --b
        Content-Type: text/plain; name="\(name)"
        Content-Disposition: attachment; filename="\(name)"

        \(content)
        --b--

        """
      try program.directory.write(message.utf8, to: "mail/\(number).eml")
    }
    _ = try program.run("import", "mail")
    let saved = try program.run("attachments", "-o", "saved")
    #expect(saved.status == 0, "\(saved.errors)")
    let files = try FileManager.default.contentsOfDirectory(
      atPath: program.directory.path + "/saved")
    #expect(files.sorted() == ["ab.txt", "evil (2).txt", "evil.txt"])
    let again = try program.run("attachments", "-o", "saved")
    #expect(again.text.contains("Saved 0 files"), "\(again.text)")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: program.directory.path + "/saved").count
        == 3)
  }

  @Test func showGivesPartsHeadersAndStructure() throws {
    let program = try archiveWithMail()
    let found = try program.run("search", "attachment:data3.bin").text
    let id = String(try #require(found.split(separator: " ").first))
    let part = try program.run("show", id, "--part", "1")
    #expect(part.output == Data((0..<3_000).map { UInt8(truncatingIfNeeded: $0 * 7) }))
    let missing = try program.run("show", id, "--part", "2")
    #expect(missing.status == 1)
    #expect(
      missing.errors.contains("part 2 of message \(id): it has one attachment, which is part 1"))
    #expect(try program.run("show", id, "--headers").text.contains("MIME-Version: 1.0"))
    let json = try program.run("show", id, "--json").output
    let object = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
    #expect((object["attachments"] as? [Any])?.count == 1)
    #expect((object["parts"] as? [Any])?.count == 3)
  }

  @Test func diffFindsWhatIsMissingAndWhatOnlyLooksDifferent() throws {
    let program = try archiveWithMail(20)
    // As a server gives them back: CRLF, and a field more.
    for (number, message) in makeMessages(21).enumerated() where number != 4 {
      let changed = number % 2 == 0 ? Array("X-Trace: 1\r\n".utf8) + onTheWire(message) : message
      try program.directory.write(changed, to: "other/\(number).eml")
    }
    let result = try program.run("diff", program.archive, "other")
    #expect(result.status == 1)
    let lines = result.text.split(separator: "\n")
    #expect(lines.count == 3, "\(result.text)")
    #expect(lines[0].hasPrefix("<") && lines[0].hasSuffix("Message number 4"))
    #expect(lines[1].hasPrefix(">") && lines[1].hasSuffix("Message number 20"))
    #expect(
      lines[2].hasPrefix("10 the same (12 KB), 9 the same with different bytes"), "\(result.text)")
    #expect(try program.run("diff", "mail", program.archive).status == 0)
  }
}
