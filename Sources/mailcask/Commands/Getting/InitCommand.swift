import Archive
import ArgumentParser
import Foundation
import Presentation
import Text

struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Make a new, empty archive.",
    discussion: """
      The archive is one directory: mailcask.toml with the settings, to be edited by hand; \
      mail.sqlite with all messages; index/ for searching, which can be rebuilt at any time.

      Example: mailcask init ~/Mail/archive
      """)

  @Option(help: ArgumentHelp("The directory, as other commands take it.", valueName: "dir"))
  var archive: String?

  @OptionGroup var verbosity: VerbosityOptions

  @Argument(
    help: "The directory to make; unless given, $MAILCASK_ARCHIVE, else ~/.local/share/mailcask.")
  var directory: String?

  func validate() throws {
    guard archive == nil || directory == nil else {
      throw ValidationError("name the directory once: mailcask init DIR")
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
    report("Made an archive in \(terminalSafe(location.directory))")
    let option = given.map { _ in " --archive \(terminalSafe(location.directory))" } ?? ""
    report("Next: mailcask account add\(option)")
    report("or take in what you have: mailcask import\(option) PATH")
  }
}
