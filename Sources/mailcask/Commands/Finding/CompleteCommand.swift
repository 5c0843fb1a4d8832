import Archive
import ArgumentParser
import Presentation
import Text

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

  @Flag(help: "As JSON.")
  var json = false

  @Argument(help: "What to list.")
  var kind: Kind

  @Argument(help: "What it begins with.")
  var text = ""

  func run() throws {
    let kind = ArchiveGroup.CompletionKind(rawValue: kind.rawValue) ?? .address
    let completions = try archives.group.complete(kind, text)
    guard !json else {
      return Console.json(completions)
    }
    for completion in completions {
      Console.line("\(terminalSafe(completion.value))\t\(completion.count)")
    }
  }
}
