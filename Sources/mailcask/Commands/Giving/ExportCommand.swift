import Archive
public import ArgumentParser
import Presentation
import StandardStreams
import Text
public import Transfer

struct ExportCommand: ParsableCommand, TakesQuery {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write messages to a file or directory that other programs read.",
    discussion: """
      The export is read back and every message compared with its digest. A manifest next to it \
      (NAME.manifest.json) lets "mailcask check-export" verify it again years later. Nothing is \
      overwritten, and a file appears under its name only when it is complete.

      Formats: mboxrd, mboxo, mboxcl, mboxcl2 (one file); maildir (with folders and flags), eml \
      (directories); zip (of .eml); jsonl (metadata and text), csv (metadata). In CSV, a cell that \
      a spreadsheet would run as a formula gets an apostrophe before it.

      Without words and options that select messages: all. Several selections are combined: a \
      message must match each of them.

      Examples:
        mailcask export tag:work date:2023 -o work-2023.mbox
        mailcask export --format maildir -o ~/Maildir-copy
        mailcask export --split year --zstd -o mail.mbox.zst
        mailcask export -o - --manifest everything.json | gzip > everything.mbox.gz
      """)

  @OptionGroup var archive: ArchiveOption

  @OptionGroup var messages: MessagesOption

  @Option(help: ArgumentHelp("The thread of the message with this number.", valueName: "id"))
  var thread: MessageReference?

  @Option(help: "Messages with this tag.", completion: .tag)
  var tag: String?

  @Option(help: "Messages of this account.", completion: .account)
  var account: String?

  @Option(help: "The format; mbox means mboxrd, which loses nothing.")
  var format = ExportOptions.Format.mbox(.mboxrd)

  @Option(
    help: ArgumentHelp(
      "Write one file per year, account or list, or files of size:500M.", valueName: "by"))
  var split: String?

  @Flag(help: "Compress with gzip.")
  var gzip = false

  @Flag(help: "Compress with zstd.")
  var zstd = false

  @Flag(help: "Write CRLF as LF in an mbox, as Unix programs expect.")
  var lf = false

  @Flag(help: "Do not read back what was written.")
  var noProof = false

  @Flag(help: "Leave out messages that cannot be read back, and name them; then exit with 1.")
  var skipDamaged = false

  @Option(
    help: ArgumentHelp("The manifest's path. Default: next to the export.", valueName: "file"))
  var manifest: String?

  @Flag(help: "Print the result as JSON; not with -o -.")
  var json = false

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The file or directory to create; - is standard output.", valueName: "path"))
  var output: String

  func validate() throws {
    _ = try split.map(Self.split)
    if gzip && zstd { throw ValidationError("--gzip and --zstd cannot be combined") }
    if json && output == "-" {
      throw ValidationError("--json cannot be combined with -o - (both write to standard output)")
    }
    let options = try options()
    if let contradiction = options.contradiction(output: output) {
      throw ValidationError(contradiction)
    }
  }

  func run() throws {
    if output == "-", Console.outputIsTerminal {
      throw ArchiveError(
        .configuration, "export to standard output",
        why: "it is a terminal, which would act on control characters in the mail",
        remedy: "Name a file with -o, or send it to a program: mailcask export -o - | less")
    }
    Allocator.keepFreedPages()
    let interruption = try Interruption(.whenSafe("incomplete files are removed"))
    DeliveredMail.takeIn(archive)
    let (archive, path) = try messages.openForReading(archive.archive)
    let ids = try archive.messages(in: try selection(archive, at: path, interruption))
    Log.debug("\(counted(ids.count, "message")) to write")
    guard !ids.isEmpty else {
      Log.error("no messages match: nothing written")
      throw ExitStatus.partial
    }
    let line = ProgressLine()
    var options = try options()
    options.isInterrupted = { interruption.isRequested }
    let proves = options.proves
    options.progress = { progress in
      line.show(
        progress.step == "prove" ? "reading back" : "writing", progress.messages,
        of: progress.allMessages, bytes: progress.bytes,
        step: proves ? ProgressStep(number: progress.step == "prove" ? 2 : 1, of: 2) : nil)
    }
    let report: ExportReport
    do { report = try archive.export(ids, to: output, options) } catch {
      line.clear()
      if output == "-", Console.readerIsGone { return }
      throw error
    }
    line.clear()
    for left in report.leftOut {
      Log.error("message \(left.message) is left out: \(left.reason)")
    }
    if json {
      Console.json(Summary(report))
    } else {
      summarize(report)
    }
    if !report.leftOut.isEmpty { throw ExitStatus.partial }
  }

  private struct Summary: Encodable {
    let messages: Int
    let octets: Int
    let files: [String]
    let lossy: [Int64]
    let damaged: [Int64]
    let proven: Bool

    init(_ report: ExportReport) {
      (messages, octets, files) = (report.messages, report.bytes, report.files)
      (lossy, proven) = (report.lossy, report.isProven)
      damaged = report.leftOut.map(\.message)
    }
  }

  private func summarize(_ report: ExportReport) {
    for id in report.lossy {
      Log.warning("message \(id) cannot be stored byte for byte as \(format.rawValue)")
    }
    let summary = "\(counted(report.messages, "message")) (\(humanSize(report.bytes)))"
    if output == "-" {
      Log.info("wrote \(summary)\(manifest == nil ? ", without a manifest (--manifest FILE)" : "")")
      return
    }
    let place =
      report.files.count == 1
      ? terminalSafe(report.files[0]) : "\(counted(report.files.count, "file"))"
    Console.summary("Wrote \(summary) to \(place)\(proof(report))")
    if report.files.count > 1 {
      for file in report.files { Console.summary("  \(terminalSafe(file))") }
    }
  }

  /// Said only of what was compared with the archive.
  private func proof(_ report: ExportReport) -> String {
    guard report.isProven else { return "" }
    if format == .jsonl || format == .csv { return ", its rows read back as they were written" }
    if report.lossy.isEmpty { return ", read back and found whole" }
    let whole = report.messages - report.lossy.count
    return ", read back: \(grouped(whole)) whole, \(grouped(report.lossy.count)) not"
  }

  private func selection(
    _ archive: MailArchive, at path: String?, _ interruption: Interruption
  ) throws -> ExportSelection {
    var selection = ExportSelection()
    if !messages.isEmpty {
      let chosen = try wanted.chosen(in: archive, at: path, to: "export", interruption)
      chosen.announce()
      selection.messages = chosen.ids
    }
    selection.tag = tag
    selection.account = account
    if let thread {
      let id = try thread.id(in: archive, at: path)
      selection.thread = try archive.message(id).summary.thread
    }
    return selection
  }

  /// `--query "@1 @3"` was the way to name messages of the last search, and is no query.
  private var wanted: MessagesOption {
    let words = messages.query.map { $0.split(separator: " ").map(String.init) } ?? []
    guard !words.isEmpty, words.allSatisfy({ $0.hasPrefix("@") }) else { return messages }
    return MessagesOption(words: words)
  }

  private func options() throws -> ExportOptions {
    var options = ExportOptions()
    options.format = format
    options.compression = gzip ? .gzip : zstd ? .zstd : nil
    options.convertsLineEnds = lf
    options.proves = !noProof
    options.leavesOutDamaged = skipDamaged
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
      guard text.hasPrefix("size:"), let size = bytes(in: text.dropFirst(5)), size > 0 else {
        throw ValidationError(
          "--split takes year, account, list or size:N, such as size:500M"
            + didYouMean(text, among: ["year", "account", "list", "size:500M"]))
      }
      return .size(size)
    }
  }

  /// "500M": powers of 1,000, as sizes are shown.
  private static func bytes(in text: Substring) -> Int? {
    let units: [Character: Int] = ["K": 1_000, "M": 1_000_000, "G": 1_000_000_000]
    guard let unit = text.last.flatMap({ units[Character($0.uppercased())] }) else {
      return Int(text)
    }
    guard let number = Int(text.dropLast()) else { return nil }
    let (bytes, overflow) = number.multipliedReportingOverflow(by: unit)
    return overflow ? nil : bytes
  }
}

extension ExportOptions.Format: ExpressibleByArgument {
  public init?(argument: String) {
    self.init(rawValue: argument == Self.mbox ? MboxDialect.mboxrd.rawValue : argument)
  }

  public static var allValueStrings: [String] { [mbox] + allCases.map(\.rawValue) }

  /// What most people call it.
  private static let mbox = "mbox"
}
