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
      """)

  @OptionGroup var archive: ArchiveOption

  @Flag(help: "The message byte for byte as it was received, checked against its digest.")
  var raw = false

  @Argument(
    help: ArgumentHelp(
      "The message's number, as lists show it, or @ and its place in the last search.",
      valueName: "id"))
  var message: MessageReference

  func run() throws {
    let (archive, id) = try message.open(archive)
    if raw {
      Console.write(octets: try archive.octets(of: id))
    } else {
      let view = try archive.message(id)
      for field in view.fields {
        Console.line("\(field.name): \(visible(field.value))")
      }
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
}
