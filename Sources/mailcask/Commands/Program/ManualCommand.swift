import Archive
import ArgumentParser
import Files
import Foundation
import Presentation
import Text

struct ManualCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual",
    abstract: "Print a manual page, or write all of them.",
    discussion: """
      The pages are generated from the same definitions as --help. mailcask install puts them \
      where man looks for them.

      Examples:
        mailcask manual search
        mailcask manual --output-dir ~/.local/share/man/man1
      """)

  @OptionGroup var verbosity: VerbosityOptions

  @Option(help: ArgumentHelp("Write all pages to this directory.", valueName: "dir"))
  var outputDir: String?

  @OptionGroup var pager: PagerOption

  @Argument(
    help: "A command, or mailcask.toml. Default: the program's page.",
    completion: .command)
  var page: String?

  func run() throws {
    let pages = try ManualPage.all()
    if let outputDir {
      for page in pages { try InstallCommand.write(page.text, to: "\(outputDir)/\(page.name)") }
      return Console.summary("Wrote \(counted(pages.count, "page")) to \(terminalSafe(outputDir))")
    }
    let wanted = page.map { $0 == "mailcask.toml" ? "mailcask.toml.5" : "mailcask-\($0).1" }
    guard let found = pages.first(where: { $0.name == wanted ?? "mailcask.1" }) else {
      throw ArchiveError(
        .notFound, "show the manual of \(page ?? "")",
        why: "there is no such command"
          + didYouMean(page ?? "", among: Mailcask.commands + ["mailcask.toml"]),
        remedy: "mailcask --help lists them.")
    }
    guard Console.outputIsTerminal, try show(found) else { return Console.write(found.text) }
  }

  /// Shows it with man; false if that is not installed.
  private func show(_ page: ManualPage) throws -> Bool {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    let file = "\(folder.name)/\(page.name)"
    try SmallFile.create(FilePath(file), Array(page.text.utf8))
    Console.flush()
    return Shell.run(["man", "-l", file]) == 0
  }
}
