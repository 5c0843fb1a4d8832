import Archive
import ArgumentParser
import Errors
import Files
import Foundation
import Presentation
import StandardStreams
import Text

struct StatsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats",
    abstract: "Show what the archive holds, in numbers and charts.",
    discussion: """
      Messages by year and month, how much compression and sharing save, correspondents, mailing \
      lists, attachments, the largest messages, and the growth of the archive. --html writes a \
      self-contained page with charts: no network, no scripts.

      Examples:
        mailcask stats
        mailcask stats --html stats.html
        mailcask stats --json
      """)

  @OptionGroup var archive: ArchiveOption

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Number of correspondents, lists, types and messages to name.", valueName: "count"))
  var limit = 10

  @Option(help: ArgumentHelp("Write a page with charts to this file.", valueName: "file"))
  var html: String?

  @Flag(help: "Print the statistics as JSON.")
  var json = false

  @Option(help: ArgumentHelp("Use colors; auto respects NO_COLOR.", valueName: "when"))
  var color = ColorChoice.auto

  @OptionGroup var pager: PagerOption

  func validate() throws {
    guard limit > 0 else { throw ValidationError("--limit must be more than 0") }
    if json, html != nil { throw ValidationError("--json and --html cannot be combined") }
  }

  func run() throws {
    let archive = try archive.openForReading()
    let statistics = try waitingForIndex {
      try archive.statistics(limit: limit, index: $0)
    }
    if json {
      Console.json(
        StatisticsReport(
          statistics, try archive.attachmentState(), try archive.decryptionState()))
    } else if let html {
      try write(
        StatisticsPage(statistics, archive: archive.location.directory, version: Mailcask.version)
          .html, to: html)
      Console.summary("Wrote \(terminalSafe(html))")
    } else {
      let attachments = try archive.attachmentState()
      let decryption = try archive.decryptionState()
      pager.showing {
        let text = StatisticsText(
          statistics: statistics, attachments: attachments, decryption: decryption,
          style: color.style, columns: Console.columns)
        for line in text.lines { Console.line(line) }
      }
    }
  }

  private func write(_ page: String, to file: String) throws {
    guard file != "-" else { return Console.write(page) }
    do { try SmallFile.replace(FilePath(file), Array(page.utf8), mode: nil) } catch {
      throw ArchiveError(
        .fileSystem, "write \(file)", why: error.cause,
        remedy: "Name a file in a directory that you may write to.")
    }
  }
}
