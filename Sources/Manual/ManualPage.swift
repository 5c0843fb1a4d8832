/// A manual page in the language of man(7).
package struct ManualPage {
  /// "mailcask-search.1"
  package let name: String
  package private(set) var text: String

  private init(_ title: String, section: Int, abstract: String, version: String) {
    name = "\(title).\(section)"
    text =
      ".TH \"\(title.uppercased())\" \"\(section)\" \"\" \"Mailcask \(version)\" "
      + "\"Mailcask\"\n.SH NAME\n\(Self.escaped(title)) \\- \(Self.escaped(abstract))\n"
  }

  /// One for the program, one for each topic, one for each command.
  package static func all(of program: CommandDescription, version: String) -> [ManualPage] {
    let commands = (program.subcommands ?? []).filter { $0.commandName != "help" }
    return [overview(program, commands, version)] + Topic.all.map { page($0, version) }
      + commands.map { page($0, version) }
  }

  // MARK: Pages

  private static func page(_ command: CommandDescription, _ version: String) -> ManualPage {
    var page = ManualPage(
      "mailcask-\(command.commandName)", section: 1, abstract: command.abstract ?? "",
      version: version)
    page.section("SYNOPSIS")
    page.synopsis(of: command, after: "mailcask")
    page.body(of: command)
    for subcommand in command.subcommands ?? [] where subcommand.commandName != "help" {
      page.section("mailcask \(command.commandName) \(subcommand.commandName)".uppercased())
      page.paragraph(subcommand.abstract ?? "")
      page.synopsis(of: subcommand, after: "mailcask \(command.commandName)")
      page.body(of: subcommand, isSection: false)
    }
    page.section("EXIT STATUS")
    page.paragraph(
      "0: done. 1: nothing was found, or a part failed. 2: wrong use. See mailcask(1).")
    page.section("SEE ALSO")
    page.paragraph("mailcask(1), mailcask-query(7), mailcask.toml(5)")
    return page
  }

  private static func overview(
    _ program: CommandDescription, _ commands: [CommandDescription], _ version: String
  ) -> ManualPage {
    var page = ManualPage(
      "mailcask", section: 1, abstract: program.abstract ?? "", version: version)
    page.section("SYNOPSIS")
    page.raw("\\fBmailcask\\fR \\fIcommand\\fR [\\fIoptions\\fR] [\\fIarguments\\fR]")
    page.section("DESCRIPTION")
    page.paragraph(
      "Mailcask keeps a person's whole mail on their own disk, finds anything in it without a "
        + "network, and gives it back byte for byte.")
    page.section("COMMANDS")
    for command in commands {
      page.tagged(
        "\\fBmailcask\\-\(escaped(command.commandName))\\fR(1)", command.abstract ?? "")
    }
    page.section("NAMING MESSAGES")
    page.paragraph(
      "A message is specified by its number, as lists show it, which is never reused in an archive "
        + "(42, or id:42); by @3, the third message that the last search listed; or by "
        + "<message-id>. export, attachments, tag, delete, undelete and show take several: if all "
        + "words are such and each message exists, they name messages; else all words are a query. "
        + "What --query gives is always a query. tag, delete and export say how they read it.")
    page.section("ENVIRONMENT")
    for (name, meaning) in environment { page.tagged("\\fB\(escaped(name))\\fR", meaning) }
    page.section("FILES")
    page.paragraph("An archive is one directory; see mailcask-archive(5).")
    page.section("EXIT STATUS")
    page.paragraph(
      "0: success. 1: nothing was found, or a part failed. 2: wrong use. See mailcask-errors(7).")
    page.section("SEE ALSO")
    page.paragraph(Topic.all.map { "\($0.page.title)(\($0.page.section))" }.joined(separator: ", "))
    return page
  }

  private static func page(_ topic: Topic, _ version: String) -> ManualPage {
    var page = ManualPage(
      topic.page.title, section: topic.page.section, abstract: topic.abstract,
      version: version)
    var hasSection = false
    for block in topic.blocks {
      if case .heading = block {} else if !hasSection { page.section("DESCRIPTION") }
      hasSection = true
      switch block {
      case .heading(let text):
        page.section(text.hasPrefix("[") ? text : text.uppercased())
      case .paragraph(let text): page.paragraph(text)
      case .terms(let terms):
        for (term, meaning) in terms { page.tagged("\\fB\(escaped(term))\\fR", meaning) }
      case .literal(let lines):
        page.raw(".PP\n.nf")
        for line in lines { page.raw(escapedLine(line)) }
        page.raw(".fi")
      }
    }
    page.section("SEE ALSO")
    page.paragraph("mailcask(1)")
    return page
  }

  private static let environment = [
    ("MAILCASK_ARCHIVE", "The archive to use if --archive is not given."),
    (
      "MAILCASK_PAGER, PAGER",
      "The pager for long output. Default: less; none if empty."
    ),
    ("NO_COLOR", "Any value turns colors off, unless --color always is given."),
    ("BROWSER", "The command that mailcask show --open starts. Default: xdg-open."),
    ("COLUMNS", "The width to format output for, even if it does not go to a terminal."),
    (
      "XDG_DATA_HOME", "The default archive is mailcask in this directory. Default: ~/.local/share."
    ),
    ("XDG_STATE_HOME", "Keeps what the last search listed. Default: ~/.local/state."),
  ]

  // MARK: Parts of a page

  private mutating func synopsis(of command: CommandDescription, after parents: String) {
    let operands = (command.arguments ?? []).filter { $0.kind == "positional" && $0.shouldDisplay }
      .map { argument in
        let name =
          "\\fI\(Self.escaped(argument.valueName ?? ""))\\fR"
          + (argument.isRepeating ? " ..." : "")
        return argument.isOptional ? "[\(name)]" : name
      }
    let subcommand = command.subcommands?.isEmpty == false ? ["\\fIsubcommand\\fR"] : []
    raw(
      (["\\fB\(Self.escaped("\(parents) \(command.commandName)"))\\fR"] + subcommand
        + ["[\\fIoptions\\fR]"] + operands).joined(separator: " "))
  }

  private mutating func body(of command: CommandDescription, isSection: Bool = true) {
    if isSection, !command.paragraphs.isEmpty { section("DESCRIPTION") }
    for text in command.paragraphs { paragraph(text) }
    let arguments = (command.arguments ?? []).filter { $0.shouldDisplay && !$0.isGeneral }
    if isSection, !arguments.isEmpty { section("OPTIONS") }
    for argument in arguments { option(argument) }
    guard !command.examples.isEmpty else { return }
    if isSection { section("EXAMPLES") }
    raw(".nf")
    for example in command.examples { raw(Self.escapedLine(example)) }
    raw(".fi")
  }

  private mutating func option(_ argument: CommandDescription.Argument) {
    let value = "\\fI\(Self.escaped(argument.valueName ?? ""))\\fR"
    let names = (argument.names ?? []).map { "\\fB\(Self.escaped($0.asTyped))\\fR" }
    let head =
      switch argument.kind {
      case "positional": value
      case "option": names.joined(separator: ", ") + " " + value
      default: names.joined(separator: ", ")
      }
    var about = [argument.abstract, argument.discussion].compactMap { $0 }.joined(separator: " ")
    if let values = argument.allValues, !values.isEmpty {
      about += " One of: \(values.joined(separator: ", "))."
    }
    if let standard = argument.defaultValue, argument.kind == "option" {
      about += " Default: \(standard)."
    }
    tagged(head, about)
  }

  private mutating func section(_ title: String) { raw(".SH \"\(Self.escaped(title))\"") }

  private mutating func paragraph(_ text: String) { raw(".PP\n" + Self.escapedLine(text)) }

  /// - Parameter head: in the language of man(7).
  private mutating func tagged(_ head: String, _ text: String) {
    raw(".TP\n\(head)\n\(Self.escapedLine(text))")
  }

  private mutating func raw(_ line: String) { text += line + "\n" }

  /// Characters beyond ASCII by their numbers, which every version of troff reads.
  private static func escaped(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      switch scalar {
      case "\\": "\\e"
      case "-": "\\-"
      case _ where scalar.isASCII: String(scalar)
      default:
        "\\[u\(number(scalar))]"
      }
    }.joined()
  }

  /// At least four digits, as troff wants them.
  private static func number(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// A line that begins with a dot or an apostrophe would be a request.
  private static func escapedLine(_ text: String) -> String {
    let line = escaped(text.replacing("\n", with: " "))
    return line.hasPrefix(".") || line.hasPrefix("'") ? "\\&" + line : line
  }
}
