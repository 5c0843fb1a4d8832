import Archive
import ArgumentParser
import Foundation
import Presentation
import StandardStreams

/// `--archive`, and opening what it names.
struct ArchiveOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The archive's directory.",
      discussion: """
        Default: $MAILCASK_ARCHIVE; else this directory or the nearest one above it that is an \
        archive; else ~/.local/share/mailcask.
        """, valueName: "dir"))
  var archive: String?

  @OptionGroup var verbosity: VerbosityOptions

  /// How long a second writer waits for the first before it gives up, in seconds.
  private static let writerWait = 10.0

  func openForReading() throws -> MailArchive { try Self.openForReading(archive) }

  /// - Parameter path: the value of `--archive`; nil if it is not given.
  static func openForReading(_ path: String?) throws -> MailArchive {
    try open(try location(path), .reading)
  }

  func openWithDelivered() throws -> MailArchive { try Self.openWithDelivered(archive) }

  /// Imports what was delivered before it opens the archive for reading.
  static func openWithDelivered(_ path: String?) throws -> MailArchive {
    let location = try location(path)
    DeliveredMail.takeIn(location)
    return try open(location, .reading)
  }

  func openForWriting() throws -> MailArchive {
    try Self.open(try location, .writing(wait: Self.writerWait))
  }

  private static func open(
    _ location: ArchiveLocation, _ access: MailArchive.Access
  ) throws -> MailArchive {
    Log.debug("archive \(location.directory)")
    return try MailArchive.open(location, access)
  }

  var location: ArchiveLocation {
    get throws { try Self.location(archive) }
  }

  /// - Parameter warn: gets a sentence about an archive that is passed over.
  static func location(
    _ path: String?, warn: (String) -> Void = Log.warning
  ) throws -> ArchiveLocation {
    try ArchiveLocation.find(
      explicit: path, environment: environmentVariable,
      workingDirectory: FileManager.default.currentDirectoryPath, warn: warn)
  }
}
