import Foundation
import TestSupport
import Testing

/// An archive that an older Mailcask wrote gets what a newer one reads better, once.
@Suite struct UpdateTests {
  private func message(_ number: Int) -> String {
    """
    From x@example.org Mon Mar  4 10:00:00 2024
    From: =?utf-8?Q?J=C3=BCrgen_Gro=C3=9F?= <juergen\(number % 3)@example.org>
    To: Bob <bob@example.net>
    Message-ID: <\(number)@example.org>
    Date: Mon, 4 Mar 2024 10:00:00 +0000
    Subject: Number \(number)
    In-Reply-To: <undefined>

    The word is item\(number), and all say lighthouse.


    """
  }

  private func archive(_ count: Int) throws -> Program {
    var program = try Program()
    try program.makeArchive()
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    try program.directory.write((0..<count).map(message).joined().utf8, to: "mail.mbox")
    #expect(try program.run("import", "mail.mbox").status == 0)
    return program
  }

  /// Makes an archive and its index those of an older program.
  private func makeOld(_ program: Program) throws {
    let sql = """
      UPDATE message SET subject = 'old', sender = 'old', thread = 1, date = 1;
      UPDATE derivation SET rules = 0, latest = 0; DELETE FROM correspondent;
      """
    try writeByHand(sql, to: program.archive + "/mail.sqlite")
    let index = program.archive + "/index"
    let marked = try runCommand(["xapian-metadata", "set", index, "version", "6"])
    #expect(marked.status == 0, "\(marked.errors)")
  }

  private func isRight(_ program: Program, _ count: Int) throws {
    let result = try program.run("search", "--json", "--limit", "5000", "lighthouse")
    let document = try #require(
      try JSONSerialization.jsonObject(with: result.output) as? [String: Any])
    let found = try #require(document["results"] as? [[String: Any]])
    #expect(
      Set(found.compactMap { $0["subject"] as? String }) == Set((0..<count).map { "Number \($0)" }))
    #expect(Set(found.compactMap { $0["thread"] as? Int }).count == count)
    #expect(found.allSatisfy { $0["date"] as? String == "2024-03-04T10:00:00Z" })
    #expect(try program.run("complete", "address", "gross").text.contains("\tJürgen Groß\n"))
    let verified = try program.run("verify")
    #expect(verified.status == 0, "\(verified.text)\(verified.errors)")
    let again = try program.run("search", "item1")
    #expect(!again.errors.contains("again"), "\(again.errors)")
  }

  @Test(arguments: [5, 1_500]) func theFirstSearchBringsAllUpToDate(_ count: Int) throws {
    let program = try archive(count)
    try makeOld(program)
    let first = try program.run("search", "--format", "ids", "item4")
    #expect(first.text == "5\n")
    if count > 1_000 {
      #expect(first.errors.contains("reading all again, once"), "\(first.errors)")
    }
    try isRight(program, count)
  }

  @Test func afterAKillTheNextGoesOn() throws {
    let count = 3_000
    let program = try archive(count)
    try makeOld(program)
    for seconds in [0.3, 0.6, 1.0, 1.5] {
      _ = try runCommand(
        ["timeout", "-s", "KILL", "\(seconds)", Program.path, "search", "item4"],
        environment: program.environment)
    }
    // Mail comes in meanwhile.
    try program.directory.write(message(count).utf8, to: "new.mbox")
    #expect(try program.run("import", "--no-index", "new.mbox").status == 0)
    try isRight(program, count + 1)
  }

  /// While another process writes, and on a read-only medium, what there is serves.
  @Test func anOldArchiveIsSearchedAsItIsWhereItCannotBeWrittenTo() throws {
    let program = try archive(5)
    try makeOld(program)
    let writer = Process()
    writer.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    writer.arguments = ["flock", program.archive + "/mail.sqlite-lock", "sleep", "30"]
    try writer.runUnmasked()
    defer { writer.terminate() }
    Thread.sleep(forTimeInterval: 0.5)
    let result = try program.run("search", "lighthouse")
    #expect(result.status == 0 && result.text.contains("old"), "\(result.errors)")
    #expect(result.errors.contains("older Mailcask"), "\(result.errors)")
    #expect(try program.run("complete", "address", "juergen1").text == "juergen1@example.org\t\n")
    #expect(try program.run("show", "3").text.contains("item2"))
    #expect(try program.run("stats").status == 0)
  }

  /// The store of the first version, as it was released.
  @Test func anArchiveOfTheFirstVersionIsSearched() throws {
    var program = try Program()
    try program.makeArchive()
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    let kept = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "StoreTests/Fixtures/v001.sqlite")
    let store = URL(fileURLWithPath: program.archive + "/mail.sqlite")
    try FileManager.default.removeItem(at: store)
    try FileManager.default.copyItem(at: kept, to: store)
    #expect(
      try program.run("search", "--format", "ids", "fox").text.split(separator: "\n").count == 1)
    #expect(try program.run("search", "für").text.contains("Re: Hello"))
    let verified = try program.run("verify")
    #expect(verified.status == 0, "\(verified.text)\(verified.errors)")
    #expect(try program.run("complete", "address", "b@").text.hasPrefix("b@example.org\t"))
  }
}
