import Foundation
import TestSupport
import Testing

/// One way to say which messages, for every command that takes some.
@Suite struct ChosenMessagesTests {
  /// Six messages; "item3" stands in the third alone, "77" in none.
  private func archive() throws -> Program {
    var program = try Program()
    try program.makeArchive()
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    for number in 1...6 {
      try program.directory.write(makeMessage(number), to: "mail/\(number).eml")
    }
    #expect(try program.run("import", "mail").status == 0)
    return program
  }

  struct Words: Sendable, CustomTestStringConvertible {
    let words: [String]
    let found: Set<Int>
    let says: String
    var testDescription: String { words.joined(separator: " ") }

    init(_ words: [String], _ found: Set<Int>, _ says: String) {
      (self.words, self.found, self.says) = (words, found, says)
    }
  }

  /// By the number in the text of each message, which is also that of the message.
  static let cases = [
    Words(["2", "4"], [2, 4], "read as message numbers: 2, 4"),
    Words(["id:2", "4"], [2, 4], "read as message numbers: id:2, 4"),
    Words(["item3"], [3], "read as a query: item3"),
    Words(["item3", "OR", "item4"], [3, 4], "read as a query: item3 OR item4"),
    Words(["--query", "item3"], [3], "read as a query: item3"),
    Words(["@1"], [5], "read as message numbers: @1"),
    Words(["2", "item2"], [2], "read as a query: 2 item2"),
    Words(["999"], [], "there is no message 999, so read as a query: 999"),
  ]

  @Test(arguments: cases) func areTagged(_ test: Words) throws {
    let program = try archive()
    _ = try program.run("search", "item5")
    let isOption = test.words.first == "--query"
    let result = try program.run(
      ["tag"] + (isOption ? test.words + ["+chosen"] : ["+chosen", "--"] + test.words))
    #expect(result.status == (test.found.isEmpty ? 1 : 0), "\(result.errors)")
    if !test.found.isEmpty { #expect(result.errors.contains(test.says), "\(result.errors)") }
    let tagged = try program.run("search", "--format", "ids", "tag:chosen").text
    #expect(Set(tagged.split(separator: "\n").compactMap { Int($0) }) == test.found)
  }

  @Test(arguments: cases) func areExported(_ test: Words) throws {
    let program = try archive()
    _ = try program.run("search", "item5")
    let result = try program.run(["export", "-o", "out.mbox"] + test.words)
    #expect(result.status == (test.found.isEmpty ? 1 : 0), "\(result.errors)")
    guard !test.found.isEmpty else { return }
    #expect(result.errors.contains(test.says), "\(result.errors)")
    let text = try String(
      contentsOfFile: program.directory.path + "/out.mbox", encoding: .isoLatin1)
    for number in 1...6 {
      #expect(text.contains("Message number \(number)\n") == test.found.contains(number))
    }
  }

  @Test(arguments: cases) func areDeletedAndRestored(_ test: Words) throws {
    let program = try archive()
    _ = try program.run("search", "item5")
    let result = try program.run(["delete", "--yes"] + test.words)
    #expect(result.status == (test.found.isEmpty ? 1 : 0), "\(result.errors)")
    let left = try program.run("search", "--format", "ids").text.split(separator: "\n")
    #expect(Set(left.compactMap { Int($0) }) == Set(1...6).subtracting(test.found))
    guard !test.found.isEmpty else { return }
    #expect(result.errors.contains(test.says), "\(result.errors)")
    // The same words name them among the deleted ones.
    _ = try program.run(["undelete"] + test.words)
    #expect(try program.run("search", "--format", "ids").text.split(separator: "\n").count == 6)
    #expect(try program.run("undelete").text.isEmpty)
  }

  @Test func tagsNeedNoHyphensBeforeAQueryThatBeginsWithALetter() throws {
    let program = try archive()
    #expect(try program.run("tag", "+a", "-b", "item3").status == 0)
    #expect(try program.run("tag", "+c", "--query", "item3").status == 0)
    let list = try program.run("tag", "--list").text
    #expect(
      list.split(separator: "\n").map { $0.split(separator: " ") } == [["1", "a"], ["1", "c"]])
  }

  @Test func whatWasDeletedLastIsRestored() throws {
    let program = try archive()
    #expect(try program.run("delete", "--yes", "1").status == 0)
    Thread.sleep(forTimeInterval: 1.1)
    #expect(try program.run("delete", "--yes", "2", "3").status == 0)
    let result = try program.run("undelete", "--last")
    #expect(result.text.contains("Restored 2 messages"), "\(result.text)\(result.errors)")
    #expect(try program.run("show", "1").errors.contains("mailcask undelete 1"))
    #expect(try program.run("undelete", "--last").status == 0)
    #expect(try program.run("undelete", "--last").status == 1)
    #expect(try program.run("undelete", "--last", "1").status == 2)
  }

  @Test func anImportNamesWhatWasDeletedAndTheWayBack() throws {
    let program = try archive()
    #expect(try program.run("delete", "--yes", "2", "3").status == 0)
    let result = try program.run("import", "mail")
    #expect(result.status == 1)
    #expect(
      result.errors.contains("not stored again: 2 3; to restore them: mailcask undelete 2 3"),
      "\(result.errors)")
    for command in [
      ["show"], ["delete", "--yes"], ["attachments", "--list"], ["tag", "+x", "--"],
    ] {
      let told = try program.run(command + ["2"])
      #expect(told.status == 1)
      #expect(
        told.errors.contains("it was deleted on ") && told.errors.contains("mailcask undelete 2"),
        "\(told.errors)")
    }
  }

  /// One is shown; of several a person chooses.
  @Test func showTakesAQuery() throws {
    let program = try archive()
    #expect(try program.run("show", "item3").text.contains("Subject: Message number 3"))
    #expect(
      try program.run("show", "--raw", "item3").output
        == (try program.run("show", "--raw", "3").output))
    let several = try program.run("show", "message")
    #expect(several.status == 1)
    #expect(several.text.split(separator: "\n").count == 6)
    #expect(several.errors.contains("6 messages found"), "\(several.errors)")
    let two = try program.run("show", "2", "3").text
    #expect(two.contains("Message number 2") && two.contains("Message number 3"))
    #expect(try program.run("show", "--raw", "2", "3").status == 2)
    let id = try program.run("show", "--headers", "3").text.firstMatch(of: /(?i)message-id: (\S+)/)
    #expect(try program.run("show", String(try #require(id).1)).text.contains("number 3"))
  }

  /// Before it asks, a person sees what it is about.
  @Test func deleteSaysWhatItIsAboutBeforeItAsks() throws {
    let program = try archive()
    let screen = try Terminal(program).screen("mailcask delete message", until: "[y/N]")
    for part in [
      "read as a query: message", "6 messages (", "the latest:", "Message number 6",
      "Delete 6 messages?",
    ] {
      #expect(screen.contains(part), "\(screen)")
    }
    #expect(screen.components(separatedBy: "Message number").count == 4, "\(screen)")
  }
}
