import ArgumentParser
import Foundation
import TestSupport
import Testing
import Text

@testable import Manual
@testable import Search
@testable import mailcask

/// The topics of `mailcask help`, which are manual pages as well.
@Suite struct TopicTests {
  /// Each name on the page of queries is one that the parser takes, and none is missing.
  @Test func theQueryPageHasEveryFieldAndValue() throws {
    let text = try Program().run("help", "query").text
    for field in QueryField.allCases {
      #expect(text.contains("\n  \(field.rawValue):"), "\(field)")
      for alias in QueryField.aliases(of: field) { #expect(text.contains("\(alias):"), "\(alias)") }
    }
    for state in ["unread"] + MessageState.allCases.map(\.rawValue) {
      #expect(text.contains("is:\(state)"), "\(state)")
    }
    for alias in MessageState.aliases.keys { #expect(text.contains("is:\(alias)"), "\(alias)") }
    for feature in Feature.allCases { #expect(text.contains("has:\(feature.rawValue)")) }
  }

  @Test func everyExampleOfTheQueryPageIsAQuery() throws {
    var program = try Program()
    try program.makeArchive()
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    try program.directory.write(makeMessage(1), to: "1.eml")
    _ = try program.run("import", "1.eml")
    #expect(QueryGuide.examples.count >= 20)
    for example in QueryGuide.examples {
      let result = try program.run("search", "--format", "ids", "--", example.query)
      #expect([0, 1].contains(result.status), "\(example.query): \(result.errors)")
      #expect(!result.errors.contains("search for"), "\(example.query): \(result.errors)")
    }
  }

  @Test func everyNameOfAStateAndAKindIsUnderstood() throws {
    let context = QueryContext(now: 0)
    for (field, entries) in [("is", QueryGuide.states), ("has", QueryGuide.features)] {
      for name in entries.flatMap({ [$0.name] + $0.aliases }) {
        #expect(throws: Never.self) { try QueryParser.parse("\(field):\(name)", context) }
      }
    }
  }

  @Test(arguments: Topic.all.map(\.name)) func aTopicFitsTheTerminal(_ name: String) throws {
    let topic = try #require(Topic.named(name))
    #expect(topic.text(width: 80).contains(topic.abstract))
    for width in [40, 80, 160] {
      let isLiteral = { (line: Substring) in
        line.hasPrefix("    ") && !line.contains("  ", after: 4)
      }
      for line in topic.text(width: width).split(separator: "\n")
      where !line.contains("/") && !isLiteral(line) {
        #expect(displayWidth(String(line)) <= width, "\(name), \(width): \(line)")
      }
    }
  }

  @Test func theHelpOfACommandComesBeforeTheTopicOfItsName() throws {
    let text = try Program().run("help", "import").text
    let usage = try #require(text.range(of: "USAGE: mailcask import"))
    let topic = try #require(text.range(of: "Thunderbird"))
    #expect(usage.lowerBound < topic.lowerBound)
    #expect(try Program().run("help", "search").text.contains("USAGE: mailcask search"))
    let mistyped = try Program().run("help", "qurey")
    #expect(mistyped.status == 2 && mistyped.errors.contains("did you mean query?"))
  }

  @Test func helpListsTheTopics() throws {
    let text = try Program().run("help").text
    for topic in Topic.all { #expect(text.contains("  \(topic.name) "), "\(topic.name)") }
    #expect(text.contains("GETTING MAIL IN"))
  }

  @Test func theChangesAreThoseOfTheLog() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../.github/CHANGELOG.md")
    let log = try String(contentsOf: file, encoding: .utf8)
    let entries = log.split(separator: "\n").filter { $0.hasPrefix("* ") }.count
    let text = Topic.changes.text(width: 100_000)
    #expect(
      entries > 0 && text.split(separator: "\n").filter { $0.hasPrefix("  * ") }.count == entries)
  }

  /// A newcomer reads the README only: what it tells to type must exist.
  @Test func theReadmeNamesOnlyCommandsAndTopicsThatExist() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../README.md")
    let text = try String(contentsOf: file, encoding: .utf8)
    #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count <= 150)
    let commands = Mailcask.configuration.subcommands.compactMap { $0.configuration.commandName }
    let code = text.split(separator: "`").enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
    for line in code where line.hasPrefix("mailcask ") {
      let words = line.split(separator: " ").dropFirst()
      let word = String(words.first ?? "")
      let isKnown = commands.contains(word) || ["help", "COMMAND"].contains(word)
      #expect(isKnown, "\(line)")
      if word == "help", let topic = words.dropFirst().first, topic != "TOPIC" {
        #expect(Topic.named(String(topic)) != nil, "\(line)")
      }
    }
  }
}

extension Substring {
  fileprivate func contains(_ text: String, after count: Int) -> Bool {
    dropFirst(count).contains(text)
  }
}
