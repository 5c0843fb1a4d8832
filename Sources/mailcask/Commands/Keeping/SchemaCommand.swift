import Archive
import ArgumentParser

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Print the store's SQL schema, which explains each table and column.",
    discussion: """
      It begins with how to get mail out with nothing but the sqlite3 and zstd tools.

      Example: mailcask schema
      """)

  @OptionGroup var verbosity: VerbosityOptions

  @OptionGroup var pager: PagerOption

  func run() {
    pager.showing { Console.write(MailArchive.schema) }
  }
}
