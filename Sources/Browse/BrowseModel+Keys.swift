import Archive
import Mail
import Presentation

extension BrowseModel {
  mutating func handle(_ key: Key) {
    isStuck = false
    if prompt != nil { return handleInPrompt(key) }
    let wasLeavingAsked = isLeavingAsked
    isLeavingAsked = false
    status = nil
    pendingKeys.append(key)
    var match = Keymap.match(pendingKeys, in: context)
    if case .nothing = match, pendingKeys.count > 1 {
      pendingKeys = [key]
      match = Keymap.match(pendingKeys, in: context)
    }
    switch match {
    case .prefix: return
    case .nothing:
      pendingKeys = []
      status = ("\(key) has no meaning here; ? shows the keys", false)
    case .action(let action):
      pendingKeys = []
      perform(action, isRepeated: wasLeavingAsked)
    }
  }

  private mutating func perform(_ action: BrowseAction, isRepeated: Bool) {
    switch action {
    case .quit: leave(isRepeated, job != nil, "\(job ?? ""): q again stops it and leaves")
    case .interrupt: interrupt(isRepeated)
    case .redraw: effects.append(.redraw)
    case .suspend: effects.append(.suspend)
    case .refresh: refresh()
    case .help: pages.append(.help(HelpPage(context: context)))
    case .back: pages.removeLast()
    case .tag: askForTags()
    case .export: askForExport()
    case .saveAll: if let id = currentMessage { askForDirectory(id, file: nil) }
    case .files: openFiles()
    case .html: if let id = currentMessage { effects.append(.openInBrowser(id)) }
    case .thread: openThread()
    default: performInPage(action)
    }
  }

  private mutating func performInPage(_ action: BrowseAction) {
    switch pages.last {
    case nil: performInList(action)
    case .message(var reader):
      pages.removeLast()
      perform(action, in: &reader)
    case .thread(var page):
      if let row = move(action, page.scroll.selected, page.lines.count, body.rows.count) {
        page.scroll.select(row, of: page.lines.count, height: body.rows.count)
        pages[pages.count - 1] = .thread(page)
      } else if action == .open, let row = page.current {
        open(row.id)
      }
    case .files(var page):
      let count = page.files?.count ?? 0
      if let row = move(action, page.scroll.selected, count, body.rows.count) {
        page.scroll.select(row, of: count, height: body.rows.count)
        pages[pages.count - 1] = .files(page)
      } else if action == .save, count > 0 {
        askForDirectory(page.id, file: page.scroll.selected + 1)
      } else if action == .open, count > 0 {
        let file = page.scroll.selected + 1
        pages.append(.message(Reader(page.id, file: file)))
        effects.append(.loadFileText(page.id, file: file))
      }
    case .help(var page):
      let height = body.rows.count
      let lines = page.lines(columns: body.columns.count).count
      if let top = move(action, page.top, lines, height) {
        page.top = max(0, min(top, lines - height))
        pages[pages.count - 1] = .help(page)
      }
    }
  }

  // MARK: The list

  private mutating func performInList(_ action: BrowseAction) {
    let height = panes.list.rows.count
    if let row = move(action, scroll.selected, window.reach, height) {
      scroll.select(row, of: window.reach, height: height)
      return
    }
    switch action {
    case .open: if let row = currentRow { open(row.id) }
    case .search: askForQuery()
    case .escape: escape()
    case .threads: list(.message(currentRow?.id, row: 0)) { $0.threads.toggle() }
    case .order:
      list { $0.order = $0.order.next }
      status = ("order: \(asked.order.rawValue)", false)
    case .preview: changePreview()
    case .previewDown: scrollPreview(1)
    case .previewUp: scrollPreview(-1)
    case .mark: mark()
    default: break
    }
  }

  private mutating func escape() {
    if !marked.isEmpty {
      marked.removeAll()
    } else if !asked.query.isEmpty {
      list(.message(currentRow?.id, row: 0)) {
        $0.query = ""
        $0.completes = false
      }
    }
  }

  private mutating func mark() {
    guard let row = currentRow else { return }
    marked.toggle(row, foundBy: shown.wholeQuery)
    scroll.select(scroll.selected + 1, of: window.reach, height: panes.list.rows.count)
  }

  /// Moves the preview to the next place for which this screen has room.
  private mutating func changePreview() {
    let places: [Panes.Preview] = [.beside, .below, .off]
    let isBeside = panes.divider?.columns.count == 1
    let now = panes.preview == nil ? 2 : isBeside ? 0 : 1
    previewPlace =
      (1...places.count).map { places[(now + $0) % places.count] }
      .first { $0 == .off || Panes(size, $0).preview != nil } ?? .off
    if previewPlace == .off { status = ("preview off", false) }
    scroll.select(scroll.selected, of: window.reach, height: panes.list.rows.count)
  }

  private mutating func scrollPreview(_ lines: Int) {
    guard let area = panes.preview, let top = preview?.top else { return }
    preview?.scroll(to: top + lines, height: area.rows.count)
  }

  /// The row or line that a movement key leads to; nil for other keys. A page keeps one row of the
  /// previous page.
  private func move(_ action: BrowseAction, _ row: Int, _ count: Int, _ height: Int) -> Int? {
    switch action {
    case .down: row + 1
    case .up: row - 1
    case .pageDown: row + max(1, height - 1)
    case .pageUp: row - max(1, height - 1)
    case .halfDown: row + max(1, height / 2)
    case .halfUp: row - max(1, height / 2)
    case .first: 0
    case .last: count - 1
    default: nil
    }
  }

  // MARK: The message

  mutating func open(_ id: Int64) {
    pages.append(.message(makeReader(id)))
  }

  /// Performs an action in a message; `reader` was removed from `pages` by the caller.
  private mutating func perform(_ action: BrowseAction, in reader: inout Reader) {
    let height = body.rows.count
    if let top = move(action, reader.top, reader.layout.lines.count, height) {
      reader.scroll(to: top, height: height)
    } else {
      switch action {
      case .nextMessage, .previousMessage:
        return openNeighbour(of: reader, by: action == .nextMessage ? 1 : -1)
      case .headers:
        if reader.header == nil { effects.append(.loadHeader(reader.id)) }
        reader.toggleHeader()
      case .otherForm:
        if let forms = reader.message?.forms {
          effects.append(.loadForm(reader.id, forms.other))
        } else if !reader.isLoading {
          status = ("it has only this form", false)
        }
      case .find: prompt = BrowsePrompt(.find, "Find: ")
      case .findNext, .findPrevious:
        let isFound = reader.find(forward: action == .findNext, height: height)
        let failure = reader.pattern.isEmpty ? "/ finds first" : "not found"
        status = (isFound ? reader.foundInWords : failure, false)
      default: break
      }
    }
    pages.append(.message(reader))
  }

  /// Opens the neighbour in the conversation if the message was opened from there, or else in the
  /// list.
  private mutating func openNeighbour(of reader: Reader, by step: Int) {
    if case .thread(var page) = pages.last {
      let place = page.scroll.selected + step
      if page.lines.indices.contains(place) {
        page.scroll.select(place, of: page.lines.count, height: body.rows.count)
        pages[pages.count - 1] = .thread(page)
        return open(page.lines[place].row.id)
      }
    } else if let row = window[scroll.selected + step] {
      scroll.select(scroll.selected + step, of: window.reach, height: panes.list.rows.count)
      return open(row.id)
    }
    status = (step > 0 ? "this is the last message" : "this is the first message", false)
    pages.append(.message(reader))
  }

  // MARK: Other pages

  private mutating func openFiles() {
    guard let id = currentMessage else { return }
    let page = FilesPage(id: id, files: cache[id]?.files)
    if page.files == nil { effects.append(.load(id)) }
    if page.files?.isEmpty == true {
      status = ("no files", false)
    } else {
      pages.append(.files(page))
    }
  }

  private mutating func openThread() {
    guard let id = currentMessage else { return }
    // Go back from a message to the conversation that it was opened from.
    if pages.count > 1, case .thread = pages[pages.count - 2] {
      pages.removeLast()
      return
    }
    pages.append(.thread(ThreadPage(id: id)))
    effects.append(.loadThread(of: id))
  }

  // MARK: Leaving

  private mutating func leave(_ isRepeated: Bool, _ isBusy: Bool, _ question: String) {
    guard isBusy, !isRepeated else { return effects.append(.quit) }
    isLeavingAsked = true
    status = (question, false)
  }

  private mutating func interrupt(_ isRepeated: Bool) {
    if job != nil, !isRepeated {
      effects.append(.stopJob)
      status = ("stopping", false)
    } else {
      leave(isRepeated, true, "q, or Ctrl-C again, leaves")
    }
  }
}
