import Foundation
import TestSupport
import Testing

/// Whatever bit or page of an index is damaged: answers are as before, or `verify` names it, and it is
/// rebuilt.
///
/// `MAILCASK_DAMAGE=2000 swift test --filter IndexFlipTests` for the long form.
@Suite(.serialized) struct IndexFlipTests {
  private static let asked =
    ProcessInfo.processInfo.environment["MAILCASK_DAMAGE"].flatMap(Int.init)
  private static let count = asked.map { $0 / 4 } ?? 10
  private static let messages = asked == nil ? 40 : 200

  private static let searches = [
    ["--format", "ids", "--limit", "1000", "subject:number"],
    ["--format", "ids", "--sort", "relevance", "\"longer text\" OR item13 OR from:sender5"],
    ["--format", "ids", "date:2010..2020", "-has:attachment"],
    ["--format", "json", "--facets", "sender", "attached"],
  ]

  @Test func noAnswerThatVerifyCallsWellIsWrong() throws {
    var program = try Program()
    try program.makeArchive()
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    program.environment["SWIFT_BACKTRACE"] = "enable=no"
    for number in 0..<Self.messages {
      try program.directory.write(makeMessage(number), to: "mail/\(number).eml")
    }
    #expect(try program.run("import", "-q", "mail").status == 0)
    let index = program.archive + "/index"
    let whole = program.directory.path + "/whole"
    let files = FileManager.default
    try files.copyItem(atPath: index, toPath: whole)
    let answers = try Self.searches.map { try program.run(["search"] + $0).text }
    #expect(!answers.contains(""))
    let names = try files.contentsOfDirectory(atPath: whole).sorted().filter {
      try !Data(contentsOf: URL(filePath: "\(whole)/\($0)")).isEmpty
    }

    var counts: [String: Int] = [:]
    for number in 0..<Self.count {
      var dice = Dice(number)
      let name = try #require(names.randomElement(using: &dice))
      var bytes = try [UInt8](Data(contentsOf: URL(filePath: "\(whole)/\(name)")))
      var what = "\(number): \(name), "
      if number % 8 == 7 {
        bytes.removeLast(bytes.count - Int.random(in: 0..<bytes.count, using: &dice))
        what += "cut at \(bytes.count)"
      } else {
        what += "byte \(dice.flip(&bytes))"
      }
      try files.removeItem(atPath: index)
      try files.copyItem(atPath: whole, toPath: index)
      try Data(bytes).write(to: URL(filePath: "\(index)/\(name)"))
      let verified = try program.run("verify")
      try #require(
        [0, 1].contains(verified.status), "\(what): \(verified.status) \(verified.errors)")
      if verified.status == 1 {
        #expect(verified.text.contains("index: "), "\(what): \(verified.text)")
        let repaired = try program.run("verify", "--repair")
        #expect(repaired.status == 0, "\(what): \(repaired.text)\(repaired.errors)")
      }
      counts[verified.status == 0 ? "without effect" : "mended", default: 0] += 1
      for (search, answer) in zip(Self.searches, answers) {
        let found = try program.run(["search"] + search)
        #expect(found.text == answer, "\(what): \(search) \(found.status) \(found.errors)")
      }
    }
    print("index: \(counts)")
  }
}
