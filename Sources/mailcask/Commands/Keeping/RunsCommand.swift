import Archive
import ArgumentParser
import Presentation
import Text

struct RunsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs",
    abstract: "List fetches and imports with what they came to.",
    discussion: """
      Every message that was offered was stored, was a copy of one already in the archive, or was \
      rejected. With the number of a run: what it rejected, and why.

      Examples:
        mailcask runs
        mailcask runs 12
      """)

  @OptionGroup var archive: ArchiveOption

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("At most so many runs, the latest first.", valueName: "count"))
  var limit = 20

  @OptionGroup var pager: PagerOption

  @Flag(help: "As JSON.")
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
      guard !json else { return Console.json(RunReport(run, rejections: rejections)) }
      show(run)
      for rejection in rejections {
        tell("        ", "\(rejection.origin.displayText): \(terminalSafe(rejection.reason))")
      }
    } else {
      let runs = try archive.runs(limit: limit)
      guard !json else { return Console.json(runs.map { RunReport($0) }) }
      if runs.isEmpty { remark("nothing was fetched or imported yet") }
      pager.showing { for run in runs { show(run) } }
    }
  }

  private func show(_ run: Run) {
    let totals = run.totals
    tell(
      padded(String(run.id), to: 6, alignedRight: true) + "  ",
      "\(localDate(run.started))  \(terminalSafe(run.command)): "
        + "\(grouped(totals.offered)) offered (\(humanSize(totals.bytes))), "
        + "\(grouped(totals.stored)) stored, \(grouped(totals.copies)) already here, "
        + "\(grouped(totals.rejected)) rejected\(end(of: run))")
  }

  /// What does not fit into a line goes on below its text.
  private func tell(_ head: String, _ text: String) {
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

extension Origin {
  /// "account work, UID 17", "/home/ada/mbox, below/it, octet 4711".
  var displayText: String {
    var parts = [
      source.isAccount ? "account \(terminalSafe(source.name))" : terminalSafe(source.name)
    ]
    if let name {
      parts.append(source.isAccount ? "UID \(terminalSafe(name))" : terminalSafe(name))
    }
    if let position, position > 0 { parts.append("octet \(position)") }
    return parts.joined(separator: ", ")
  }
}
