import Archive
import ArgumentParser
import MIME
import Presentation
import Text
import Transfer

struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show a message, or write its original bytes.",
    discussion: """
      Specify a message by its number, as lists show it, or by @3 for the third message that the \
      last search listed. On a terminal the text is wrapped, and long output goes through a pager.

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
    case text, htmlText, plain, thread, headers, raw, html, open, provenance, diffNamesakes

    static func help(for value: Form) -> ArgumentHelp? {
      switch value {
      case .text: "For reading (the default)."
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
  var form = Form.text

  @Option(
    help: ArgumentHelp("Write the content of the attachment with this number.", valueName: "n"))
  var part: Int?

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

  @Argument(
    help: ArgumentHelp(
      "The message's number, or @ and its position in the last search.",
      valueName: "id"))
  var message: MessageReference

  func validate() throws {
    if json, [.raw, .html, .open, .diffNamesakes].contains(form) {
      throw ValidationError("--json can only be combined with --thread, --headers and --provenance")
    }
    let others = [part != nil, pdf != nil, json || form != .text]
    if others.count(where: { $0 }) > 1, part != nil || pdf != nil {
      throw ValidationError("--part and --pdf cannot be combined with other forms")
    }
    if let width, width < 20 { throw ValidationError("--width must be 20 or more") }
  }

  func run() throws {
    let (archive, id) = try message.open(archive)
    if let part { return try show(part: part, archive, id) }
    if let pdf {
      try archive.printPDF(of: id, to: pdf)
      return Console.summary("Printed message \(id) to \(terminalSafe(pdf))")
    }
    if json { return try showJSON(archive, id) }
    switch form {
    case .raw where Console.outputIsTerminal: show(bytes: try archive.bytes(of: id))
    case .raw: try archive.readBytes(of: id) { Console.write(bytes: Array($0)) }
    case .open:
      Console.flush()
      let file = try Browser.open(try archive.safeHTML(of: id), name: "message-\(id)")
      Log.debug("opened \(file)")
    default: try pager.showing { try showText(archive, id) }
    }
    if form.isText { mention(others: try archive.messagesWithSameID(as: id)) }
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
    case .provenance:
      for line in try archive.history(of: id).lines { Console.line(line) }
    case .diffNamesakes: try showDifferences(archive, id)
    case .text, .htmlText, .plain, .raw, .open:
      let view = MessagePage(
        view: try archive.message(id, reading, foundBy: message.searchedFor), width: textWidth,
        style: color.style)
      for line in view.lines { Console.line(line) }
    }
  }

  private var textWidth: Int? { width ?? Console.textWidth }

  private var reading: ReadingOptions {
    var options = ReadingOptions()
    options.form = form == .htmlText ? .html : form == .plain ? .plain : .best
    options.links = links.option
    options.columns = MessagePage.textWidth(in: textWidth)
    options.clock = .system
    return options
  }

  private func showJSON(_ archive: MailArchive, _ id: Int64) throws {
    switch form {
    case .thread: Console.json(ThreadReport(try archive.thread(of: id)))
    case .headers: Console.json(try archive.headerFields(of: id))
    case .provenance: Console.json(ProvenanceReport(try archive.history(of: id)))
    default: Console.line(try archive.structureJSON(of: id, reading))
    }
  }

  private func show(part: Int, _ archive: MailArchive, _ id: Int64) throws {
    let bytes = try archive.attachment(part, of: id).bytes
    if Console.outputIsTerminal, bytes.contains(0) {
      throw ArchiveError(
        .fileSystem, "show part \(part) of message \(id)",
        why: "it is binary data and the output is a terminal",
        remedy: "Send it to a file: mailcask show \(id) --part \(part) > FILE")
    }
    show(bytes: bytes)
  }

  /// Unchanged, except on a terminal, which would act on control characters: it gets pictures of them.
  private func show(bytes: [UInt8]) {
    guard Console.outputIsTerminal else { return Console.write(bytes: bytes) }
    let text = String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "\n")
    pager.showing { Console.write(terminalSafe(text, keepingLineEnds: true)) }
  }

  private func mention(others: [MessageSummary]) {
    guard !others.isEmpty else { return }
    let numbers = others.map { String($0.id) }.joined(separator: ", ")
    Log.info(
      "another message has the same Message-ID but different bytes: \(numbers); "
        + "--diff-namesakes shows how they differ")
  }

  private func showDifferences(_ archive: MailArchive, _ id: Int64) throws {
    let others = try archive.messagesWithSameID(as: id)
    guard !others.isEmpty else {
      // Throws if there is no such message.
      _ = try archive.message(id)
      Log.error("no other message has its Message-ID")
      throw ExitStatus.partial
    }
    for other in others {
      Console.line("--- message \(id)")
      Console.line("+++ message \(other.id)")
      let lines = try archive.difference(between: id, and: other.id)
      for line in lines {
        Console.line("\(line.isInFirst ? "-" : "+")\(line.number): \(terminalSafe(line.text))")
      }
      if lines.isEmpty { Console.line("only line ends differ") }
    }
  }
}

extension ShowCommand.Form {
  /// The message is shown as its text.
  fileprivate var isText: Bool { self == .text || self == .htmlText || self == .plain }
}

/// What stands for the addresses of links.
enum LinkForm: String, CaseIterable, ExpressibleByArgument {
  case numbered, host, full

  fileprivate var option: ReadingOptions.Links {
    switch self {
    case .numbered: .numbered
    case .host: .host
    case .full: .full
    }
  }
}
