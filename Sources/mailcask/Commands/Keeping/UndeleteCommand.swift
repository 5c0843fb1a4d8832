import Archive
import ArgumentParser
import Presentation
import StandardStreams

struct UndeleteCommand: ParsableCommand, TakesQuery {
  static let configuration = CommandConfiguration(
    commandName: "undelete",
    abstract: "List deleted messages, or restore them.",
    discussion: """
      Without arguments: lists the messages that can be restored, and until when. A query is \
      searched for among the deleted messages. A message that is already erased is stored again \
      when a source offers it again.

      Examples:
        mailcask undelete --last
        mailcask undelete 42 43
        mailcask undelete from:ada date:2019
      """)

  @OptionGroup var archive: ArchiveOption

  @Flag(help: "Restore what the latest deletion deleted.")
  var last = false

  @Option(name: .shortAndLong, help: "Maximum number of messages to list.")
  var limit = 50

  @Flag(help: "Print the list as JSON.")
  var json = false

  @Option(help: ArgumentHelp("How dates are shown in the list.", valueName: "style"))
  var dates = DateStyle.absolute

  @OptionGroup var messages: MessagesOption

  func validate() throws {
    guard !last || messages.isEmpty else {
      throw ValidationError("--last cannot be combined with other messages")
    }
    guard limit > 0 else { throw ValidationError("--limit must be more than 0") }
  }

  func run() throws {
    guard last || !messages.isEmpty else { return try list() }
    let path = archive.archive
    let archive = try archive.openForWriting()
    defer { archive.close() }
    let ids = try last ? archive.latestDeleted() : chosen(in: archive, at: path)
    guard !ids.isEmpty else {
      Log.error("no deleted message matches: nothing restored")
      throw ExitStatus.partial
    }
    var report = UndeleteReport()
    _ = try archive.indexing(unless: false, IndexObserver(notice: Log.warning)) { committed in
      report = try archive.undelete(ids)
      committed()
    }
    if !report.back.isEmpty {
      Console.summary("Restored \(counted(report.back.count, "message"))")
    }
    for id in report.welcome {
      Console.line(
        "Message \(id) is erased; the next fetch or import that finds it stores it again")
    }
    for id in report.unknown { Log.warning("message \(id) is not deleted") }
    if !report.unknown.isEmpty { throw ExitStatus.partial }
  }

  private func chosen(in archive: MailArchive, at path: String?) throws -> [Int64] {
    let chosen = try messages.chosen(in: archive, at: path, .deleted, to: "restore")
    chosen.announce()
    return chosen.ids
  }

  private func list() throws {
    let messages = try archive.openForReading().deletedMessages(limit: limit)
    guard !json else { return Console.json(messages.map(DeletedReport.init)) }
    if messages.isEmpty { Log.info("there are no deleted messages that can be restored") }
    for deleted in messages {
      Console.line(
        HeadlineRow(
          deleted.message, dates: dates,
          after: "  (until \(localDate(deleted.eraseAfter, format: "%Y-%m-%d")))",
          digits: messages.lazy.map(\.message).digits
        ).text(in: Console.layout))
    }
  }
}
