import Archive
import ArgumentParser
import Presentation
import Text

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Verify that every message can be read back byte for byte.",
    discussion: """
      Checks SQLite's own structures, decompresses and hashes every content, rebuilds and hashes \
      every message, follows all references, and compares the index with the store. Names whatever \
      is damaged. --repair rebuilds derived data (index, threads, counts) and never changes \
      contents.

      Example: mailcask verify --quick
      """)

  @OptionGroup var archive: ArchiveOption

  @Flag(help: "Check only a sample.")
  var quick = false

  @Flag(help: "Repair what can be repaired without loss, then verify again.")
  var repair = false

  @Flag(help: "Print the result as JSON.")
  var json = false

  func run() throws {
    _ = try Interruption(
      .atOnce(repair ? "nothing is lost; run it again to repair the rest" : "nothing was changed"))
    let archive = try repair ? archive.openForWriting() : archive.openForReading()
    let line = ProgressLine()
    defer { line.clear() }
    var report = try archive.verify(quick: quick, progress: line.show)
    if repair, !report.isClean {
      let found = report.problems.count
      let indexed = try waitingForIndex(notice: Log.warning) { try archive.repair(index: $0) }
      Log.info("repaired; indexed \(counted(indexed, "message"))")
      report = try archive.verify(quick: quick, progress: line.show)
      Log.info("\(counted(found - min(found, report.problems.count), "problem")) repaired")
    }
    line.clear()
    if json { Console.json(VerifyReport(report)) } else { show(report) }
    if !report.isClean { throw ExitStatus.partial }
  }

  private func show(_ report: VerificationReport) {
    for problem in report.problems {
      Console.line("\(problem.kind.rawValue): \(problem.place): \(terminalSafe(problem.meaning))")
    }
    let checked =
      "\(counted(report.messagesChecked, "message")) and "
      + "\(counted(report.contentsChecked, "content")) checked"
    guard !report.isClean else {
      let index =
        switch report.indexBehind {
        case nil: "; there is no index yet"
        case 0: ""
        case let behind?: "; the index lacks the latest \(counted(Int(behind), "change"))"
        }
      return Console.line("\(checked): no problems\(index)")
    }
    Console.line("\(checked): \(counted(report.problems.count, "problem"))")
    if !report.damagedMessages.isEmpty {
      Console.line(
        "\(counted(report.damagedMessages.count, "message")) cannot be read back; all others can. "
          + "Restore a backup, or fetch again what is still on its server.")
    } else if report.isMendable {
      Console.line("Nothing is lost: mailcask verify --repair repairs it.")
    }
  }
}
