import Archive
import ArgumentParser
import Presentation
import StandardStreams
import Text

struct CompleteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "complete",
    abstract: "List addresses, tags or folders for a part of them, for shells and mail programs.",
    discussion: """
      One per line, those of most messages first. Addresses are found by any part of them or of the \
      name, and followed by a tab and the name; tags and folders begin with the text, and are \
      followed by a tab and the number of messages.

      Examples:
        mailcask complete address ada
        set query_command = "echo; mailcask complete address %s"   (for mutt)
      """)

  enum Kind: String, CaseIterable, ExpressibleByArgument {
    case address, tag, folder
  }

  @OptionGroup var archives: ArchivesOption

  @Flag(help: "Print the list as JSON.")
  var json = false

  @Argument(help: "What to list.")
  var kind: Kind

  @Argument(help: "What it begins with; of an address any part.")
  var text = ""

  func run() throws {
    let kind = ArchiveGroup.CompletionKind(rawValue: kind.rawValue) ?? .address
    let completions = try archives.group.complete(kind, text)
    guard !json else {
      return Console.json(completions.map(Report.init))
    }
    for completion in completions {
      let more = kind == .address ? terminalSafe(completion.name) : String(completion.count)
      Console.line("\(terminalSafe(completion.value))\t\(more)")
    }
  }

  private struct Report: Encodable {
    let value: String
    let count: Int
    /// The name that goes with an address.
    let name: String?

    init(_ completion: CompletedValue) {
      value = completion.value
      count = completion.count
      name = completion.name.isEmpty ? nil : completion.name
    }
  }
}
