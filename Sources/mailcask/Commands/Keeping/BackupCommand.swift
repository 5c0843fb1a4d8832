import Archive
import ArgumentParser
import Foundation
import Text

struct BackupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Copy the archive to another directory and prove the copy.",
    discussion: """
      Fetching can go on meanwhile. The backup is itself an archive. If the directory holds an \
      older backup of the same archive, everything is compared and only changes are written and \
      verified; if that is interrupted, the older backup stays as it was. The index is not copied: \
      it can be rebuilt.

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
    let archive = try archive.openForReading()
    let location = locationOfArgument(destination)
    let line = ProgressLine()
    defer { line.clear() }
    let fingerprint = try archive.backup(to: location, anew: anew, progress: line.show) {
      interruption.isRequested
    }
    line.clear()
    if json {
      Console.json(BackupSummary(location, fingerprint: "\(fingerprint)"))
    } else {
      Console.summary(
        "Backed up to \(terminalSafe(location.directory)), verified; fingerprint \(fingerprint)")
    }
  }
}

/// What a backup or a restored archive is, as JSON.
struct BackupSummary: Encodable {
  let directory: String
  let fingerprint: String

  init(_ location: ArchiveLocation, fingerprint: String) {
    (directory, self.fingerprint) = (location.directory, fingerprint)
  }
}

/// A directory given as an argument.
func locationOfArgument(_ path: String) -> ArchiveLocation {
  ArchiveLocation(
    directory: ArchiveLocation.absolute(path, from: FileManager.default.currentDirectoryPath))
}
