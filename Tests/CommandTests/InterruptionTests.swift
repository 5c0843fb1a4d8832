import Foundation
import StandardStreams
import TestSupport
import TestThreads
import Testing

/// Ctrl-C in every command that takes long: what it says is safe is so, and the same command goes on.
@Suite(.waiting, .serialized) struct InterruptionTests {
  private static let messages = 4_000

  /// An archive that commands are at work on for a while, not indexed yet.
  private func largeArchive() throws -> Program {
    var program = try Program()
    try program.makeArchive()
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    try writeMbox(0..<Self.messages, to: "mail.mbox", program)
    let imported = try program.run("import", "--no-index", "mail.mbox")
    #expect(imported.status == 0, "\(imported.errors)")
    return program
  }

  private func writeMbox(_ numbers: Range<Int>, to name: String, _ program: Program) throws {
    let entries = numbers.map { number in
      Array("From a@example.org Sat Jan  3 01:05:34 1996\n".utf8) + makeMessage(number) + [10, 10]
    }
    try program.directory.write(entries.flatMap { $0 }, to: name)
  }

  private func exists(_ name: String, in program: Program) -> Bool {
    FileManager.default.fileExists(atPath: program.directory.path + "/" + name)
  }

  private func succeed(_ arguments: String..., in program: Program) throws -> String {
    let result = try program.run(arguments)
    #expect(result.status == 0, "\(arguments): \(result.text)\(result.errors)")
    return result.text
  }

  private func count(_ query: String, in program: Program) throws -> Int {
    try program.run("search", "--format", "ids", "--limit", "100000", query).text
      .split(separator: "\n").count
  }

  @Test func aBackupThatIsStoppedLeavesNothingHalf() throws {
    let program = try largeArchive()
    let first = try program.interrupt(["backup", "copy"]) { _ in
      exists("copy/mail.sqlite.partial", in: program)
    } afresh: {
      try FileManager.default.removeItem(atPath: copy(program))
    }
    #expect(first.end() == 1)
    #expect(first.complaints.contains("stopping; an older backup there is unchanged"))
    #expect(
      first.complaints.contains("An older backup there is as it was; the same command starts over"),
      "\(first.complaints)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: copy(program)) == ["mailcask.toml"])
    let before = try succeed("backup", "copy", in: program)

    try writeMbox(Self.messages..<Self.messages + 2_000, to: "more.mbox", program)
    _ = try succeed("import", "--no-index", "more.mbox", in: program)
    try FileManager.default.copyItem(atPath: copy(program), toPath: copy(program) + ".older")
    let second = try program.interrupt(["backup", "copy"]) { _ in
      exists("copy/mail.sqlite-journal", in: program)
    } afresh: {
      try FileManager.default.removeItem(atPath: copy(program))
      try FileManager.default.copyItem(atPath: copy(program) + ".older", toPath: copy(program))
    }
    #expect(second.end() == 1, "\(second.text)")
    let fingerprint = try succeed("fingerprint", "--archive", "copy", in: program).dropLast()
    #expect(before.contains(fingerprint), "the older backup is as it was")
    let after = try succeed("backup", "copy", in: program)
    #expect(after.contains(try succeed("fingerprint", in: program).dropLast()))
  }

  private func copy(_ program: Program) -> String { program.directory.path + "/copy" }

  @Test func aRestoreThatIsStoppedMakesNoArchive() throws {
    let program = try largeArchive()
    _ = try succeed("backup", "copy", in: program)
    let restore = try program.interrupt(["restore", "copy", "back"]) { _ in
      exists("back/mail.sqlite.partial", in: program)
    } afresh: {
      try FileManager.default.removeItem(atPath: program.directory.path + "/back")
    }
    #expect(restore.end() == 1)
    #expect(restore.complaints.contains("stopping; the backup is not touched"))
    #expect(
      restore.complaints.contains("No archive was made there; the same command starts over"),
      "\(restore.complaints)")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: program.directory.path + "/back")
        == ["mailcask.toml"])
    let restored = try succeed("restore", "copy", "back", in: program)
    #expect(restored.contains(try succeed("fingerprint", in: program).dropLast()))
  }

  /// Without a terminal how far it is stands in lines.
  @Test func anIndexThatASearchMustMakeFirstShowsHowFarItIsAndIsGoneOnWith() throws {
    let program = try largeArchive()
    let before = program.archive + ".before"
    try FileManager.default.copyItem(atPath: program.archive, toPath: before)
    let search = try program.interrupt(["search", "item7"]) {
      $0.complaints.contains("indexing ")
    } afresh: {
      try FileManager.default.removeItem(atPath: program.archive)
      try FileManager.default.copyItem(atPath: before, toPath: program.archive)
    }
    #expect(search.end() == 128 + SIGINT)
    let said = search.complaints
    #expect(said.contains("the index is behind: bringing it up to date first"), "\(said)")
    #expect(
      said.contains(/mailcask: indexing [0-9,]+ of 4,000 \([0-9]+ %\), [0-9,]+\/s, .* left\n/),
      "\(said)")
    #expect(said.contains("stopped; the next search continues indexing"), "\(said)")
    #expect(try count("subject:number", in: program) == Self.messages)
  }

  /// On a terminal it is one line with a bar.
  @Test func anIndexThatASearchMustMakeFirstShowsABarOnATerminal() throws {
    let screen = try Terminal(try largeArchive()).screen("mailcask search item7", until: " left")
    #expect(screen.contains(/▕.*▏ indexing [0-9,]+ of 4,000 \([0-9]+ %\)/), "\(screen)")
  }

  /// The mail is safe by then, and making the whole index may take long.
  @Test func anImportIsStoppedWhileItIndexes() throws {
    var program = try Program()
    try program.makeArchive()
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    try writeMbox(0..<Self.messages, to: "mail.mbox", program)
    let importing = try program.interrupt(["import", "mail.mbox"]) {
      $0.complaints.contains("indexing ")
    } afresh: {
      try FileManager.default.removeItem(atPath: program.archive)
      try program.makeArchive()
    }
    #expect(importing.end() == 1)
    #expect(importing.text.contains("4,000 stored"), "\(importing.text)")
    #expect(!importing.text.contains("Indexed 4,000"), "\(importing.text)")
    #expect(
      importing.complaints.contains(
        "interrupted: all mail is safe; the next search or fetch continues indexing"),
      "\(importing.complaints)")
    #expect(try count("subject:number", in: program) == Self.messages)
  }

  @Test func everyCommandSaysWhatIsSafe() throws {
    let program = try largeArchive()
    _ = try succeed("export", "-o", "whole.mbox", in: program)
    _ = try succeed("search", "item7", in: program)
    let cases: [(command: String, status: Int32, says: [String])] = [
      (
        "export -o out.mbox", 1,
        ["stopping; incomplete files are removed", "stopped on request; it was not made"]
      ),
      ("attachments -o files", 1, ["stopping; saved files are kept", "on request"]),
      ("check-export whole.mbox", 1, ["stopping; nothing was changed", "on request"]),
      ("verify", 130, ["stopped; nothing was changed"]),
      ("reindex", 130, ["stopped; searches use the old index"]),
      ("diff archive mail.mbox", 130, ["stopped; nothing was changed"]),
    ]
    for (command, status, says) in cases {
      let running = try program.interrupt(command.split(separator: " ").map(String.init)) {
        $0.catches(SIGTERM)
      } afresh: {
        let place = program.directory.path + "/"
        for made in try FileManager.default.contentsOfDirectory(atPath: place)
        where made.hasPrefix("out.mbox") || made == "files" {
          try FileManager.default.removeItem(atPath: place + made)
        }
      }
      #expect(running.end() == status, "\(command): \(running.text)\(running.complaints)")
      for text in says {
        #expect(running.complaints.contains(text), "\(command): \(running.complaints)")
      }
      let again = try program.run(command.split(separator: " ").map(String.init))
      #expect(again.status == 0, "\(command): \(again.errors)")
    }
  }
}
