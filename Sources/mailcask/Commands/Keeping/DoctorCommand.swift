import Archive
import ArgumentParser
import Fetch
import Presentation
import Sending
import StandardStreams
import Text

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Check the archive and its surroundings, and say what to do about problems.",
    discussion: """
      Checks versions, settings, permissions, disk space, the store, which process writes to it, \
      the index, the clock, the outbox, and where passwords come from; with --network also the certificates of \
      the accounts' servers. Changes nothing. Exits with 1 if there is a problem; for whoever \
      watches a server, also if an account or the backups have been failing for some days.

      Examples:
        mailcask doctor
        mailcask doctor --network
        mailcask doctor --json --fetched-within 2 --backed-up-within 8
      """)

  @OptionGroup var archive: ArchiveOption

  @Flag(help: "Connect to the accounts' servers, without logging in.")
  var network = false

  @Option(
    help: ArgumentHelp(
      "It is a problem if an account was not fetched from without a failure for this many days.",
      valueName: "days"))
  var fetchedWithin: Int?

  @Option(
    help: ArgumentHelp(
      "It is a problem if no backup was made for this many days.", valueName: "days"))
  var backedUpWithin: Int?

  @Flag(help: "Print the findings as JSON.")
  var json = false

  @Option(help: ArgumentHelp("Use colors; auto respects NO_COLOR.", valueName: "when"))
  var color = ColorChoice.auto

  func validate() throws {
    for days in [fetchedWithin, backedUpWithin].compactMap(\.self) where days < 1 {
      throw ValidationError("--fetched-within and --backed-up-within take 1 or more days")
    }
  }

  func run() throws {
    var findings = HealthCheck.run(try archive.location) {
      AccountHealthCheck.run($0.accounts, asksServers: network)
    }
    // What is wrong with settings is among the findings already.
    if let archive = try? MailArchive.open(archive.location, .reading) {
      findings += OutboxHealthCheck.run(archive)
      findings += AccountHealthCheck.run(
        archive, fetchedWithin: fetchedWithin, backedUpWithin: backedUpWithin)
      archive.close()
    }
    if json {
      Console.json(Report(findings: findings.map(Report.Entry.init)))
    } else {
      for finding in findings { show(finding) }
    }
    if findings.contains(where: { $0.level == .problem }) { throw ExitStatus.partial }
  }

  private func show(_ finding: Finding) {
    let style = color.style
    let mark =
      switch finding.level {
      case .good: style.good("ok      ")
      case .hint: "note    "
      case .warning: style.warning("warning ")
      case .problem: style.bad("PROBLEM ")
      }
    let width = Console.textWidth ?? .max
    // On a narrow terminal the text stands below its heading.
    let isNarrow = width < Self.narrow
    let indent = String(repeating: " ", count: isNarrow ? 2 : Self.headingColumns)
    let head = mark + padded(finding.subject.rawValue, to: Self.headingColumns - 8)
    let lines = wrapped(indent + terminalSafe(finding.text), to: width, prefix: indent)
    Console.line(isNarrow ? head : head + (lines.first ?? "").dropFirst(indent.count))
    for line in lines.dropFirst(isNarrow ? 0 : 1) { Console.line(line) }
    guard !finding.remedy.isEmpty else { return }
    let remedy = wrapped(
      indent + "→ " + terminalSafe(finding.remedy), to: width, prefix: indent + "  ")
    for line in remedy { Console.line(line) }
  }

  private static let narrow = 60
  /// A level and a subject.
  private static let headingColumns = 23

  /// See Schemas/Output/doctor.schema.json.
  private struct Report: Encodable {
    let findings: [Entry]

    struct Entry: Encodable {
      let subject: String
      let level: String
      let text: String
      let remedy: String?

      init(_ finding: Finding) {
        subject = finding.subject.rawValue
        level = finding.level.rawValue
        text = finding.text
        remedy = finding.remedy.isEmpty ? nil : finding.remedy
      }
    }
  }
}
