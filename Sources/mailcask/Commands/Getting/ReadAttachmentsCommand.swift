import Archive
import ArgumentParser
import Presentation
import StandardStreams

struct ReadAttachmentsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "read-attachments",
    abstract: "Read the text of attached documents, so that searches find it.",
    discussion: """
      fetch and import do this at their end, unless [attachments] in mailcask.toml says otherwise. \
      PDF files are read by pdftotext (package poppler-utils); scanned pages and pictures by \
      tesseract, if mailcask.toml names their languages. Each document is read once, however many \
      messages have it, by a process that can open no other file and no connection. If a run is \
      interrupted, the next one continues it.

      Example: mailcask read-attachments
      """)

  @OptionGroup var archive: ArchiveOption

  @Flag(help: "Only store the texts; the next search or fetch indexes them.")
  var noIndex = false

  @Flag(help: "Print the result as JSON.")
  var json = false

  func run() throws {
    let interruption = try Interruption(
      .whenSafe("what was read is kept, and the same command continues from there"))
    let archive = try archive.openForWriting()
    defer { archive.close() }
    let reading = AttachmentReading(interruption: interruption, leavesIndex: noIndex)
    let report = try reading.run(archive)
    if json {
      Console.json(AttachmentSummary(report))
    } else if report.total == 0, !report.isInterrupted {
      Console.summary("No attachment is waiting to be read.")
    } else {
      reading.summarize(report)
    }
    if report.isInterrupted { throw ExitStatus.partial }
  }
}

/// Reads attachments for a command, shows how far it is, and has what was read indexed.
struct AttachmentReading {
  let interruption: Interruption
  /// The index is left for the next command.
  var leavesIndex = false
  var step = ProgressStep.only
  /// When to leave what is left for the next time, in seconds on the clock of `now()`.
  var deadline = Double.infinity

  func run(_ archive: MailArchive) throws -> AttachmentReport {
    let line = ProgressLine(step: step)
    defer { line.clear() }
    return try waitingForIndex(interruption, notice: Log.warning) { observer in
      var options = AttachmentOptions()
      options.isInterrupted = { interruption.isRequested || now() > deadline }
      options.progress = { line.show("reading attachments of message", $0, of: $1) }
      defer { line.clear() }
      return try archive.readAttachments(options, leavesIndex: leavesIndex, observer)
    }
  }

  /// After a command that stored mail.
  @discardableResult
  func runAtEnd(of archive: MailArchive, isQuiet: Bool = false) throws -> AttachmentReport? {
    guard !interruption.isRequested else { return nil }
    let report = try run(archive)
    if !isQuiet { summarize(report) }
    return report
  }

  func summarize(_ report: AttachmentReport) {
    if report.total > 0 {
      Console.summary("Read \(counted(report.total, "attachment")): \(report.displayText)")
    }
    if let waiting = report.outcomes[.needsProgram] {
      Log.warning(
        "\(counted(waiting, "attachment")) not read: they need a program that is not installed; "
          + "mailcask doctor names it")
    }
    if report.isInterrupted, interruption.isRequested {
      Log.error(
        "interrupted: what was read is kept; mailcask read-attachments continues from there")
    }
  }
}
