public import Archive
import Bytes
import Files
import Foundation
import Mailbox
import Store

extension MailArchive {
  /// Imports all mail of files and directories: mbox, Maildir, MH, .eml and containers of these.
  ///
  /// Repeating an import stores nothing twice; after any interruption it continues where it
  /// stopped. What cannot be imported is in the report, with the reason, and in the directory
  /// `rejected`.
  /// - Throws: `notFound`, `mailbox`, `fileSystem`; what was imported before is kept.
  public func importMail(
    from paths: [String], _ options: ImportOptions = ImportOptions()
  ) throws(ArchiveError) -> ImportReport {
    do {
      try readAgain()
      var report = ImportReport()
      for path in paths where !report.isInterrupted {
        let root =
          path == "-"
          ? path
          : ArchiveLocation.absolute(path, from: FileManager.default.currentDirectoryPath)
        try ImportJob(self, root, options).run(into: &report)
      }
      return report
    } catch { throw ArchiveError(any: error) }
  }
}

/// The import of one source.
private struct ImportJob {
  private let archive: MailArchive
  private let root: String
  /// As the books name it.
  private let name: String
  private let options: ImportOptions
  private let survey: SourceSurvey
  private let notes: ManifestNotes
  private let rejected: RejectedMail
  private let known: ImportedFiles

  init(_ archive: MailArchive, _ root: String, _ options: ImportOptions) throws {
    self.archive = archive
    self.root = root
    name = options.sourceName ?? root
    self.options = options
    notes = ManifestNotes(beside: root)
    rejected = RejectedMail(archive.location, room: options.rejectedBytes)
    known = ImportedFiles(
      options.readsAgain ? [] : try archive.store.importedFiles(from: .file(name)))
    survey = SourceSurvey(root, isPutOff: !known.isEmpty)
  }

  func run(into report: inout ImportReport) throws {
    var readOptions = ReadOptions()
    readOptions.dialect = options.dialect ?? notes.dialect
    readOptions.entriesAreMessages = options.entriesAreMessages || notes.holdsMessages
    readOptions.messageLimit = maximumMessageSize
    readOptions.spill = archive.store.spillPlace
    readOptions.keepsRejected = true
    if !known.isEmpty { readOptions.isKnown = known.contains }
    let positions = ImportPositions(archive.location)
    let start = root == "-" ? nil : positions.position(in: root, survey.now)
    let reader = try openMailbox(root, options: readOptions, from: start ?? .start)
    if start != nil { report.resumed.append(root) }
    let (run, erased) = try archive.store.beginRun(command: "import \(name)")
    report.erased += erased
    let committed = options.committed
    let safe = CommittedPositions { [root, survey] position in
      if root != "-", let unchanged = survey.ofStart {
        try? positions.note(position, in: root, unchanged)
      }
    }
    let pipeline = try IngestPipeline(
      store: archive.store, run: run, secondsPerCommit: Limits.secondsPerImportCommit
    ) { outcomes in
      if let last = outcomes.last?.ticket { safe.reached(last) }
      committed()
    }
    do {
      let leftOut = try read(reader, into: pipeline, safe, &report)
      var totals = try pipeline.finish()
      totals.leaveOut(leftOut)
      report.totals += totals
      if report.isInterrupted {
        safe.noteLatest()
      } else {
        try positions.forget(root)
        if known.areMostlyGone { try archive.store.forgetImportedFiles(from: .file(name)) }
      }
      _ = try archive.store.finishRun(run, outcome: report.isInterrupted ? "interrupted" : "done")
    } catch {
      pipeline.cancel()
      safe.noteLatest()
      _ = try? archive.store.finishRun(run, outcome: "\(error)")
      throw error
    }
  }

  /// - Returns: number of messages that were left out.
  private func read(
    _ reader: MailboxSource, into pipeline: IngestPipeline, _ safe: CommittedPositions,
    _ report: inout ImportReport
  ) throws -> Int {
    var messages = 0
    var leftOut = 0
    var ticket = 0
    while let item = try reader.next() {
      switch item {
      case .message(let message):
        messages += 1
        ticket += 1
        safe.offered(ticket, reader.position)
        try pipeline.offer(try incoming(message, ticket))
        if message.missingParts > 0 {
          report.skipped[Self.missing, default: 0] += message.missingParts
        }
      case .rejected(let rejection):
        ticket += 1
        let unkept = try rejected.keep(rejection).map { "; \($0)" } ?? ""
        report.rejections.append(
          "\(shown(rejection.origin.path)), offset \(rejection.origin.offset): \(rejection.reason)\(unkept)"
        )
        safe.offered(ticket, reader.position)
        try pipeline.reject(
          RejectedMessage(
            origin: Origin(rejection.origin, below: root, of: name), reason: "\(rejection.reason)"),
          ticket: ticket, size: Int(clamping: rejection.origin.length))
      case .skipped(let skip):
        if skip.reason == .known { report.addUnchanged(bytes: Int(clamping: skip.origin.length)) }
        if let reason = skip.reason.displayText { report.skipped[reason, default: 0] += 1 }
        if skip.reason == .expunged {
          ticket += 1
          safe.offered(ticket, reader.position)
          try pipeline.reject(
            expunged(skip), ticket: ticket, size: Int(clamping: skip.origin.length))
          leftOut += 1
        }
      }
      options.progress(
        ImportProgress(
          path: root, messages: messages, bytes: reader.bytesRead, allBytes: survey.bytes))
      if options.isInterrupted() {
        report.isInterrupted = true
        return leftOut
      }
    }
    return leftOut
  }

  private func shown(_ path: String) -> String {
    path.hasPrefix(root) ? name + path.dropFirst(root.count) : path
  }

  private static let missing = "attachments that Apple Mail had not kept"

  /// Records a message that its mail program had deleted in the ledger, so that it can be accounted
  /// for.
  private func expunged(_ skip: Skip) -> RejectedMessage {
    RejectedMessage(
      origin: Origin(skip.origin, below: root, of: name),
      leftOutAs: """
        deleted in Thunderbird (X-Mozilla-Status), where it only waits for its folder to be compacted
        """)
  }

  private func incoming(_ message: RawMessage, _ ticket: Int) throws -> IncomingMessage {
    var incoming = IncomingMessage(
      ticket: ticket, bytes: try notes.restored(message),
      origin: Origin(message.origin, below: root, of: name))
    incoming.fileStamp = message.stamp.flatMap(ImportedFiles.stamp)
    incoming.folder = message.folder
    incoming.time = message.envelope?.date ?? message.fileTime
    incoming.tags = message.tags + message.flags.tags
    return incoming
  }
}

/// Tracks the position in the source before which everything is on disk. Saved at most once a
/// second: a position that is too early is harmless, one that is too late would lose mail.
private final class CommittedPositions: @unchecked Sendable {
  // Accessed only while `lock` is held.
  private var waiting: [(ticket: Int, position: MailboxPosition)] = []
  private var latest: MailboxPosition?
  private var noted = Date()
  private let lock = NSLock()
  private let note: (MailboxPosition) -> Void

  init(note: @escaping (MailboxPosition) -> Void) { self.note = note }

  func offered(_ ticket: Int, _ position: MailboxPosition) {
    lock.withLock { waiting.append((ticket, position)) }
  }

  func reached(_ ticket: Int) {
    lock.withLock {
      let count = waiting.firstIndex { $0.ticket > ticket } ?? waiting.count
      if count > 0 { latest = waiting[count - 1].position }
      waiting.removeFirst(count)
      guard Date().timeIntervalSince(noted) >= Limits.secondsPerImportPosition else { return }
      noteNow()
    }
  }

  func noteLatest() { lock.withLock { noteNow() } }

  private func noteNow() {
    if let latest { note(latest) }
    latest = nil
    noted = Date()
  }
}

extension Origin {
  /// A place in a file or directory that was imported; names are relative to it.
  ///
  /// - Parameter source: what the books call the file or directory.
  init(_ origin: MessageOrigin, below root: String, of source: String) {
    let name = origin.path.hasPrefix(root) ? String(origin.path.dropFirst(root.count)) : origin.path
    self.init(
      source: .file(source), name: name.isEmpty ? nil : String(name.drop { $0 == "/" }),
      position: Int64(clamping: origin.offset), time: currentTime())
  }
}

extension Skip.Reason {
  /// Nil if it need not be mentioned.
  fileprivate var displayText: String? {
    switch self {
    case .expunged: "deleted in its mail program"
    case .notMail: "no mail"
    case .vanished: "gone before it could be read"
    case .empty, .known: nil
    }
  }
}
