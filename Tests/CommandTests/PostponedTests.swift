import Foundation
import TestSupport
import Testing

/// What was put off is done by the next command that takes in mail.
@Suite struct PostponedTests {
  private let program: Program

  init() throws {
    var program = try Program()
    try program.makeArchive(
      """

      [[rules]]
      query = "item3"
      tags = ["third"]

      """)
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    for number in 0..<10 {
      try program.directory.write(makeMessage(number), to: "\(number / 5)/\(number).eml")
    }
    self.program = program
  }

  private func succeed(_ arguments: String...) throws -> String {
    let result = try program.run(arguments)
    #expect(result.status == 0, "\(arguments): \(result.text)\(result.errors)")
    return result.text
  }

  private func count(_ query: String) throws -> Int {
    try program.run("search", query).text.split(separator: "\n").count
  }

  @Test func rulesReachMailThatWasStoredWithoutTheIndex() throws {
    _ = try succeed("import", "--no-index", "0")
    #expect(try count("item3") == 1)
    #expect(try count("tag:third") == 0)
    _ = try succeed("import", "1")
    #expect(try count("tag:third item3") == 1)
  }

  @Test func deletedMailIsErasedWhenItsTimeIsOver() throws {
    _ = try succeed("import", "0")
    _ = try succeed("delete", "--yes", "item3")
    func ask(_ sql: String) throws -> String {
      try runCommand(["sqlite3", program.archive + "/mail.sqlite", sql]).text
    }
    _ = try succeed("import", "1")
    #expect(try ask("SELECT count(*) FROM message") == "10\n")
    // 40 days ago, with a fetch on each of the days since.
    try writeByHand(
      """
      UPDATE removal SET requested = requested - 40 * 86400, purge_after = requested - 10 * 86400;
      WITH day(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM day WHERE n < 39)
      INSERT INTO run (command, started, finished, outcome)
      SELECT 'fetch', unixepoch() - n * 86400, unixepoch() - n * 86400, 'done' FROM day;
      """, to: program.archive + "/mail.sqlite")
    _ = try succeed("import", "1")
    #expect(try ask("SELECT count(*) FROM message; SELECT count(purged) FROM removal") == "9\n1\n")
    _ = try succeed("verify")
  }
}
