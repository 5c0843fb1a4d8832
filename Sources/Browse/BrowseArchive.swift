import Archive
private import Foundation
import Presentation
private import Synchronization
import Transfer

/// The archive as the reader uses it: each effect is done on a thread of its own kind, what comes of
/// it is told as an event. So keys never wait, a list does not wait for a message, and neither for an
/// export.
final class BrowseArchive: Sendable {
  private let archive: MailArchive
  private let tell: @Sendable (BrowseEvent) -> Void
  private let lists = Lane("lists")
  private let messages = Lane("messages")
  private let jobs = Lane("jobs")
  private let isStopping = Atomic(false)
  /// Seconds that a change of tags waits for another writer.
  private static let writerWait = 1.0

  init(_ archive: MailArchive, tell: @escaping @Sendable (BrowseEvent) -> Void) {
    self.archive = archive
    self.tell = tell
  }

  /// `redraw`, `suspend` and `quit` are the terminal's.
  func perform(_ effect: BrowseEffect) {
    switch effect {
    case .search(let request):
      lists.submit("search") {
        self.tell(.found(request, self.result { try self.search(request) }))
      }
    case .explain(let query):
      lists.submit("explain") {
        if let text = self.explanation(query) { self.tell(.told(.success(text))) }
      }
    case .load(let id):
      messages.submit("load") { self.tell(.message(id, self.result { try self.message(id) })) }
    case .loadHeader(let id):
      messages.submit("header") { self.tell(.header(id, self.result { try self.header(id) })) }
    case .loadThread(let id):
      messages.submit("thread") { self.tell(.thread(id, self.result { try self.thread(id) })) }
    case .tag(let ids, let words): job { try self.tag(ids, words) }
    case .export(let messages, let path): job { try self.export(messages, to: path) }
    case .save(let id, let file, let directory): job { try self.save(id, file, directory) }
    case .openInBrowser(let id):
      messages.submit("open") { self.tell(.told(self.result { try self.openInBrowser(id) })) }
    case .stopJob: isStopping.store(true, ordering: .relaxed)
    case .redraw, .suspend, .quit: break
    }
  }

  /// Looks whether something was changed since, by this program or another.
  func lookForChanges() {
    lists.submit("revision") {
      if let revision = try? self.archive.revision { self.tell(.revision(revision)) }
    }
  }

  /// Ends what is under way, cleanly.
  ///
  /// - Returns: false when something still runs that need not be waited for: it reads, or brings the
  ///   index up to date, which the next program goes on with.
  func finish() -> Bool {
    isStopping.store(true, ordering: .relaxed)
    _ = jobs.finish(within: .infinity)
    return [messages, lists].allSatisfy { $0.finish(within: Self.readersWait) }
  }

  private static let readersWait = 0.5

  private func result<Value>(_ body: () throws -> Value) -> Result<Value, BrowseFailure> {
    do { return .success(try body()) } catch { return .failure(BrowseFailure(error)) }
  }

  private func job(_ body: @escaping @Sendable () throws -> String) {
    jobs.submit("job") {
      self.isStopping.store(false, ordering: .relaxed)
      self.tell(.finished(self.result(body)))
    }
  }

  // MARK: Reading

  private func search(_ request: BrowseRequest) throws -> BrowseResult {
    var options = SearchOptions()
    options.order = request.order
    options.threads = request.threads
    options.offset = request.rows.lowerBound
    options.limit = request.rows.count
    var index = IndexObserver()
    index.notice = { self.tell(.told(.success($0))) }
    let pace = Pace()
    index.progress = { done, total in
      guard pace.isDue else { return }
      self.tell(.told(.success("making the index: \(grouped(done)) of \(grouped(total))")))
    }
    let result = try search(request, options, index)
    return BrowseResult(
      rows: result.hits.map { BrowseRow($0.message, moreInThread: $0.moreInThread) },
      total: result.total, totalIsExact: result.totalIsExact)
  }

  /// A word that begins too many others is looked for as it is.
  private func search(
    _ request: BrowseRequest, _ options: SearchOptions, _ index: IndexObserver
  ) throws -> SearchResult {
    let query = request.wholeQuery
    if query != request.query, let result = try? archive.search(query, options, index: index) {
      return result
    }
    return try archive.search(request.query, options, index: index)
  }

  private func explanation(_ query: String) -> String? {
    guard let reasons = try? ArchiveGroup(archive).whyNothing(query) else { return nil }
    if let better = reasons.didYouMean { return "nothing found; did you mean: \(better)" }
    let alone = reasons.clauses.compactMap { clause in
      clause.alone.map { "\(clause.text) finds \($0)" }
    }
    return alone.isEmpty ? nil : "nothing found; alone, " + alone.joined(separator: ", ")
  }

  private func message(_ id: Int64) throws -> BrowseMessage {
    let view = try archive.message(id)
    return BrowseMessage(
      row: BrowseRow(view.summary), fields: view.fields.map(BrowseMessage.Field.init),
      text: view.text,
      files: view.attachments.map {
        BrowseMessage.File(name: $0.name, type: $0.type, size: $0.size)
      })
  }

  private func header(_ id: Int64) throws -> [BrowseMessage.Field] {
    try archive.headerFields(of: id).map(BrowseMessage.Field.init)
  }

  private func thread(_ id: Int64) throws -> [ThreadLine] {
    let entries = try archive.thread(of: id)
    let tree = ThreadTree(
      entries: entries, current: id, dates: .absolute, style: Style(isOn: false))
    let branches = ThreadTree.branches(entries.map { min($0.depth, ThreadTree.deepest) })
    return entries.indices.map { place in
      var row = BrowseRow(entries[place].message)
      row.subject = tree.subject(at: place)
      return ThreadLine(row: row, branch: branches[place])
    }
  }

  // MARK: Jobs

  private func tag(_ ids: [Int64], _ words: String) throws -> String {
    let changes = try words.split(whereSeparator: \.isWhitespace).map { word in
      guard let change = TagChange(String(word)) else {
        throw BrowseFailure(text: "\"\(word)\" is neither +TAG nor -TAG")
      }
      return change
    }
    let changed = try ArchiveWriter(for: archive).borrow(wait: Self.writerWait) { writer in
      try writer.tag(ids, changes)
    }
    return changed == 0 ? "no tags to change" : "\(counted(changed, "message")) tagged \(words)"
  }

  private func export(_ messages: BrowseMessages, to path: String) throws -> String {
    let ids: [Int64]
    switch messages {
    case .these(let these): ids = these.sorted()
    case .found(let query): ids = try archive.messages(matching: query)
    }
    var options = ExportOptions()
    options.compression = path.hasSuffix(".gz") ? .gzip : path.hasSuffix(".zst") ? .zstd : nil
    options.isInterrupted = { self.isStopping.load(ordering: .relaxed) }
    let pace = Pace()
    options.progress = { progress in
      guard pace.isDue else { return }
      let step = progress.step == "prove" ? "read back" : "written"
      let all = progress.allMessages > 0 ? " of \(grouped(progress.allMessages))" : ""
      self.tell(.progress("exporting: \(step) \(grouped(progress.messages))\(all)"))
    }
    let report = try archive.export(ids, to: Self.expanded(path), options)
    let proof = report.isProven ? ", read back and found whole" : ""
    return
      "wrote \(counted(report.messages, "message")) (\(humanSize(report.octets))) to \(path)\(proof)"
  }

  private func save(_ id: Int64, _ file: Int?, _ directory: String) throws -> String {
    let report = try archive.saveAttachments(
      of: [id], number: file, to: Self.expanded(directory),
      isInterrupted: { isStopping.load(ordering: .relaxed) })
    let there = report.duplicates > 0 ? "; \(report.duplicates) there already" : ""
    return
      "saved \(counted(report.saved, "file")) (\(humanSize(report.octets))) in \(directory)\(there)"
  }

  private func openInBrowser(_ id: Int64) throws -> String {
    "opened \(try Browser.open(try archive.safeHTML(of: id), name: "message-\(id)", quietly: true))"
  }

  /// On the caller's thread, for a browser that has the terminal meanwhile.
  func openOnTerminal(_ id: Int64) -> BrowseEvent {
    .told(
      result { "opened \(try Browser.open(try archive.safeHTML(of: id), name: "message-\(id)"))" })
  }

  /// As shells do.
  private static func expanded(_ path: String) -> String {
    path == "~" || path.hasPrefix("~/") ? homeDirectory + path.dropFirst() : path
  }
}

extension BrowseFailure {
  fileprivate init(_ error: any Error) {
    if let failure = error as? BrowseFailure {
      self = failure
      return
    }
    let error = ArchiveError(any: error)
    self.init(
      text: error.code == .query ? error.why : error.description, mistake: error.mistake?.range)
  }
}

extension BrowseRow {
  fileprivate init(_ message: MessageSummary, moreInThread: Int = 0) {
    self.init(
      id: message.id, date: message.date, sender: message.shortSender,
      subject: message.shownSubject, tags: message.tags, hasAttachment: message.hasAttachment,
      moreInThread: moreInThread)
  }
}

extension BrowseMessage.Field {
  fileprivate init(_ field: MessageView.Field) { self.init(name: field.name, value: field.value) }
}

/// Ten times a second is as often as a person follows.
private final class Pace: Sendable {
  private let last = Mutex(Date.distantPast)

  var isDue: Bool {
    last.withLock { last in
      guard -last.timeIntervalSinceNow > Self.pause else { return false }
      last = Date()
      return true
    }
  }

  /// Seconds.
  private static let pause = 0.1
}
