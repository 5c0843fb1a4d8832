import Archive
import ArgumentParser
import Manual
import Text

/// What a mistake on the command line was most likely meant to be.
struct Mistake: Error {
  let text: String
  /// How the command is used; empty where that does not help.
  var usage = ""

  /// Nil where the argument parser itself says it as well as can be.
  ///
  /// - Parameter error: what the argument parser threw.
  init?(in arguments: [String], _ error: any Error) {
    let said = Mailcask.message(for: error)
    let words = Words(arguments: arguments, said: said)
    guard
      let text = words.order ?? words.command ?? words.negativeNumber
        ?? words.queryField ?? words.option ?? words.subcommand ?? words.value
    else { return nil }
    self.text = text
    let full = Mailcask.fullMessage(for: error)
    if words.command == nil, words.order == nil, let start = full.firstRange(of: "Usage:") {
      usage = String(full[start.lowerBound...])
    }
  }
}

/// "; did you mean search?", or nothing where no known word is near.
func didYouMean(_ word: String, among known: [String]) -> String {
  nearestWord(to: word, among: known).map { "; did you mean \($0)?" } ?? ""
}

extension Mailcask {
  static var commands: [String] {
    configuration.subcommands.compactMap { $0.configuration.commandName }
  }
}

/// The looks for mistakes. Each is nil where it is not that.
private struct Words {
  let arguments: [String]
  /// By the argument parser.
  let said: String

  private var first: String? { arguments.first }

  /// Options before the command.
  var order: String? {
    // Completion scripts ask with three hyphens.
    guard let first, first.hasPrefix("-"), !first.hasPrefix("---"),
      !["-h", "--help"].contains(first),
      let place = arguments.firstIndex(where: Mailcask.commands.contains)
    else { return nil }
    let ordered = [arguments[place]] + arguments[..<place] + arguments[(place + 1)...]
    return
      "options follow the command: mailcask \(ordered.map { terminalSafe($0) }.joined(separator: " "))"
  }

  /// What people call commands elsewhere.
  private static let synonyms = [
    "list": "search", "ls": "search", "find": "search", "grep": "search", "query": "search",
    "read": "show", "view": "show", "cat": "show", "sync": "fetch", "get": "fetch",
    "pull": "fetch", "download": "fetch", "ui": "browse", "tui": "browse", "index": "reindex",
    "bounce": "show --raw", "extract": "attachments", "remove": "delete", "rm": "delete",
    "undo": "undelete --last", "check": "verify", "add": "import", "label": "tag",
    "statistics": "stats", "man": "manual", "gui": "web", "server": "serve", "imap": "serve",
  ]

  var command: String? {
    guard let first, !first.hasPrefix("-"), first != "help", !Mailcask.commands.contains(first)
    else { return nil }
    let better =
      Self.synonyms[first.lowercased()]
      ?? nearestWord(to: first, among: Mailcask.commands + ["help"])
      ?? nearestWord(to: first, among: Self.synonyms.keys.sorted()).flatMap { Self.synonyms[$0] }
    return "there is no command \"\(terminalSafe(first))\""
      + (better.map { "; did you mean \($0)?" } ?? "; mailcask --help lists them all")
  }

  /// `show -1` and `--limit -1`.
  var negativeNumber: String? {
    guard let place = arguments.firstIndex(where: { Int($0).map { $0 < 0 } ?? false }), place > 0
    else { return nil }
    let (before, number) = (arguments[place - 1], arguments[place])
    if before.hasPrefix("--") {
      return "\(terminalSafe(before)) does not take a negative number such as \(number)"
    }
    guard first == ShowCommand.configuration.commandName else { return nil }
    return "there is no message \(number): messages are numbered from 1"
  }

  /// `search --from ada`.
  var queryField: String? {
    guard takesQuery else { return nil }
    for (place, option) in arguments.enumerated() where option.hasPrefix("--") {
      let parts = option.dropFirst(2).split(separator: "=", maxSplits: 1).map(String.init)
      guard let name = parts.first, said.contains("--\(name)'") else { continue }
      let known = ArchiveGroup.queryFields
      // The beginning of an option is that option, whatever field is called so.
      guard !options.contains(where: { $0.hasPrefix(name) }) else { continue }
      let isField = known.contains(name.lowercased())
      guard isField || nearestWord(to: name, among: options) == nil,
        let field = isField ? name.lowercased() : nearestWord(to: name, among: known)
      else { continue }
      let next = arguments.dropFirst(place + 1).first
      let value = terminalSafe((parts.count > 1 ? parts.last : next) ?? "VALUE")
      return "there is no option --\(name); fields are part of the query: \(field):\(value)"
    }
    return nil
  }

  private var takesQuery: Bool {
    Mailcask.configuration.subcommands.contains {
      $0.configuration.commandName == first && $0 is any TakesQuery.Type
    }
  }

  /// `search --form json`.
  var option: String? {
    guard let name = said.firstMatch(of: /Unknown option '(--[^'=]+)/)?.1 else { return nil }
    let better = nearestWord(to: String(name.dropFirst(2)), among: options)
    return "there is no option \(terminalSafe(String(name)))"
      + (better.map { "; did you mean --\($0)?" } ?? "")
  }

  /// `account lst`.
  var subcommand: String? {
    guard let word = said.firstMatch(of: /Unexpected argument '([^']*)'/)?.1,
      let known = description?.subcommands?.map(\.commandName), !known.isEmpty
    else { return nil }
    return "mailcask \(first ?? "") has no subcommand \"\(terminalSafe(String(word)))\""
      + didYouMean(String(word), among: known)
  }

  /// `--format jsn`: the argument parser lists the words that there are.
  var value: String? {
    guard let value = said.firstMatch(of: /The value '([^']*)' is invalid for/)?.1,
      let list = said.firstRange(of: "Please provide one of")
    else { return nil }
    // A short list stands in quotes, a long one in lines.
    let known = said[list.lowerBound...].matches(of: /'([^']*)'|\n  - (\S+)/)
      .compactMap { ($0.1 ?? $0.2).map(String.init) }
    var sentence = said.prefix { !$0.isNewline }
    if sentence.hasSuffix(":") { sentence = said[..<list.lowerBound].dropLast() }
    return nearestWord(to: String(value), among: known).map {
      "\(sentence) Did you mean '\($0)'?"
    }
  }

  // MARK: The command

  /// The command that was called.
  private var description: CommandDescription? {
    try? Help.program().subcommands?.first { $0.commandName == first }
  }

  /// Long options of the command and of its subcommand that was called.
  private var options: [String] {
    guard let command = description else { return ["version", "help"] }
    let inner = command.subcommands?.filter { arguments.contains($0.commandName) } ?? []
    return ([command] + inner).flatMap { $0.arguments ?? [] }.flatMap { $0.names ?? [] }
      .map(\.asTyped).filter { $0.hasPrefix("--") }.map { String($0.dropFirst(2)) }
  }
}

/// The query with a mark under the characters that are the mistake.
func caret(under mistake: ArchiveError.QueryMistake) -> String {
  let characters = Array(mistake.query)
  let range = mistake.range.clamped(to: 0..<(characters.count + 1))
  func width(_ part: ArraySlice<Character>) -> Int { displayWidth(terminalSafe(String(part))) }
  let before = width(characters.prefix(range.lowerBound))
  let marked = width(characters.dropFirst(range.lowerBound).prefix(range.count))
  return "  \(terminalSafe(mistake.query))\n  " + String(repeating: " ", count: before)
    + String(repeating: "^", count: max(1, marked))
}
