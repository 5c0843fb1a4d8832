import Archive
import ArgumentParser
import Presentation
import StandardStreams
import Text

struct RunsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs",
    abstract: "List past fetches and imports with their results.",
    discussion: """
      Each message that a source offered was stored, was already in the archive, was rejected, or was \
      left out because its mail program had deleted it. \
      With the number of a run, its rejected messages and those in doubt are listed with the reasons.

      Examples:
        mailcask runs
        mailcask runs 12
      """)

  @OptionGroup var archive: ArchiveOption

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Show at most this many runs, newest first.", valueName: "count"))
  var limit = 20

  @OptionGroup var pager: PagerOption

  @Flag(help: "Print the runs as JSON.")
  var json = false

  @Argument(help: ArgumentHelp("The run's number.", valueName: "run"))
  var id: Int64?

  func validate() throws {
    guard limit > 0 else { throw ValidationError("--limit must be more than 0") }
  }

  func run() throws {
    let archive = try archive.openForReading()
    if let id {
      let (run, rejections) = try archive.run(id)
      let doubts = try archive.doubts(inRun: id)
      guard !json else {
        return Console.json(RunReport(run, rejections: rejections, doubts: doubts))
      }
      show(run)
      for rejection in rejections {
        printEntry("        ", "\(rejection.origin.displayText): \(terminalSafe(rejection.reason))")
      }
      for doubtful in doubts {
        let kind = doubtful.doubt.isSuspect ? "suspect" : "incomplete"
        printEntry("        ", "\(doubtful.origin.displayText): \(kind): \(doubtful.doubt)")
      }
    } else {
      let runs = try archive.runs(limit: limit)
      guard !json else { return Console.json(runs.map { RunReport($0) }) }
      if runs.isEmpty { Log.info("nothing has been fetched or imported yet") }
      pager.showing { for run in runs { show(run) } }
    }
  }

  private func show(_ run: Run) {
    let totals = run.totals
    printEntry(
      padded(String(run.id), to: 6, alignedRight: true) + "  ",
      "\(localDate(run.started))  \(terminalSafe(run.command)): "
        + "\(grouped(totals.offered)) offered (\(humanSize(totals.bytes))), "
        + "\(grouped(totals.stored)) stored, \(grouped(totals.copies)) already here, "
        + "\(grouped(totals.rejected)) rejected\(totals.leftOutText)\(end(of: run))")
  }

  /// Text that does not fit on one line continues below its beginning.
  private func printEntry(_ head: String, _ text: String) {
    let indent = String(repeating: " ", count: head.count)
    let lines = Console.textWidth.map { wrapped(indent + text, to: $0, prefix: indent) }
    for (index, line) in (lines ?? [indent + text]).enumerated() {
      Console.line(index == 0 ? head + line.dropFirst(head.count) : line)
    }
  }

  private func end(of run: Run) -> String {
    switch run.outcome {
    case "done": ""
    case nil: "; not ended, or cut off"
    case let reason?: "; ended early: \(terminalSafe(reason))"
    }
  }
}
