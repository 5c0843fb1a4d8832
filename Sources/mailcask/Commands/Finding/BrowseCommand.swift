import Archive
import ArgumentParser
import Browse
private import Glibc

struct BrowseCommand: ParsableCommand, TakesQuery {
  static let configuration = CommandConfiguration(
    commandName: "browse",
    abstract: "Read mail in the terminal: list, preview, search as you type.",
    discussion: """
      Keys are those of mutt and aerc: j and k move, Enter reads, / searches as you type, t changes \
      tags, E exports, q goes back and leaves; ? shows all. Nothing is changed but tags.

      Examples:
        mailcask browse
        mailcask browse from:ferry has:attachment
        mailcask browse --threads list:announce
      """)

  @OptionGroup var archive: ArchiveOption

  @Flag(help: "One line for each thread.")
  var threads = false

  @Option(help: ArgumentHelp("What comes first.", valueName: "order"))
  var sort = SearchOptions.Order.newest

  @Option(help: ArgumentHelp("Colours; auto heeds NO_COLOR.", valueName: "when"))
  var color = ColorChoice.auto

  @Argument(help: "Words, phrases in quotes, fields; all mail unless given.")
  var query: [String] = []

  func run() throws {
    let archive = try archive.openForReading()
    if let hindrance = TerminalDevice.hindrance {
      note("browse cannot run here: \(hindrance). mailcask search and show do without it")
      throw ExitCode(ExitStatus.usage)
    }
    guard let terminal = TerminalDevice(colored: color.isOn), terminal.enter() else {
      note("browse cannot take over the terminal: \(unsafe String(cString: strerror(errno)))")
      throw partlyFailed
    }
    var loop = BrowseLoop(
      archive, on: terminal, query: query.joined(separator: " "), threads: threads,
      order: sort)
    let (ending, isComplete) = loop.run()
    // Ended as the signal would have, so that a shell or a supervisor sees it.
    if let ending {
      _ = signal(ending, SIG_DFL)
      _ = raise(ending)
    }
    // Not through `exit`, which takes away what threads still use.
    guard isComplete else { _exit(ExitStatus.done) }
    archive.close()
  }
}
