import Archive
import ArgumentParser
import Presentation
import Transfer

struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Take in mail from files: mbox, Maildir, MH, .eml, and what contains them.",
    discussion: """
      Nothing is changed in the source, and nothing is stored twice: the same command can be run \
      again at any time, and goes on where it was interrupted. A file with a single message, as in a \
      Maildir, that has not changed since it was taken in is not read again, if the system's times \
      of changes (ctime) can be believed; with --reread it is. What cannot be taken in is kept in \
      the archive's directory "rejected".

      Examples:
        mailcask import ~/Mail
        mailcask import old.mbox letters/*.eml
        zcat takeout.mbox.gz | mailcask import -
      """)

  enum Dialect: String, CaseIterable, ExpressibleByArgument {
    case mboxo, mboxrd, mboxcl, mboxcl2
  }

  @OptionGroup var archive: ArchiveOption

  @Option(help: "How mbox files are written; recognised unless given.")
  var dialect: Dialect?

  @Flag(help: "Store only; the next search or fetch indexes.")
  var noIndex = false

  @Flag(help: "Read files again that have not changed since they were taken in.")
  var reread = false

  @Flag(help: "What it came to as JSON.")
  var json = false

  @Argument(help: ArgumentHelp("Files or directories; - is standard input.", valueName: "path"))
  var paths: [String]

  func run() throws {
    FreedMemory.staysAtHand()
    let interruption = try Interruption(
      .whenSafe("mail that was taken in is kept, and the same command goes on from there"))
    let archive = try archive.openForWriting()
    defer { archive.close() }
    let line = ProgressLine()
    var report = ImportReport()
    let index = try waitingForIndex(interruption, notice: warn) { observer in
      try archive.indexing(unless: noIndex, observer) { committed in
        defer { line.clear() }
        report = try archive.importMail(from: paths, options(line, interruption, committed))
      }
    }
    if json {
      Console.json(ImportSummary(report, indexed: index.indexed))
    } else {
      tell(report, index, archive)
    }
    if report.isInterrupted || index.isInterrupted || report.totals.offered == 0
      || report.totals.rejected > 0
    {
      throw partlyFailed
    }
  }

  private func options(
    _ line: ProgressLine, _ interruption: Interruption,
    _ committed: @escaping @Sendable () -> Void
  ) -> ImportOptions {
    var options = ImportOptions()
    options.dialect = dialect.flatMap { ImportOptions.Dialect(rawValue: $0.rawValue) }
    options.readsAgain = reread
    options.committed = committed
    options.isInterrupted = { interruption.isRequested }
    options.progress = { progress in
      line.show(
        done: progress.octets, all: progress.allOctets, counted(progress.messages, "message"))
    }
    return options
  }

  private func tell(_ report: ImportReport, _ index: IndexReport, _ archive: MailArchive) {
    let totals = report.totals
    for source in report.resumed { remark("\(source): went on where it was interrupted") }
    mailcask.report(
      "\(counted(totals.offered, "message")) offered (\(humanSize(totals.bytes))): "
        + "\(grouped(totals.stored)) stored, \(grouped(totals.copies)) already in the archive, "
        + "\(grouped(totals.rejected)) rejected")
    if report.unchanged > 0 {
      mailcask.report(
        "\(grouped(report.unchanged)) of them in files that have not changed, not read again")
    }
    if report.erased > 0 {
      mailcask.report(
        "Erased \(counted(report.erased, "message")) deleted more than \(MailArchive.graceDays) days ago"
      )
    }
    if !report.skipped.isEmpty {
      let reasons = report.skipped.sorted { $0.key < $1.key }.map {
        "\(grouped($0.value)) \($0.key)"
      }
      mailcask.report("Left out: \(reasons.joined(separator: ", "))")
    }
    if index.indexed > 0 { mailcask.report("Indexed \(counted(index.indexed, "message")).") }
    if totals.offered == 0, !report.isInterrupted {
      let places = paths.map { $0 == "-" ? "standard input" : $0 }
      warn("no mail was found in \(places.joined(separator: ", "))")
    }
    for rejection in report.rejections { warn("rejected: \(rejection)") }
    // The archive itself rejects what was removed from it; that is in its books alone.
    if totals.rejected > report.rejections.count, let run = try? archive.runs(limit: 1).first {
      warn("mailcask runs \(run.id) tells what was rejected, and why")
    }
    if report.isInterrupted {
      note("interrupted: everything counted above is safe; the same command goes on from there")
    } else if index.isInterrupted {
      note("interrupted: \(indexIsLeft)")
    }
  }
}
