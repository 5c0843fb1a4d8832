import Archive
public import ArgumentParser
import Presentation
import StandardStreams
import Transfer

struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Import mail from files: mbox, Maildir, MH, .eml, and archives of them.",
    discussion: """
      The source is not changed, and nothing is stored twice: you can run the same command again \
      at any time, and it continues where it was interrupted. A file with a single message, as in a \
      Maildir, is not read again if it has not changed since it was imported and the system's times \
      of change (ctime) can be trusted; --reread reads it anyway. What cannot be imported is kept \
      in the archive's directory "rejected".

      Examples:
        mailcask import ~/Mail
        mailcask import old.mbox letters/*.eml
        zcat takeout.mbox.gz | mailcask import -
      """)

  @OptionGroup var archive: ArchiveOption

  @Option(help: "The dialect of mbox files. Default: detected.")
  var dialect: MboxDialect?

  @OptionGroup var storing: StoringOptions

  @Flag(help: "Also read files that have not changed since they were imported.")
  var reread = false

  @Flag(help: "Print the result as JSON.")
  var json = false

  @Argument(help: ArgumentHelp("Files or directories; - is standard input.", valueName: "path"))
  var paths: [String]

  func run() throws {
    Allocator.keepFreedPages()
    let interruption = try Interruption(
      .whenSafe("imported mail is kept, and the same command continues from there"))
    DeliveredMail.takeIn(archive)
    let archive = try archive.openForWriting()
    defer { archive.close() }
    let steps = StoringSteps(
      indexes: !storing.noIndex,
      readsAttachments: storing.readsAttachments
        && archive.configuration.attachments.read)
    let line = ProgressLine(step: steps.storing)
    var report = ImportReport()
    let index = try waitingForIndex(
      interruption, step: steps.indexing, notice: Log.warning
    ) { observer in
      try archive.indexing(unless: storing.noIndex, observer) { committed in
        defer { line.clear() }
        report = try archive.importMail(from: paths, options(line, interruption, committed))
      }
    }
    if !json { summarize(report, index, archive) }
    var (decrypted, read): (DecryptionReport?, AttachmentReport?)
    if !report.isInterrupted, !index.isInterrupted {
      if !storing.noIndex {
        decrypted = try DecryptionRun(interruption: interruption)
          .runAtEnd(of: archive, isQuiet: json)
      }
      if steps.readsAttachments {
        read = try AttachmentReading(
          interruption: interruption, step: steps.readingAttachments
        ).runAtEnd(of: archive, isQuiet: json)
      }
    }
    if json {
      Console.json(
        ImportSummary(report, indexed: index.indexed, read: read, decrypted: decrypted))
    }
    if report.isInterrupted || index.isInterrupted || report.totals.offered == 0
      || report.totals.rejected > 0
    {
      throw ExitStatus.partial
    }
  }

  private func options(
    _ line: ProgressLine, _ interruption: Interruption,
    _ committed: @escaping @Sendable () -> Void
  ) -> ImportOptions {
    var options = ImportOptions()
    options.dialect = dialect
    options.readsAgain = reread
    options.committed = committed
    options.isInterrupted = { interruption.isRequested }
    options.progress = { progress in
      line.show(
        done: progress.bytes, all: progress.allBytes, counted(progress.messages, "message"))
    }
    return options
  }

  private func summarize(_ report: ImportReport, _ index: IndexReport, _ archive: MailArchive) {
    let totals = report.totals
    for source in report.resumed { Log.info("\(source): continued where it was interrupted") }
    Console.summary(
      "\(counted(totals.offered, "message")) offered (\(humanSize(totals.bytes))): "
        + "\(grouped(totals.stored)) stored, \(grouped(totals.copies)) already in the archive, "
        + "\(grouped(totals.rejected)) rejected\(totals.leftOutText)")
    if totals.otherForms > 0 {
      Console.summary(
        "\(grouped(totals.otherForms)) of them already here in other line ends, or with other notes "
          + "of a mail program")
    }
    if report.unchanged > 0 {
      Console.summary(
        "\(grouped(report.unchanged)) of them in files that have not changed, not read again")
    }
    if report.erased > 0 {
      Console.summary(
        "Erased \(counted(report.erased, "message")) deleted more than \(MailArchive.graceDays) days ago"
      )
    }
    if !report.skipped.isEmpty {
      let reasons = report.skipped.sorted { $0.key < $1.key }.map {
        "\(grouped($0.value)) \($0.key)"
      }
      Console.summary("Skipped: \(reasons.joined(separator: ", "))")
    }
    if index.indexed > 0 { Console.summary("Indexed \(counted(index.indexed, "message")).") }
    if totals.offered == 0, !report.isInterrupted {
      let places = paths.map { $0 == "-" ? "standard input" : $0 }
      Log.warning("no mail was found in \(places.joined(separator: ", "))")
    }
    for rejection in report.rejections { Log.warning("rejected: \(rejection)") }
    // The archive rejects messages that were deleted from it; only its ledger records them.
    if totals.rejected > report.rejections.count, let run = try? archive.runs(limit: 1).first {
      warnOfDeleted(in: archive, run.id)
      Log.warning("mailcask runs \(run.id) lists what was rejected, and why")
    }
    if report.isInterrupted {
      Log.error(
        "interrupted: everything counted above is safe; the same command continues from there")
    } else if index.isInterrupted {
      Log.error("interrupted: \(indexIsLeft)")
    }
  }
}

extension MboxDialect: ExpressibleByArgument {}

/// Says which messages a run did not store because they were deleted here before, and the way back.
private func warnOfDeleted(in archive: MailArchive, _ run: Int64) {
  let named = 10
  guard let ids = try? archive.deletedBefore(run: run, limit: named + 1), !ids.isEmpty else {
    return
  }
  let numbers = ids.prefix(named).map(String.init).joined(separator: " ")
  let more = ids.count > named ? " and others" : ""
  Log.warning(
    "deleted from this archive before, so not stored again: \(numbers)\(more); "
      + "to restore them: mailcask undelete \(ids.count > named ? "NUMBER…" : numbers)")
}
