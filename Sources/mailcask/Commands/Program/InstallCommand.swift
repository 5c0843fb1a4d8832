import Archive
import ArgumentParser
import Files
import Foundation
import Manual
import Presentation
import StandardStreams
import Text
import Web

struct InstallCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "install",
    abstract: "Install this program, its manual pages, shell completions and a launcher.",
    discussion: """
      Installs bin/mailcask, share/man, completions for bash, zsh and fish where the shells look \
      for them, and an entry for the menu of the desktop that starts "mailcask web". An older installation is replaced, even while it is running.

      Examples:
        mailcask install
        sudo mailcask install --prefix /usr/local
      """)

  @OptionGroup var verbosity: VerbosityOptions

  @Option(
    help: ArgumentHelp("The directory to install under. Default: ~/.local.", valueName: "dir"))
  var prefix: String?

  func run() throws {
    let prefix = ArchiveLocation.absolute(
      prefix ?? homeDirectory + "/.local", from: FileManager.default.currentDirectoryPath)
    let program = prefix + "/bin/mailcask"
    try Self.write(try Self.thisProgram(), to: program, 0o755)
    for page in try Help.pages() {
      try Self.write(page.text, to: "\(prefix)/share/man/man\(page.name.suffix(1))/\(page.name)")
    }
    let scripts: [(CompletionsCommand.Shell, String)] = [
      (.bash, "bash-completion/completions/mailcask"), (.zsh, "zsh/site-functions/_mailcask"),
      (.fish, "fish/vendor_completions.d/mailcask.fish"),
    ]
    for (shell, place) in scripts {
      try Self.write(shell.script + "\n", to: "\(prefix)/share/\(place)")
    }
    for file in Launcher(program: program).files {
      try Self.write(file.text, to: "\(prefix)/share/\(file.place)")
    }
    Console.summary(
      "Installed \(terminalSafe(program)), manual pages, shell completions and a launcher")
    let path = ProcessInfo.processInfo.environment["PATH", default: ""].split(separator: ":")
    if !path.contains(where: { $0 == prefix + "/bin" }) {
      Log.info("\(prefix)/bin is not in PATH: add it, or use the full path")
    }
  }

  static func write(_ text: String, to path: String) throws {
    try write(Array(text.utf8), to: path, 0o644)
  }

  /// Readable for all, and never half written: a program that runs is replaced, not changed.
  private static func write(_ bytes: [UInt8], to path: String, _ mode: mode_t) throws {
    let file = FilePath(path)
    do {
      // Mail is for its owner alone, and so this process's umask is; programs are for all.
      try POSIX.makeDirectories(file.directory, mode: 0o755)
      try SmallFile.replace(file, bytes, mode: mode)
    } catch {
      throw ArchiveError(
        .fileSystem, "write \(path)", why: "it cannot be written (\(error.cause))",
        remedy: "Name another directory, or run as a user who may write there.")
    }
  }

  private static func thisProgram() throws -> [UInt8] {
    try SmallFile.read(FilePath("/proc/self/exe"), limit: 1 << 30)
  }
}
