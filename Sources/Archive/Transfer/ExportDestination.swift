import FoundationEssentials
import Glibc
import Mailbox
import Store

/// Where one file or directory of an export is written to.
final class ExportDestination {
  private enum Target {
    case mailbox(any MailboxWriter)
    case table(MetadataTable)
  }

  private let target: Target
  private let hasEntries: Bool
  private let directory: NewDirectory?
  /// As origins name it.
  private let file: String

  init(_ path: String, _ options: ExportOptions) throws {
    hasEntries = options.format.isDirectory || options.format == .zip
    directory = options.format.isDirectory ? try NewDirectory(path) : nil
    let place = directory?.temporaryPath ?? path
    let sink = directory == nil ? try Self.sink(path, options.compression) : MemorySink()
    file = sink.path
    switch options.format {
    case .mboxrd, .mboxo, .mboxcl, .mboxcl2:
      let dialect = MboxDialect(rawValue: options.format.rawValue) ?? .mboxrd
      target = .mailbox(
        MboxWriter(sink, dialect: dialect, convertsLineEnds: options.convertsLineEnds))
    case .maildir: target = .mailbox(try MaildirWriter(place))
    case .eml: target = .mailbox(try EMLWriter(place))
    case .zip: target = .mailbox(ZipWriter(sink))
    case .jsonl: target = .table(try MetadataTable(.jsonl, sink))
    case .csv: target = .table(try MetadataTable(.csv, sink))
    }
  }

  /// - Parameter folder: levels divided by "/".
  func write(
    _ summary: MessageSummary, _ bytes: [UInt8], folder: String
  ) throws -> ManifestEntry {
    switch target {
    case .table(let table): return try table.write(summary, bytes)
    case .mailbox(let writer):
      let written = try writer.write(outgoing(summary, bytes, folder))
      return try ManifestEntry(
        summary, written, path: hasEntries ? relativePath(written.origin.path) : nil)
    }
  }

  func finish() throws {
    switch target {
    case .table(let table): try table.finish()
    case .mailbox(let writer): try writer.finish()
    }
    try directory?.publish()
  }

  /// Removes what is unfinished. Files of their own remove themselves.
  func abandon() {
    if let directory { try? FileManager.default.removeItem(atPath: directory.temporaryPath) }
  }

  private func outgoing(
    _ summary: MessageSummary, _ bytes: [UInt8], _ folder: String
  ) -> OutgoingMessage {
    var message = OutgoingMessage(bytes: bytes, envelope: MboxEnvelope(summary))
    message.flags = MessageFlags(names: summary.tags)
    message.title = summary.subject
    // RFC 9051, section 5.1: INBOX in any case; the top of a Maildir++ is that.
    message.folder = folder.uppercased() == "INBOX" ? "" : folder
    return message
  }

  /// Below the directory, or the name inside the zip.
  private func relativePath(_ path: String) -> String {
    if let directory { return directory.name(of: path) }
    return String(path.dropFirst(file.count + 2))
  }

  private static func sink(
    _ path: String, _ compression: ExportOptions.Compression?
  ) throws -> any ByteSink {
    let file: any ByteSink =
      path == "-"
      ? DescriptorSink(STDOUT_FILENO, name: "standard output") : try FileWriter(path)
    switch compression {
    case nil: return file
    case .gzip: return try GzipSink(file)
    case .zstd: return try ZstdSink(file)
    }
  }
}

extension MboxEnvelope {
  /// The sender's address from "Name <address>", and the date.
  init(_ summary: MessageSummary) {
    let address = summary.sender.split(separator: "<").last?.prefix { $0 != ">" } ?? ""
    self.init(sender: String(address), date: summary.date)
  }
}
