import Archive
import Fetch
import Presentation
import StandardStreams
import Synchronization
import Text

/// What the fetch command asks and prints.
final class FetchOutput: Sendable {
  private let options: MailArchive.FetchOptions
  private let leavesIndex: Bool
  private let asJSON: Bool
  private let readsAttachments: Bool
  /// Seconds that reading attachments may take in each round; without --watch it goes on to the end.
  private let patience: Double
  private let lines: FetchProgressLines
  private let interruption: Interruption

  /// - Parameter newMail: hears of new mail between two rounds.
  init(
    command: FetchCommand, _ interruption: Interruption, _ lines: FetchProgressLines,
    _ newMail: NewMailWatch?
  ) {
    self.lines = lines
    self.interruption = interruption
    leavesIndex = command.storing.noIndex || command.dryRun
    asJSON = command.json
    readsAttachments = command.storing.readsAttachments && !command.dryRun
    patience = command.watch.flatMap(parseInterval) ?? .infinity
    var options = MailArchive.FetchOptions()
    options.cancellation = interruption.cancellation
    options.isDryRun = command.dryRun
    if command.trace || Log.shows(.trace) { options.trace = Log.trace }
    options.progress = { lines.show($0) }
    options.notice = { text in lines.interrupt { Log.info(text) } }
    options.newMail = newMail
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
    let steps = StoringSteps(
      indexes: !leavesIndex,
      readsAttachments: readsAttachments && archive.configuration.attachments.read)
    lines.begin(steps.storing)
    let round = try waitingForIndex(
      interruption, step: steps.indexing, notice: Log.warning
    ) { observer in
      try archive.fetchRound(
        accounts, options, leavesIndex: leavesIndex, observer
      ) { [self] account, outcome in
        lines.finish(account.name) { show(account, outcome, isQuiet: isQuiet) }
      }
    }
    if round.index.indexed > 0, !asJSON {
      Console.summary("Indexed \(counted(round.index.indexed, "message")).")
    }
    if round.index.isInterrupted { Log.error("interrupted: \(indexIsLeft)") }
    var (decrypted, read): (DecryptionReport?, AttachmentReport?)
    if !leavesIndex, !round.index.isInterrupted {
      decrypted = try DecryptionRun(interruption: interruption, deadline: now() + patience)
        .runAtEnd(of: archive, isQuiet: asJSON)
    }
    if steps.readsAttachments, !round.index.isInterrupted {
      read = try AttachmentReading(
        interruption: interruption, step: steps.readingAttachments, deadline: now() + patience
      ).runAtEnd(of: archive, isQuiet: asJSON)
    }
    if asJSON, let line = FetchedReadingLine(read: read, decrypted: decrypted) {
      Console.json(line)
    }
    Console.flush()
    return round.results
  }

  private func show(
    _ account: AccountSettings, _ outcome: MailArchive.FetchOutcome, isQuiet: Bool
  ) {
    guard !asJSON else {
      Console.json(FetchLine(account, outcome))
      return Console.flush()
    }
    switch outcome {
    case .success(let report):
      if !isQuiet || report.hasNews { Console.summary(terminalSafe(report.displayText)) }
      for trouble in report.troubles { Log.warning("\(account.name): \(trouble)") }
    case .failure(let error):
      Log.error("\(account.name): \(error)")
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
  var displayText: String {
    var parts = ["\(account): \(grouped(listed)) on the server"]
    if let wouldFetch {
      parts.append("\(grouped(wouldFetch.count)) to fetch (\(humanSize(wouldFetch.bytes)))")
    } else {
      parts.append("\(grouped(totals.stored)) new (\(humanSize(totals.bytes)))")
    }
    if known > 0 { parts.append("\(grouped(known)) fetched before") }
    if totals.copies > 0 { parts.append("\(grouped(totals.copies)) already in the archive") }
    if recognised > 0 { parts.append("\(grouped(recognised)) of them not downloaded again") }
    if totals.otherForms > 0 {
      parts.append("\(grouped(totals.otherForms)) of them in another form")
    }
    if totals.rejected > 0 { parts.append("\(grouped(totals.rejected)) rejected") }
    if tooLarge > 0 { parts.append("\(grouped(tooLarge)) left there as too large") }
    if old > 0 { parts.append("\(grouped(old)) left there as too old") }
    if postponed > 0 { parts.append("\(grouped(postponed)) left for the next run") }
    if refusedBefore > 0 { parts.append("\(grouped(refusedBefore)) refused earlier by the server") }
    if !suspect.isEmpty { parts.append("\(grouped(suspect.count)) suspect") }
    if held > 0 { parts.append("\(grouped(held)) suspect left there") }
    if !incomplete.isEmpty { parts.append("\(grouped(incomplete.count)) incomplete") }
    if deleted > 0 { parts.append("\(grouped(deleted)) deleted there") }
    if !deletionsRefused.isEmpty {
      parts.append("\(grouped(deletionsRefused.count)) not deleted there")
    }
    if deletionsUncertain > 0 {
      parts.append("\(grouped(deletionsUncertain)) deleted there or not")
    }
    if erased > 0 { parts.append("\(grouped(erased)) deleted earlier erased here") }
    return parts.joined(separator: ", ")
  }

  /// Something came, went or failed.
  var hasNews: Bool { totals.offered > 0 || deleted > 0 || erased > 0 || !troubles.isEmpty }
}
