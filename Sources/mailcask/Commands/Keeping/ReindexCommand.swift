import Archive
import ArgumentParser
import Presentation

struct ReindexCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reindex",
    abstract: "Make the search index anew from the stored messages.",
    discussion: """
      Needed after a change of languages in mailcask.toml, never for safety: the index is derived, \
      and a missing or damaged one is made anew by itself. Searches use the old index until the \
      new one is complete. A run that was interrupted is gone on with by the next.

      Example: mailcask reindex
      """)

  @OptionGroup var archive: ArchiveOption

  @Flag(help: "What it came to as JSON.")
  var json = false

  func run() throws {
    FreedMemory.staysAtHand()
    _ = try Interruption(
      .atOnce("searches use the old index, and the next reindex goes on from here"))
    let progress = ProgressLine()
    defer { progress.clear() }
    let report = try archive.openForReading().reindex { progress.show("indexing", $0, of: $1) }
    progress.clear()
    if json {
      Console.json(Summary(indexed: report.indexed, damaged: report.damaged))
    } else {
      mailcask.report("Indexed \(counted(report.indexed, "message")).")
    }
    for message in report.damaged { warn("message \(message) is damaged, so it is not indexed") }
    if !report.damaged.isEmpty { throw partlyFailed }
  }

  private struct Summary: Encodable {
    let indexed: Int
    let damaged: [Int64]
  }
}
