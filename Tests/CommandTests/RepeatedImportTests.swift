import Foundation
import TestSupport
import TestThreads
import Testing

/// A Maildir that was imported is imported again: what has not changed is not read, and whatever has
/// changed is.
@Suite(.waiting) struct RepeatedImportTests {
  struct Case: CustomTestStringConvertible {
    let testDescription: String
    var arguments: [String] = []
    /// Shell commands, run in the Maildir's cur.
    let change: String
    let stored: Int
    let copies: Int
    /// Of the copies.
    let unchanged: Int
  }

  static let cases = [
    Case(testDescription: "nothing", change: ":", stored: 0, copies: 6, unchanged: 6),
    Case(
      testDescription: "nothing, but reading is asked for", arguments: ["--reread"], change: ":",
      stored: 0, copies: 6, unchanged: 0),
    Case(
      testDescription: "octets, with size and time of modification put back",
      change: "touch -r 3:2, t; sed -i s/number/NUMBER/ 3:2,; touch -r t 3:2,; rm t",
      stored: 1, copies: 5, unchanged: 5),
    Case(
      testDescription: "octets in place, with the time put back",
      change: "touch -r 3:2, t; printf X | dd of=3:2, conv=notrunc; touch -r t 3:2,; rm t",
      stored: 1, copies: 5, unchanged: 5),
    Case(
      testDescription: "flags", change: "mv 3:2, 3:2,FS", stored: 0, copies: 6, unchanged: 5),
    Case(
      testDescription: "two names swapped", change: "mv 3:2, t; mv 4:2, 3:2,; mv t 4:2,",
      stored: 0, copies: 6, unchanged: 4),
    Case(testDescription: "one gone", change: "rm 3:2,", stored: 0, copies: 5, unchanged: 5),
    Case(
      testDescription: "one new", change: "sed s/number/NUMBER/ 3:2, > 7:2,",
      stored: 1, copies: 6, unchanged: 6),
  ]

  private func importedMaildir() throws -> Program {
    var program = try Program()
    try program.makeArchive()
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    for folder in ["new", "tmp"] {
      try FileManager.default.createDirectory(
        atPath: program.directory.path + "/mail/" + folder, withIntermediateDirectories: true)
    }
    for (number, message) in makeMessages(6).enumerated() {
      try program.directory.write(message, to: "mail/cur/\(number):2,")
    }
    // A file that was written just now may be written once more within a tick of the file system.
    Thread.sleep(forTimeInterval: 3.5)
    let first = try program.run("import", "mail")
    #expect(first.status == 0, "\(first.errors)")
    return program
  }

  private func counts(_ result: CommandResult) throws -> [String: Int] {
    let object = try JSONSerialization.jsonObject(with: Data(result.output)) as? [String: Any]
    return try #require(object).compactMapValues { $0 as? Int }
  }

  @Test(arguments: cases) func afterAChangeOf(_ test: Case) throws {
    let program = try importedMaildir()
    let place = program.directory.path + "/mail/cur"
    #expect(try runCommand(["sh", "-ec", "cd \(place); \(test.change)"]).status == 0)
    let counts = try counts(try program.run(["import", "--json", "mail"] + test.arguments))
    #expect(counts["stored"] == test.stored)
    #expect(counts["copies"] == test.copies)
    #expect(counts["unchanged"] == test.unchanged)
    let shown = try program.run("diff", "mail", program.archive)
    #expect(shown.text.contains(", 0 only in mail"), "\(shown.text)")
    #expect(try program.run("verify").status == 0)
  }

  @Test func whatWasErasedAndIsWelcomeAgainIsRead() throws {
    let program = try importedMaildir()
    #expect(try program.run("delete", "--yes", "--now", "id:4").status == 0)
    let erased = try counts(try program.run("import", "--json", "mail"))
    #expect(erased["stored"] == 0 && erased["copies"] == 5 && erased["rejected"] == 1, "\(erased)")
    #expect(try program.run("undelete", "4").status == 0)
    let again = try counts(try program.run("import", "--json", "mail"))
    #expect(again["stored"] == 1 && again["copies"] == 5, "\(again)")
  }

  /// What a backup does not have was never imported into it.
  @Test func anArchiveFromAnOlderBackupTakesInWhatItLacks() throws {
    var program = try importedMaildir()
    #expect(try program.run("backup", "copy").status == 0)
    try program.directory.write(makeMessage(6), to: "mail/cur/6:2,")
    Thread.sleep(forTimeInterval: 3.5)
    #expect(try program.run("import", "mail").status == 0)
    #expect(try program.run("restore", "copy", "restored").status == 0)
    program.environment["MAILCASK_ARCHIVE"] = program.directory.path + "/restored"
    let counts = try counts(try program.run("import", "--json", "mail"))
    #expect(counts["stored"] == 1 && counts["unchanged"] == 6, "\(counts)")
  }
}
