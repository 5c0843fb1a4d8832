import Archive
import Files
import FoundationEssentials
import Glibc
import Mailbox
import Store

/// The destination of one file or directory of an export. It gets its name only from `publish()`;
/// if released before, it is removed.
final class ExportDestination {
  private enum Target {
    case mailbox(any MailboxWriter)
    case table(MetadataTable)
  }

  /// Nil when finished: many parts of an export may wait for the last one.
  private var target: Target?
  private let hasEntries: Bool
  private let directory: StagedDirectory?
  private let file: FileWriter?
  /// The destination's name in errors and reports.
  private let name: String
  private var isPublished = false

  /// - Parameter path: nil for standard output.
  init(_ path: String?, _ options: ExportOptions) throws {
    hasEntries = options.format.isDirectory || options.format == .zip
    let isDirectory = options.format.isDirectory
    directory = try isDirectory ? path.map { try StagedDirectory($0) } : nil
    file = try isDirectory ? nil : path.map { try FileWriter($0) }
    let place = directory?.temporaryPath ?? ""
    let sink = try Self.sink(file, options.compression)
    name = sink.path
    switch options.format {
    case .mbox(let dialect):
      target = .mailbox(
        MboxWriter(sink, dialect: dialect, convertsLineEnds: options.convertsLineEnds))
    case .maildir: target = .mailbox(try MaildirWriter(place))
    case .eml: target = .mailbox(try EMLWriter(place))
    case .zip: target = .mailbox(ZipWriter(sink))
    case .jsonl: target = .table(try MetadataTable(.jsonl, sink))
    case .csv: target = .table(try MetadataTable(.csv, sink))
    }
  }

  /// - Parameter folder: levels separated by "/".
  func write(
    _ summary: MessageSummary, _ bytes: MessageBytes, folder: String
  ) throws -> ManifestEntry {
    switch target {
    case nil: throw ArchiveError(.fileSystem, "export to \(name)", why: "it is finished already")
    case .table(let table): return try table.write(summary, bytes.all())
    case .mailbox(let writer):
      let written = try writer.write(outgoing(summary, bytes, folder))
      return try ManifestEntry(
        summary, written, path: hasEntries ? relativePath(written.origin.path) : nil)
    }
  }

  /// Path for reading between `finish()` and `publish()`; nil for standard output.
  var temporaryPath: String? { directory?.temporaryPath ?? file?.temporaryPath }

  /// Makes everything durable on disk.
  func finish() throws {
    switch target.take() {
    case nil: break
    case .table(let table): try table.finish()
    case .mailbox(let writer): try writer.finish()
    }
  }

  func publish() throws {
    try directory?.publish()
    try file?.publish()
    isPublished = true
  }

  /// A file removes itself.
  deinit {
    guard let directory, !isPublished else { return }
    try? POSIX.removeTree(FilePath(directory.temporaryPath))
  }

  private func outgoing(
    _ summary: MessageSummary, _ bytes: MessageBytes, _ folder: String
  ) -> OutgoingMessage {
    var message = OutgoingMessage(bytes: bytes, envelope: MboxEnvelope(summary))
    message.flags = MessageFlags(tags: summary.tags)
    message.title = summary.subject
    // RFC 9051, section 5.1: INBOX is case-insensitive. It is the top folder of a Maildir++.
    message.folder = folder.uppercased() == "INBOX" ? "" : folder
    return message
  }

  /// Path relative to the directory, or the name inside the zip.
  private func relativePath(_ path: String) -> String {
    if let directory { return directory.name(of: path) }
    return String(path.dropFirst(name.count + 2))
  }

  private static func sink(
    _ file: FileWriter?, _ compression: ExportOptions.Compression?
  ) throws -> any ByteSink {
    let sink: any ByteSink = file ?? DescriptorSink(STDOUT_FILENO, name: "standard output")
    switch compression {
    case nil: return sink
    case .gzip: return try GzipSink(sink)
    case .zstd: return try ZstdSink(sink)
    }
  }
}

extension MboxEnvelope {
  /// The sender's address from "Name <address>", and the date.
  init(_ summary: MessageSummary) {
    let words = summary.sender.utf8.split(separator: UInt8(ascii: "<"))
    let address = words.last?.prefix { $0 != UInt8(ascii: ">") }
    self.init(sender: address.map { String(Substring($0)) } ?? "", date: summary.date)
  }
}
