import Archive
import ArgumentParser
import Errors
import MIME
import Presentation
import StandardStreams
import Text
import Transfer

struct ShowCommand: ParsableCommand, TakesQuery {
  static let name = "show"

  static let configuration = CommandConfiguration(
    commandName: name,
    abstract: "Show a message, or write its original bytes.",
    discussion: """
      Specify messages by their numbers, as lists show them, by @3 for the third message that the \
      last search listed, by <message-id>, or by a query: if it finds one message, that is shown, \
      else what it finds is listed. On a terminal the text is wrapped, and long output goes \
      through a pager.

      Examples:
        mailcask show 42
        mailcask show @1 --thread
        mailcask show 42 --open      (in the web browser; nothing in it runs or loads anything)
        mailcask show 42 --part 1 > invoice.pdf
        mailcask show 42 --part 1 --text
        mailcask show 42 --raw > message.eml
        mailcask show 42 --pdf message.pdf
        mailcask show 42 --provenance
        mailcask show from:ada subject:lamp
        mailcask show 42 --raw --place 2 > as-in-the-mbox.eml
      """)

  enum Form: String, EnumerableFlag {
    case text, htmlText, plain, thread, headers, raw, html, open, provenance, diffNamesakes

    static func help(for value: Form) -> ArgumentHelp? {
      switch value {
      case .text: "For reading (the default); with --part the text of that attachment."
      case .htmlText: "The text of its HTML form, if it has both."
      case .plain: "The text of its plain form, if it has both."
      case .thread: "Its thread as a tree."
      case .headers: "All header fields, decoded."
      case .raw: "The original bytes, checked against their digest."
      case .html: "An HTML document that runs nothing and loads nothing."
      case .open: "Open that document with $BROWSER or xdg-open."
      case .provenance:
        "Every place and time it was seen, and whether its server still has it."
      case .diffNamesakes: "How other messages with the same Message-ID differ."
      }
    }
  }

  @OptionGroup var archive: ArchiveOption

  @Flag(exclusivity: .exclusive)
  var chosenForm: Form?

  var form: Form { chosenForm ?? .text }

  @Option(
    help: ArgumentHelp("Write the content of the attachment with this number.", valueName: "n"))
  var part: Int?

  @Option(
    help: ArgumentHelp(
      "With --raw: the bytes as they were at the nth place that --provenance lists.",
      valueName: "n"))
  var place: Int?

  @Option(
    help: ArgumentHelp("Print it to a PDF file with an installed browser.", valueName: "file"))
  var pdf: String?

  @Flag(help: "Print JSON: the message's structure, or its thread, headers or provenance.")
  var json = false

  @Option(
    help: ArgumentHelp(
      "Wrap text to this many columns. Default: the terminal's width.", valueName: "n"))
  var width: Int?

  @Option(
    help: ArgumentHelp(
      """
      How links in HTML are shown: numbered below the text, by host, or in full. Short addresses \
      always stand in the text.
      """, valueName: "form"))
  var links = LinkForm.numbered

  @Option(help: ArgumentHelp("Use colors; auto respects NO_COLOR.", valueName: "when"))
  var color = ColorChoice.auto

  @Option(help: ArgumentHelp("How dates are shown in the thread.", valueName: "style"))
  var dates = DateStyle.absolute

  @OptionGroup var pager: PagerOption

  @OptionGroup var messages: MessagesOption

  func validate() throws {
    guard !messages.isEmpty else {
      throw ValidationError("Specify a message: its number, @3 of the last search, or a query")
    }
    if json, [.raw, .html, .open, .diffNamesakes].contains(form) {
      throw ValidationError("--json can only be combined with --thread, --headers and --provenance")
    }
    let others = [part != nil, pdf != nil, json || form != .text]
    if others.count(where: { $0 }) > 1, part != nil || pdf != nil {
      throw ValidationError("--part and --pdf cannot be combined with other forms")
    }
    if place != nil, form != .raw { throw ValidationError("--place needs --raw") }
    if let width, width < 20 { throw ValidationError("--width must be 20 or more") }
  }

  func run() throws { try task.run() }

  var task: ShowTask {
    var task = ShowTask()
    task.archive = archive.archive
    task.chosenForm = chosenForm
    task.part = part
    task.place = place
    task.pdf = pdf
    task.json = json
    task.width = width
    task.links = links
    task.color = color
    task.dates = dates
    task.usesPager = !pager.noPager
    task.query = messages.query
    task.words = messages.words
    return task
  }
}

/// What stands for the addresses of links.
enum LinkForm: String, CaseIterable, ExpressibleByArgument {
  case numbered, host, full

  var option: ReadingOptions.Links {
    switch self {
    case .numbered: .numbered
    case .host: .host
    case .full: .full
    }
  }
}
