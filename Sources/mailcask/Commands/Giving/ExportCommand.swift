import Archive
import ArgumentParser
import Presentation
import Text
import Transfer

struct ExportCommand: ParsableCommand, TakesQuery {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write messages to a file or directory that other programs read.",
    discussion: """
      What was written is read back and every message's digest compared, and a manifest beside it \
      (NAME.manifest.json) lets "mailcask check-export" prove it again years later. Nothing is \
      overwritten, and a file appears under its name only when it is complete.

      Formats: mboxrd, mboxo, mboxcl, mboxcl2 (one file); maildir (with folders and flags), eml \
      (directories); zip (of .eml); jsonl (metadata and text), csv (metadata).

      Examples:
        mailcask export --query 'tag:work date:2023' -o work-2023.mbox
        mailcask export --format maildir -o ~/Maildir-copy
        mailcask export --split year --zstd -o mail.mbox.zst
        mailcask export -o - --manifest everything.json | gzip > everything.mbox.gz
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case mbox, mboxrd, mboxo, mboxcl, mboxcl2, maildir, eml, zip, jsonl, csv
  }

  @OptionGroup var archive: ArchiveOption

  @Option(
    help: """
      Which messages, or @1 @3 of the last search; all unless given. Of several selections, all \
      must apply.
      """)
  var query: String?

  @Option(help: ArgumentHelp("A thread, by the number of one of its messages.", valueName: "id"))
  var thread: MessageReference?

  @Option(help: "Messages with this tag.")
  var tag: String?

  @Option(help: "Messages seen in this account.")
  var account: String?

  @Option(help: "What to write; mbox is mboxrd, which can be read back without loss.")
  var format = Format.mbox

  @Option(
    help: ArgumentHelp("A file for each year, account or list, or size:500M.", valueName: "by"))
  var split: String?

  @Flag(help: "Compress with gzip.")
  var gzip = false

  @Flag(help: "Compress with zstd.")
  var zstd = false

  @Flag(help: "Write CRLF as LF in an mbox, as Unix programs expect.")
  var lf = false

  @Flag(help: "Do not read back what was written.")
  var noProof = false

  @Option(help: ArgumentHelp("Where the manifest goes, if not beside it.", valueName: "file"))
  var manifest: String?

  @Flag(help: "What it came to as JSON; not with -o -.")
  var json = false

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The file or directory to make; - is standard output.", valueName: "path"))
  var output: String

  func validate() throws {
    _ = try split.map(Self.split)
    if gzip && zstd { throw ValidationError("--gzip and --zstd exclude each other") }
    if json && output == "-" { throw ValidationError("--json would stand amid the mail") }
    let options = try options()
    if let contradiction = options.contradiction(output: output) {
      throw ValidationError(contradiction)
    }
  }

  func run() throws {
    FreedMemory.staysAtHand()
    let interruption = try Interruption(.whenSafe("what is not complete yet is removed again"))
    let archive = try archive.openForReading()
    let ids = try waitingForIndex(interruption) { index in
      try archive.messages(in: try selection(archive), index: index)
    }
    detail("\(counted(ids.count, "message")) to write")
    guard !ids.isEmpty else {
      note("nothing found, so nothing written")
      throw partlyFailed
    }
    let line = ProgressLine()
    var options = try options()
    options.isInterrupted = { interruption.isRequested }
    options.progress = { progress in
      line.show(
        progress.step == "prove" ? "reading back" : "writing", progress.messages,
        of: progress.allMessages, octets: progress.octets)
    }
    let report: ExportReport
    do { report = try archive.export(ids, to: output, options) } catch {
      line.clear()
      if output == "-", Console.readerIsGone { return }
      throw error
    }
    line.clear()
    if json {
      Console.json(Summary(report))
    } else {
      tell(report)
    }
  }

  private struct Summary: Encodable {
    let messages: Int
    let octets: Int
    let files: [String]
    let lossy: [Int64]
    let proven: Bool

    init(_ report: ExportReport) {
      (messages, octets, files) = (report.messages, report.octets, report.files)
      (lossy, proven) = (report.lossy, report.isProven)
    }
  }

  private func tell(_ report: ExportReport) {
    for id in report.lossy {
      warn("message \(id) cannot be given back byte for byte by \(format.rawValue)")
    }
    let summary = "\(counted(report.messages, "message")) (\(humanSize(report.octets)))"
    if output == "-" {
      remark("wrote \(summary)\(manifest == nil ? ", without a manifest (--manifest FILE)" : "")")
      return
    }
    let place =
      report.files.count == 1
      ? terminalSafe(report.files[0]) : "\(counted(report.files.count, "file"))"
    let proof = report.isProven ? ", read back and found whole" : ""
    mailcask.report("Wrote \(summary) to \(place)\(proof)")
    if report.files.count > 1 {
      for file in report.files { mailcask.report("  \(terminalSafe(file))") }
    }
  }

  private func selection(_ archive: MailArchive) throws -> ExportSelection {
    var selection = ExportSelection()
    if let query {
      let words = query.split(separator: " ").map(String.init)
      selection.messages = try self.archive.listed(words)
      if selection.messages == nil { selection.query = query }
    }
    selection.tag = tag
    selection.account = account
    if let thread {
      let id = try thread.id(in: self.archive.archive)
      selection.thread = try archive.message(id).summary.thread
    }
    return selection
  }

  private func options() throws -> ExportOptions {
    var options = ExportOptions()
    options.format = ExportOptions.Format(rawValue: format.rawValue) ?? .mboxrd
    options.compression = gzip ? .gzip : zstd ? .zstd : nil
    options.convertsLineEnds = lf
    options.proves = !noProof
    options.manifest = manifest
    options.split = try split.map(Self.split)
    return options
  }

  private static func split(_ text: String) throws -> ExportOptions.Split {
    switch text {
    case "year": return .year
    case "account": return .account
    case "list": return .list
    default:
      guard text.hasPrefix("size:"), let size = octets(in: text.dropFirst(5)), size > 0 else {
        throw ValidationError("--split takes year, account, list or size:N, such as size:500M")
      }
      return .size(size)
    }
  }

  /// "500M": powers of 1,000, as sizes are shown.
  private static func octets(in text: Substring) -> Int? {
    let units: [Character: Int] = ["K": 1_000, "M": 1_000_000, "G": 1_000_000_000]
    guard let unit = text.last.flatMap({ units[Character($0.uppercased())] }) else {
      return Int(text)
    }
    guard let number = Int(text.dropLast()) else { return nil }
    let (octets, overflow) = number.multipliedReportingOverflow(by: unit)
    return overflow ? nil : octets
  }
}
