import Archive
import Mail
import Presentation

/// The reader's state, and how keys and results change it. Knows neither terminal nor archive:
/// `handle` receives an event and returns the effects to perform.
struct BrowseModel {
  private(set) var size: Size
  /// For screen readers: nothing is drawn but text.
  var isPlain = false
  /// The archive's place as displayed.
  let title: String

  // The list.
  var window = ResultWindow()
  /// The request whose results are displayed.
  var shown: BrowseRequest
  /// The latest request for a list; its generation is the highest.
  var asked: BrowseRequest
  /// A result is pending.
  var isAsking = true
  /// The last request failed: it is not repeated automatically.
  var isStuck = false
  var scroll = Scroll()
  var marked = BrowseMarks()
  var previewPlace = Panes.Preview.fitting
  var preview: Reader?

  var pages: [BrowsePage] = []
  var prompt: BrowsePrompt?
  var status: (text: String, isFailure: Bool)?
  /// The running background job: an export, a change of tags.
  var job: String?
  /// Keys pressed so far of an incomplete sequence.
  var pendingKeys: [Key] = []
  /// Ctrl-C or q was pressed once; pressing it again leaves.
  var isLeavingAsked = false
  var revision: Int64?
  /// Texts of earlier prompts by purpose, the latest last.
  var history: [String: [String]] = [:]
  var historyPlace: Int?
  /// Messages read recently, so that going back and forth is immediate.
  var cache: [Int64: BrowseMessage] = [:]
  private static let cached = 32

  /// Number of messages found if the list has a line for each conversation.
  private(set) var messagesFound: Int?

  var effects: [BrowseEffect] = []

  init(size: Size, title: String, query: String, threads: Bool, order: SearchOptions.Order) {
    self.size = size
    self.title = title
    asked = BrowseRequest(generation: 1, query: query, threads: threads, order: order)
    shown = BrowseRequest(query: query, threads: threads, order: order)
  }

  /// The first effects to perform.
  var start: [BrowseEffect] { [.search(asked)] }

  mutating func handle(_ event: BrowseEvent) -> [BrowseEffect] {
    effects = []
    switch event {
    case .key(let key): handle(key)
    case .resized(let size): resize(size)
    case .found(let request, .success(let result)): take(result, of: request)
    case .found(let request, .failure(let failure)): take(failure, of: request)
    case .message(let id, let result): take(result, of: id)
    case .header(let id, let result): take(header: result, of: id)
    case .thread(let id, let result): take(thread: result, of: id)
    case .fileText(let id, let file, let result): take(text: result, of: file, id)
    case .revision(let number): take(revision: number)
    case .progress(let text): if job != nil { job = text }
    case .finished(let result): finishJob(result)
    case .notice(let result): show(result)
    }
    askForWhatIsInSight()
    return effects
  }

  var panes: Panes { Panes(size, previewPlace) }
  var body: Area { Panes.body(size) }

  var context: BrowseContext {
    switch pages.last {
    case nil: .list
    case .message(let reader): reader.file == nil ? .message : .fileText
    case .thread: .thread
    case .files: .files
    case .help: .help
    }
  }

  /// Whether data for the picture is pending.
  var isAwaiting: Bool {
    switch pages.last {
    case nil: isAsking || preview?.isLoading == true
    case .message(let reader): reader.isLoading
    case .thread(let page): !page.isLoaded
    case .files(let page): page.files == nil
    case .help: false
    }
  }

  var currentRow: BrowseRow? { window[scroll.selected] }

  /// The message that keys such as `t` apply to.
  var currentMessage: Int64? {
    for page in pages.reversed() {
      switch page {
      case .message(let reader): return reader.id
      case .thread(let thread): return thread.current?.id
      case .files(let files): return files.id
      case .help: continue
      }
    }
    return currentRow?.id
  }

  // MARK: The list

  /// Lists another query, or the same query in another way.
  mutating func list(
    _ place: BrowseRequest.Place = .top, _ change: (inout BrowseRequest) -> Void = { _ in }
  ) {
    change(&asked)
    asked.generation += 1
    asked.place = place
    switch place {
    case .top: asked.rows = 0..<ResultWindow.pageRows
    case .message(_, let row): asked.rows = ResultWindow.pages(around: row)
    }
    isAsking = true
    isStuck = false
    effects.append(.search(asked))
  }

  /// Lists the same query again, with the current state of the archive.
  mutating func refresh() {
    cache = [:]
    list(.message(currentRow?.id, row: scroll.selected))
  }

  private mutating func take(_ result: BrowseResult, of request: BrowseRequest) {
    guard request.generation == asked.generation else { return }
    isAsking = false
    let isNew = request.generation != shown.generation
    if isNew {
      window = ResultWindow()
      messagesFound = result.messages
    }
    window.take(
      result.rows, from: request.rows.lowerBound, asked: request.rows.count, total: result.total,
      isExact: result.totalIsExact)
    let height = panes.list.rows.count
    guard isNew else {
      scroll.select(scroll.selected, of: window.reach, height: height)
      return
    }
    // The form of a message that is shown depends on the search.
    if request.query != shown.query { cache = [:] }
    shown = request
    switch request.place {
    case .top: scroll = Scroll()
    case .message(let id, let row):
      let place = id.flatMap { window.place(of: $0) }
      scroll.follow(place ?? row, of: window.reach, height: height)
    }
    if isSearchPrompt(prompt?.purpose) {
      prompt?.failure = nil
    } else if window.total == 0 {
      findWordsThatBeginSo()
    }
  }

  /// Matches that were visible while the query was typed stay when it is complete.
  private mutating func findWordsThatBeginSo() {
    guard !shown.completes, shown.unfinishedWord != nil else { return reportNothingFound() }
    list { $0.completes = true }
  }

  func isSearchPrompt(_ purpose: BrowsePrompt.Purpose?) -> Bool {
    if case .search = purpose { true } else { false }
  }

  private mutating func reportNothingFound() {
    status = ("nothing found", false)
    if !shown.query.isEmpty { effects.append(.explain(shown.query)) }
  }

  private mutating func take(_ failure: BrowseFailure, of request: BrowseRequest) {
    guard request.generation == asked.generation else { return }
    isAsking = false
    isStuck = true
    if isSearchPrompt(prompt?.purpose) {
      prompt?.failure = failure
    } else {
      status = (failure.text, true)
    }
  }

  private mutating func take(revision number: Int64) {
    defer { revision = number }
    guard let revision, revision != number else { return }
    refresh()
  }

  // MARK: Messages

  private mutating func take(_ result: Result<BrowseMessage, BrowseFailure>, of id: Int64) {
    if case .success(let message) = result {
      if cache.count >= Self.cached { cache = [:] }
      cache[id] = message
    }
    if preview?.id == id { preview?.take(result) }
    for index in pages.indices {
      switch pages[index] {
      case .message(var reader) where reader.id == id && reader.file == nil:
        reader.take(result)
        pages[index] = .message(reader)
      case .files(var page) where page.id == id:
        page.files = (try? result.get())?.files ?? []
        pages[index] = .files(page)
      default: break
      }
    }
    if case .failure(let failure) = result { status = (failure.text, true) }
  }

  private mutating func take(
    header result: Result<[DecodedField], BrowseFailure>, of id: Int64
  ) {
    guard case .message(var reader) = pages.last, reader.id == id else { return }
    switch result {
    case .success(let fields): reader.take(header: fields)
    case .failure(let failure): status = (failure.text, true)
    }
    pages[pages.count - 1] = .message(reader)
  }

  private mutating func take(
    text result: Result<String, BrowseFailure>, of file: Int, _ id: Int64
  ) {
    guard case .message(var reader) = pages.last, reader.id == id, reader.file == file else {
      return
    }
    let message = cache[id]
    let name = message.flatMap { message in
      message.files.indices.contains(file - 1) ? message.files[file - 1].displayText : nil
    }
    reader.take(
      result.map { text in
        BrowseMessage(
          row: message?.row ?? BrowseRow(id: id),
          fields: [DecodedField(name: "File", value: "[\(file)] \(name ?? "")")], text: text)
      })
    pages[pages.count - 1] = .message(reader)
  }

  private mutating func take(
    thread result: Result<[ThreadLine], BrowseFailure>, of id: Int64
  ) {
    for index in pages.indices {
      guard case .thread(var page) = pages[index], page.id == id else { continue }
      switch result {
      case .success(let lines):
        let current = page.current?.id ?? id
        page.lines = lines
        let place = lines.firstIndex { $0.row.id == current } ?? 0
        page.scroll.select(place, of: lines.count, height: body.rows.count)
      case .failure(let failure): status = (failure.text, true)
      }
      page.isLoaded = true
      pages[index] = .thread(page)
    }
  }

  private mutating func show(_ result: Result<String, BrowseFailure>) {
    switch result {
    case .success(let text): status = (text, false)
    case .failure(let failure): status = (failure.text, true)
    }
  }

  private mutating func finishJob(_ result: Result<String, BrowseFailure>) {
    job = nil
    show(result)
    refresh()
    for page in pages {
      switch page {
      case .message(let reader) where reader.file != nil: break
      case .message(let reader): effects.append(.load(reader.id))
      case .thread(let thread): effects.append(.loadThread(of: thread.id))
      case .files, .help: break
      }
    }
    preview = nil
  }

  // MARK: What is in sight

  private mutating func resize(_ size: Size) {
    self.size = size
    scroll.select(scroll.selected, of: window.reach, height: panes.list.rows.count)
    for index in pages.indices {
      guard case .thread(var page) = pages[index] else { continue }
      page.scroll.select(page.scroll.selected, of: page.lines.count, height: body.rows.count)
      pages[index] = .thread(page)
    }
  }

  /// Requests missing rows and messages that are to be shown, and fits texts to their place.
  private mutating func askForWhatIsInSight() {
    let height = panes.list.rows.count
    let rows = max(0, scroll.top - height)..<scroll.top + 2 * height
    if !isAsking, !isStuck, asked.generation == shown.generation,
      let missing = window.missing(in: rows)
    {
      asked.rows = missing
      isAsking = true
      effects.append(.search(asked))
    }
    fitPreview()
    if case .message(var reader) = pages.last {
      reader.fit(body)
      reader.scroll(to: reader.top, height: body.rows.count)
      pages[pages.count - 1] = .message(reader)
    }
  }

  /// Lays out the preview, if it is visible.
  private mutating func fitPreview() {
    guard pages.isEmpty else { return }
    guard let area = panes.preview, let row = currentRow else {
      preview = nil
      return
    }
    var reader = preview?.id == row.id ? preview ?? Reader(row.id) : makeReader(row.id)
    reader.fit(area)
    reader.scroll(to: reader.top, height: area.rows.count)
    preview = reader
  }

  /// Makes a reader with the message if it was read recently; otherwise the message is requested.
  mutating func makeReader(_ id: Int64) -> Reader {
    var reader = Reader(id)
    if let message = cache[id] {
      reader.take(.success(message))
    } else {
      effects.append(.load(id))
    }
    return reader
  }
}
