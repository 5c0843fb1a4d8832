import Archive
import ArgumentParser

struct ExportCommand: ParsableCommand, TakesQuery {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write messages to a file that other programs read.",
    discussion: """
      Examples:
        mailcask export --query 'tag:work date:2023' -o work-2023.mbox
        mailcask export -o - | gzip > everything.mbox.gz
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case mbox
  }

  @OptionGroup var archive: ArchiveOption

  @Option(help: "Which messages; all unless given.")
  var query: String?

  @Option(help: "mbox (mboxrd, which can be read back without loss).")
  var format = Format.mbox

  @Option(name: .shortAndLong, help: "The file to make; - is standard output.")
  var output: String

  func run() throws {
    let archive = try archive.openForReading()
    let ids = try archive.messages(matching: query, notice: note)
    guard !ids.isEmpty else {
      note("nothing found, so nothing written")
      throw partlyFailed
    }
    let report = try archive.exportMbox(ids, to: output)
    for id in report.lossy { note("message \(id) cannot be given back byte for byte by \(format)") }
    let summary = "\(counted(report.messages, "message")) (\(humanSize(report.octets)))"
    if output == "-" {
      note("wrote \(summary)")
    } else {
      Console.line("Wrote \(summary) to \(visible(output))")
    }
  }
}
