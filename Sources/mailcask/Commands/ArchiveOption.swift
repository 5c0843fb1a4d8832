import Archive
import ArgumentParser
import Foundation

/// `--archive`, and opening what it names.
struct ArchiveOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The archive's directory.",
      discussion: """
        Unless given: $MAILCASK_ARCHIVE, else this directory or the nearest one above it that is \
        an archive, else ~/.local/share/mailcask.
        """, valueName: "dir"))
  var archive: String?

  @OptionGroup var verbosity: VerbosityOptions

  /// How long a second writer waits for the first before it gives up, in seconds.
  private static let writerWait = 10.0

  func openForReading() throws -> MailArchive {
    try open(.reading)
  }

  func openForWriting() throws -> MailArchive {
    try open(.writing(wait: Self.writerWait))
  }

  private func open(_ access: MailArchive.Access) throws -> MailArchive {
    let location = try location
    detail("archive \(location.directory)")
    return try MailArchive.open(location, access)
  }

  var location: ArchiveLocation {
    get throws {
      try ArchiveLocation.find(
        explicit: archive, environment: ProcessInfo.processInfo.environment,
        workingDirectory: FileManager.default.currentDirectoryPath)
    }
  }
}
