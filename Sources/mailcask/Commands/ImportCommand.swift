import Archive
import ArgumentParser

struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Take in mail from files: mbox, Maildir, MH, .eml, and what contains them.",
    discussion: """
      Nothing is changed in the source, and nothing is stored twice: the same command can be run \
      again at any time, and goes on where it was interrupted.

      Examples:
        mailcask import ~/Mail
        mailcask import old.mbox letters/*.eml
        zcat takeout.mbox.gz | mailcask import -
      """)

  @OptionGroup var archive: ArchiveOption

  @Flag(help: "Store only; the next search or fetch indexes.")
  var noIndex = false

  @Argument(help: ArgumentHelp("Files or directories; - is standard input.", valueName: "path"))
  var paths: [String]

  func run() throws {
    let archive = try archive.openForWriting()
    var report = ImportReport()
    let indexed = try archive.indexing(unless: noIndex, notice: note) { committed in
      report = try archive.importMail(from: paths, committed: committed)
    }
    let totals = report.totals
    Console.line(
      "\(counted(totals.offered, "message")) offered (\(humanSize(totals.octets))): "
        + "\(totals.stored) stored, \(totals.copies) already in the archive, "
        + "\(totals.rejected) rejected")
    if report.skipped > 0 {
      Console.line("\(report.skipped) files or entries left out: no mail, or marked as deleted")
    }
    if indexed > 0 { Console.line("Indexed \(counted(indexed, "message")).") }
    for rejection in report.rejections { note("rejected: \(rejection)") }
    if totals.offered == 0 || totals.rejected > 0 { throw partlyFailed }
  }
}
