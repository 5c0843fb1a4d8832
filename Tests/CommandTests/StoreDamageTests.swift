import Foundation
import TestSupport
import Testing

/// What is damaged in the store is named, and mended where it can be derived.
@Suite(.serialized) struct StoreDamageTests {
  private func archive(_ messages: Int = 5) throws -> Program {
    var program = try Program()
    try program.makeArchive()
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    for number in 1...messages {
      let text = """
        From: a@example.org
        Message-ID: <\(number)@example.org>
        Subject: Number \(number)

        lighthouse

        """
      try program.directory.write(Array(text.utf8), to: "mail/\(number).eml")
    }
    #expect(try program.run("import", "-q", "mail").status == 0)
    return program
  }

  private func sql(_ program: Program, _ statement: String) throws -> String {
    let result = try runCommand(["sqlite3", program.archive + "/mail.sqlite", statement])
    #expect(result.status == 0, "\(result.errors)")
    return result.text.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private func change(_ program: Program, _ body: (inout Data) throws -> Void) throws {
    let file = URL(fileURLWithPath: program.archive + "/mail.sqlite")
    var bytes = try Data(contentsOf: file)
    try body(&bytes)
    try bytes.write(to: file)
  }

  /// The schema is the same in all archives of a format.
  @Test(arguments: [
    // SQLite cannot read any table then.
    ("CREATE TABLE message (", "INTEGER"), ("CREATE TABLE ledger (", "CREATE"),
    // It can, and a constraint or a comment is another.
    ("CREATE TABLE content (", "null:"), ("CREATE INDEX message_date", "date ON"),
  ])
  func theTextOfTheSchemaIsRestored(_ table: String, _ word: String) throws {
    let program = try archive()
    try change(program) { bytes in
      let start = try #require(bytes.range(of: Data(table.utf8)))
      let place = bytes.range(of: Data(word.utf8), in: start.lowerBound..<bytes.count)
      bytes[try #require(place).lowerBound + 2] ^= 0x80
    }
    let verified = try program.run("verify")
    #expect(verified.status != 0)
    #expect((verified.text + verified.errors).contains("repair"), "\(verified)")
    let repaired = try program.run("verify", "--repair")
    #expect(repaired.status == 0, "\(repaired)")
    #expect(try program.run("verify").status == 0)
    let exported = try program.run("export", "-o", program.directory.path + "/out.mbox")
    #expect(exported.text.contains("5 messages"), "\(exported)")
  }

  @Test func anIndexThatSQLiteLostIsMadeAgain() throws {
    let program = try archive()
    _ = try sql(program, "DROP INDEX message_date; DROP INDEX ledger_message")
    let verified = try program.run("verify")
    #expect(verified.status == 1 && verified.text.contains("schema"), "\(verified)")
    let repaired = try program.run("verify", "--repair")
    #expect(repaired.status == 0, "\(repaired)")
    #expect(try program.run("verify").status == 0)
  }

  /// An index that tells what a table's rows were is not asked for them.
  @Test func aTableIsNotTakenForWhatItsIndexHolds() throws {
    let program = try archive()
    #expect(try program.run("tag", "+kept", "--query", "subject:3").status == 0)
    let name = "name = 'message_tag_message'"
    let entry = try sql(
      program,
      "SELECT rowid || ', ''index'', ''message_tag_message'', ''message_tag'', ' || rootpage || ', ' "
        + "|| quote(sql) FROM sqlite_schema WHERE \(name)")
    let writing = "PRAGMA writable_schema = ON; "
    _ = try sql(program, writing + "DELETE FROM sqlite_schema WHERE \(name)")
    _ = try sql(program, "UPDATE message_tag SET message = 4 WHERE message = 3")
    _ = try sql(
      program,
      writing + "INSERT INTO sqlite_schema (rowid, type, name, tbl_name, rootpage, sql) "
        + "VALUES (\(entry))")
    let verified = try program.run("verify")
    #expect(verified.status == 1 && verified.text.contains("record: messages"), "\(verified)")
    #expect(!verified.text.contains("--repair repairs it"), "\(verified)")
  }

  /// The bytes of a message tell how many they are.
  @Test func aSizeIsCountedAgain() throws {
    let program = try archive()
    _ = try sql(program, "UPDATE message SET size = size + 1 WHERE id = 3")
    let verified = try program.run("verify")
    #expect(verified.status == 1 && verified.text.contains("message 3: its size"), "\(verified)")
    let repaired = try program.run("verify", "--repair")
    #expect(repaired.status == 0, "\(repaired)")
    #expect(try program.run("verify").status == 0)
    // What else is recorded beside it is not taken for right.
    _ = try sql(program, "UPDATE message SET size = size + 1, stored = stored + 1 WHERE id = 3")
    #expect(try program.run("verify", "--repair").status == 1)
  }

  @Test func anIndexOfSQLiteIsRebuilt() throws {
    let program = try archive()
    let root = try #require(
      Int(sql(program, "SELECT rootpage FROM sqlite_schema WHERE name = 'message_digest'")))
    let size = try #require(Int(sql(program, "PRAGMA page_size")))
    try change(program) { bytes in
      let page = (root - 1) * size
      let cell = page + Int(bytes[page + 10]) << 8 + Int(bytes[page + 11])
      // The first byte behind the header of the entry.
      bytes[cell + 1 + Int(bytes[cell + 1])] ^= 1
    }
    let verified = try program.run("verify")
    #expect(verified.status == 1 && verified.text.contains("message_digest"), "\(verified)")
    #expect(verified.text.contains("--repair repairs it"), "\(verified)")
    #expect(try program.run("verify", "--repair").status == 0)
    let again = try program.run("import", "--reread", "mail")
    #expect(again.text.contains("0 stored, 5 already"), "\(again)")
  }

  /// One flipped bit in a row's number.
  @Test func aRowOfAnImpossibleNumberIsNamed() throws {
    let program = try archive()
    _ = try sql(
      program,
      "INSERT INTO content SELECT 4000000000, 0, codec, dictionary, size, digest, bytes FROM content"
        + " WHERE id = 1")
    let verified = try program.run("verify")
    #expect(verified.status == 1 && verified.text.contains("content 4000000000"), "\(verified)")
    let quick = try program.run("verify", "--quick")
    #expect(quick.text.contains("checked"), "\(quick)")
    #expect(try program.run("backup", program.directory.path + "/backup").status == 1)
  }

  // MARK: What was cut off

  @Test(arguments: [
    [], ["mailcask.toml"], ["mailcask.toml.x1.new"], ["mailcask.toml", "mail.sqlite"],
    ["mailcask.toml", "mail.sqlite", "mail.sqlite-wal", "mail.sqlite-lock"],
  ])
  func anArchiveThatWasCutOffIsCompleted(_ names: [String]) throws {
    let program = try Program()
    for name in names { try program.directory.write([], to: "archive/\(name)") }
    let made = try program.run("init", program.archive)
    #expect(made.status == 0, "\(made.errors)")
    try program.directory.write(Array("Subject: a\n\nb\n".utf8), to: "a.eml")
    #expect(try program.run("import", "--archive", program.archive, "a.eml").status == 0)
    let left = try FileManager.default.contentsOfDirectory(atPath: program.archive)
    #expect(!left.contains { $0.hasSuffix(".new") } && left.contains("mailcask.toml"))
    // And an archive is never taken for an unfinished one.
    try FileManager.default.removeItem(atPath: program.archive + "/index")
    let again = try program.run("init", program.archive)
    #expect(again.status == 2, "\(again)")
    #expect(try program.run("search", "--archive", program.archive, "subject:a").status == 0)
  }

  @Test func otherFilesAreNotTakenForAnUnfinishedArchive() throws {
    let program = try Program()
    try program.directory.write(Array("mine".utf8), to: "archive/notes.txt")
    try program.directory.write([], to: "archive/mail.sqlite")
    #expect(try program.run("init", program.archive).status == 2)
    try program.directory.write(Array("not SQLite at all".utf8), to: "other/mail.sqlite")
    #expect(try program.run("init", program.directory.path + "/other").status == 2)
    let kept = FileManager.default.contents(atPath: program.directory.path + "/other/mail.sqlite")
    #expect(kept == Data("not SQLite at all".utf8))
  }

  // MARK: Backup

  @Test func aBackupHoldsWhatWasRejectedAndSaysWhatItLacks() throws {
    let program = try archive()
    let settings = """

      [accounts.work]
      host = "pop.example.org"
      user = "ada"
      password_file = "/home/ada/secret"
      """
    let file = program.archive + "/mailcask.toml"
    let text = try String(contentsOfFile: file, encoding: .utf8) + settings
    try text.write(toFile: file, atomically: false, encoding: .utf8)
    try program.directory.write(Array("kept for later".utf8), to: "archive/rejected/abc")
    let (backup, target) = (program.directory.path + "/b", program.directory.path + "/r")
    for _ in 0..<2 {
      let made = try program.run("backup", backup)
      #expect(made.status == 0 && made.text.contains("5 messages"), "\(made)")
      #expect(made.text.contains("1 file of rejected mail"), "\(made)")
      #expect(made.text.contains("/home/ada/secret"), "\(made)")
    }
    #expect(try program.run("restore", backup, target).status == 0)
    let kept = FileManager.default.contents(atPath: target + "/rejected/abc")
    #expect(kept == Data("kept for later".utf8))
    // Nothing of another archive is written over.
    let other = try archive(2)
    let before = FileManager.default.contents(atPath: other.archive + "/mailcask.toml")
    #expect(try program.run("backup", other.archive).status == 2)
    #expect(FileManager.default.contents(atPath: other.archive + "/mailcask.toml") == before)
    #expect(!FileManager.default.fileExists(atPath: other.archive + "/rejected"))
  }
}
