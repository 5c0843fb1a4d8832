import Archive
import ArgumentParser

struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show a message, or give back its very octets.",
    discussion: """
      Examples:
        mailcask show 42
        mailcask show 42 --raw > message.eml
        mailcask show 42 --part 1 > invoice.pdf
        mailcask show 42 --html > message.html
      """)

  enum Form: String, EnumerableFlag {
    case text, raw, headers, html, json

    static func help(for value: Form) -> ArgumentHelp? {
      switch value {
      case .text: "As a person reads it."
      case .raw: "Byte for byte as it was received, checked against its digest."
      case .headers: "All header fields, decoded."
      case .html: "As an HTML document that runs nothing and loads nothing."
      case .json: "What it is made of: fields, parts, attachments, text."
      }
    }
  }

  @OptionGroup var archive: ArchiveOption

  @Flag(exclusivity: .exclusive)
  var form = Form.text

  @Option(help: ArgumentHelp("The content of the attachment with this number.", valueName: "n"))
  var part: Int?

  @Argument(help: ArgumentHelp("The message's number, as lists show it.", valueName: "id"))
  var id: Int64

  func run() throws {
    let archive = try archive.openForReading()
    if let part {
      Console.write(octets: try archive.attachment(part, of: id).octets)
      return
    }
    switch form {
    case .text: show(try archive.message(id))
    case .raw: Console.write(octets: try archive.octets(of: id))
    case .headers: show(try archive.headerFields(of: id))
    case .html: Console.write(try archive.safeHTML(of: id))
    case .json: Console.line(try archive.structureJSON(of: id))
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
}
