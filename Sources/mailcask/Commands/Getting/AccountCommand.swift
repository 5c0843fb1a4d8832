import Archive
import ArgumentParser
import Fetch
import Files
import Foundation
import Presentation
import Text

struct AccountCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "account",
    abstract: "Add, list, test and remove the mailboxes to fetch from.",
    discussion: """
      Accounts stand in mailcask.toml, which may as well be edited by hand: comments and all else \
      in it are kept.

      Example: mailcask account add work --address ada@example.org
      """,
    subcommands: [
      AccountAddCommand.self, AccountListCommand.self, AccountTestCommand.self,
      AccountLoginCommand.self, AccountRemoveCommand.self,
    ], defaultSubcommand: AccountListCommand.self)
}

struct AccountListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Show the accounts of an archive.",
    discussion: "Example: mailcask account list")

  @OptionGroup var archive: ArchiveOption

  @Flag(help: "As JSON.")
  var json = false

  func run() throws {
    let archive = try archive.openForReading()
    let accounts = archive.configuration.accounts
    guard !json else { return Console.json(accounts.map(AccountReport.init)) }
    if accounts.isEmpty { remark("no account yet; add one with: mailcask account add") }
    for account in accounts {
      let place = "\(account.user) at \(account.host):\(account.port)"
      let state = account.isEnabled ? "" : ", not enabled"
      Console.line(
        terminalSafe(
          "\(account.name): \(place), mail on the server: \(account.onServer.inWords)\(state)"))
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

  @Flag(help: "As JSON, a line for each account.")
  var json = false

  @Argument(help: "Accounts, as named in mailcask.toml.")
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
    if trace || VerbosityOptions.says(.trace) { options.trace = { note($0) } }
    var failed = false
    for account in chosen where !interruption.isRequested {
      do {
        try archive.test(account, options: options)
        tell(account, failure: nil)
      } catch {
        failed = true
        tell(account, failure: "\(error)")
      }
    }
    if failed { throw partlyFailed }
  }

  private struct Line: Encodable {
    let account: String
    let host: String
    let error: String?
  }

  private func tell(_ account: AccountSettings, failure: String?) {
    if json {
      Console.json(Line(account: account.name, host: account.host, error: failure))
    } else if let failure {
      note("\(account.name): \(failure)")
    } else {
      Console.line(terminalSafe("\(account.name): the login at \(account.host) works"))
    }
  }
}

struct AccountLoginCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "login",
    abstract: "Give Mailcask permission to fetch with OAuth2.",
    discussion: """
      Shows an address and a code: open the address in a browser on any device, type the code \
      there and allow the access. Where the provider has no such way for mail (Google), give a \
      refresh token that was had elsewhere with --refresh-token-file.

      Example: mailcask account login work
      """)

  @OptionGroup var archive: ArchiveOption

  @Option(
    help: ArgumentHelp(
      "Take the refresh token in this file instead of asking; - is standard input.",
      valueName: "file"))
  var refreshTokenFile: String?

  @Argument(help: "The account, as named in mailcask.toml.")
  var account: String

  func run() throws {
    let archive = try archive.openForReading()
    let account = try archive.account(named: account, to: "log in to")
    try logIn(account, archive, refreshToken: try refreshTokenFile.map(firstLine))
    Console.line(terminalSafe("\(account.name): permission given"))
  }
}

/// Runs the device flow on the terminal, or takes a token that is there already.
func logIn(_ account: AccountSettings, _ archive: MailArchive, refreshToken: String?) throws {
  let interruption = try Interruption(.whenSafe("no permission was given"))
  var options = MailArchive.FetchOptions()
  options.cancellation = interruption.cancellation
  try archive.authorize(
    account, refreshToken: refreshToken, options: options,
    show: { address, code in
      note("open \(address) in a browser and type the code \(code)")
    }, wait: interruption.sleep)
}

/// The first line of a file, or of standard input for "-".
func firstLine(ofFile path: String) throws -> String {
  let text =
    path == "-"
    ? readLine()
    : (try? SmallFile.read(FilePath(path), limit: Fetch.Limits.passwordOctets))
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
    abstract: "Take an account out of mailcask.toml; its mail stays.",
    discussion: """
      Tokens and a password that Mailcask keeps in the archive go with it.

      Example: mailcask account remove work
      """)

  @OptionGroup var archive: ArchiveOption

  @Argument(help: "The account, as named in mailcask.toml.")
  var account: String

  func run() throws {
    let archive = try archive.openForReading()
    _ = try archive.account(named: account, to: "remove")
    try MailArchive.forget(account: account, in: archive.location)
    Console.line(terminalSafe("Removed account \(account); its mail stays."))
  }
}
