import Digests
import Dispatch
package import Extraction
import FoundationEssentials
import MIME
import Mail
import Queues
package import Store
import Synchronization

/// Reads the documents that messages have and the store has no text of, the latest messages first.
///
///     messages ─▶ find, decode, hash ─▶ read in confined processes ─▶ commit in order
///     (1 thread)                        (cores − 1 threads)           (the caller)
///
/// What is committed together is read together, so that a run that is cut short reads at most that much
/// again.
package final class AttachmentQueue: Sendable {
  private let store: MailStore
  private let reader: DocumentReader
  private let options: AttachmentOptions
  private let workers = max(1, ProcessInfo.processInfo.activeProcessorCount - 1)
  private let jobs: BoundedQueue<Job>
  private let done: OrderedQueue<AttachmentBatch>
  private let wasInterrupted = Mutex(false)
  private let threads: WorkerThreads

  /// Documents to be read, with what is entered together with their texts.
  private struct Job: Sendable {
    var sequence = 0
    var batch = AttachmentBatch()
    var documents: [(digest: SHA256Digest, document: Document)] = []
    var bytes = 0

    var isFull: Bool {
      documents.count >= Limits.documentsPerCommit || bytes >= Limits.documentBytesPerCommit
        || batch.attachments.count >= Limits.attachmentsPerCommit
    }

    mutating func add(_ file: Attachment, _ bytes: [UInt8], _ digest: SHA256Digest) {
      documents.append(
        (digest, Document(bytes: bytes, name: file.name, mediaType: file.mediaType.description)))
      self.bytes += bytes.count
    }
  }

  package init(_ store: MailStore, _ reader: DocumentReader, _ options: AttachmentOptions) {
    self.store = store
    self.reader = reader
    self.options = options
    jobs = BoundedQueue(maximumCount: workers)
    done = OrderedQueue(producers: workers, maximumAhead: 2 * workers)
    threads = WorkerThreads { [jobs, done] in
      jobs.cancel()
      done.cancel()
    }
  }

  /// By what rules attachments are documents.
  private static let rules = "files/1"
  private static let rulesWithImages = rules + " images"
  private var rules: String { reader.readsImages ? Self.rulesWithImages : Self.rules }

  package func run() throws -> AttachmentReport {
    try store.keepAttachmentRanges(
      reader.readsImages ? [Self.rulesWithImages] : [Self.rules, Self.rulesWithImages])
    var report = AttachmentReport()
    let total = try store.messagesNotLookedThrough(limit: .max)
    threads.start("attachments") {
      defer { self.jobs.close() }
      try self.list()
    }
    for _ in 0..<workers { threads.start("documents") { try self.read() } }
    do {
      while let batch = done.pop() {
        try store.enter(batch, rules: rules)
        report.count(batch)
        options.committed()
        options.progress(min(report.messages, total), total)
      }
    } catch { threads.fail(error) }
    try threads.wait()
    report.isInterrupted = wasInterrupted.withLock { $0 }
    return report
  }

  // MARK: Finding

  private func list() throws {
    var job = Job()
    // Documents of this run: each is read once.
    var seen: Set<SHA256Digest> = []
    try listNew(&job, &seen)
    if !job.batch.attachments.isEmpty || job.batch.range != nil { guard push(&job) else { return } }
    try listDue(&job, &seen)
  }

  private func listNew(_ job: inout Job, _ seen: inout Set<SHA256Digest>) throws {
    var before = Int64.max
    while let next = try store.messagesToLookThrough(
      before: before, limit: Limits.messagesLookedThrough)
    {
      var end = next.range.upperBound
      for id in next.messages {
        guard !isInterrupted() else { return }
        try add(id, to: &job, &seen)
        job.batch.range = id...max(end, job.batch.range?.upperBound ?? end)
        guard job.isFull else { continue }
        guard push(&job) else { return }
        end = id - 1
      }
      before = next.range.lowerBound
      let upper = max(end, job.batch.range?.upperBound ?? end)
      if before <= upper { job.batch.range = before...upper }
    }
  }

  private func add(
    _ id: Int64, to job: inout Job, _ seen: inout Set<SHA256Digest>
  ) throws {
    guard let summary = try store.summaries(of: [id]).first else { return }
    let isWhole = summary.size <= Limits.bytesIndexedWhole
    let message: Message
    do { message = try Message(summary, in: store) } catch {
      guard error.code == .damaged else { throw error }
      return
    }
    for each in message.attachedDocuments(images: reader.readsImages) {
      let bytes = isWhole ? message.content(of: each.file) : []
      // A document that cannot be decoded in memory is known by its place only.
      let digest = try SHA256Digest(
        of: isWhole ? bytes : (summary.digest?.bytes ?? []) + Array("\(each.number)".utf8))
      job.batch.attachments.append(
        ListedAttachment(
          message: id, number: each.number, part: each.part, name: each.file.name ?? "",
          digest: digest))
      guard seen.insert(digest).inserted, try store.readDocuments([digest]).isEmpty else {
        continue
      }
      guard isWhole else {
        job.batch.texts.append(
          ExtractedText(digest: digest, extractor: DocumentReader.unread, outcome: .limit))
        continue
      }
      job.add(each.file, bytes, digest)
    }
  }

  /// What another version read, or what waited for a program that is there now.
  private func listDue(_ job: inout Job, _ seen: inout Set<SHA256Digest>) throws {
    for (extractor, outcome, _) in try store.extractorOutcomes()
    where reader.isDue(extractor, outcome) {
      var last: SHA256Digest?
      while case let page = try store.attachments(
        readBy: extractor, outcome, after: last, limit: Limits.documentsPerCommit), !page.isEmpty
      {
        last = page.last?.digest
        for each in page where seen.insert(each.digest).inserted {
          guard !isInterrupted() else { return }
          try add(each, to: &job)
          if job.isFull { guard push(&job) else { return } }
        }
      }
    }
    if !job.documents.isEmpty { _ = push(&job) }
  }

  private func add(_ attachment: ListedAttachment, to job: inout Job) throws {
    guard let summary = try store.summaries(of: [attachment.message]).first,
      summary.size <= Limits.bytesIndexedWhole,
      let message = try? Message(summary, in: store)
    else { return }
    let files = message.attachments
    guard let file = files.element(numbered: attachment.number) else { return }
    let bytes = message.content(of: file)
    guard try SHA256Digest(of: bytes) == attachment.digest else { return }
    job.add(file, bytes, attachment.digest)
  }

  private func push(_ job: inout Job) -> Bool {
    let full = job
    job = Job()
    job.sequence = full.sequence + 1
    return jobs.push(full)
  }

  private func isInterrupted() -> Bool {
    guard options.isInterrupted() else { return false }
    wasInterrupted.withLock { $0 = true }
    threads.cancel()
    return true
  }

  // MARK: Reading

  private func read() throws {
    defer { done.producerFinished() }
    while let job = jobs.pop() {
      guard let results = reader.read(job.documents.map(\.document)) else {
        _ = isInterrupted()
        return
      }
      var batch = job.batch
      for (each, result) in zip(job.documents, results) {
        batch.texts.append(
          ExtractedText(
            digest: each.digest, extractor: result.extractor, outcome: result.outcome,
            pages: result.pages))
      }
      guard done.push(batch, at: job.sequence) else { return }
    }
  }
}

extension AttachmentReport {
  fileprivate mutating func count(_ batch: AttachmentBatch) {
    messages += Set(batch.attachments.map(\.message)).count
    for text in batch.texts { outcomes[text.outcome, default: 0] += 1 }
  }
}
