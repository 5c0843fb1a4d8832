import Archive
import ArgumentParser
import Presentation
import StandardStreams

struct DeleteCommand: ParsableCommand, TakesQuery {
  static let configuration = CommandConfiguration(
    commandName: "delete",
    abstract: "Delete messages from the archive, after asking.",
    discussion: """
      Deleted messages are no longer found. For \(MailArchive.graceDays) days mailcask undelete \
      can restore them; then their contents are erased. The ledger still records that they were \
      here, and fetch and import do not store them again: mailcask undelete NUMBER allows it. \
      Servers are not touched.

      Before it asks, it says how many messages there are, their size and dates, and shows the \
      latest three.

      Examples:
        mailcask delete 'tag:spam date:2019'
        mailcask delete 42 43
      """)

  @OptionGroup var archive: ArchiveOption

  @Flag(help: "Erase immediately; this cannot be undone.")
  var now = false

  @Flag(name: .shortAndLong, help: "Do not ask.")
  var yes = false

  @Flag(help: "Print the result as JSON.")
  var json = false

  @OptionGroup var messages: MessagesOption

  func validate() throws {
    guard !messages.isEmpty else {
      throw ValidationError("Specify which messages to delete; '*' for all")
    }
  }

  func run() throws {
    let option = archive
    let archive = try option.openForWriting()
    defer { archive.close() }
    let chosen = try messages.chosen(in: archive, at: option.archive, to: "delete")
    chosen.announce()
    let ids = chosen.ids
    guard !ids.isEmpty else {
      Log.error("nothing found, so nothing deleted")
      throw ExitStatus.partial
    }
    try confirm(ids, archive)
    var deleted = 0
    _ = try archive.indexing(unless: false, IndexObserver(notice: Log.warning)) { committed in
      deleted = try archive.delete(ids, graceDays: now ? 0 : MailArchive.graceDays)
      committed()
    }
    let erased = try archive.eraseDue()
    guard !json else {
      return Console.json(
        Summary(found: ids.count, deleted: now ? 0 : deleted, erased: now ? erased : 0))
    }
    Console.summary(
      now
        ? "Erased \(counted(erased, "message"))"
        : "Deleted \(counted(deleted, "message")); mailcask undelete can restore "
          + "\(deleted == 1 ? "it" : "them") for \(MailArchive.graceDays) days")
  }

  private struct Summary: Encodable {
    let found: Int
    let deleted: Int
    let erased: Int
  }

  private func confirm(_ ids: [Int64], _ archive: MailArchive) throws {
    guard !yes else { return }
    let overview = try archive.overview(of: ids)
    for line in overview.lines(in: Console.errorLayout) { Console.writeError(line) }
    let messages = counted(overview.count, "message")
    guard let answer = ask("\(now ? "Erase" : "Delete") \(messages)? [y/N] ") else {
      Log.error(
        "not a terminal, so cannot confirm: nothing deleted (use --yes to skip the question)")
      throw ExitStatus.partial
    }
    guard ["y", "yes"].contains(answer.lowercased()) else {
      Log.error("nothing deleted")
      throw ExitStatus.partial
    }
  }
}
