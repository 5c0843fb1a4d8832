import Archive
import ArgumentParser
import Presentation

struct DeleteCommand: ParsableCommand, TakesQuery {
  static let configuration = CommandConfiguration(
    commandName: "delete",
    abstract: "Delete messages from the archive, after asking.",
    discussion: """
      Deleted messages are no longer found, and can be had back with mailcask undelete for \
      \(MailArchive.graceDays) days; then their octets are erased. The ledger keeps that they were \
      here, and they are not stored again when they are offered again. Servers are not touched.

      Example: mailcask delete 'tag:spam date:2019'
      """)

  @OptionGroup var archive: ArchiveOption

  @Flag(help: "Erase at once; this can't be undone.")
  var now = false

  @Flag(name: .shortAndLong, help: "Do not ask.")
  var yes = false

  @Flag(help: "What it came to as JSON.")
  var json = false

  @Argument(help: "Which messages: a query, or @1 @3 of the last search.", completion: .query)
  var query: [String]

  func validate() throws {
    guard !query.allSatisfy({ $0.allSatisfy(\.isWhitespace) }) else {
      throw ValidationError("Say which messages to delete; '*' for all")
    }
  }

  func run() throws {
    let option = archive
    let archive = try option.openForWriting()
    defer { archive.close() }
    let ids = try option.messages(query, in: archive)
    guard !ids.isEmpty else {
      note("nothing found, so nothing deleted")
      throw partlyFailed
    }
    try confirm(counted(ids.count, "message"))
    var deleted = 0
    _ = try archive.indexing(unless: false, IndexObserver(notice: warn)) { committed in
      deleted = try archive.delete(ids, graceDays: now ? 0 : MailArchive.graceDays)
      committed()
    }
    let erased = try archive.eraseDue()
    guard !json else {
      return Console.json(
        Summary(found: ids.count, deleted: now ? 0 : deleted, erased: now ? erased : 0))
    }
    report(
      now
        ? "Erased \(counted(erased, "message"))"
        : "Deleted \(counted(deleted, "message")); mailcask undelete has them back for "
          + "\(MailArchive.graceDays) days")
  }

  private struct Summary: Encodable {
    let found: Int
    let deleted: Int
    let erased: Int
  }

  private func confirm(_ messages: String) throws {
    guard !yes else { return }
    guard let answer = ask("\(now ? "Erase" : "Delete") \(messages)? [y/N] ") else {
      note("nobody to ask, so nothing deleted; --yes does without")
      throw partlyFailed
    }
    guard ["y", "yes"].contains(answer.lowercased()) else {
      note("nothing deleted")
      throw partlyFailed
    }
  }
}
