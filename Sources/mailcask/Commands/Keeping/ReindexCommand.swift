import Archive
import ArgumentParser
import Presentation
import StandardStreams

struct ReindexCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reindex",
    abstract: "Rebuild the search index from the stored messages.",
    discussion: """
      Needed after changing the languages in mailcask.toml, never for safety: a missing or damaged \
      index is rebuilt automatically. Searches use the old index until the new one is complete, for \
      which there must be room for both. If a run is interrupted, the next one continues it.

      Example: mailcask reindex
      """)

  @OptionGroup var archive: ArchiveOption

  @Flag(help: "Remove the old index first, to need less space; searches find nothing meanwhile.")
  var inPlace = false

  @Flag(help: "Print the result as JSON.")
  var json = false

  func run() throws {
    Allocator.keepFreedPages()
    _ = try Interruption(
      .atOnce(
        inPlace
          ? "the next search continues from here"
          : "searches use the old index, and the next reindex continues from here"))
    let progress = ProgressLine()
    defer { progress.clear() }
    let report = try archive.openForReading().reindex(
      IndexObserver(
        notice: { Log.info($0) }, progress: { progress.show("indexing", $0, of: $1) },
        reading: { progress.show("reading all mail again", $0, of: $1) }), inPlace: inPlace)
    progress.clear()
    if json {
      Console.json(Summary(indexed: report.indexed, damaged: report.damaged))
    } else {
      Console.summary("Indexed \(counted(report.indexed, "message")).")
    }
    for message in report.damaged {
      Log.warning("message \(message) is damaged, so it is not indexed")
    }
    if !report.damaged.isEmpty { throw ExitStatus.partial }
  }

  private struct Summary: Encodable {
    let indexed: Int
    let damaged: [Int64]
  }
}
