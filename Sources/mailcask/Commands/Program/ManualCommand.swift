import Archive
import ArgumentParser
import Files
import Foundation
import Manual
import Presentation
import StandardStreams
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
    help: "A command or a topic. Default: the program's page.",
    completion: .page)
  var page: String?

  func run() throws {
    let pages = try Help.pages()
    if let outputDir {
      for page in pages { try InstallCommand.write(page.text, to: "\(outputDir)/\(page.name)") }
      return Console.summary("Wrote \(counted(pages.count, "page")) to \(terminalSafe(outputDir))")
    }
    guard let found = pages.first(where: { $0.name == Self.fileName(of: page) }) else {
      throw ArchiveError(
        .notFound, "show the manual of \(page ?? "")",
        why: "there is no such command or topic",
        remedy: "\"mailcask help\" lists them" + didYouMean(page ?? "", among: Help.names))
    }
    guard Console.outputIsTerminal, try show(found) else { return Console.write(found.text) }
  }

  /// The page of a command comes before that of a topic with the same name.
  private static func fileName(of page: String?) -> String {
    guard let page else { return "mailcask.1" }
    let isCommand = Mailcask.configuration.subcommands.contains {
      $0.configuration.commandName == page
    }
    guard !isCommand, let topic = Topic.named(page) else { return "mailcask-\(page).1" }
    return "\(topic.page.title).\(topic.page.section)"
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
