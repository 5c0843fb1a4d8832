import Archive
import ArgumentParser
import Fetch
import Presentation
import StandardStreams
import Text

struct AccountFoldersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "folders",
    abstract: "Show the folders of an account on its server, and what a fetch would get.",
    discussion: """
      Only IMAP has folders. Which are fetched is set with folders and skip_folders in mailcask.toml. \
      Nothing is changed, here or on the server.

      Example: mailcask account folders work
      """)

  @OptionGroup var archive: ArchiveOption

  @Flag(help: "Show the dialogue with the server, passwords masked.")
  var trace = false

  @Flag(help: "Print the folders as JSON.")
  var json = false

  @Argument(help: "The account, as named in mailcask.toml.", completion: .account)
  var account: String

  func run() throws {
    let archive = try archive.openForReading()
    let account = try archive.account(named: account, to: "show the folders of")
    let interruption = try Interruption(.whenSafe("nothing was changed"))
    var options = MailArchive.FetchOptions()
    options.prompt = askSecretly
    options.cancellation = interruption.cancellation
    if trace || Log.shows(.trace) { options.trace = Log.trace }
    let folders = try archive.folders(of: account, options: options)
    guard !json else { return Console.json(folders.map(FolderReport.init)) }
    for line in FolderTree(folders).lines { Console.line(line) }
  }
}
