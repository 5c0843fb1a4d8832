import Archive
import Fetch
import Presentation
import Transfer

/// Brings mail in as the commands do: stores it, makes it searchable, reads its attachments.
struct IntakeJob: Sendable {
  let location: ArchiveLocation
  /// Whether the text of attachments is read afterwards, if the settings say so.
  let readsAttachments: Bool

  /// Imports a file or directory of this machine.
  ///
  /// - Parameter name: what the books call it; nil: its path.
  func importMail(from path: String, as name: String? = nil, _ job: Job) throws -> Job.Outcome {
    try writing(job) { archive, observer in
      var report = ImportReport()
      _ = try archive.indexing(unless: false, observer) { committed in
        var options = ImportOptions()
        options.committed = committed
        options.sourceName = name
        options.readsAgain = name != nil
        options.isInterrupted = { job.isStopped }
        options.progress = { progress in
          job.show(
            "copying and comparing: \(counted(progress.messages, "message"))",
            done: Int(clamping: progress.bytes / 1_000),
            all: Int(clamping: progress.allBytes / 1_000))
        }
        report = try archive.importMail(from: [path], options)
      }
      return Self.outcome(report)
    }
  }

  /// Fetches from all accounts that are enabled.
  func fetch(_ job: Job) throws -> Job.Outcome {
    try writing(job) { archive, observer in
      let accounts = try archive.someAccounts(to: "fetch").filter(\.isEnabled)
      let cancellation = try Cancellation()
      job.onStop { cancellation.cancel() }
      var options = MailArchive.FetchOptions()
      options.cancellation = cancellation
      options.progress = { progress in
        job.show(
          "fetching from \(progress.account)", done: progress.arrived,
          all: max(progress.asked, progress.arrived))
      }
      let round = try archive.fetchRound(accounts, options, leavesIndex: false, observer)
      return Self.outcome(round.results)
    }
  }

  /// Reads the text of attachments that were not read yet.
  func readAttachments(_ job: Job) throws -> Job.Outcome {
    try writing(job, readsAttachments: false) { archive, observer in
      let report = try archive.readAttachments(
        Self.attachmentOptions(job), leavesIndex: false, observer)
      let rows: [HTML] = AttachmentOutcome.allCases.compactMap { outcome in
        report.outcomes[outcome].map {
          "<tr><th scope=\"row\">\(outcome.displayText)</th><td>\(grouped($0))</td></tr>"
        }
      }
      return Job.Outcome(
        title: "\(counted(report.total, "file")) read",
        report: "<table class=\"balance\"><tbody>\(rows)</tbody></table>",
        isGood: !report.isInterrupted)
    }
  }

  private static func attachmentOptions(_ job: Job) -> AttachmentOptions {
    var options = AttachmentOptions()
    options.isInterrupted = { job.isStopped }
    options.progress = { done, total in job.show("reading attachments", done: done, all: total) }
    return options
  }

  /// - Parameter readsAttachments: nil: as everywhere.
  private func writing(
    _ job: Job, readsAttachments: Bool? = nil,
    _ body: (MailArchive, IndexObserver) throws -> Job.Outcome
  ) throws -> Job.Outcome {
    job.show("waiting for the archive")
    let archive = try MailArchive.open(location, .writing(wait: Limits.writerWait))
    defer { archive.close() }
    let observer = IndexObserver(
      progress: { done, total in job.show("making searchable", done: done, all: total) },
      isInterrupted: { job.isStopped })
    let outcome = try body(archive, observer)
    if archive.decryptsMail, !job.isStopped {
      // Keys that cannot be used are no reason to say that the job failed: mailcask doctor names them.
      var options = DecryptionOptions()
      options.isInterrupted = { job.isStopped }
      options.progress = { done, total in job.show("decrypting", done: done, all: total) }
      _ = try? archive.decryptMail(options, leavesIndex: false, observer)
    }
    if readsAttachments ?? self.readsAttachments, archive.configuration.attachments.read,
      !job.isStopped
    {
      _ = try archive.readAttachments(Self.attachmentOptions(job), leavesIndex: false, observer)
    }
    return outcome
  }

  // MARK: Results

  private static func outcome(_ report: ImportReport) -> Job.Outcome {
    let totals = report.totals
    var notes: [HTML] = []
    if report.isInterrupted {
      notes.append(
        Notice.warn.html("Stopped. What was copied is safe; the same import continues from there."))
    }
    if totals.offered == 0 { notes.append(Notice.warn.html("No mail was found there.")) }
    if !report.rejections.isEmpty {
      let rows: [HTML] = report.rejections.prefix(100).map { "<li>\($0)</li>" }
      notes.append(
        "<h2>Set aside, with the reason</h2><ul class=\"history\">\(rows)</ul>")
    }
    return Job.Outcome(
      title: "\(counted(totals.stored, "new message"))",
      report: balance(
        new: totals.stored, here: totals.copies, aside: totals.rejected, all: totals.offered)
        + notes.joined(), isGood: totals.rejected == 0 && totals.offered > 0)
  }

  private static func outcome(_ results: [FetchResult]) -> Job.Outcome {
    var stored = 0
    var isGood = true
    let rows: [HTML] = results.map { result in
      switch result.outcome {
      case .success(let report):
        stored += report.totals.stored
        isGood = isGood && result.isComplete
        return """
          <li><b>\(result.account)</b> <span>\(counted(report.totals.stored, "new message")), \
          \(grouped(report.totals.copies)) already here</span></li>
          """
      case .failure(let error):
        isGood = false
        return "<li><b>\(result.account)</b> <span class=\"bad-t\">\(error.explanation)</span></li>"
      }
    }
    return Job.Outcome(
      title: counted(stored, "new message"), report: "<ul class=\"history\">\(rows)</ul>",
      isGood: isGood)
  }

  /// What was offered is one sum of three parts.
  static func balance(new: Int, here: Int, aside: Int, all: Int) -> HTML {
    """
    <table class="balance"><tbody><tr><th scope="row">new</th><td>\(grouped(new))</td></tr>\
    <tr><th scope="row">already here, not stored twice</th><td>\(grouped(here))</td></tr>\
    <tr><th scope="row">set aside</th><td>\(grouped(aside))</td></tr>\
    <tr class="sum"><th scope="row">in all</th><td>\(grouped(all))</td></tr></tbody></table>
    """
  }
}
