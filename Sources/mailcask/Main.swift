import Archive
import ArgumentParser
import Glibc
import Text

@main
struct Mailcask: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mailcask",
    abstract:
      "Keeps all your mail on your own disk, finds anything in it, gives it back byte for byte.",
    version: "mailcask \(version)",
    groupedSubcommands: [
      CommandGroup(
        name: "Getting mail in",
        subcommands: [
          InitCommand.self, ConfigCommand.self, AccountCommand.self, FetchCommand.self,
          ImportCommand.self,
        ]),
      CommandGroup(
        name: "Finding and reading",
        subcommands: [
          SearchCommand.self, BrowseCommand.self, ShowCommand.self, TagCommand.self,
          StatsCommand.self, CompleteCommand.self,
        ]),
      CommandGroup(
        name: "Giving mail back",
        subcommands: [
          ExportCommand.self, CheckExportCommand.self, AttachmentsCommand.self,
        ]),
      CommandGroup(
        name: "Keeping the archive",
        subcommands: [
          RunsCommand.self, DeleteCommand.self, UndeleteCommand.self, VerifyCommand.self,
          FingerprintCommand.self, DiffCommand.self, BackupCommand.self, RestoreCommand.self,
          ReindexCommand.self, DoctorCommand.self, SchemaCommand.self, TrustCommand.self,
        ]),
      CommandGroup(
        name: "Mailcask itself",
        subcommands: [
          DemoCommand.self, CompletionsCommand.self, ManualCommand.self, InstallCommand.self,
        ]),
    ])

  static let version = "0.1.0"

  /// Loads each library to ask it.
  private static var libraries: String {
    MailArchive.libraries.map { "\($0.name) \($0.version)" }.joined(separator: ", ")
  }

  func run() throws { try Welcome.show() }

  /// Wires and maps errors to exit codes; nothing else.
  static func main() {
    _ = umask(0o077)  // mail is for its owner alone
    // Writing to a closed pipe or socket is an error value there, not a signal.
    _ = signal(SIGPIPE, SIG_IGN)
    // The same for a file that may not grow further (RLIMIT_FSIZE).
    _ = signal(SIGXFSZ, SIG_IGN)
    MailArchive.reportIndexCrashes(
      "mailcask: use the index: it is damaged (libxapian crashed); rebuild it with: mailcask reindex\n",
      status: ExitStatus.partial.rawValue)
    Allocator.returnFreedPages()
    let start = now()
    do {
      try run(Array(CommandLine.arguments.dropFirst()))
      Console.flush()
      Log.debug("took \(Int((now() - start) * 1_000)) ms")
    } catch {
      Console.flush()
      finish(error)
    }
  }

  /// Fast path: building the tree of commands takes longer than a search.
  private static func run(_ arguments: [String]) throws {
    if arguments.first == SearchCommand.name,
      let search = SearchTask(arguments: Array(arguments.dropFirst()))
    {
      return try search.run()
    }
    if arguments.first == IndexInspector.command { return try IndexInspector.run(arguments) }
    if arguments == ["--version"] { return Console.line("mailcask \(version)\n\(libraries)") }
    if arguments.first == "help", try Help.show(Array(arguments.dropFirst())) { return }
    var command = try parse(rewriteNegatedTerms(arguments))
    try command.run()
  }

  /// Mistakes in a search are reported by the whole tree, which has the better usage text.
  private static func parse(_ arguments: [String]) throws -> any ParsableCommand {
    if arguments.first == SearchCommand.name,
      let search = try? SearchCommand.parse(Array(arguments.dropFirst()))
    {
      return search
    }
    do { return try parseAsRoot(arguments) } catch {
      throw mistakenOrder(arguments) ?? mistakenCommand(arguments.first)
        ?? mistakenNumber(arguments) ?? mistakenField(arguments, error) ?? error
    }
  }

  /// The error for options before the command; nil if that is not the mistake.
  private static func mistakenOrder(_ arguments: [String]) -> ValidationError? {
    // Completion scripts ask with three hyphens.
    guard let first = arguments.first, first.hasPrefix("-"), !first.hasPrefix("---"),
      !["-h", "--help"].contains(first),
      let place = arguments.firstIndex(where: commands.contains)
    else { return nil }
    let ordered = [arguments[place]] + arguments[..<place] + arguments[(place + 1)...]
    return ValidationError(
      "options follow the command: mailcask \(ordered.map { terminalSafe($0) }.joined(separator: " "))"
    )
  }

  private static var commands: [String] {
    configuration.subcommands.compactMap { $0.configuration.commandName }
  }

  /// The error for an unknown command; nil if that is not the mistake.
  private static func mistakenCommand(_ word: String?) -> ValidationError? {
    guard let word, !word.hasPrefix("-"), word != "help", !commands.contains(word) else {
      return nil
    }
    let better = nearestWord(to: word, among: commands).map { "; did you mean \($0)?" } ?? ""
    return ValidationError("there is no command \"\(terminalSafe(word))\"\(better)")
  }

  /// The error for `show -1` and `--limit -1`; nil if that is not the mistake.
  private static func mistakenNumber(_ arguments: [String]) -> ValidationError? {
    guard let place = arguments.firstIndex(where: { Int($0).map { $0 < 0 } ?? false }), place > 0
    else { return nil }
    let (before, number) = (arguments[place - 1], arguments[place])
    if before.hasPrefix("--") {
      return ValidationError(
        "\(terminalSafe(before)) does not take a negative number such as \(number)")
    }
    guard arguments.first == ShowCommand.configuration.commandName else { return nil }
    return ValidationError("there is no message \(number): messages are numbered from 1")
  }

  /// The error for `search --from ada`; nil if that is not the mistake.
  private static func mistakenField(
    _ arguments: [String], _ error: any Error
  ) -> ValidationError? {
    let explained = message(for: error)
    for (place, option) in arguments.enumerated() where option.hasPrefix("--") {
      let parts = option.dropFirst(2).split(separator: "=", maxSplits: 1).map(String.init)
      guard let name = parts.first, ArchiveGroup.queryFields.contains(name.lowercased()),
        explained.contains("--\(name)'")
      else { continue }
      let next = arguments.dropFirst(place + 1).first
      let value = terminalSafe((parts.count > 1 ? parts.last : next) ?? "VALUE")
      return ValidationError(
        "there is no option --\(name); fields are part of the query: \(name.lowercased()):\(value)")
    }
    return nil
  }

  private static func finish(_ error: any Error) -> Never {
    if let error = error as? ArchiveError {
      Log.error("\(error)")
      if let mistake = error.mistake { Console.writeError(caret(under: mistake)) }
      Glibc.exit(ExitStatus.of(error.code).rawValue)
    }
    let code = exitCode(for: error)
    let message = fullMessage(for: error)
    if code.isSuccess {
      Console.line(message)
      Console.flush()
    } else if !message.isEmpty {
      // Every message begins with the program's name, not with the argument parser's own word.
      Log.plain(message.hasPrefix("Error: ") ? "mailcask: " + message.dropFirst(7) : message)
    }
    // The argument parser's EX_USAGE is 64; here wrong use is 2 everywhere.
    Glibc.exit(code == .validationFailure ? ExitStatus.usage.rawValue : code.rawValue)
  }
}
