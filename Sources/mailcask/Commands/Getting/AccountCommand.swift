import Archive
import ArgumentParser
import Fetch
import Files
import Foundation
import Presentation
import StandardStreams
import Text

struct AccountCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "account",
    abstract: "Add, list, test and remove the mailboxes to fetch from.",
    discussion: """
      Accounts are stored in mailcask.toml. You can also edit that file by hand; comments and \
      everything else in it are kept.

      Example: mailcask account add work --address ada@example.org
      """,
    subcommands: [
      AccountAddCommand.self, AccountListCommand.self, AccountFoldersCommand.self,
      AccountTestCommand.self, AccountLoginCommand.self, AccountRemoveCommand.self,
    ], defaultSubcommand: AccountListCommand.self)
}

struct AccountListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Show the accounts of an archive.",
    discussion: "Example: mailcask account list")

  @OptionGroup var archive: ArchiveOption

  @Flag(help: "Print the accounts as JSON.")
  var json = false

  func run() throws {
    let archive = try archive.openForReading()
    let accounts = archive.configuration.accounts
    if let mistake = archive.configuration.accountMistakes.first { throw mistake }
    guard !json else { return Console.json(accounts.map(AccountReport.init)) }
    if accounts.isEmpty { Log.info("no account yet; add one with: mailcask account add") }
    for account in accounts {
      let name = account.mailProtocol.displayText
      let place = "\(account.user) at \(account.host):\(account.port) (\(name))"
      let state = account.isEnabled ? "" : ", not enabled"
      Console.line(
        terminalSafe(
          "\(account.name): \(place), mail on the server: \(account.onServer.displayText)\(state)"))
    }
  }
}

struct AccountTestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Connect and log in, and fetch nothing.",
    discussion: """
      Tests the accounts named, or all.

      Example: mailcask account test work --trace
      """)

  @OptionGroup var archive: ArchiveOption

  @Flag(help: "Show the dialogue with the server, passwords masked.")
  var trace = false

  @Flag(help: "Print the results as JSON, one line per account.")
  var json = false

  @Argument(help: "Accounts, as named in mailcask.toml.", completion: .account)
  var accounts: [String] = []

  func run() throws {
    let archive = try archive.openForReading()
    let chosen =
      try accounts.isEmpty
      ? archive.someAccounts(to: "test")
      : accounts.map { try archive.account(named: $0, to: "test") }
    let interruption = try Interruption(.whenSafe("nothing was changed"))
    var options = MailArchive.FetchOptions()
    options.prompt = askSecretly
    options.cancellation = interruption.cancellation
    if trace || Log.shows(.trace) { options.trace = Log.trace }
    var failed = false
    for account in chosen where !interruption.isRequested {
      do {
        try archive.test(account, options: options)
        show(account, failure: nil)
      } catch {
        failed = true
        show(account, failure: "\(error)")
      }
    }
    if failed { throw ExitStatus.partial }
  }

  private struct Line: Encodable {
    let account: String
    let host: String
    let error: String?
  }

  private func show(_ account: AccountSettings, failure: String?) {
    if json {
      Console.json(Line(account: account.name, host: account.host, error: failure))
    } else if let failure {
      Log.error("\(account.name): \(failure)")
    } else {
      Console.line(terminalSafe("\(account.name): the login at \(account.host) works"))
    }
  }
}

struct AccountLoginCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "login",
    abstract: "Authorize Mailcask to fetch with OAuth2.",
    discussion: """
      Shows an address and a code: open the address in a browser on any device, type the code \
      there and allow the access. If the provider gives no codes for mail (Google), open the address \
      in a browser on this machine. For a provider that offers neither, pass a refresh token obtained \
      elsewhere with --refresh-token-file.

      Example: mailcask account login work
      """)

  @OptionGroup var archive: ArchiveOption

  @Option(
    help: ArgumentHelp(
      "Read the refresh token from this file instead of asking; - is standard input.",
      valueName: "file"))
  var refreshTokenFile: String?

  @Argument(help: "The account, as named in mailcask.toml.", completion: .account)
  var account: String

  func run() throws {
    let archive = try archive.openForReading()
    let account = try archive.account(named: account, to: "log in to")
    try logIn(account, archive, refreshToken: try refreshTokenFile.map(firstLine))
    Console.line(terminalSafe("\(account.name): authorized"))
  }
}

/// Asks for permission on the terminal, or takes a token that is there already.
func logIn(_ account: AccountSettings, _ archive: MailArchive, refreshToken: String?) throws {
  let interruption = try Interruption(.whenSafe("Mailcask is not authorized yet"))
  var options = MailArchive.FetchOptions()
  options.cancellation = interruption.cancellation
  try archive.authorize(
    account, refreshToken: refreshToken, options: options,
    show: { address, code in
      Log.error(
        code.map { "open \(address) in a browser and type the code \($0)" }
          ?? "open this address in a browser on this machine and allow the access: \(address)")
    }, wait: interruption.sleep)
}

/// The first line of a file, or of standard input for "-".
func firstLine(ofFile path: String) throws -> String {
  let text =
    path == "-"
    ? readLine()
    : (try? SmallFile.read(FilePath(path), limit: Fetch.Limits.passwordBytes))
      .map { String(decoding: $0, as: UTF8.self) }
  guard let line = text?.split(separator: "\n").first else {
    throw ArchiveError(
      .credentials, "read \(path)", why: "it cannot be read, or is empty",
      remedy: "Check its name and owner.")
  }
  return String(line.last == "\r" ? line.dropLast() : line)
}

struct AccountRemoveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove",
    abstract: "Remove an account from mailcask.toml; its mail stays in the archive.",
    discussion: """
      Also deletes the tokens and the password that Mailcask keeps in the archive for it.

      Example: mailcask account remove work
      """)

  @OptionGroup var archive: ArchiveOption

  @Argument(help: "The account, as named in mailcask.toml.", completion: .account)
  var account: String

  func run() throws {
    let archive = try archive.openForReading()
    _ = try archive.account(named: account, to: "remove")
    try MailArchive.forget(account: account, in: archive.location)
    Console.line(terminalSafe("Removed account \(account); its mail stays."))
  }
}
