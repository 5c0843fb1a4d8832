import Archive
import Files
import Presentation
import Transfer

/// Writes messages to a file as the export command does, proves it, and keeps it until it is saved.
struct ExportJob: Sendable {
  enum Kind: String, CaseIterable, Sendable {
    case mbox, zip, maildir, pdf, csv, jsonl

    /// Nil for a document, which is printed.
    var format: ExportOptions.Format? {
      switch self {
      case .mbox: .mbox(.mboxrd)
      case .zip: .zip
      case .maildir: .maildir
      case .pdf: nil
      case .csv: .csv
      case .jsonl: .jsonl
      }
    }

    var title: String {
      switch self {
      case .mbox: "One mailbox file"
      case .zip: "One file for each message"
      case .maildir: "Maildir"
      case .pdf: "One document"
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
      case .pdf:
        """
        In the order of dates, with page numbers, the list of files and the SHA-256 of each message: to \
        print, or to hand in.
        """
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
  /// Of a document.
  let heading: String
  /// Where the file lies until it is saved.
  let directory: String
  /// A folder of the person's, where it is put at once; nil: none.
  let chosenFolder: String?

  func run(_ job: Job) throws -> Job.Outcome {
    job.show("looking for the messages")
    let ids = try archive.messages(in: selection)
    guard !ids.isEmpty else {
      throw ArchiveError(
        .notFound, "export", why: "no message matches", remedy: "Search for something else.")
    }
    let folder = try chosenFolder == nil ? makeFolder() : nil
    let parent = folder?.name ?? chosenFolder ?? directory
    guard let format = kind.format else { return try printed(ids, in: parent, folder, job) }
    try requireRoom(for: ids, format, in: parent)
    var options = ExportOptions()
    options.format = format
    options.leavesOutDamaged = true
    options.isInterrupted = { job.isStopped }
    options.progress = { progress in
      let isProof = progress.step == "prove"
      job.show(
        isProof ? "reading back and comparing" : "writing", done: progress.messages,
        all: progress.allMessages)
    }
    let report = try archive.export(ids, to: "\(parent)/\(fileName)", options)
    guard report.messages > 0 else {
      throw ArchiveError(
        .damaged, "export \(counted(ids.count, "message"))",
        why: "none can be read back: \(report.leftOut.first?.reason ?? "")",
        remedy: "Restore a backup, or fetch them again if they are still on their server.")
    }
    return outcome(report, format, folder)
  }

  private func printed(
    _ ids: [Int64], in parent: String, _ folder: TemporaryFolder?, _ job: Job
  ) throws -> Job.Outcome {
    let path = "\(parent)/\(fileName)"
    let report = try archive.printPDF(
      of: ids, heading: heading, to: path,
      progress: { job.show("laying out", done: $0 + 1, all: ids.count) },
      isInterrupted: { job.isStopped })
    return Job.Outcome(
      title: "\(counted(report.messages, "message")) in one document",
      report: """
        <p class="lead">Printed on this computer, without the network. Pictures that are elsewhere are \
        left out.</p>\(place([path]))\(Self.damaged(report.damaged))
        """,
      files: folder == nil ? [] : [file(path, "To print, or to hand in.")].compactMap(\.self),
      isGood: report.damaged.isEmpty, folder: folder)
  }

  private var fileName: String { kind == .maildir ? name : "\(name).\(kind.suffix)" }

  private func outcome(
    _ report: ExportReport, _ format: ExportOptions.Format, _ folder: TemporaryFolder?
  ) -> Job.Outcome {
    let files =
      folder == nil
      ? []
      : report.files.flatMap { path in
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
    let isTable = format.isTable
    let isWhole = lossy == 0 && report.leftOut.isEmpty
    return Job.Outcome(
      title: isTable ? "\(count) in a table" : isWhole ? "\(count), all intact" : count,
      report: """
        <p class="lead">\(isTable ? "The rows were read back as they were written." : "Read back from the file and compared with the archive, one by one.")</p>\
        \(place(report.files))\(remark)\(Self.damaged(report.leftOut.map { ($0.message, $0.reason) }))
        """,
      files: files, isGood: report.leftOut.isEmpty, folder: folder)
  }

  /// Where the files are, if a person has named the folder.
  private func place(_ paths: [String]) -> HTML {
    guard chosenFolder != nil else { return "" }
    let rows: [HTML] = paths.map { "<li><code>\($0)</code></li>" }
    return "<ul class=\"history\">\(rows)</ul>"
  }

  /// What is damaged in the archive, and therefore not in the file.
  private static func damaged(_ leftOut: [(message: Int64, reason: String)]) -> HTML {
    guard !leftOut.isEmpty else { return "" }
    let rows: [HTML] = leftOut.prefix(100).map {
      "<li><a href=\"/m/\($0.message)\">Message \($0.message)</a>: \($0.reason)</li>"
    }
    let isOne = leftOut.count == 1
    return """
      \(Notice.bad.html("\(counted(leftOut.count, "message")) \(isOne ? "is" : "are") not in the file: \(isOne ? "it is" : "they are") damaged in the archive. All others are there. A backup may have \(isOne ? "it" : "them"), or the server that \(isOne ? "it" : "they") came from."))\
      <ul class="history">\(rows)</ul>
      """
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
    try POSIX.makeDirectories(FilePath(directory))
    return try TemporaryFolder(in: directory)
  }

  /// Before anything is written. In a mailbox file messages take a little more than their size.
  private func requireRoom(
    for ids: [Int64], _ format: ExportOptions.Format, in folder: String
  ) throws {
    guard !format.isTable, let free = POSIX.freeBytes(FilePath(folder)) else { return }
    let bytes = try archive.overview(of: ids).bytes
    let needed = Int64(clamping: bytes) / 20 * 21 + Int64(ids.count) * 300
    guard needed > free else { return }
    throw ArchiveError(
      .fileSystem, "export \(counted(ids.count, "message"))",
      why: """
        it takes about \(humanSize(Int(clamping: needed))), and \(humanSize(Int(clamping: free))) are \
        free in \(folder)
        """,
      remedy: "Free some space, or export fewer messages. Nothing was written.")
  }
}
