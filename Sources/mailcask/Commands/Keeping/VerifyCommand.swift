import Archive
import ArgumentParser
import Presentation
import Text

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Prove that every message can be given back byte for byte.",
    discussion: """
      Checks SQLite's own structures, decompresses and hashes every content, rebuilds and hashes \
      every message, follows all references, and compares the index with the store. What is damaged \
      is named. --repair mends what can be derived (index, threads, counts) and never touches \
      contents.

      Example: mailcask verify --quick
      """)

  @OptionGroup var archive: ArchiveOption

  @Flag(help: "Look at a sample only.")
  var quick = false

  @Flag(help: "Mend what can be mended without loss, then look again.")
  var repair = false

  @Flag(help: "As JSON.")
  var json = false

  func run() throws {
    _ = try Interruption(
      .atOnce(repair ? "nothing is lost; run it again to mend the rest" : "nothing was changed"))
    let archive = try repair ? archive.openForWriting() : archive.openForReading()
    let line = ProgressLine()
    defer { line.clear() }
    var report = try archive.verify(quick: quick, progress: line.show)
    if repair, !report.isClean {
      let found = report.problems.count
      let indexed = try waitingForIndex(notice: warn) { try archive.repair(index: $0) }
      remark("repaired; indexed \(counted(indexed, "message"))")
      report = try archive.verify(quick: quick, progress: line.show)
      remark("\(counted(found - min(found, report.problems.count), "problem")) mended")
    }
    line.clear()
    if json { Console.json(VerifyReport(report)) } else { tell(report) }
    if !report.isClean { throw partlyFailed }
  }

  private func tell(_ report: VerificationReport) {
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
      return Console.line("\(checked): all is well\(index)")
    }
    Console.line("\(checked): \(counted(report.problems.count, "problem"))")
    if !report.damagedMessages.isEmpty {
      Console.line(
        "\(counted(report.damagedMessages.count, "message")) can't be given back; all others can. "
          + "Restore a backup, or fetch again what is still on its server.")
    } else if report.isMendable {
      Console.line("Nothing is lost: mailcask verify --repair mends it.")
    }
  }
}
