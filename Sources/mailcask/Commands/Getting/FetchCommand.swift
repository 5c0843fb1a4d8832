import Archive
import ArgumentParser
import Fetch
import StandardStreams
import Synchronization

struct FetchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch",
    abstract: "Download new mail over POP3 or IMAP.",
    discussion: """
      Fetches from the named accounts, or from all that are enabled in mailcask.toml, in parallel. \
      Mail stays on the server unless the account's on_server says otherwise. Nothing is deleted \
      there before the same bytes are safe on this disk. Of IMAP accounts all folders are fetched, and \
      nothing is changed on the server.

      With --watch it keeps running until it is stopped (SIGINT, SIGTERM). IMAP servers that can (IDLE) \
      tell of new mail in the inbox at once; everything else is polled at the interval. SIGHUP makes it \
      read mailcask.toml again and poll all servers immediately.

      Example: mailcask fetch work
      Example: mailcask fetch --watch 5m
      """)

  @OptionGroup var archive: ArchiveOption

  @Option(
    help: ArgumentHelp("Keep polling at this interval: 90s, 5m, 1h.", valueName: "interval"))
  var watch: String?

  @Flag(help: "Print what would be fetched; change nothing here or on the server.")
  var dryRun = false

  @OptionGroup var policy: FetchPolicyOptions

  @OptionGroup var storing: StoringOptions

  @Flag(help: "Show the dialogue with the server, passwords masked.")
  var trace = false

  @Flag(help: "Print the results as JSON, one line per account.")
  var json = false

  @Argument(help: "Accounts, as named in mailcask.toml.", completion: .account)
  var accounts: [String] = []

  func validate() throws {
    guard let watch else { return }
    guard parseInterval(watch) != nil else {
      throw ValidationError("--watch \(watch): write an interval as in 90s, 5m or 1h")
    }
    if dryRun { throw ValidationError("--watch and --dry-run cannot be combined") }
  }

  func run() throws {
    let lines = FetchProgressLines()
    let interruption = try Interruption(
      .whenSafe("fetched mail is kept, and the next fetch continues from there"),
      watchesHangup: watch != nil,
      say: { text in lines.interrupt { Log.error(text) } })
    if !dryRun {
      WaitingMail.send(archive)
      DeliveredMail.takeIn(archive)
    }
    let newMail = watch.map { _ in NewMailWatch(wake: interruption.wakeUp) }
    let output = FetchOutput(command: self, interruption, lines, newMail)
    if let interval = watch.flatMap(parseInterval) {
      return try watch(every: interval, output, interruption, newMail)
    }
    let archive = try dryRun ? archive.openForReading() : archive.openForWriting()
    defer { archive.close() }
    let results = try output.round(try chooseAccounts(in: archive), archive)
    if interruption.isRequested || !results.allSatisfy(\.isComplete) { throw ExitStatus.partial }
  }

  /// Between two rounds the archive is closed, so that other commands can write to it, and its
  /// settings are read again for each.
  private func watch(
    every interval: Double, _ output: FetchOutput, _ interruption: Interruption,
    _ newMail: NewMailWatch?
  ) throws {
    var surroundings = FetchWatch.Surroundings(
      isStopped: { interruption.isRequested }, sleep: interruption.sleep,
      takeWakeUp: interruption.takeHangup, report: Self.report)
    if let newMail { surroundings.takeNews = newMail.takeNews }
    var watch = FetchWatch(interval: interval, surroundings)
    var hasReported = false
    try watch.run { due in
      WaitingMail.send(archive)
      DeliveredMail.takeIn(archive)
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

  private static func report(_ event: FetchWatch.Event) {
    switch event {
    case .roundFailed(let error): Log.error("\(error)")
    case .willTryAgain(let account, let seconds):
      Log.warning("\(account): next attempt in \(Int(seconds.rounded(.up))) s")
    case .asksAllNow: Log.info("reading the settings again")
    }
  }

  private func chooseAccounts(in archive: MailArchive) throws -> [AccountSettings] {
    let all = try archive.someAccounts(to: "fetch")
    guard !accounts.isEmpty else { return all.filter(\.isEnabled).map(policy.applied) }
    return try accounts.map { try archive.account(named: $0, to: "fetch from") }
      .map(policy.applied)
  }
}
