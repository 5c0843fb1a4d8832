import Archive
import ArgumentParser
import Presentation
import Text

/// A command with a query among its arguments, where `-word` excludes a word.
protocol TakesQuery: ParsableCommand {}

/// The arguments with `-has:attachment` or `-spam` written as `NOT has:attachment`, so that the
/// argument parser does not take them for options. Options of one letter stay as they are, and so does
/// everything after `--`.
func rewriteNegatedTerms(_ arguments: some Collection<String>) -> [String] {
  let commands = Mailcask.configuration.subcommands
  guard let name = arguments.first,
    commands.contains(where: { $0.configuration.commandName == name && $0 is any TakesQuery.Type })
  else { return Array(arguments) }
  var isAllOperands = false
  return arguments.map { argument in
    isAllOperands = isAllOperands || argument == "--"
    return isAllOperands ? argument : negatedTerm(argument) ?? argument
  }
}

/// "NOT word" for "-word"; nil for anything else.
func negatedTerm(_ argument: String) -> String? {
  guard argument.count > 2, argument.hasPrefix("-"), !argument.hasPrefix("--") else { return nil }
  return "NOT " + argument.dropFirst()
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
