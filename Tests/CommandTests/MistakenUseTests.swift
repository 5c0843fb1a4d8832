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
    Mistake("show", 2, "mailcask: Specify a message: its number, "),
    Mistake("show -1", 2, "there is no message -1: messages are numbered from 1"),
    Mistake("search --limit -1 x", 2, "--limit does not take a negative number such as -1"),
    Mistake("search --from ada", 2, "fields are part of the query: from:ada"),
    Mistake("tag --lst", 2, "there is no option --lst; did you mean --list?"),
    Mistake("serach x", 2, "mailcask: there is no command \"serach\"; did you mean search?"),
    Mistake("sea x", 2, "did you mean search?"),
    Mistake("list", 2, "did you mean search?"),
    Mistake("read 4", 2, "did you mean show?"),
    Mistake("find x", 2, "did you mean search?"),
    Mistake("sync", 2, "did you mean fetch?"),
    Mistake("get", 2, "did you mean fetch?"),
    Mistake("ui", 2, "did you mean browse?"),
    Mistake("index", 2, "did you mean reindex?"),
    Mistake("extract 4", 2, "did you mean attachments?"),
    Mistake("bounce 4", 2, "did you mean show --raw?"),
    Mistake("xyzzy", 2, "there is no command \"xyzzy\"; mailcask --help lists them all"),
    Mistake("help serch", 2, "there is no command or topic \"serch\"; did you mean search?"),
    Mistake("search --form json x", 2, "there is no option --form; did you mean --format?"),
    Mistake("search --limt 3 x", 2, "there is no option --limt; did you mean --limit?"),
    Mistake("search --sub x", 2, "fields are part of the query: subject:x"),
    Mistake("search --format jsn x", 2, "Did you mean 'json'?"),
    Mistake("export -o x --format mbx", 2, "Did you mean 'mbox'?"),
    Mistake("search --thread x", 2, "did you mean --threads?"),
    Mistake("--verison", 2, "did you mean --version?"), Mistake("hlep", 2, "did you mean help?"),
    Mistake("search --sort new x", 2, "Did you mean 'newest'?"),
    Mistake("search --facets sendr x", 2, "did you mean sender?"),
    Mistake("search subjct:x", 2, "Did you mean \"subject:\"?"),
    Mistake("search sub:x", 2, "Did you mean \"subject:\"?"),
    Mistake("search is:unred", 2, "\"unread\""),
    Mistake("search has:pfd", 2, "\"pdf\""),
    Mistake("account lst", 2, "mailcask account has no subcommand \"lst\"; did you mean list?"),
    Mistake("config chek", 2, "did you mean check?"),
    Mistake("account add --protocol ima", 2, "did you mean imap?"),
    Mistake("export --split yer -o x", 2, "did you mean year?"),
    Mistake("completions bsh", 2, "Did you mean 'bash'?"),
    Mistake("complete tags", 2, "Did you mean 'tag'?"),
    Mistake("manual serch", 1, "did you mean search?"),
    Mistake("show --thraed 4", 2, "did you mean --thread?"),
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
  @Test(arguments: ["account list", "tag", "tag --list", "runs", "undelete"])
  func anEmptyListIsNoFailure(_ command: String) throws {
    var program = try Program()
    try program.makeArchive()
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    let result = try program.run(command.split(separator: " ").map(String.init))
    #expect(result.status == 0 && result.text.isEmpty && !result.errors.isEmpty, "\(result)")
  }
}
