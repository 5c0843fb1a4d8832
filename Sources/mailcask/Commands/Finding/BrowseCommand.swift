import Archive
import ArgumentParser
import Browse
private import Glibc
import StandardStreams

struct BrowseCommand: ParsableCommand, TakesQuery {
  static let configuration = CommandConfiguration(
    commandName: "browse",
    abstract: "Read mail in the terminal: list, preview, search as you type.",
    discussion: """
      The keys are those of mutt and aerc: j and k move, Enter opens a message, / searches as you \
      type, t changes tags, E exports, q goes back or quits; ? lists all keys and marks. Only tags can \
      be changed. The terminal's cursor stands on the selected row.

      Examples:
        mailcask browse
        mailcask browse from:ferry has:attachment
        mailcask browse --threads list:announce
      """)

  @OptionGroup var archive: ArchiveOption

  @Flag(help: "One line for each thread.")
  var threads = false

  @Option(help: ArgumentHelp("Sort order.", valueName: "order"))
  var sort = SearchOptions.Order.newest

  @Option(help: ArgumentHelp("Use colors; auto respects NO_COLOR.", valueName: "when"))
  var color = ColorChoice.auto

  @Flag(help: "For screen readers: no lines and no boxes are drawn.")
  var plainScreen = false

  @Argument(help: "Words, phrases in quotes, fields. Default: all mail.", completion: .query)
  var query: [String] = []

  func run() throws {
    let archive = try archive.openForReading()
    if let obstacle = TerminalDevice.obstacle {
      Log.error("browse cannot run here: \(obstacle). Use mailcask search and show instead")
      throw ExitStatus.usage
    }
    guard let terminal = TerminalDevice(colored: color.isOn), terminal.enter() else {
      Log.error("browse cannot take over the terminal: \(unsafe String(cString: strerror(errno)))")
      throw ExitStatus.partial
    }
    var loop = BrowseLoop(
      archive, on: terminal, query: query.joined(separator: " "), threads: threads,
      order: sort, isPlain: plainScreen)
    let (ending, isComplete) = loop.run()
    // Ended as the signal would have, so that a shell or a supervisor sees it.
    if let ending {
      _ = signal(ending, SIG_DFL)
      _ = raise(ending)
    }
    // Not through `exit`, which takes away what threads still use.
    guard isComplete else { _exit(ExitStatus.done.rawValue) }
    archive.close()
  }
}
