import Archive
import ArgumentParser
import Text

struct RestoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Make an archive from a backup and prove it.",
    discussion: """
      Nothing is overwritten: the directory must hold no archive. The index is made by the next \
      search or fetch.

      Example: mailcask restore /media/usb/mail ~/Mail/archive
      """)

  @OptionGroup var verbosity: VerbosityOptions

  @Flag(help: "What it came to as JSON.")
  var json = false

  @Argument(help: ArgumentHelp("What mailcask backup made.", valueName: "src"))
  var source: String

  @Argument(help: ArgumentHelp("The directory of the archive to make.", valueName: "dir"))
  var directory: String

  func run() throws {
    let interruption = try Interruption(.whenSafe("the backup is not touched"))
    let location = locationOfArgument(directory)
    let line = ProgressLine()
    defer { line.clear() }
    let fingerprint = try MailArchive.restore(
      from: locationOfArgument(source), to: location, progress: line.show,
      isInterrupted: { interruption.isRequested })
    line.clear()
    if json {
      Console.json(BackupSummary(location, fingerprint: "\(fingerprint)"))
    } else {
      report(
        "Restored to \(terminalSafe(location.directory)), verified; fingerprint \(fingerprint)")
    }
  }
}
