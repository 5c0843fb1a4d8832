import Archive
import ArgumentParser
import Presentation
import Sending
import StandardStreams
import Text

struct RestoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Create an archive from a backup and verify it.",
    discussion: """
      Nothing is overwritten: the directory must not hold an archive. The next search or fetch \
      builds the index.

      Example: mailcask restore /media/usb/mail ~/Mail/archive
      """)

  @OptionGroup var verbosity: VerbosityOptions

  @Flag(help: "Print the result as JSON.")
  var json = false

  @Argument(help: ArgumentHelp("A backup made by mailcask backup.", valueName: "src"))
  var source: String

  @Argument(help: ArgumentHelp("The directory of the new archive.", valueName: "dir"))
  var directory: String

  func run() throws {
    let interruption = try Interruption(.whenSafe("the backup is not touched"))
    let location = locationOfArgument(directory)
    let line = ProgressLine()
    defer { line.clear() }
    let report = try MailArchive.restore(
      from: locationOfArgument(source), to: location,
      progress: { line.show($0, of: BackupCommand.copying) },
      isInterrupted: { interruption.isRequested })
    line.clear()
    if json {
      Console.json(BackupSummary(location, report))
    } else {
      Console.summary(
        "Restored \(report.counts) to \(terminalSafe(location.directory)), verified; "
          + "fingerprint \(report.fingerprint)")
      for secret in report.missing { Console.summary("Enter again: \(terminalSafe(secret))") }
      sayWhatIsHeld(location)
    }
  }

  private func sayWhatIsHeld(_ location: ArchiveLocation) {
    guard let archive = try? MailArchive.open(location, .reading) else { return }
    defer { archive.close() }
    let held = (try? archive.outbox())?.count ?? 0
    guard held > 0 else { return }
    Console.summary(
      "\(counted(held, "message")) in the outbox held, as they may have been sent since: mailcask outbox"
    )
  }
}
