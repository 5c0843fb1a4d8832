import Archive
import ArgumentParser
import Foundation
import Presentation
import StandardStreams
import Text

struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Create a new, empty archive.",
    discussion: """
      The archive is one directory: mailcask.toml with the settings, which you can edit; \
      mail.sqlite with all messages; index/ for searching, which can be rebuilt at any time.

      Example: mailcask init ~/Mail/archive
      """)

  @Option(help: ArgumentHelp("The directory, as for other commands.", valueName: "dir"))
  var archive: String?

  @OptionGroup var verbosity: VerbosityOptions

  @Argument(
    help: "The directory to create. Default: $MAILCASK_ARCHIVE, else ~/.local/share/mailcask.")
  var directory: String?

  func validate() throws {
    guard archive == nil || directory == nil else {
      throw ValidationError("name the directory only once: mailcask init DIR")
    }
  }

  func run() throws {
    let given = directory ?? archive
    let named = [given, environmentVariable("MAILCASK_ARCHIVE")].lazy.compactMap(\.self)
      .first { !$0.isEmpty }
    let location = ArchiveLocation(
      directory: named.map {
        ArchiveLocation.absolute($0, from: FileManager.default.currentDirectoryPath)
      } ?? ArchiveLocation.defaultDirectory(environment: environmentVariable))
    try MailArchive.create(at: location).close()
    Console.summary("Created an archive in \(terminalSafe(location.directory))")
    let option = given.map { _ in " --archive \(terminalSafe(location.directory))" } ?? ""
    Console.summary("Next: mailcask account add\(option)")
    Console.summary("or import existing mail: mailcask import\(option) PATH")
  }
}
