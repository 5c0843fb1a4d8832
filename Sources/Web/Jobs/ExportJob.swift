import Archive
import Files
import Presentation
import Transfer

/// Writes messages to a file as the export command does, proves it, and keeps it until it is saved.
struct ExportJob: Sendable {
  enum Kind: String, CaseIterable, Sendable {
    case mbox, zip, maildir, csv, jsonl

    var format: ExportOptions.Format {
      switch self {
      case .mbox: .mbox(.mboxrd)
      case .zip: .zip
      case .maildir: .maildir
      case .csv: .csv
      case .jsonl: .jsonl
      }
    }

    var title: String {
      switch self {
      case .mbox: "One mailbox file"
      case .zip: "One file for each message"
      case .maildir: "Maildir"
      case .csv: "Table"
      case .jsonl: "Text for programs"
      }
    }

    /// Behind the name of the file.
    var suffix: String { self == .maildir ? "tar" : rawValue }

    var remark: String {
      switch self {
      case .mbox: "Opens in Thunderbird, Apple Mail and most others. Nothing is lost."
      case .zip: "A zip of .eml files: each opens with a double click."
      case .maildir: "Keeps folders and flags, for mail servers and programs such as mutt."
      case .csv: "Dates, people, subjects and sizes for a spreadsheet. Not the text."
      case .jsonl: "Header fields and text of each message, a line each."
      }
    }
  }

  let archive: MailArchive
  let selection: ExportSelection
  let kind: Kind
  /// Without suffix.
  let name: String
  /// Where the file lies until it is saved; nil for the user's cache, and not /tmp, which is often in
  /// memory.
  var directory: String?

  func run(_ job: Job) throws -> Job.Outcome {
    job.show("looking for the messages")
    let ids = try archive.messages(in: selection)
    guard !ids.isEmpty else {
      throw ArchiveError(
        .notFound, "export", why: "no message matches", remedy: "Search for something else.")
    }
    let folder = try makeFolder()
    try requireRoom(for: ids, in: folder)
    var options = ExportOptions()
    options.format = kind.format
    options.isInterrupted = { job.isStopped }
    options.progress = { progress in
      let isProof = progress.step == "prove"
      job.show(
        isProof ? "reading back and comparing" : "writing", done: progress.messages,
        all: progress.allMessages)
    }
    let report = try archive.export(ids, to: "\(folder.name)/\(fileName)", options)
    return outcome(report, folder)
  }

  private var fileName: String { kind == .maildir ? name : "\(name).\(kind.suffix)" }

  private func outcome(_ report: ExportReport, _ folder: TemporaryFolder) -> Job.Outcome {
    let files = report.files.flatMap { path in
      [
        file(path, "The messages."),
        file(path + ExportReport.manifestSuffix, "To check the file, also years from now."),
      ]
    }.compactMap(\.self)
    let count = counted(report.messages, "message")
    let lossy = report.lossy.count
    let remark: HTML =
      lossy == 0
      ? ""
      : Notice.warn.html(
        "\(counted(lossy, "message")) cannot be kept byte for byte in this form: \(report.lossy.prefix(10).map(String.init).joined(separator: ", "))."
      )
    let isTable = kind.format.isTable
    return Job.Outcome(
      title: isTable ? "\(count) in a table" : lossy == 0 ? "\(count), all intact" : count,
      report: """
        <p class="lead">\(isTable ? "The rows were read back as they were written." : "Read back from the file and compared with the archive, one by one.")</p>\
        \(remark)
        """,
      files: files, folder: folder)
  }

  private func file(_ path: String, _ remark: String) -> Job.File? {
    guard let status = try? POSIX.status(FilePath(path)) else { return nil }
    let isDirectory = status.type == .directory
    let last = path.split(separator: "/").last.map(String.init) ?? name
    return Job.File(
      name: isDirectory ? last + ".tar" : last, path: path, size: Int(clamping: status.size),
      remark: remark, isDirectory: isDirectory)
  }

  // MARK: Room

  private func makeFolder() throws -> TemporaryFolder {
    let parent = directory ?? Browser.cacheDirectory
    try POSIX.makeDirectories(FilePath(parent))
    return try TemporaryFolder(in: parent)
  }

  /// Before anything is written. In a mailbox file messages take a little more than their size.
  private func requireRoom(for ids: [Int64], in folder: TemporaryFolder) throws {
    guard !kind.format.isTable, let free = POSIX.freeBytes(folder.path) else { return }
    let bytes = try archive.overview(of: ids).bytes
    let needed = Int64(clamping: bytes) / 20 * 21 + Int64(ids.count) * 300
    guard needed > free else { return }
    throw ArchiveError(
      .fileSystem, "export \(counted(ids.count, "message"))",
      why: """
        it takes about \(humanSize(Int(clamping: needed))), and \(humanSize(Int(clamping: free))) are \
        free in \(folder.name)
        """,
      remedy: "Free some space, or export fewer messages. Nothing was written.")
  }
}
