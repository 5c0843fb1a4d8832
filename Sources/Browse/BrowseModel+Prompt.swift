import Archive
import Presentation
import Text

extension BrowseModel {
  // MARK: Asking

  mutating func askForQuery() {
    let before = asked
    prompt = BrowsePrompt(.search(before), "Search: ", before.query)
    prompt?.editor = LineEditor(before.query.isEmpty ? "" : before.query + " ")
  }

  mutating func askForTags() {
    guard let (messages, count) = selection else {
      status = ("no message to tag", false)
      return
    }
    let what = count == 1 ? "" : " of \(counted(count, "message"))"
    prompt = BrowsePrompt(.tags(messages), "Tags\(what): ")
  }

  mutating func askForExport() {
    let messages: BrowseMessages
    let what: String
    switch pages.last {
    case .thread(let page):
      messages = .these(page.lines.map(\.row.id))
      what = "the conversation, \(counted(page.lines.count, "message")),"
    case .message(let reader):
      messages = .these([reader.id])
      what = "the message"
    default:
      messages = marked.isEmpty ? .found(shown.wholeQuery) : .marked(marked)
      let count = marked.isEmpty ? messagesFound ?? window.total : marked.count
      guard count > 0 else {
        status = ("nothing to export", false)
        return
      }
      what = counted(count, "message")
    }
    guard job == nil else {
      status = ("\(job ?? ""): Ctrl-C stops it", true)
      return
    }
    prompt = BrowsePrompt(.export(messages), "Export \(what) to mbox file: ")
  }

  mutating func askForDirectory(_ id: Int64, file: Int?) {
    if let message = cache[id], message.files.isEmpty {
      status = ("no files", false)
      return
    }
    let what = file.map { "file \($0)" } ?? "all files"
    let latest = history[Self.historyName(.save(id, file: file))]?.last
    prompt = BrowsePrompt(.save(id, file: file), "Save \(what) in directory: ", latest ?? ".")
  }

  /// The messages whose tags are changed: the marked ones in the list, or else the current one.
  private var selection: (messages: BrowseMessages, count: Int)? {
    if pages.isEmpty, !marked.isEmpty { return (.marked(marked), marked.count) }
    return currentMessage.map { (.these([$0]), 1) }
  }

  // MARK: Typing

  mutating func handleInPrompt(_ key: Key) {
    guard var prompt else { return }
    switch key {
    case .escape, .control("c"), .control("g"): cancel(prompt)
    case .enter: accept(prompt)
    case .control("l"): effects.append(.redraw)
    case .control("z"): effects.append(.suspend)
    // The results can be browsed while the query is typed.
    case .up where isSearchPrompt(prompt.purpose): moveInList(-1)
    case .down where isSearchPrompt(prompt.purpose): moveInList(1)
    case .up, .control("p"): recall(-1)
    case .down, .control("n"): recall(1)
    case .backspace where prompt.editor.text.isEmpty: cancel(prompt)
    default:
      let before = prompt.editor.text
      guard prompt.editor.handle(key) else { return }
      if prompt.editor.text != before, !isSearchPrompt(prompt.purpose) { prompt.failure = nil }
      self.prompt = prompt
      if prompt.editor.text != before { searchAsTyped() }
    }
  }

  private mutating func moveInList(_ rows: Int) {
    scroll.select(scroll.selected + rows, of: window.reach, height: panes.list.rows.count)
  }

  /// Each change starts a new search and cancels one that has not started yet.
  private mutating func searchAsTyped() {
    guard case .search = prompt?.purpose, let text = prompt?.editor.text else { return }
    list {
      $0.query = text.trimmed
      // A blank ends the word.
      $0.completes = text.last != " "
    }
  }

  private mutating func recall(_ step: Int) {
    guard let purpose = prompt?.purpose else { return }
    let texts = history[Self.historyName(purpose)] ?? []
    let place = (historyPlace ?? texts.count) + step
    guard (0...texts.count).contains(place) else { return }
    historyPlace = place
    prompt?.editor = LineEditor(place < texts.count ? texts[place] : "")
    searchAsTyped()
  }

  private mutating func close() {
    prompt = nil
    historyPlace = nil
  }

  private mutating func cancel(_ prompt: BrowsePrompt) {
    close()
    guard case .search(let before) = prompt.purpose, asked.wholeQuery != before.wholeQuery else {
      return
    }
    list {
      $0.query = before.query
      $0.completes = before.completes
    }
  }

  private mutating func accept(_ prompt: BrowsePrompt) {
    let text = prompt.editor.text.trimmed
    // A query with an error stays open, so that it can be corrected.
    if isSearchPrompt(prompt.purpose), prompt.failure != nil { return }
    // Tags with a mistake keep the prompt open, too.
    if case .tags = prompt.purpose, let mistake = Self.mistakenTag(in: text) {
      self.prompt?.failure = BrowseFailure(text: "\"\(mistake)\" is neither +TAG nor -TAG")
      return
    }
    close()
    remember(text, prompt.purpose)
    switch prompt.purpose {
    case .search: list(.message(currentRow?.id, row: 0)) { $0.completes = false }
    case .find: find(text)
    case .tags(let messages):
      guard !text.isEmpty else { return }
      guard job == nil else {
        status = ("\(job ?? ""): wait until it has ended", true)
        return
      }
      job = "changing tags"
      effects.append(.tag(messages, text))
    case .export(let messages):
      guard !text.isEmpty else { return }
      job = "exporting"
      effects.append(.export(messages, path: text))
    case .save(let id, let file):
      guard !text.isEmpty else { return }
      guard job == nil else {
        status = ("\(job ?? ""): wait until it has ended", true)
        return
      }
      job = "saving"
      effects.append(.save(id, file: file, directory: text))
    }
  }

  /// The first word that is no change of a tag.
  private static func mistakenTag(in text: String) -> Substring? {
    text.split(whereSeparator: \.isWhitespace).first { TagChange(String($0)) == nil }
  }

  private mutating func find(_ text: String) {
    guard case .message(var reader) = pages.last else { return }
    if !text.isEmpty { reader.look(for: text) }
    let isFound = reader.find(forward: true, fromTop: !text.isEmpty, height: body.rows.count)
    status = (isFound ? reader.foundInWords : "not found", false)
    pages[pages.count - 1] = .message(reader)
  }

  private mutating func remember(_ text: String, _ purpose: BrowsePrompt.Purpose) {
    let name = Self.historyName(purpose)
    var texts = history[name] ?? []
    texts.removeAll { $0 == text }
    if !text.isEmpty { texts.append(text) }
    history[name] = Array(texts.suffix(100))
  }

  private static func historyName(_ purpose: BrowsePrompt.Purpose) -> String {
    switch purpose {
    case .search: "search"
    case .find: "find"
    case .tags: "tags"
    case .export: "export"
    case .save: "save"
    }
  }
}
