import Archive
private import Foundation
import MIME
import Mail
import Presentation
private import Synchronization
import Transfer

/// The archive as the reader uses it: each kind of effect runs on its own thread and reports its
/// result as an event. So key presses never wait, a list does not wait for a message, and neither
/// waits for an export.
final class BrowseArchive: Sendable {
  private let archive: MailArchive
  private let send: @Sendable (BrowseEvent) -> Void
  private let lists = SerialWorker("lists")
  private let messages = SerialWorker("messages")
  private let jobs = SerialWorker("jobs")
  private let isStopping = Atomic(false)
  /// The latest search: a message is shown in the form that contains the match.
  private let latest = Mutex(BrowseRequest())
  /// Seconds that a change of tags waits for another writer.
  private static let writerWait = 1.0

  init(_ archive: MailArchive, send: @escaping @Sendable (BrowseEvent) -> Void) {
    self.archive = archive
    self.send = send
  }

  /// Runs an effect. `redraw`, `suspend` and `quit` are handled by the terminal.
  func perform(_ effect: BrowseEffect) {
    switch effect {
    case .search(let request):
      let isNew = latest.withLock { latest in
        defer { latest = request }
        return latest.generation != request.generation
      }
      lists.submit("search") {
        self.send(.found(request, self.result { try self.search(request, isNew: isNew) }))
      }
    case .explain(let query):
      lists.submit("explain") {
        if let text = self.explanation(query) { self.send(.notice(.success(text))) }
      }
    case .load(let id):
      let query = latest.withLock { $0.query }
      messages.submit("load") {
        self.send(.message(id, self.result { try self.message(id, .best, query) }))
      }
    case .loadForm(let id, let form):
      messages.submit("load") {
        self.send(
          .message(id, self.result { try self.message(id, form == .html ? .html : .plain) }))
      }
    case .loadHeader(let id):
      messages.submit("header") { self.send(.header(id, self.result { try self.header(id) })) }
    case .loadFileText(let id, let file):
      messages.submit("file") {
        self.send(.fileText(id, file, self.result { try self.text(ofFile: file, id) }))
      }
    case .loadThread(let id):
      messages.submit("thread") { self.send(.thread(id, self.result { try self.thread(id) })) }
    case .tag(let messages, let words): job { try self.tag(messages, words) }
    case .export(let messages, let path): job { try self.export(messages, to: path) }
    case .save(let id, let file, let directory): job { try self.save(id, file, directory) }
    case .openInBrowser(let id):
      messages.submit("open") { self.send(.notice(self.result { try self.openInBrowser(id) })) }
    case .stopJob: isStopping.store(true, ordering: .relaxed)
    case .redraw, .suspend, .quit: break
    }
  }

  /// Checks whether something has changed, through this program or another.
  func lookForChanges() {
    lists.submit("revision") {
      if let revision = try? self.archive.revision { self.send(.revision(revision)) }
    }
  }

  /// Ends running jobs cleanly.
  ///
  /// - Returns: false if something still runs that need not be waited for: a reader, or an index
  ///   update, which the next program continues.
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
      self.send(.finished(self.result(body)))
    }
  }

  // MARK: Reading

  /// - Parameter isNew: false for more rows of a list that is shown.
  private func search(_ request: BrowseRequest, isNew: Bool) throws -> BrowseResult {
    var options = SearchOptions()
    options.order = request.order
    options.threads = request.threads
    options.offset = request.rows.lowerBound
    options.limit = request.rows.count
    var index = IndexObserver()
    index.notice = { self.send(.notice(.success($0))) }
    let pace = Pace()
    index.progress = { done, total in
      guard pace.isDue else { return }
      self.send(.notice(.success("building the index: \(grouped(done)) of \(grouped(total))")))
    }
    let result = try search(request, options, index)
    var messages: Int?
    if request.threads, isNew {
      options.threads = false
      options.offset = 0
      options.limit = 1
      messages = try search(request, options, index).total
    }
    return BrowseResult(
      rows: result.hits.map { BrowseRow($0.message, moreInThread: $0.moreInThread) },
      total: result.total, totalIsExact: result.totalIsExact,
      messages: messages)
  }

  /// If too many words begin like the unfinished one, it is searched for as a whole word.
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

  private func message(
    _ id: Int64, _ form: ReadingOptions.Form, _ query: String = ""
  ) throws -> BrowseMessage {
    var options = ReadingOptions()
    options.form = form
    options.clock = .system
    let view = try archive.message(id, options, foundBy: query)
    var fields = view.fields
    if let dated = view.dated { fields.append(DecodedField(name: "Dated", value: dated)) }
    if let protection = view.protection {
      fields.append(DecodedField(name: "Protected", value: protection))
    }
    if let forms = view.forms, forms.otherHasMore {
      fields.append(DecodedField(name: "Form", value: "\(forms.displayText): H"))
    }
    return BrowseMessage(
      row: BrowseRow(view.summary), fields: fields, text: view.text, forms: view.forms,
      files: view.attachments)
  }

  private func header(_ id: Int64) throws -> [DecodedField] {
    try archive.headerFields(of: id)
  }

  private func text(ofFile file: Int, _ id: Int64) throws -> String {
    let pages = try archive.attachmentPages(file, of: id)
    guard pages.count > 1 else { return pages.first ?? "" }
    return pages.enumerated().map { "— page \($0 + 1) —\n\n\($1)" }.joined(separator: "\n\n")
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

  private func ids(of messages: BrowseMessages) throws -> [Int64] {
    switch messages {
    case .these(let these): return these.sorted()
    case .found(let query): return try archive.messages(matching: query)
    case .marked(let marks):
      var ids = marks.messages
      for (query, latest) in marks.conversationsByQuery {
        let found = Set(try archive.messages(matching: query))
        for id in latest {
          ids.insert(id)
          ids.formUnion(try archive.thread(of: id).map(\.message.id).filter(found.contains))
        }
      }
      return ids.sorted()
    }
  }

  private func tag(_ messages: BrowseMessages, _ words: String) throws -> String {
    let changes = try words.split(whereSeparator: \.isWhitespace).map { word in
      guard let change = TagChange(String(word)) else {
        throw BrowseFailure(text: "\"\(word)\" is neither +TAG nor -TAG")
      }
      return change
    }
    let ids = try ids(of: messages)
    let changed = try ArchiveWriter(for: archive).borrow(wait: Self.writerWait) { writer in
      try writer.tag(ids, changes)
    }
    return changed == 0 ? "no tags to change" : "\(counted(changed, "message")) tagged \(words)"
  }

  private func export(_ messages: BrowseMessages, to path: String) throws -> String {
    let ids = try ids(of: messages)
    var options = ExportOptions()
    options.compression = path.hasSuffix(".gz") ? .gzip : path.hasSuffix(".zst") ? .zstd : nil
    options.isInterrupted = { self.isStopping.load(ordering: .relaxed) }
    let pace = Pace()
    options.progress = { progress in
      guard pace.isDue else { return }
      let step = progress.step == "prove" ? "read back" : "written"
      let all = progress.allMessages > 0 ? " of \(grouped(progress.allMessages))" : ""
      self.send(.progress("exporting: \(step) \(grouped(progress.messages))\(all)"))
    }
    let report = try archive.export(ids, to: Self.expanded(path), options)
    let proof = report.isProven ? ", read back and found whole" : ""
    return
      "wrote \(counted(report.messages, "message")) (\(humanSize(report.bytes))) to \(path)\(proof)"
  }

  private func save(_ id: Int64, _ file: Int?, _ directory: String) throws -> String {
    let report = try archive.saveAttachments(
      of: [id], number: file, to: Self.expanded(directory),
      isInterrupted: { isStopping.load(ordering: .relaxed) })
    let there = report.duplicates > 0 ? "; \(report.duplicates) already there" : ""
    return
      "saved \(counted(report.saved, "file")) (\(humanSize(report.bytes))) in \(directory)\(there)"
  }

  private func openInBrowser(_ id: Int64) throws -> String {
    "opened \(try Browser.open(try archive.safeHTML(of: id), name: "message-\(id)", quietly: true))"
  }

  /// Runs on the caller's thread: the browser uses the terminal meanwhile.
  func openOnTerminal(_ id: Int64) -> BrowseEvent {
    .notice(
      result { "opened \(try Browser.open(try archive.safeHTML(of: id), name: "message-\(id)"))" })
  }

  /// Expands "~" as shells do.
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
      text: error.code == .query ? error.explanation : error.description,
      mistake: error.mistake?.range)
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

/// Limits progress updates to ten a second; a person cannot follow more.
private final class Pace: Sendable {
  private let last = Mutex(Date.distantPast)

  var isDue: Bool {
    last.withLock { last in
      guard -last.timeIntervalSinceNow > Self.pause else { return false }
      last = Date()
      return true
    }
  }

  /// Minimum time between updates, in seconds.
  private static let pause = 0.1
}
