import Archive
import ArgumentParser
import Presentation
import StandardStreams
import Text

struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Check the settings.", subcommands: [Check.self])

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Check mailcask.toml and list the accounts in it.",
      discussion: """
        Reports every mistake with its line and, for a misspelled key, the most similar valid one.

        Example: mailcask config check
        """)

    @OptionGroup var archive: ArchiveOption

    @Flag(help: "Print the result as JSON.")
    var json = false

    func run() throws {
      let file = try archive.location.configurationFile
      let (settings, mistakes) = Archive.Configuration.check(file: file)
      for mistake in mistakes { Log.error("\(mistake)") }
      guard mistakes.isEmpty else { throw ExitStatus.of(.configuration) }
      guard !json else {
        return Console.json(Report(file: file, accounts: settings.accounts.map(AccountReport.init)))
      }
      Console.line("\(terminalSafe(file)) is in order.")
      for account in settings.accounts {
        let state = account.isEnabled ? "" : " (not enabled)"
        Console.line(
          terminalSafe("\(account.name): \(account.user) at \(account.host):\(account.port)")
            + state)
      }
      if settings.accounts.isEmpty { Console.line("It describes no account yet.") }
    }

    /// See Schemas/Output/config-check.schema.json.
    private struct Report: Encodable {
      let file: String
      let accounts: [AccountReport]
    }
  }
}
