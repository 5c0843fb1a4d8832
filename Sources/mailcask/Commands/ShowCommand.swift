import Archive
import ArgumentParser

struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show a message, or give back its very octets.",
    discussion: """
      Examples:
        mailcask show 42
        mailcask show @1             (the first that the last search listed)
        mailcask show 42 --raw > message.eml
        mailcask show 42 --part 1 > invoice.pdf
        mailcask show 42 --html > message.html
        mailcask show 42 --pdf message.pdf
        mailcask show 42 --provenance
      """)

  enum Form: String, EnumerableFlag {
    case text, raw, headers, html, json, provenance, diffNamesakes

    static func help(for value: Form) -> ArgumentHelp? {
      switch value {
      case .text: "As a person reads it."
      case .raw: "Byte for byte as it was received, checked against its digest."
      case .headers: "All header fields, decoded."
      case .html: "As an HTML document that runs nothing and loads nothing."
      case .json: "What it is made of: fields, parts, attachments, text."
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

  @Argument(
    help: ArgumentHelp(
      "The message's number, as lists show it, or @ and its place in the last search.",
      valueName: "id"))
  var message: MessageReference

  func run() throws {
    let (archive, id) = try message.open(archive)
    if let part {
      Console.write(octets: try archive.attachment(part, of: id).octets)
      return
    }
    if let pdf {
      try archive.printPDF(of: id, to: pdf)
      Console.line("Printed message \(id) to \(visible(pdf))")
      return
    }
    switch form {
    case .text:
      show(try archive.message(id))
      tell(namesakes: try archive.namesakes(of: id))
    case .raw: Console.write(octets: try archive.octets(of: id))
    case .headers: show(try archive.headerFields(of: id))
    case .html: Console.write(try archive.safeHTML(of: id))
    case .json: Console.line(try archive.structureJSON(of: id))
    case .provenance: try archive.history(of: id).tell()
    case .diffNamesakes: try showDifferences(archive, id)
    }
  }

  private func show(_ fields: [MessageView.Field]) {
    for field in fields { Console.line("\(visible(field.name)): \(visible(field.value))") }
  }

  private func show(_ view: MessageView) {
    show(view.fields)
    Console.line()
    Console.line(visible(view.text, keepingLineEnds: true))
    if !view.attachments.isEmpty { Console.line() }
    for (index, attachment) in view.attachments.enumerated() {
      Console.line(
        "[\(index + 1)] \(visible(attachment.name ?? "unnamed")) "
          + "(\(visible(attachment.type)), \(humanSize(attachment.size)))")
    }
  }

  private func tell(namesakes: [Headline]) {
    guard !namesakes.isEmpty else { return }
    let numbers = namesakes.map { String($0.id) }.joined(separator: ", ")
    note(
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
        Console.line("\(line.isInFirst ? "-" : "+")\(line.number): \(visible(line.text))")
      }
      if lines.isEmpty { Console.line("only line ends differ") }
    }
  }
}
