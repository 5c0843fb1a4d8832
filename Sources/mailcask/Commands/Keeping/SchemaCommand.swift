import Archive
import ArgumentParser
import StandardStreams

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Print the store's SQL schema with explanations of each table and column.",
    discussion: """
      It begins with instructions for extracting mail with only the sqlite3 and zstd tools.

      Example: mailcask schema
      """)

  @OptionGroup var verbosity: VerbosityOptions

  @OptionGroup var pager: PagerOption

  func run() {
    pager.showing { Console.write(MailArchive.schema) }
  }
}
