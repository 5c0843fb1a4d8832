import Archive
import ArgumentParser
import Presentation
import Text
import Transfer

struct AttachmentsCommand: ParsableCommand, TakesQuery {
  static let configuration = CommandConfiguration(
    commandName: "attachments",
    abstract: "Save the attachments of messages.",
    discussion: """
      Names are made safe, the same content is saved once, and nothing is overwritten.

      Examples:
        mailcask attachments from:ferry has:attachment -o invoices
        mailcask attachments @3 -o invoices
      """)

  @OptionGroup var archive: ArchiveOption

  @Option(name: .shortAndLong, help: "The directory to save to; created if missing.")
  var output: String

  @Flag(help: "Print the result as JSON.")
  var json = false

  @Argument(
    help: "Which messages: a query, or @1 @3 of the last search. Default: all.",
    completion: .query)
  var query: [String] = []

  func run() throws {
    Allocator.keepFreedPages()
    let interruption = try Interruption(.whenSafe("saved files are kept"))
    let archive = try archive.openForReading()
    let ids = try self.archive.messages(query, in: archive, interruption)
    let line = ProgressLine()
    let report = try archive.saveAttachments(
      of: ids, to: output, progress: { line.show("reading messages", $0, of: ids.count) },
      isInterrupted: { interruption.isRequested })
    line.clear()
    if json {
      Console.json(
        Summary(
          messages: ids.count, saved: report.saved, duplicates: report.duplicates,
          octets: report.bytes))
    }
    guard report.saved + report.duplicates > 0 else {
      Log.error("\(counted(ids.count, "message")) found, none with an attachment")
      throw ExitStatus.partial
    }
    if json { return }
    let duplicates =
      report.duplicates > 0 ? "; \(grouped(report.duplicates)) more have the same content" : ""
    Console.summary(
      "Saved \(counted(report.saved, "file")) (\(humanSize(report.bytes))) "
        + "in \(terminalSafe(output))\(duplicates)")
  }

  private struct Summary: Encodable {
    let messages: Int
    let saved: Int
    let duplicates: Int
    let octets: Int
  }
}
