import ArgumentParser

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

/// What is typed for a command that people wait for. To build the argument parser takes longer than to
/// search, or to read a message: whatever is not understood here is left to it, which accepts or explains
/// it. A test compares the two.
struct TypedArguments {
  /// What is no option.
  private(set) var words: [String] = []

  /// - Parameter take: false for an option that it does not know, or a value that it does not take.
  init?(
    _ arguments: [String], option take: (_ name: String, _ value: () -> String?) -> Bool
  ) {
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      if argument == "--" {
        words += rest
        return
      }
      if let term = negatedTerm(argument) {
        words.append(term)
      } else if !argument.hasPrefix("-") {
        words.append(argument)
      } else {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        var joined = parts.count > 1 ? String(parts[1]) : nil
        let isTaken = take(String(parts[0])) {
          defer { joined = nil }
          let value = joined ?? rest.popFirst()
          return value.flatMap { $0.isEmpty || $0.hasPrefix("-") ? nil : $0 }
        }
        // A value that is left over was given to an option without one.
        guard isTaken, joined == nil else { return nil }
      }
    }
  }
}

/// Sets a property to the value of an option; false if there is none.
func set<Value>(_ property: inout Value, _ value: Value?) -> Bool {
  guard let value else { return false }
  property = value
  return true
}
