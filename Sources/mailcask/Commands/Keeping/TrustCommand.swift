import Archive
import ArgumentParser
import Foundation
import StandardStreams
import Text

struct TrustCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trust",
    abstract: "Obey the settings of an archive that belongs to another user.",
    discussion: """
      The settings of an archive can run commands (password_command) and name files. Mailcask \
      obeys them only if mailcask.toml belongs to you or to root and nobody else may write to it. \
      An archive in the working directory or above it is used only if it is your own. This command \
      records that you trust an archive all the same: its path, device, inode and owner. The list \
      is ~/.config/mailcask/trusted.json.

      Example: mailcask trust /srv/family/mail
      """)

  @Argument(help: ArgumentHelp("The archive's directory.", valueName: "dir"))
  var directory: String?

  @Flag(help: "No longer trust it.")
  var withdraw = false

  @Flag(help: "List the archives that you trust.")
  var list = false

  @OptionGroup var verbosity: VerbosityOptions

  func validate() throws {
    guard list == (directory == nil), !(list && withdraw) else {
      throw ValidationError("name one directory, or give --list alone")
    }
  }

  func run() throws {
    let trusted = TrustedArchives(environment: environmentVariable)
    guard let directory else {
      for entry in trusted.entries { Console.line(terminalSafe(entry.path)) }
      return
    }
    let location = ArchiveLocation(
      directory: ArchiveLocation.absolute(
        directory, from: FileManager.default.currentDirectoryPath))
    if withdraw {
      try trusted.withdraw(location)
      Console.summary("No longer trusts \(location.directory)")
    } else {
      try trusted.add(location)
      Console.summary(
        "Trusts \(location.directory): its settings are obeyed until you withdraw that")
    }
  }
}
