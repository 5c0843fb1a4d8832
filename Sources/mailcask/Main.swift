import Archive
import ArgumentParser
import Extraction
import Glibc
import Manual
import StandardStreams
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
          ImportCommand.self, DeliverCommand.self, ReadAttachmentsCommand.self,
          DecryptCommand.self,
        ]),
      CommandGroup(
        name: "Finding and reading",
        subcommands: [
          SearchCommand.self, BrowseCommand.self, WebCommand.self, ServeCommand.self,
          ShowCommand.self, TagCommand.self, StatsCommand.self, CompleteCommand.self,
        ]),
      CommandGroup(
        name: "Giving mail back",
        subcommands: [
          ExportCommand.self, CheckExportCommand.self, AttachmentsCommand.self,
        ]),
      CommandGroup(
        name: "Sending",
        subcommands: [SendmailCommand.self, RedirectCommand.self, OutboxCommand.self]),
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
      "mailcask: use the index: it is damaged (libxapian crashed, or did not end); rebuild it with: "
        + "mailcask reindex\n",
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

  /// Fast path: building the tree of commands takes longer than to search, or to read a message.
  private static func run(_ arguments: [String]) throws {
    if arguments.first == SearchCommand.name,
      let search = SearchTask(arguments: Array(arguments.dropFirst()))
    {
      return try search.run()
    }
    if arguments.first == ShowCommand.name,
      let show = ShowTask(arguments: Array(arguments.dropFirst()))
    {
      return try show.run()
    }
    if arguments.first == DocumentWorker.command {
      DocumentWorker.run(Array(arguments.dropFirst()))
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
    do { return try parseAsRoot(arguments) } catch { throw Mistake(in: arguments, error) ?? error }
  }

  private static func finish(_ error: any Error) -> Never {
    if let error = error as? ArchiveError {
      Log.error("\(error)")
      if let mistake = error.mistake { Console.writeError(caret(under: mistake)) }
      Glibc.exit(ExitStatus.of(error.code).rawValue)
    }
    if let mistake = error as? Mistake {
      Log.plain("mailcask: \(mistake.text)" + (mistake.usage.isEmpty ? "" : "\n\(mistake.usage)"))
      Glibc.exit(ExitStatus.usage.rawValue)
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

/// What a command ends with; throwing one ends it when all has been printed already.
enum ExitStatus {
  static let done = of(.done)
  static let partial = of(.partial)
  static let usage = of(.usage)

  static func of(_ code: ArchiveError.Code) -> ExitCode { of(ExitMeaning(of: code)) }

  private static func of(_ meaning: ExitMeaning) -> ExitCode { ExitCode(meaning.rawValue) }
}
