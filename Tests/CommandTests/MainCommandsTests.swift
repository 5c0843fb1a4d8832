import Foundation
import TestSupport
import TestThreads
import Testing

@Suite(.waiting, .serialized) struct MainCommandsTests {
  private func archiveWithMail() throws -> Program {
    var program = try Program()
    try program.makeArchive()
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    for (number, message) in makeMessages(30).enumerated() {
      try program.directory.write(message, to: "mail/\(number).eml")
    }
    let imported = try program.run("import", "mail")
    #expect(imported.status == 0, "\(imported.errors)")
    #expect(imported.text.contains("30 stored"))
    return program
  }

  @Test func theDemoRunsToItsEnd() throws {
    let result = try Program().run("demo")
    #expect(result.status == 0, "\(result.errors)")
    for expected in ["36 new", "Wrote 3 messages", "36 fetched before", "李娜"] {
      #expect(result.text.contains(expected), "\(result.text)")
    }
    let line = result.text.split(separator: "\n").last { $0.hasPrefix("Remove the demo with: ") }
    if let directory = line?.split(separator: " ").last {
      try FileManager.default.removeItem(atPath: String(directory))
    }
  }

  @Test func anArchiveIsMadeWhereTheVariableSaysUnlessNamed() throws {
    var program = try Program()
    let place = program.directory.path
    program.environment["MAILCASK_ARCHIVE"] = place + "/variable"
    #expect(try program.run("init").text.contains("Created an archive in \(place)/variable\n"))
    #expect(try program.run("init", place + "/named").text.contains("\(place)/named\n"))
    #expect(try program.run("init", "--archive", place + "/b").text.contains("\(place)/b\n"))
    #expect(try program.run("init", "--archive", place + "/c", place + "/d").status == 2)
    let search = try program.run("search", "")
    #expect(search.status == 1)
    #expect(search.errors.contains("the archive is empty"), "\(search.errors)")
  }

  @Test func filesOfAnArchiveAreForTheirOwnerAlone() throws {
    let program = try archiveWithMail()
    let files = try #require(FileManager.default.enumerator(atPath: program.archive))
    for case let name as String in files {
      let path = program.archive + "/" + name
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      let mode = try #require(attributes[.posixPermissions] as? NSNumber).intValue
      let isDirectory = attributes[.type] as? FileAttributeType == .typeDirectory
      #expect(mode & 0o777 == (isDirectory ? 0o700 : 0o600), "\(name)")
    }
  }

  @Test func showRawGivesTheVeryBytes() throws {
    let program = try archiveWithMail()
    let found = try program.run("search", "item12").text
    let id = try #require(found.split(separator: " ").first)
    #expect(try program.run("show", "--raw", String(id)).output == Data(makeMessage(12)))
  }

  @Test func theArchiveIsFoundFromBelow() throws {
    let program = try archiveWithMail()
    try FileManager.default.createDirectory(
      atPath: program.archive + "/index/below", withIntermediateDirectories: true)
    let result = try runCommand(
      [Program.path, "search", "item3"], environment: ["MAILCASK_ARCHIVE": ""],
      directory: URL(fileURLWithPath: program.archive + "/index/below"))
    #expect(result.status == 0, "\(result.errors)")
  }

  /// More than a pipe holds, so that it is noticed.
  @Test(arguments: ["export -o -", "search --format jsonl --limit 9999", "show --raw 1"])
  func aClosedPipeIsNoError(_ command: String) throws {
    var program = try Program()
    try program.makeArchive()
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    let body = String(repeating: "A line of a long message.\n", count: 20_000)
    try program.directory.write("From: a@b\nSubject: x\n\n\(body)".utf8, to: "mail/long.eml")
    for (number, message) in makeMessages(400).enumerated() {
      try program.directory.write(message, to: "mail/\(number).eml")
    }
    #expect(try program.run("import", "mail").status == 0)
    let result = try runCommand(
      ["bash", "-c", "set -o pipefail; \(Program.path) \(command) | head -c 10 > /dev/null"],
      environment: program.environment)
    #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
  }

  @Test func aDeletedIndexIsMadeAnewOnTheNextSearch() throws {
    let program = try archiveWithMail()
    try FileManager.default.removeItem(atPath: program.archive + "/index")
    let result = try program.run("search", "item5")
    #expect(result.status == 0, "\(result.errors)")
  }

  @Test func aDamagedIndexIsToldOfAndMadeAnew() throws {
    let program = try archiveWithMail()
    for name in try FileManager.default.contentsOfDirectory(atPath: program.archive + "/index")
    where name.hasSuffix(".glass") || name == "iamglass" {
      try Data("damaged".utf8).write(
        to: URL(fileURLWithPath: program.archive + "/index/" + name))
    }
    let result = try program.run("search", "item5")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors.contains("rebuilding it"), "\(result.errors)")
  }

  /// A message must not steer the terminal that shows it.
  @Test func controlCharactersOfMessagesDoNotReachTheTerminal() throws {
    var program = try Program()
    try program.makeArchive()
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    let evil =
      "Subject: =?utf-8?B?\(Data("a\u{1B}[31mred\u{202E}".utf8).base64EncodedString())?=\n"
      + "From: x@example.org\n\nbody \u{1B}]0;title\u{07} and \u{9B}31m\n"
    try program.directory.write(Array(evil.utf8), to: "evil.eml")
    _ = try program.run("import", "evil.eml")
    for arguments in [["search"], ["show", "1"]] {
      let text = try program.run(arguments).text
      #expect(!text.isEmpty)
      #expect(
        !text.unicodeScalars.contains { scalar in
          (scalar.value < 32 && scalar != "\n" && scalar != "\t") || scalar.value == 0x202E
            || (0x7F..<0xA0).contains(scalar.value)
        }, "\(text.debugDescription)")
    }
  }
}
