import Archive
import ArgumentParser
import Errors
import MIME
import Presentation
import StandardStreams
import Text
import Transfer

/// Showing messages, apart from how that was asked for.
struct ShowTask {
  typealias Form = ShowCommand.Form

  /// The value of `--archive`.
  var archive: String?
  var chosenForm: Form?
  var part: Int?
  var place: Int?
  var pdf: String?
  var json = false
  var width: Int?
  var links = LinkForm.numbered
  var color = ColorChoice.auto
  var dates = DateStyle.absolute
  var usesPager = true
  var query: String?
  var words: [String] = []

  private var form: Form { chosenForm ?? .text }

  init() {}

  /// Nil for what is left to the argument parser.
  init?(arguments: [String]) {
    var task = ShowTask()
    let typed = TypedArguments(arguments) { name, value in
      switch name {
      case "--archive": set(&task.archive, value())
      case "--no-pager": set(&task.usesPager, false)
      case "--width": set(&task.width, value().flatMap { Int($0) }) && task.width ?? 0 >= 20
      case "--links": set(&task.links, value().flatMap(LinkForm.init))
      case "--color": set(&task.color, value().flatMap(ColorChoice.init))
      case "--dates": set(&task.dates, value().flatMap(DateStyle.init))
      case "--thread": task.chosenForm == nil && set(&task.chosenForm, .thread)
      case "--headers": task.chosenForm == nil && set(&task.chosenForm, .headers)
      case "--raw": task.chosenForm == nil && set(&task.chosenForm, .raw)
      default: false
      }
    }
    guard let typed, !MessagesOption(words: typed.words).isEmpty else { return nil }
    self = task
    words = typed.words
  }

  func run() throws {
    let messages = MessagesOption(words: words, query: query)
    let (archive, path) = try messages.openForReading(archive)
    let chosen = try messages.chosen(in: archive, at: path, .anywhere, to: "show")
    if case .query(_, let missing?) = chosen.reading {
      guard !isOfOneMessage else {
        throw ArchiveError(
          .notFound, "show message \(missing)", why: "there is no such message",
          remedy: "If it is a word to search for, use --query.")
      }
      chosen.announce()
    }
    let query = messages.searchedFor(chosen)
    guard let first = chosen.ids.first else {
      Log.error("nothing found")
      throw ExitStatus.partial
    }
    if chosen.ids.count == 1 { return try show(first, archive, foundBy: query) }
    if case .references = chosen.reading { return try showAll(chosen.ids, archive, foundBy: query) }
    try list(chosen.ids.count, archive, query)
  }

  /// What is written is the content of a certain message: another one would be taken for it.
  private var isOfOneMessage: Bool {
    part != nil || pdf != nil || [.raw, .html, .open].contains(form)
  }

  /// Each after the other, as far as that makes sense.
  private func showAll(_ ids: [Int64], _ archive: MailArchive, foundBy query: String) throws {
    guard !isOfOneMessage else {
      throw ValidationError("These options show one message, not \(ids.count)")
    }
    try Pager.showing(usesPager) {
      for (place, id) in ids.enumerated() {
        if place > 0, !json { Console.line() }
        if json {
          try showJSON(archive, id, foundBy: query)
        } else {
          try showText(archive, id, foundBy: query)
        }
      }
    }
  }

  /// What a query finds that finds more than one message: to choose from.
  private func list(_ count: Int, _ archive: MailArchive, _ query: String) throws {
    var task = SearchTask()
    task.archives = [archive.location.directory]
    task.query = query
    task.options.limit = Self.listed
    task.color = color
    task.dates = dates
    Log.info("\(counted(count, "message")) found; show one of them by its number, or as @1")
    try task.run()
    throw ExitStatus.partial
  }

  /// Messages to choose from.
  private static let listed = 10

  private func show(_ id: Int64, _ archive: MailArchive, foundBy query: String) throws {
    if let part {
      return try chosenForm == .text
        ? showText(ofPart: part, archive, id) : show(part: part, archive, id)
    }
    if let pdf {
      try archive.printPDF(of: id, to: pdf)
      return Console.summary("Printed message \(id) to \(terminalSafe(pdf))")
    }
    if json { return try showJSON(archive, id, foundBy: query) }
    switch form {
    case .raw where place != nil:
      var bytes: [UInt8] = []
      let isShown = Console.outputIsTerminal
      try archive.readBytes(of: id, asOfferedAt: place ?? 0) { piece in
        if isShown { bytes += piece } else { Console.write(bytes: Array(piece)) }
      }
      if isShown { show(bytes: bytes) }
    case .raw where Console.outputIsTerminal: show(bytes: try archive.bytes(of: id))
    case .raw: try archive.readBytes(of: id) { Console.write(bytes: Array($0)) }
    case .open:
      Console.flush()
      let file = try Browser.open(try archive.safeHTML(of: id), name: "message-\(id)")
      Log.debug("opened \(file)")
    default: try Pager.showing(usesPager) { try showText(archive, id, foundBy: query) }
    }
    if form == .raw { mentionDeletion(of: id, archive) }
    if form.isText { mention(others: try archive.messagesWithSameID(as: id)) }
  }

  private func showText(_ archive: MailArchive, _ id: Int64, foundBy query: String) throws {
    switch form {
    case .thread:
      let tree = ThreadTree(
        entries: try archive.thread(of: id), current: id, dates: dates, style: color.style)
      for line in tree.lines(in: Console.layout) { Console.line(line) }
    case .headers:
      for field in try archive.headerFields(of: id) {
        printWrapped("\(terminalSafe(field.name)): \(terminalSafe(field.value))")
      }
    case .html: Console.write(try archive.safeHTML(of: id))
    case .provenance:
      for line in try archive.history(of: id).lines { printWrapped(line) }
    case .diffNamesakes: try showDifferences(archive, id)
    case .text, .htmlText, .plain, .raw, .open:
      let view = MessagePage(
        view: try archive.message(id, reading, foundBy: query), width: textWidth,
        style: color.style)
      for line in view.lines { Console.line(line) }
    }
  }

  /// Wraps a long line, and indents what follows more than it.
  private func printWrapped(_ line: String) {
    let indent = line.prefix { $0 == " " } + "  "
    for piece in textWidth.map({ wrapped(line, to: $0, prefix: String(indent)) }) ?? [line] {
      Console.line(piece)
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

  private func showJSON(_ archive: MailArchive, _ id: Int64, foundBy query: String) throws {
    switch form {
    case .thread: Console.json(ThreadReport(try archive.thread(of: id)))
    case .headers: Console.json(try archive.headerFields(of: id))
    case .provenance: Console.json(ProvenanceReport(try archive.history(of: id)))
    default: Console.line(try archive.structureJSON(of: id, reading, foundBy: query))
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

  private func showText(ofPart part: Int, _ archive: MailArchive, _ id: Int64) throws {
    let pages = try archive.attachmentPages(part, of: id)
    guard Console.outputIsTerminal else {
      return Console.line(pages.joined(separator: "\n\u{0C}\n"))
    }
    Pager.showing(usesPager) {
      for (index, page) in pages.enumerated() {
        if pages.count > 1 { Console.line(color.style.dim("— page \(index + 1) —")) }
        Console.line(terminalSafe(page, keepingLineEnds: true))
      }
    }
  }

  /// Unchanged, except on a terminal, which would act on control characters: it gets pictures of them.
  private func show(bytes: [UInt8]) {
    guard Console.outputIsTerminal else { return Console.write(bytes: bytes) }
    let text = String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "\n")
    Pager.showing(usesPager) { Console.write(terminalSafe(text, keepingLineEnds: true)) }
  }

  /// The bytes of a deleted message can still be had.
  private func mentionDeletion(of id: Int64, _ archive: MailArchive) {
    guard case .deleted? = try? archive.presence(of: id) else { return }
    let text = archive.notFound(id, to: "show message \(id)").text
    Log.info("message \(id): \(text.why). \(text.remedy)")
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
