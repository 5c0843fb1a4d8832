import Archive
import ArgumentParser
import Foundation
import Presentation
import StandardStreams
import Text

struct BackupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Copy the archive to another directory and prove the copy.",
    discussion: """
      Fetching can go on meanwhile. The backup is itself an archive. If the directory holds an \
      older backup of the same archive, everything is compared and only changes are written and \
      verified; if that is interrupted, the older backup stays as it was. Settings and rejected mail \
      are copied, too; the index, which can be rebuilt, and passwords and tokens are not.

      Example: mailcask backup /media/usb/mail
      """)

  @OptionGroup var archive: ArchiveOption

  @Flag(help: "Copy and verify everything, even if little has changed.")
  var anew = false

  @Flag(help: "Print the result as JSON.")
  var json = false

  @Argument(help: ArgumentHelp("The backup's directory.", valueName: "dest"))
  var destination: String

  func run() throws {
    let interruption = try Interruption(.whenSafe("an older backup there is unchanged"))
    let archive = try archive.openWithDelivered()
    let location = locationOfArgument(destination)
    let line = ProgressLine()
    defer { line.clear() }
    let steps = location.isArchive && !anew ? Self.updating : Self.copying
    let report = try archive.backup(to: location, everything: anew) {
      line.show($0, of: steps)
    } isInterrupted: {
      interruption.isRequested
    }
    line.clear()
    if json {
      Console.json(BackupSummary(location, report))
    } else {
      Console.summary(
        "Backed up \(report.counts) to \(terminalSafe(location.directory)), verified; "
          + "fingerprint \(report.fingerprint)")
      for secret in report.missing {
        Console.summary("Not in it: \(terminalSafe(secret)); enter it again after a restore")
      }
    }
  }
}

extension BackupCommand {
  /// The steps of a whole copy, also of one that is restored.
  static let copying: [MaintenanceProgress.Step] = [
    .copying, .database, .contents, .messages, .references,
  ]
  private static let updating: [MaintenanceProgress.Step] = [
    .copying, .contents, .messages, .database,
  ]
}

/// What a backup or a restored archive is, as JSON.
struct BackupSummary: Encodable {
  let directory: String
  let fingerprint: String
  let messages: Int
  let octets: Int64
  let rejectedFiles: Int
  let missing: [String]

  init(_ location: ArchiveLocation, _ report: BackupReport) {
    directory = location.directory
    (fingerprint, messages, octets) = (report.fingerprint, report.messages, report.bytes)
    (rejectedFiles, missing) = (report.kept, report.missing)
  }
}

extension BackupReport {
  /// "20 messages, 3 files of rejected mail (1.2 MB)".
  var counts: String {
    let files = kept > 0 ? ", \(counted(kept, "file")) of rejected mail" : ""
    return "\(counted(messages, "message"))\(files) (\(humanSize(Int(clamping: bytes))))"
  }
}

/// A directory given as an argument.
func locationOfArgument(_ path: String) -> ArchiveLocation {
  ArchiveLocation(
    directory: ArchiveLocation.absolute(path, from: FileManager.default.currentDirectoryPath))
}
