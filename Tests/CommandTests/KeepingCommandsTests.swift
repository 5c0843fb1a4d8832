import Foundation
import TestSupport
import Testing

/// Tags, deletion, books, proof and backup, as a person uses them.
@Suite(.serialized) struct KeepingCommandsTests {
  private func archive(_ count: Int = 20, settings: String = "") throws -> Program {
    var program = try Program()
    try program.makeArchive(settings)
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    for number in 0..<count {
      try program.directory.write(makeMessage(number), to: "mail/\(number).eml")
    }
    if count > 0 { _ = try succeed(program, "import", "mail") }
    return program
  }

  @discardableResult
  private func succeed(
    _ program: Program, _ arguments: String..., source: SourceLocation = #_sourceLocation
  ) throws -> String {
    let result = try program.run(arguments)
    #expect(
      result.status == 0, "\(arguments): \(result.text)\(result.errors)", sourceLocation: source)
    return result.text
  }

  /// The number of the one message that a query finds.
  private func number(_ query: String, in program: Program) throws -> String {
    let lines = try succeed(program, "search", query).split(separator: "\n")
    try #require(lines.count == 1)
    return String(try #require(lines[0].split(separator: " ").first))
  }

  private func count(_ query: String, in program: Program) throws -> Int {
    try program.run("search", "--limit", "1000", query).text.split(separator: "\n").count
  }

  // MARK: Tags

  @Test func tagsAreFoundAtOnceAndListed() throws {
    let program = try archive()
    let option = program.archive
    #expect(try succeed(program, "tag", "+work", "+new", "--", "item3").contains("1 changed"))
    #expect(try count("tag:work", in: program) == 1)
    try succeed(program, "tag", "--archive", option, "-new", "+old", "--", "tag:work")
    #expect(try count("tag:new", in: program) == 0)
    #expect(
      try succeed(program, "tag").split(separator: "\n").map { $0.split(separator: " ") }
        == [["1", "old"], ["1", "work"]])
  }

  @Test(arguments: [
    ["tag", "work", "--", "item3"], ["tag", "+work"], ["tag", "+work", "--"],
    ["tag", "+", "--", "item3"], ["tag", "+two words", "--", "item3"], ["tag", "--", "item3"],
  ])
  func aTagCommandThatIsNotClearChangesNothing(_ arguments: [String]) throws {
    let program = try archive(5)
    #expect(try program.run(arguments).status == 2)
    #expect(try succeed(program, "tag").isEmpty)
  }

  @Test func rulesTagWhatIsNewAndNothingElse() throws {
    let program = try archive(10)
    let file = program.archive + "/mailcask.toml"
    let rules = """

      [[rules]]
      query = "from:sender3@example.org"
      tags = ["third", "seen-by-rule"]

      [[rules]]
      query = "item12"
      tags = ["twelve"]
      """
    try (String(contentsOfFile: file, encoding: .utf8) + rules)
      .write(toFile: file, atomically: true, encoding: .utf8)
    for number in 10..<30 {
      try program.directory.write(makeMessage(number), to: "more/\(number).eml")
    }
    try succeed(program, "import", "more")
    // Sender 3 wrote messages 3 and 20; only the second came after the rule.
    #expect(try count("tag:third", in: program) == 1)
    #expect(try count("tag:seen-by-rule tag:third item20", in: program) == 1)
    #expect(try count("tag:twelve", in: program) == 1)
    // What a person took away stays away.
    try succeed(program, "tag", "-twelve", "--", "item12")
    try succeed(program, "import", "more")
    #expect(try count("tag:twelve", in: program) == 0)
  }

  @Test(arguments: [
    ("[[rules]]\nqurey = \"x\"", "line 2", "qurey"),
    (
      "[[rules]]\nquery = \"a\"\ntags = [\"b\"]\n[[rules]]\nquery = \"form:a\"\ntags = [\"b\"]",
      "line 5", "form"
    ),
    ("[[rules]]\nquery = \"a\"\ntags = [\"two words\"]", "line 3", "two words"),
    ("[[rules]]\nquery = \"a\"", "line 1", "tags"),
    ("[rules]\nquery = \"a\"", "line 1", "[[rules]]"),
  ])
  func aMistakeInARuleIsToldWithItsLine(_ toml: String, _ line: String, _ says: String) throws {
    let program = try archive(0)
    try toml.write(
      toFile: program.archive + "/mailcask.toml", atomically: true, encoding: .utf8)
    let result = try program.run("search", "x")
    #expect(result.status == 2)
    #expect(result.errors.contains(line) && result.errors.contains(says), "\(result.errors)")
  }

  @Test func flagsAndFoldersOfAMaildirAreFound() throws {
    let program = try archive(0)
    for folder in ["", ".Work.Projects/"] {
      for name in ["cur", "new", "tmp"] {
        try FileManager.default.createDirectory(
          atPath: program.directory.path + "/maildir/\(folder)\(name)",
          withIntermediateDirectories: true)
      }
    }
    try program.directory.write(makeMessage(1), to: "maildir/cur/1.a.host:2,FS")
    try program.directory.write(makeMessage(2), to: "maildir/.Work.Projects/cur/2.b.host:2,R")
    try succeed(program, "import", "maildir")
    for (query, expected) in [
      ("is:flagged", 1), ("is:read", 1), ("is:replied", 1), ("tag:seen item1", 1),
      ("folder:Work/Projects", 1), ("folder:Work", 1), ("folder:nowhere", 0),
    ] {
      #expect(try count(query, in: program) == expected, "\(query)")
    }
    // That it was seen is no news in a list.
    let list = try succeed(program, "search", "item1")
    #expect(list.contains("[flagged] "), "\(list)")
    #expect(try succeed(program, "show", number("item1", in: program)).contains("flagged seen"))
    // The same message in another folder is stored once and found in both.
    try FileManager.default.createDirectory(
      atPath: program.directory.path + "/maildir/.Other/cur", withIntermediateDirectories: true)
    for name in ["new", "tmp"] {
      try FileManager.default.createDirectory(
        atPath: program.directory.path + "/maildir/.Other/\(name)",
        withIntermediateDirectories: true)
    }
    try program.directory.write(makeMessage(2), to: "maildir/.Other/cur/3.c.host:2,")
    try succeed(program, "import", "maildir")
    #expect(try count("folder:Other item2", in: program) == 1)
    #expect(try count("folder:Work item2", in: program) == 1)
  }

  // MARK: Deletion

  @Test func aDeletedMessageIsHiddenAndCanBeHadBack() throws {
    let program = try archive()
    let id = try number("item4", in: program)
    try succeed(program, "delete", "--yes", "item4")
    #expect(try count("item4", in: program) == 0)
    #expect(try program.run("show", id).status == 1)
    #expect(try succeed(program, "undelete").contains("Message number 4"))
    // Offered again it is not stored again.
    let again = try program.run("import", "mail/4.eml")
    #expect(again.status == 1)
    #expect(again.text.contains("0 stored"))
    try succeed(program, "undelete", id)
    #expect(try number("item4", in: program) == id)
    #expect(try program.run("undelete", id).status == 1, "it is not deleted any more")
    try succeed(program, "verify")
  }

  @Test func anErasedMessageLeavesTheBooksInOrder() throws {
    let program = try archive()
    let id = try number("item4", in: program)
    #expect(try succeed(program, "delete", "--now", "--yes", "item4").contains("Erased 1 message"))
    try succeed(program, "verify")
    let history = try succeed(program, "show", "--provenance", id)
    #expect(history.contains("stored (run 1)") && history.contains("erased"), "\(history)")
    #expect(try program.run("import", "mail/4.eml").text.contains("0 stored"))
    #expect(try succeed(program, "undelete", id).contains("stores it again"))
    #expect(try succeed(program, "import", "mail/4.eml").contains("1 stored"))
    #expect(try count("item4", in: program) == 1)
  }

  @Test func nothingIsDeletedWithoutAWord() throws {
    let program = try archive(5)
    // setsid: no terminal to ask on.
    let result = try runCommand(
      ["setsid", "--wait", Program.path, "delete", "item3"], environment: program.environment)
    #expect(result.status == 1)
    #expect(result.errors.contains("--yes"))
    #expect(try program.run("delete", "").status == 2)
    #expect(try program.run("delete").status == 2)
    #expect(try count("item3", in: program) == 1)
  }

  // MARK: Books

  @Test func runsBalanceAndTellWhatWasRejected() throws {
    let program = try archive(7)
    try succeed(program, "import", "mail")
    try succeed(program, "delete", "--yes", "item4")
    _ = try program.run("import", "mail/4.eml")
    let runs = try succeed(program, "runs").split(separator: "\n")
    #expect(runs.count == 3)
    #expect(runs[2].contains("7 offered") && runs[2].contains("7 stored"))
    #expect(runs[1].contains("0 stored, 7 already here, 0 rejected"))
    #expect(runs[0].contains("1 rejected"))
    #expect(try succeed(program, "runs", "3").contains("was removed"))
    #expect(try program.run("runs", "99").status == 1)
  }

  @Test func linesOfRunsFitANarrowTerminal() throws {
    var program = try archive(7)
    program.environment["COLUMNS"] = "40"
    let lines = try succeed(program, "runs").split(separator: "\n")
    #expect(lines.count > 1 && lines.allSatisfy { $0.count <= 40 }, "\(lines)")
    #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("        ") }, "\(lines)")
  }

  @Test func provenanceNamesEveryPlaceAndRun() throws {
    let program = try archive(3)
    try program.directory.write(makeMessage(2), to: "again/copy.eml")
    try succeed(program, "import", "again")
    let id = try number("item2", in: program)
    let lines = try succeed(program, "show", "--provenance", id).split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines[0].contains("mail, 2.eml: stored (run 1)"), "\(lines)")
    #expect(lines[1].contains("again, copy.eml: copy (run 2)"), "\(lines)")
    #expect(try program.run("show", "--provenance", "99").status == 1)
  }

  @Test func anotherMessageWithTheSameIdIsToldOfAndCompared() throws {
    let program = try archive(3)
    let original = String(decoding: makeMessage(1), as: UTF8.self)
    let other = original.replacingOccurrences(of: "Message number 1", with: "Message number one")
    try program.directory.write(other.utf8, to: "other.eml")
    try succeed(program, "import", "other.eml")
    let id = try number("subject:one", in: program)
    let shown = try program.run("show", id)
    #expect(shown.errors.contains("same Message-ID"), "\(shown.errors)")
    let difference = try succeed(program, "show", "--diff-namesakes", id)
    #expect(difference.contains("-3: Subject: Message number one"), "\(difference)")
    #expect(difference.contains("+3: Subject: Message number 1"), "\(difference)")
    let alone = try number("item2", in: program)
    #expect(try program.run("show", alone).errors.isEmpty)
    #expect(try program.run("show", "--diff-namesakes", alone).status == 1)
  }

  @Test func theSchemaNeedsNoArchive() throws {
    let text = try succeed(try Program(), "schema")
    #expect(text.contains("CREATE TABLE message (") && text.contains("extract.sh"))
  }

  // MARK: Proof and backup

  @Test func verifyNamesTheDamagedMessageAndTheOthersAreReadable() throws {
    let program = try archive(20)
    try succeed(program, "verify")
    try succeed(program, "verify", "--quick")
    let flipped = try runCommand([
      "sqlite3", program.archive + "/mail.sqlite",
      "UPDATE content SET bytes = CAST(substr(bytes, 1, length(bytes) - 40) || zeroblob(40) "
        + "AS BLOB) WHERE id = 1",
    ])
    #expect(flipped.status == 0, "\(flipped.errors)")
    let result = try program.run("verify")
    #expect(result.status == 1)
    #expect(result.text.contains("content: content 1"), "\(result.text)")
    // Exactly those that verify names cannot be given back.
    for id in 1...20 {
      let isNamed = result.text.contains("message: message \(id):")
      #expect(try program.run("show", "--raw", String(id)).status == (isNamed ? 1 : 0))
    }
    #expect(result.text.contains("cannot be read back; all others can"))
    let repaired = try program.run("verify", "--repair")
    #expect(repaired.status == 1, "contents can't be mended")
  }

  @Test func repairMendsWhatCanBeDerived() throws {
    let program = try archive(20)
    let broken = try runCommand([
      "sqlite3", program.archive + "/mail.sqlite",
      "UPDATE run SET offered = 1, stored = 1; UPDATE message SET thread = 0 WHERE id = 3",
    ])
    #expect(broken.status == 0, "\(broken.errors)")
    #expect(try program.run("verify").text.contains("--repair repairs it"))
    try succeed(program, "verify", "--repair")
    try succeed(program, "verify")
    #expect(try succeed(program, "runs").contains("20 stored"))
    #expect(try count("item5", in: program) == 1)
  }

  @Test func anIndexThatLacksAMessageIsNoticedAndMended() throws {
    let program = try archive(19)
    let other = program.directory.path + "/other"
    try FileManager.default.copyItem(atPath: program.archive, toPath: other)
    try program.directory.write(makeMessage(19), to: "19.eml")
    try succeed(program, "import", "19.eml")
    // Both stores are at the same revision now, and only one has message 20.
    try succeed(program, "tag", "--archive", other, "+x", "--", "item3")
    try FileManager.default.removeItem(atPath: program.archive + "/index")
    try FileManager.default.copyItem(atPath: other + "/index", toPath: program.archive + "/index")
    let result = try program.run("verify")
    #expect(result.status == 1)
    #expect(result.text.contains("index: message 20: it is not in the index"), "\(result.text)")
    try succeed(program, "verify", "--repair")
    #expect(try count("item19", in: program) == 1)
  }

  @Test func aBackupIsAnArchiveAndCanBeRestored() throws {
    let program = try archive(20)
    let fingerprint = try succeed(program, "fingerprint")
    let (backup, target) = (program.directory.path + "/backup", program.directory.path + "/back")
    #expect(try succeed(program, "backup", backup).contains(fingerprint.dropLast()))
    #expect(try succeed(program, "search", "--archive", backup, "item7").contains("number 7"))
    // The next one replaces it.
    try program.directory.write(makeMessage(50), to: "50.eml")
    try succeed(program, "import", "50.eml")
    try succeed(program, "backup", backup)
    try succeed(program, "restore", backup, target)
    #expect(
      try succeed(program, "fingerprint", "--archive", target)
        == succeed(program, "fingerprint"))
    #expect(try succeed(program, "search", "--archive", target, "item50").contains("number 50"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: target).contains("mailcask.toml"))
  }

  @Test func neitherBackupNorRestoreOverwritesAnythingElse() throws {
    let (program, other) = (try archive(3), try archive(4))
    let fingerprint = try succeed(other, "fingerprint")
    #expect(try program.run("backup", other.archive).status == 2)
    let itself = try program.run("backup", program.archive + "/../archive")
    #expect(itself.status == 2 && itself.errors.contains("this very archive"), "\(itself.errors)")
    #expect(try program.run("restore", program.archive, other.archive).status == 2)
    #expect(try program.run("restore", program.directory.path, "new").status == 2)
    #expect(try succeed(other, "fingerprint") == fingerprint)
    try succeed(other, "verify")
  }
}
