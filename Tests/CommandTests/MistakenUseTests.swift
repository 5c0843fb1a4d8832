import Foundation
import TestSupport
import Testing

/// What a person is told who names the wrong thing: what, where, why, and what to do next.
@Suite struct MistakenUseTests {
  struct Mistake: Sendable, CustomTestStringConvertible {
    let command: String
    let status: Int32
    let says: String
    var testDescription: String { command }

    init(_ command: String, _ status: Int32, _ says: String) {
      (self.command, self.status, self.says) = (command, status, says)
    }
  }

  @Test(arguments: [
    Mistake("import folder", 1, "no mail was found in folder"),
    Mistake("import -", 1, "no mail was found in standard input"),
    Mistake("import nothing", 1, "/nothing: does not exist. Check its name"),
    Mistake("import table.txt", 1, "neither a mailbox (mbox, "),
    Mistake("check-export table.txt", 1, "its manifest. Say where that is with --manifest FILE."),
    Mistake("search --archive table.txt x", 2, "there is no mail.sqlite in it"),
    Mistake("restore archive archive", 2, "an archive is there. Name another directory"),
    Mistake("show", 2, "mailcask: Missing expected argument '<id>'"),
    Mistake("show -1", 2, "there is no message -1: messages are numbered from 1"),
    Mistake("search --limit -1 x", 2, "--limit does not take a negative number such as -1"),
    Mistake("serach x", 2, "mailcask: there is no command \"serach\"; did you mean search?"),
  ])
  func isToldWithTheWayOut(_ mistake: Mistake) throws {
    var program = try Program()
    try program.makeArchive()
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    try program.directory.write("root:x:0:0:root:/root:/bin/sh\n".utf8, to: "table.txt")
    try program.directory.write([], to: "folder/empty")
    let result = try program.run(mistake.command.split(separator: " ").map(String.init))
    #expect(result.status == mistake.status, "\(result.errors)")
    #expect(result.errors.contains(mistake.says), "\(result.errors)")
    #expect(result.errors.hasPrefix("mailcask: "), "\(result.errors)")
  }

  /// Lists that are empty are no failure.
  @Test(arguments: ["account list", "tag", "runs", "undelete"])
  func anEmptyListIsNoFailure(_ command: String) throws {
    var program = try Program()
    try program.makeArchive()
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    let result = try program.run(command.split(separator: " ").map(String.init))
    #expect(result.status == 0 && result.text.isEmpty && !result.errors.isEmpty, "\(result)")
  }
}
