import Archive
import ArgumentParser
import Presentation
import StandardStreams
import Text
import Transfer

struct AttachmentsCommand: ParsableCommand, TakesQuery {
  static let configuration = CommandConfiguration(
    commandName: "attachments",
    abstract: "Save or list the attachments of messages.",
    discussion: """
      Names are made safe, the same content is saved once, and nothing is overwritten. Without \
      words: of all messages.

      Examples:
        mailcask attachments from:ferry has:attachment -o invoices
        mailcask attachments @3 -o invoices
        mailcask attachments --list type:pdf date:2024
      """)

  @OptionGroup var archive: ArchiveOption

  @Flag(
    help: "List them instead: the message, the number for show --part, the size, type and name.")
  var list = false

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The directory to save to; created if missing.", valueName: "dir"))
  var output: String?

  @Flag(help: "Print the result as JSON.")
  var json = false

  @OptionGroup var messages: MessagesOption

  func validate() throws {
    guard list != (output != nil) else {
      throw ValidationError("Give -o DIR to save the attachments, or --list to list them")
    }
  }

  func run() throws {
    Allocator.keepFreedPages()
    let interruption = try Interruption(.whenSafe("saved files are kept"))
    let (archive, path) = try messages.openForReading(archive.archive)
    let ids = try messages.chosen(
      in: archive, at: path, to: "read the attachments of", interruption
    ).ids
    if let output {
      try save(ids, to: output, archive, interruption)
    } else {
      try list(ids, archive, interruption)
    }
  }

  private func save(
    _ ids: [Int64], to output: String, _ archive: MailArchive, _ interruption: Interruption
  ) throws {
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

  private func list(
    _ ids: [Int64], _ archive: MailArchive, _ interruption: Interruption
  ) throws {
    var listed: [ListedAttachment] = []
    var files = 0
    try archive.forEachAttachmentList(of: ids) { message, attachments in
      if interruption.isRequested { throw ExitStatus.partial }
      for (index, attachment) in attachments.enumerated() {
        files += 1
        let report = ListedAttachment(message, number: index + 1, attachment)
        if json { listed.append(report) } else { Console.line(report.line(in: Console.layout)) }
      }
    }
    if json { Console.json(listed) }
    guard files > 0 else {
      Log.error("\(counted(ids.count, "message")) found, none with an attachment")
      throw ExitStatus.partial
    }
  }

  private struct Summary: Encodable {
    let messages: Int
    let saved: Int
    let duplicates: Int
    let octets: Int
  }
}
