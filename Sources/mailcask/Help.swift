import ArgumentParser
import Manual
import StandardStreams
import Text

/// `mailcask help`: topics beside the commands, which the argument parser describes.
enum Help {
  /// Prints the list of topics, or a topic; below the help of a command where both have one name.
  ///
  /// - Returns: false if this is for the argument parser alone.
  static func show(_ words: [String]) throws -> Bool {
    guard let word = words.first else {
      print(Mailcask.helpMessage(columns: Console.columns) + "\n\n" + list)
      return true
    }
    let command = Mailcask.configuration.subcommands.first {
      $0.configuration.commandName == word
    }
    guard let topic = Topic.named(word) else {
      if command == nil, !word.hasPrefix("-") { throw unknown(word) }
      return false
    }
    guard words.count == 1 else { return false }
    let above = command.map {
      Mailcask.helpMessage(for: $0, columns: Console.columns) + "\n\n"
    }
    print((above ?? "") + topic.text(width: Console.columns))
    return true
  }

  static func program() throws -> CommandDescription {
    try CommandDescription(ofProgram: Mailcask._dumpHelp())
  }

  /// All manual pages.
  static func pages() throws -> [ManualPage] {
    ManualPage.all(of: try program(), version: Mailcask.version)
  }

  private static func print(_ text: String) {
    Pager.showing(true) { Console.line(text) }
  }

  private static func unknown(_ word: String) -> ValidationError {
    ValidationError(
      "there is no command or topic \"\(terminalSafe(word))\"" + didYouMean(word, among: names))
  }

  /// What there is help on.
  static var names: [String] { Mailcask.commands + Topic.all.map(\.name) }

  private static var list: String {
    let topics = Topic(
      name: "", page: ("", 7), abstract: "TOPICS:",
      blocks: [.terms(Topic.all.map { ($0.name, $0.abstract) })]
    ).text(width: Console.columns)
    return topics + "\n\n  See 'mailcask help <topic>'."
  }
}
