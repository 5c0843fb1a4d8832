import Archive
import ArgumentParser
import Presentation
import StandardStreams
import Text

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Verify that every message can be read back byte for byte.",
    discussion: """
      Checks SQLite's own structures, decompresses and hashes every content, rebuilds and hashes \
      every message, follows all references, compares every row with its proof, and the index with \
      the store. Names whatever is damaged. --repair rebuilds derived data (index, threads, counts, \
      what lists show) and never changes contents.

      Example: mailcask verify --quick
      """)

  @OptionGroup var archive: ArchiveOption

  @Flag(help: "Check only a sample.")
  var quick = false

  @Flag(
    help:
      "Also compare all of the index, and of lists, with the messages; takes as long as reindex.")
  var thorough = false

  @Flag(help: "Repair what can be repaired without loss, then verify again.")
  var repair = false

  @Flag(help: "Print the result as JSON.")
  var json = false

  func validate() throws {
    if quick && thorough { throw ValidationError("--quick and --thorough cannot be combined") }
  }

  func run() throws {
    _ = try Interruption(
      .atOnce(repair ? "nothing is lost; run it again to repair the rest" : "nothing was changed"))
    if repair { try MailArchive.mendSchema(try archive.location) }
    let archive = try repair ? archive.openForWriting() : archive.openForReading()
    let line = ProgressLine()
    defer { line.clear() }
    var report = try verify(archive, line, print: repair ? Log.warning : Console.line)
    if repair, !report.isClean {
      let found = report.problems.count
      let indexed = try waitingForIndex(notice: Log.warning) { try archive.repair(index: $0) }
      Log.info("repaired; indexed \(counted(indexed, "message"))")
      report = try verify(archive, line, print: Console.line)
      Log.info("\(counted(found - min(found, report.problems.count), "problem")) repaired")
    }
    line.clear()
    if json { Console.json(VerifyReport(report)) } else { summarize(report) }
    if !report.isClean { throw ExitStatus.partial }
  }

  private var depth: VerificationDepth { quick ? .quick : thorough ? .thorough : .usual }

  /// What the store has is printed before the index is read.
  private func verify(
    _ archive: MailArchive, _ line: ProgressLine, print: (String) -> Void
  ) throws -> VerificationReport {
    var shown = 0
    func show(_ report: VerificationReport) {
      guard !json else { return }
      line.clear()
      for problem in report.problems.dropFirst(shown) {
        print("\(problem.kind.rawValue): \(terminalSafe("\(problem.place): \(problem.meaning)"))")
      }
      Console.flush()
      shown = report.problems.count
    }
    let report = try archive.verify(
      depth, progress: { line.show($0, of: Self.steps) }, storeIsVerified: show,
      inspect: IndexInspector.inspect)
    show(report)
    return report
  }

  private static let steps: [MaintenanceProgress.Step] = [
    .database, .contents, .messages, .references, .index,
  ]

  private func summarize(_ report: VerificationReport) {
    if report.hasUnfinishedChange {
      Console.wrappedLine(
        "The latest change was cut off when the program or the machine was stopped, or is damaged: "
          + "it is not in the archive.")
    }
    let checked =
      "\(counted(report.messagesChecked, "message")) (\(humanSize(report.bytesChecked))) and "
      + "\(counted(report.contentsChecked, "content")) checked"
    guard !report.isClean else {
      let index =
        switch report.indexBehind {
        case nil: "; there is no index yet"
        case 0: ""
        case let behind?: "; the index lacks the latest \(counted(Int(behind), "change"))"
        }
      let rules =
        report.followsOlderRules
        ? "; lists follow the rules of an older version until the next search or fetch" : ""
      return Console.wrappedLine("\(checked): no problems\(index)\(rules)")
    }
    Console.wrappedLine("\(checked): \(counted(report.problems.count, "problem"))")
    if !report.damagedMessages.isEmpty {
      Console.wrappedLine(
        "\(counted(report.damagedMessages.count, "message")) cannot be read back; all others can. "
          + "Restore a backup, or fetch again what is still on its server.")
    } else if report.problems.contains(where: { $0.kind == .record }) {
      Console.line(
        "All messages can be read back. What is recorded beside them (record) cannot be derived: "
          + "restore the latest backup.")
    } else if report.isMendable {
      Console.wrappedLine("Nothing is lost: mailcask verify --repair repairs it.")
    }
  }
}
