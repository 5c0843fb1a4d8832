import Archive
import Fetch
import Presentation
import Synchronization
import Text

/// What the fetch command asks and prints.
final class FetchOutput: Sendable {
  private let options: MailArchive.FetchOptions
  private let leavesIndex: Bool
  private let asJSON: Bool
  private let lines: FetchProgressLines
  private let interruption: Interruption

  init(command: FetchCommand, _ interruption: Interruption, _ lines: FetchProgressLines) {
    self.lines = lines
    self.interruption = interruption
    leavesIndex = command.noIndex || command.dryRun
    asJSON = command.json
    var options = MailArchive.FetchOptions()
    options.cancellation = interruption.cancellation
    options.isDryRun = command.dryRun
    if command.trace || VerbosityOptions.says(.trace) { options.trace = { note($0) } }
    options.progress = { lines.show($0) }
    // One question at a time, and each only once while the process runs.
    let answers = AnswersGiven()
    options.prompt = { answers.answer($0) }
    self.options = options
  }

  /// Fetches once from each of `accounts`, and prints what became of them.
  ///
  /// - Parameter isQuiet: prints nothing of accounts where nothing happened.
  func round(
    _ accounts: [AccountSettings], _ archive: MailArchive, isQuiet: Bool = false
  ) throws -> [FetchResult] {
    let round = try waitingForIndex(interruption, notice: warn) { observer in
      try archive.fetchRound(
        accounts, options, leavesIndex: leavesIndex, observer
      ) { [self] account, outcome in
        lines.finish(account.name) { tell(account, outcome, isQuiet: isQuiet) }
      }
    }
    if round.index.indexed > 0, !asJSON {
      mailcask.report("Indexed \(counted(round.index.indexed, "message")).")
    }
    if round.index.isInterrupted { note("interrupted: \(indexIsLeft)") }
    Console.flush()
    return round.results
  }

  private func tell(
    _ account: AccountSettings, _ outcome: MailArchive.FetchOutcome, isQuiet: Bool
  ) {
    guard !asJSON else {
      Console.json(FetchLine(account, outcome))
      return Console.flush()
    }
    switch outcome {
    case .success(let report):
      if !isQuiet || report.hasNews { mailcask.report(terminalSafe(report.inWords)) }
      for refusal in report.refused { warn("\(account.name): not sent by the server: \(refusal)") }
    case .failure(let error):
      note("\(account.name): \(error)")
    }
    Console.flush()
  }
}

/// What was typed, so that a fetch that goes on for days asks once.
private final class AnswersGiven: Sendable {
  private let answers = Mutex<[String: String]>([:])

  func answer(_ question: String) -> String? {
    answers.withLock { answers in
      if let known = answers[question] { return known }
      let answer = askSecretly(question)
      answers[question] = answer
      return answer
    }
  }
}

extension FetchReport {
  /// "work: 36 on the server, 36 new (24 KB)".
  var inWords: String {
    var parts = ["\(account): \(grouped(listed)) on the server"]
    if let wouldFetch {
      parts.append("\(grouped(wouldFetch.count)) to fetch (\(humanSize(wouldFetch.octets)))")
    } else {
      parts.append("\(grouped(totals.stored)) new (\(humanSize(totals.bytes)))")
    }
    if known > 0 { parts.append("\(grouped(known)) fetched before") }
    if totals.copies > 0 { parts.append("\(grouped(totals.copies)) already in the archive") }
    if totals.rejected > 0 { parts.append("\(grouped(totals.rejected)) not taken in") }
    if tooLarge > 0 { parts.append("\(grouped(tooLarge)) left there as too large") }
    if old > 0 { parts.append("\(grouped(old)) left there as too old") }
    if postponed > 0 { parts.append("\(grouped(postponed)) left for the next run") }
    if deleted > 0 { parts.append("\(grouped(deleted)) deleted there") }
    if erased > 0 { parts.append("\(grouped(erased)) deleted earlier erased here") }
    return parts.joined(separator: ", ")
  }

  /// Something came, went or failed.
  var hasNews: Bool { totals.offered > 0 || deleted > 0 || erased > 0 || !refused.isEmpty }
}
