import Archive
import ArgumentParser
import Presentation
import Text
import Transfer

struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show a message, or give back its very octets.",
    discussion: """
      A message is named by its number, as lists show it, or as @3 for the third that the last \
      search listed. On a terminal its text is wrapped, and what is longer than the screen goes \
      through a pager.

      Examples:
        mailcask show 42
        mailcask show @1 --thread
        mailcask show 42 --open      (in the web browser; nothing in it runs or loads anything)
        mailcask show 42 --part 1 > invoice.pdf
        mailcask show 42 --raw > message.eml
        mailcask show 42 --pdf message.pdf
        mailcask show 42 --provenance
      """)

  enum Form: String, EnumerableFlag {
    case text, thread, headers, raw, html, open, provenance, diffNamesakes

    static func help(for value: Form) -> ArgumentHelp? {
      switch value {
      case .text: "As a person reads it."
      case .thread: "The thread that it belongs to, as a tree."
      case .headers: "All header fields, decoded."
      case .raw: "Byte for byte as it was received, checked against its digest."
      case .html: "As an HTML document that runs nothing and loads nothing."
      case .open: "Open that document with $BROWSER or xdg-open."
      case .provenance:
        "Every place and time that it was seen in, and whether its server has it still."
      case .diffNamesakes: "How other messages with the same Message-ID differ."
      }
    }
  }

  @OptionGroup var archive: ArchiveOption

  @Flag(exclusivity: .exclusive)
  var form = Form.text

  @Option(help: ArgumentHelp("The content of the attachment with this number.", valueName: "n"))
  var part: Int?

  @Option(
    help: ArgumentHelp("Print it to a PDF file through an installed browser.", valueName: "file"))
  var pdf: String?

  @Flag(help: "As JSON: what the message is made of, or its thread, headers or provenance.")
  var json = false

  @Option(help: ArgumentHelp("Wrap text to so many columns; else to the terminal.", valueName: "n"))
  var width: Int?

  @Option(help: ArgumentHelp("Colours; auto heeds NO_COLOR.", valueName: "when"))
  var color = ColorChoice.auto

  @Option(help: ArgumentHelp("Dates in the thread.", valueName: "style"))
  var dates = DateStyle.absolute

  @OptionGroup var pager: PagerOption

  @Argument(
    help: ArgumentHelp(
      "The message's number, as lists show it, or @ and its place in the last search.",
      valueName: "id"))
  var message: MessageReference

  func validate() throws {
    if json, [.raw, .html, .open, .diffNamesakes].contains(form) {
      throw ValidationError("--json goes with --thread, --headers and --provenance only")
    }
    let others = [part != nil, pdf != nil, json || form != .text]
    if others.count(where: { $0 }) > 1, part != nil || pdf != nil {
      throw ValidationError("--part and --pdf go with no other form")
    }
    if let width, width < 20 { throw ValidationError("--width must be 20 or more") }
  }

  func run() throws {
    let (archive, id) = try message.open(archive)
    if let part { return try show(part: part, archive, id) }
    if let pdf {
      try archive.printPDF(of: id, to: pdf)
      return report("Printed message \(id) to \(terminalSafe(pdf))")
    }
    if json { return try showJSON(archive, id) }
    switch form {
    case .raw where Console.outputIsTerminal: show(octets: try archive.octets(of: id))
    case .raw: try archive.readOctets(of: id) { Console.write(octets: Array($0)) }
    case .open:
      Console.flush()
      let file = try Browser.open(try archive.safeHTML(of: id), name: "message-\(id)")
      detail("opened \(file)")
    default: try pager.showing { try showText(archive, id) }
    }
    if form == .text { tell(namesakes: try archive.namesakes(of: id)) }
  }

  private func showText(_ archive: MailArchive, _ id: Int64) throws {
    switch form {
    case .thread:
      let tree = ThreadTree(
        entries: try archive.thread(of: id), current: id, dates: dates, style: color.style)
      for line in tree.lines(in: Console.layout) { Console.line(line) }
    case .headers:
      for field in try archive.headerFields(of: id) {
        Console.line("\(terminalSafe(field.name)): \(terminalSafe(field.value))")
      }
    case .html: Console.write(try archive.safeHTML(of: id))
    case .provenance: try archive.history(of: id).tell()
    case .diffNamesakes: try showDifferences(archive, id)
    case .text, .raw, .open:
      let view = MessagePage(
        view: try archive.message(id), width: width ?? Console.textWidth, style: color.style)
      for line in view.lines { Console.line(line) }
    }
  }

  private func showJSON(_ archive: MailArchive, _ id: Int64) throws {
    switch form {
    case .thread: Console.json(ThreadReport(try archive.thread(of: id)))
    case .headers: Console.json(try archive.headerFields(of: id).map(HeaderReport.init))
    case .provenance: Console.json(ProvenanceReport(try archive.history(of: id)))
    default: Console.line(try archive.structureJSON(of: id))
    }
  }

  private func show(part: Int, _ archive: MailArchive, _ id: Int64) throws {
    let octets = try archive.attachment(part, of: id).octets
    if Console.outputIsTerminal, octets.contains(0) {
      throw ArchiveError(
        .fileSystem, "show part \(part) of message \(id)",
        why: "it is no text, and the output is a terminal",
        remedy: "Send it to a file: mailcask show \(id) --part \(part) > FILE")
    }
    show(octets: octets)
  }

  /// As they are; but a terminal would act on control characters, so that it gets pictures of them.
  private func show(octets: [UInt8]) {
    guard Console.outputIsTerminal else { return Console.write(octets: octets) }
    let text = String(decoding: octets, as: UTF8.self).replacing("\r\n", with: "\n")
    pager.showing { Console.write(terminalSafe(text, keepingLineEnds: true)) }
  }

  private func tell(namesakes: [MessageSummary]) {
    guard !namesakes.isEmpty else { return }
    let numbers = namesakes.map { String($0.id) }.joined(separator: ", ")
    remark(
      "another message has the same Message-ID, but not the same octets: \(numbers); "
        + "--diff-namesakes shows how they differ")
  }

  private func showDifferences(_ archive: MailArchive, _ id: Int64) throws {
    let namesakes = try archive.namesakes(of: id)
    guard !namesakes.isEmpty else {
      // Says that there is no such message, if there is none.
      _ = try archive.message(id)
      note("no other message has its Message-ID")
      throw partlyFailed
    }
    for namesake in namesakes {
      Console.line("--- message \(id)")
      Console.line("+++ message \(namesake.id)")
      let lines = try archive.difference(between: id, and: namesake.id)
      for line in lines {
        Console.line("\(line.isInFirst ? "-" : "+")\(line.number): \(terminalSafe(line.text))")
      }
      if lines.isEmpty { Console.line("only line ends differ") }
    }
  }
}
