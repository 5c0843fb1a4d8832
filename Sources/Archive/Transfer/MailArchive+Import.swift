import Foundation
import Mailbox
import Store

extension MailArchive {
  /// Takes in all mail of files and directories: mbox, Maildir, MH, .eml and what contains them.
  ///
  /// Run again it stores nothing twice. What cannot be taken in is in the report, with the reason.
  /// - Throws: `notFound`, `mailbox`, `fileSystem`; what was taken in before stays.
  public func importMail(
    from paths: [String], progress: @escaping @Sendable (ImportProgress) -> Void = { _ in },
    committed: @escaping @Sendable () -> Void = {}
  ) throws(ArchiveError) -> ImportReport {
    do {
      var report = ImportReport()
      for path in paths {
        let part = try importMail(from: path, progress: progress, committed: committed)
        report.totals.add(part.totals)
        report.skipped += part.skipped
        report.rejections += part.rejections
      }
      return report
    } catch { throw ArchiveError(any: error) }
  }

  private func importMail(
    from path: String, progress: (ImportProgress) -> Void, committed: @escaping @Sendable () -> Void
  ) throws -> ImportReport {
    let root =
      path == "-"
      ? path
      : ArchiveLocation.absolute(
        path, from: FileManager.default.currentDirectoryPath)
    let reader = try openMailbox(root)
    let run = try store.beginRun(command: "import \(path)")
    let pipeline = try IngestPipeline(store: store, run: run) { _ in committed() }
    var report = ImportReport()
    do {
      var messages = 0
      var octets = 0
      while let item = try reader.next() {
        switch item {
        case .message(let message):
          messages += 1
          octets += message.bytes.count
          var offer = Offer(
            ticket: 0, bytes: message.bytes, origin: Origin(message.origin, below: root))
          offer.folder = message.folder
          offer.tags = message.tags + message.flags.names
          try pipeline.offer(offer)
        case .rejected(let rejection):
          let reason = "\(rejection.reason)"
          report.rejections.append(
            "\(rejection.origin.path), offset \(rejection.origin.offset): \(reason)")
          try pipeline.refuse(
            Refusal(
              ticket: 0, origin: Origin(rejection.origin, below: root),
              octets: Int(clamping: rejection.origin.length), reason: reason))
        case .skipped: report.skipped += 1
        }
        progress(ImportProgress(path: path, messages: messages, octets: octets))
      }
      report.totals = try pipeline.finish()
      _ = try store.finishRun(run)
      return report
    } catch {
      pipeline.cancel()
      _ = try? store.finishRun(run, outcome: "\(error)")
      throw error
    }
  }
}

extension Origin {
  /// A place in a file or directory that was imported; names are kept relative to it.
  init(_ origin: MessageOrigin, below root: String) {
    let name = origin.path.hasPrefix(root) ? String(origin.path.dropFirst(root.count)) : origin.path
    self.init(
      source: .file(root), name: name.isEmpty ? nil : String(name.drop { $0 == "/" }),
      position: Int64(clamping: origin.offset), time: currentTime())
  }
}

extension IngestTotals {
  mutating func add(_ other: IngestTotals) {
    stored += other.stored
    copies += other.copies
    rejected += other.rejected
    octets += other.octets
  }
}
