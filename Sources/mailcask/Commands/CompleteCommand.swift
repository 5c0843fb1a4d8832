import Archive
import ArgumentParser

struct CompleteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "complete",
    abstract:
      "List addresses, tags or folders that begin with a text, for shells and mail programs.",
    discussion: """
      One a line, the most frequent first, then a tab and the number of messages.

      Example: mailcask complete address ada
      """)

  enum Kind: String, CaseIterable, ExpressibleByArgument {
    case address, tag, folder
  }

  @OptionGroup var archives: ArchivesOption

  @Argument(help: "address, tag or folder.")
  var kind: Kind

  @Argument(help: "What it begins with.")
  var text = ""

  func run() throws {
    let kind = ArchiveGroup.CompletionKind(rawValue: kind.rawValue) ?? .address
    for completion in try archives.group.complete(kind, text) {
      Console.line("\(visible(completion.value))\t\(completion.count)")
    }
  }
}
