import Archive
import ArgumentParser

struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show a message, give back its very octets, or tell where it came from.",
    discussion: """
      Examples:
        mailcask show 42
        mailcask show 42 --raw > message.eml
        mailcask show 42 --part 1 > invoice.pdf
        mailcask show 42 --html > message.html
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

  @Argument(help: ArgumentHelp("The message's number, as lists show it.", valueName: "id"))
  var id: Int64

  func run() throws {
    let archive = try archive.openForReading()
    if let part {
      Console.write(octets: try archive.attachment(part, of: id).octets)
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
    case .provenance: tell(try archive.history(of: id))
    case .diffNamesakes: try showDifferences(archive)
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

  private func showDifferences(_ archive: MailArchive) throws {
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

  private func tell(_ history: MessageHistory) {
    for sighting in history.sightings {
      Console.line(
        "\(localDate(sighting.place.time))  \(sighting.place.inWords): "
          + "\(visible(sighting.outcome)) (run \(sighting.run))")
    }
    for folder in history.folders { Console.line("In folder \(visible(folder))") }
    for server in history.servers { Console.line(server.inWords) }
    if let deletion = history.deletion {
      let fate =
        deletion.erased.map { "erased \(localDate($0))" }
        ?? "can be had back until \(localDate(deletion.eraseAfter))"
      Console.line("Deleted from this archive \(localDate(deletion.requested)), \(fate)")
    }
  }
}

extension MessageHistory.OnServer {
  /// "On the server of work (UID 17) since 2024-05-03, last seen 2024-05-09".
  fileprivate var inWords: String {
    let place = "the server of \(visible(account)) (UID \(visible(uid)))"
    if let deleted { return "Deleted from \(place) by Mailcask \(localDate(deleted))" }
    if let gone { return "No longer on \(place): gone since \(localDate(gone))" }
    let seen = lastSeen.map { ", last seen \(localDate($0))" } ?? ""
    return "On \(place) since \(localDate(firstSeen))\(seen)"
  }
}
