import Archive
import ArgumentParser
import Fetch
import Synchronization

struct FetchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch",
    abstract: "Download new mail over POP3.",
    discussion: """
      Fetches from the accounts named, or from all that are enabled in mailcask.toml, side by \
      side. Mail stays on the server unless the account's on_server says otherwise, and nothing \
      is deleted there before its very octets are safe on this disk.

      With --watch it goes on until it is stopped (SIGINT, SIGTERM); SIGHUP makes it read \
      mailcask.toml again and ask all servers at once.

      Example: mailcask fetch work
      Example: mailcask fetch --watch 5m
      """)

  @OptionGroup var archive: ArchiveOption

  @Option(
    help: ArgumentHelp("Go on, asking again after so long: 90s, 5m, 1h.", valueName: "interval"))
  var watch: String?

  @Flag(help: "Say what would be fetched, and change nothing here or there.")
  var dryRun = false

  @OptionGroup var policy: FetchPolicyOptions

  @Flag(help: "Store only; the next search or fetch indexes.")
  var noIndex = false

  @Flag(help: "Show the dialogue with the server, passwords masked.")
  var trace = false

  @Flag(help: "What it came to as JSON, a line for each account.")
  var json = false

  @Argument(help: "Accounts, as named in mailcask.toml.", completion: .account)
  var accounts: [String] = []

  func validate() throws {
    guard let watch else { return }
    guard parseInterval(watch) != nil else {
      throw ValidationError("--watch \(watch): write an interval as in 90s, 5m or 1h")
    }
    if dryRun { throw ValidationError("--watch and --dry-run do not go together") }
  }

  func run() throws {
    let lines = FetchProgressLines()
    let interruption = try Interruption(
      .whenSafe("mail that has come is kept, and the next fetch goes on from there"),
      watchesHangup: watch != nil,
      say: { text in lines.interrupt { note(text) } })
    let output = FetchOutput(command: self, interruption, lines)
    if let interval = watch.flatMap(parseInterval) {
      return try watch(every: interval, output, interruption)
    }
    let archive = try dryRun ? archive.openForReading() : archive.openForWriting()
    defer { archive.close() }
    let results = try output.round(try chooseAccounts(in: archive), archive)
    if interruption.isRequested || !results.allSatisfy(\.isComplete) { throw partlyFailed }
  }

  /// Between two rounds the archive is closed, so that other commands can write to it, and its
  /// settings are read again for each.
  private func watch(
    every interval: Double, _ output: FetchOutput, _ interruption: Interruption
  ) throws {
    var watch = FetchWatch(
      interval: interval,
      FetchWatch.Surroundings(
        isStopped: { interruption.isRequested }, sleep: interruption.sleep,
        takeWakeUp: interruption.takeHangup, tell: Self.tell))
    var hasReported = false
    try watch.run { due in
      let archive = try archive.openForWriting()
      defer { archive.close() }
      let accounts = try chooseAccounts(in: archive)
      let names = due(accounts.map(\.name))
      guard !names.isEmpty else { return [] }
      let results = try output.round(
        accounts.filter { names.contains($0.name) }, archive, isQuiet: hasReported)
      hasReported = true
      return results
    }
  }

  private static func tell(_ event: FetchWatch.Event) {
    switch event {
    case .roundFailed(let error): note("\(error)")
    case .willTryAgain(let account, let seconds):
      warn("\(account): next attempt in \(Int(seconds.rounded(.up))) s")
    case .asksAllNow: remark("reading the settings again")
    }
  }

  private func chooseAccounts(in archive: MailArchive) throws -> [AccountSettings] {
    let all = try archive.someAccounts(to: "fetch")
    guard !accounts.isEmpty else { return all.filter(\.isEnabled).map(policy.applied) }
    return try accounts.map { try archive.account(named: $0, to: "fetch from") }
      .map(policy.applied)
  }
}
