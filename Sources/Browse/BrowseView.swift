import Mail
import Presentation
import Text

/// Draws a model: the same model always gives the same canvas.
struct BrowseView {
  let model: BrowseModel
  private(set) var canvas: Canvas

  init(_ model: BrowseModel) {
    self.model = model
    canvas = Canvas(model.size)
    draw()
  }

  private mutating func draw() {
    guard model.size.rows > 0, model.size.columns > 0 else { return }
    drawPage()
    drawTitle()
    drawStatus()
  }

  private mutating func drawPage() {
    switch model.pages.last {
    case nil: drawList()
    case .message(let reader): draw(reader, in: model.body)
    case .thread(let page): draw(page)
    case .files(let page): draw(page)
    case .help(let page): draw(page)
    }
  }

  // MARK: The first and the last row

  private mutating func drawTitle() {
    let style = CellStyle.reversed
    let width = model.size.columns
    canvas.blank(row: 0, columns: 0..<width, style)
    let place = placeInWords
    let right = displayWidth(place) + 1 < width * 2 / 3 ? place : ""
    let start = width - displayWidth(right) - 1
    canvas.put(right, row: 0, column: start, style)
    canvas.put(titleInWords, row: 0, column: 1, width: start - 2, style.with(.bold))
  }

  private var titleInWords: String {
    switch model.pages.last {
    case nil:
      model.shown.query.isEmpty
        ? model.title : model.shown.query + (isWordUnfinished ? "*" : "")
    case .message(let reader): reader.message?.row.subject ?? "Message \(reader.id)"
    case .thread(let page): page.lines.first?.row.subject ?? "Conversation"
    case .files: "Files"
    case .help: "Keys"
    }
  }

  private var isWordUnfinished: Bool {
    model.shown.completes && model.shown.unfinishedWord != nil
  }

  private var placeInWords: String {
    switch model.pages.last {
    case nil: listPlace
    case .message(let reader):
      Self.share(reader.top, reader.layout.lines.count, model.body.rows.count)
    case .thread(let page): Self.place(page.scroll.selected, page.lines.count)
    case .files(let page): Self.place(page.scroll.selected, page.files?.count ?? 0)
    case .help(let page):
      Self.share(
        page.top, page.lines(columns: model.body.columns.count).count, model.body.rows.count)
    }
  }

  private var listPlace: String {
    var words: [String] = []
    if model.shown.threads { words.append("threads") }
    if model.shown.order != .newest { words.append("\(model.shown.order.rawValue) first") }
    if !model.marked.isEmpty { words.append("\(model.marked.count) marked") }
    let least = model.window.totalIsExact ? "" : "at least "
    let place = model.window.total == 0 ? 0 : model.scroll.selected + 1
    words.append("\(place)/\(least)\(model.window.total)")
    return words.joined(separator: " · ")
  }

  private static func place(_ row: Int, _ count: Int) -> String {
    count == 0 ? "" : "\(row + 1)/\(count)"
  }

  private static func share(_ top: Int, _ count: Int, _ height: Int) -> String {
    if count <= height { return "all" }
    return top == 0 ? "top" : top + height >= count ? "end" : "\((top + height) * 100 / count) %"
  }

  private mutating func drawStatus() {
    let row = model.size.rows - 1
    guard row > 0 else { return }
    if let prompt = model.prompt { return draw(prompt, row) }
    if let status = model.status {
      let color: CellStyle.Color = status.isFailure ? .red : .standard
      drawLong(status.text, above: row + 1, CellStyle(color: color, attributes: .bold))
    } else if let job = model.job {
      canvas.put(job, row: row, column: 0, .bold)
    } else if model.isAsking, model.window.total == 0 {
      canvas.put("searching …", row: row, column: 0, .dim)
    } else {
      drawHints(row)
    }
  }

  /// Draws a text of up to three lines, the last of them above a row.
  private mutating func drawLong(_ text: String, above row: Int, _ style: CellStyle) {
    let lines = wrapped(terminalSafe(text), to: max(10, model.size.columns)).prefix(3)
    for (index, line) in lines.enumerated() {
      let at = row - lines.count + index
      canvas.blank(row: at, columns: 0..<model.size.columns)
      canvas.put(line, row: at, column: 0, style)
    }
  }

  private mutating func drawHints(_ row: Int) {
    let hints = Keymap.bindings(model.context).filter { $0.hint != nil }
    let help = hints.last
    var column = 0
    // Help comes first: it explains the other keys, which are cut on a narrow screen.
    for binding in [help].compactMap({ $0 }) + hints.dropLast() {
      let key = binding.keys[0].map(\.description).joined()
      let text = " \(binding.hint ?? "")"
      guard column + displayWidth(key + text) <= model.size.columns else { return }
      column = canvas.put(key, row: row, column: column, .bold)
      column = canvas.put(text, row: row, column: column, .dim) + 3
    }
  }

  /// The end of a text that is too long stays visible, as far as the cursor is there.
  private mutating func draw(_ prompt: BrowsePrompt, _ row: Int) {
    let width = model.size.columns
    if let failure = prompt.failure {
      drawLong(failure.text, above: row, CellStyle(color: .red))
    }
    let label = displayWidth(prompt.label) <= width * 2 / 3 ? prompt.label : "> "
    let start = canvas.put(label, row: row, column: 0, .bold)
    let characters = prompt.editor.characters
    let mistake = prompt.failure.flatMap { shift($0, in: prompt) }
    let widths = characters.map { displayWidth(terminalSafe(String($0))) }
    let before = widths[..<prompt.editor.cursor].reduce(0, +)
    var hidden = max(0, before - (width - start - 1))
    var column = start
    for (index, character) in characters.enumerated() {
      if hidden > 0 {
        hidden -= widths[index]
        continue
      }
      let isWrong = mistake?.contains(index) == true
      let style = isWrong ? CellStyle(color: .red, attributes: .underlined) : .plain
      column = canvas.put(String(character), row: row, column: column, style)
    }
    if let mistake, mistake.lowerBound >= characters.count, column < width {
      canvas.put(" ", row: row, column: column, CellStyle(color: .red, attributes: .underlined))
    }
    canvas.cursor = (row, min(width - 1, start + min(before, width - start - 1)))
  }

  /// Moves the range of an error: the query was parsed without its surrounding blanks.
  private func shift(_ failure: BrowseFailure, in prompt: BrowsePrompt) -> Range<Int>? {
    let blanks = prompt.editor.characters.prefix { $0 == " " }.count
    return failure.mistake.map {
      $0.lowerBound + blanks..<max($0.upperBound, $0.lowerBound + 1) + blanks
    }
  }

  // MARK: The list

  private mutating func drawList() {
    let panes = model.panes
    let rows = RowColumns(panes.list.columns.count, threads: model.shown.threads)
    for (line, row) in panes.list.rows.enumerated() {
      let place = model.scroll.top + line
      guard place < model.window.reach else { break }
      let isCurrent = place == model.scroll.selected
      if let found = model.window[place] {
        draw(found, rows, row, panes.list.columns, isMarked: model.marked.contains(found.id))
      } else {
        canvas.put("…", row: row, column: panes.list.columns.lowerBound + 2, .dim)
      }
      if isCurrent { highlight(row, panes.list.columns) }
    }
    if model.window.total == 0, !model.isAsking {
      canvas.put("No messages.", row: panes.list.rows.lowerBound, column: 2, .dim)
    }
    if let divider = panes.divider { draw(divider: divider) }
    if let preview = panes.preview, let reader = model.preview { draw(reader, in: preview) }
  }

  /// The terminal's cursor stands there as well, where screen readers and magnifiers look.
  private mutating func highlight(_ row: Int, _ columns: Range<Int>) {
    if row < canvas.size.rows { canvas.cursor = (row, columns.lowerBound) }
    canvas.restyle(row: row, columns: columns) { $0 = CellStyle.reversed }
  }

  private mutating func draw(divider: Area) {
    guard !model.isPlain else { return }
    let isUpright = divider.columns.count == 1
    for row in divider.rows {
      for column in divider.columns {
        canvas.put(isUpright ? "│" : "─", row: row, column: column, .dim)
      }
    }
  }

  private mutating func draw(
    _ found: BrowseRow, _ columns: RowColumns, _ row: Int, _ area: Range<Int>, isMarked: Bool
  ) {
    let left = area.lowerBound
    if isMarked {
      canvas.put("*", row: row, column: left, CellStyle(color: .yellow, attributes: .bold))
    }
    canvas.put(
      localDate(found.date, format: columns.dateFormat), row: row, column: left + columns.date,
      CellStyle(color: .cyan))
    putField(found.sender, row, left + columns.sender, columns.senderWidth, .plain)
    if found.hasAttachment { canvas.put("+", row: row, column: left + columns.file, .bold) }
    if columns.threads, found.moreInThread > 0 {
      canvas.put(
        "\(found.moreInThread + 1)", row: row, column: left + columns.count, width: 3, .dim)
    }
    drawSubject(found, row, left + columns.subject, area.upperBound)
  }

  private mutating func drawSubject(_ found: BrowseRow, _ row: Int, _ column: Int, _ end: Int) {
    var column = column
    let tags = listedTags(found.tags)
    if !tags.isEmpty {
      let text = "[\(tags.joined(separator: " "))]"
      column = putField(text, row, column, (end - column) / 2, CellStyle(color: .yellow)) + 1
    }
    putField(found.subject, row, column, end - column, .plain)
  }

  /// Writes a field surrounded by marks without width, so that a terminal that reorders
  /// right-to-left text (Unicode Standard Annex #9) does not swap adjacent columns.
  @discardableResult
  private mutating func putField(
    _ text: String, _ row: Int, _ column: Int, _ width: Int, _ style: CellStyle
  ) -> Int {
    let isTurned = width > 0 && isRightToLeft(text)
    if isTurned { canvas.markLeftToRight(row: row, column: column) }
    let end = canvas.put(text, row: row, column: column, width: width, style)
    if isTurned { canvas.markLeftToRight(row: row, column: end) }
    return end
  }

  // MARK: Pages on top of the list

  private mutating func draw(_ reader: Reader, in area: Area) {
    guard reader.message != nil else {
      let text = reader.failure ?? "…"
      canvas.put(
        text, row: area.rows.lowerBound, column: area.columns.lowerBound,
        reader.failure == nil ? .dim : CellStyle(color: .red))
      return
    }
    let lines = reader.layout.lines
    for (row, line) in zip(area.rows, lines.indices.dropFirst(reader.top)) {
      var column = area.columns.lowerBound
      for span in lines[line].spans {
        column = putField(span.text, row, column, area.columns.upperBound - column, span.style)
      }
      mark(reader.matches(in: lines[line].text), lines[line].text, row, area.columns)
      if model.context == .message, line == reader.lastFound ?? reader.top, row < canvas.size.rows {
        canvas.cursor = (row, area.columns.lowerBound)
      }
    }
  }

  /// Highlights the matches in a message.
  private mutating func mark(
    _ matches: [Range<Int>], _ line: String, _ row: Int, _ area: Range<Int>
  ) {
    guard !matches.isEmpty else { return }
    let widths = line.map { displayWidth($0) }
    for match in matches {
      let start = area.lowerBound + widths[..<match.lowerBound].reduce(0, +)
      let width = widths[match.clamped(to: widths.indices)].reduce(0, +)
      canvas.restyle(row: row, columns: (start..<start + width).clamped(to: area)) {
        $0.attributes.insert(.reversed)
      }
    }
  }

  private mutating func draw(_ page: ThreadPage) {
    let area = model.body
    if !page.isLoaded { canvas.put("…", row: area.rows.lowerBound, column: 2, .dim) }
    let columns = RowColumns(area.columns.count, threads: false)
    for (row, place) in zip(area.rows, page.lines.indices.dropFirst(page.scroll.top)) {
      let line = page.lines[place]
      canvas.put(
        localDate(line.row.date, format: columns.dateFormat), row: row, column: columns.date,
        CellStyle(color: .cyan))
      let start = columns.sender
      // The sender stays visible, however deep the thread is.
      let branch = canvas.put(
        model.isPlain ? line.plainBranch : line.branch, row: row, column: start,
        width: area.columns.count / 3, .dim)
      let sender = putField(line.row.sender, row, branch, columns.senderWidth, .plain)
      let subject = max(sender + 3, columns.subject)
      if line.row.hasAttachment { canvas.put("+", row: row, column: subject - 2, .bold) }
      drawSubject(line.row, row, subject, area.columns.upperBound)
      if place == page.scroll.selected { highlight(row, area.columns) }
    }
  }

  private mutating func draw(_ page: FilesPage) {
    let area = model.body
    guard let files = page.files else {
      canvas.put("…", row: area.rows.lowerBound, column: 2, .dim)
      return
    }
    for (row, place) in zip(area.rows, files.indices.dropFirst(page.scroll.top)) {
      let file = files[place]
      let size = padded(humanSize(file.size ?? 0), to: 8, alignedRight: true)
      let number = padded(String(place + 1), to: 3, alignedRight: true)
      canvas.put("\(number)  \(size)", row: row, column: 1)
      let type = max(24, area.columns.count / 3)
      putField(file.name ?? "unnamed", row, 16, area.columns.count - 17 - type, .plain)
      canvas.put(file.type, row: row, column: area.columns.count - type, .dim)
      if place == page.scroll.selected { highlight(row, area.columns) }
    }
  }

  private mutating func draw(_ page: HelpPage) {
    let area = model.body
    let lines = page.lines(columns: area.columns.count)
    let keys = HelpPage.helpColumn(area.columns.count)
    for (row, line) in zip(area.rows, lines.dropFirst(page.top)) {
      canvas.put(line.keys, row: row, column: 2, width: keys - 3, .bold)
      canvas.put(line.help, row: row, column: keys)
    }
  }
}

/// The first columns of the fields of a list's rows, for a given width.
private struct RowColumns {
  let threads: Bool
  let dateFormat: String
  let date = 2
  let sender: Int
  let senderWidth: Int
  /// Number of messages in a thread.
  let count: Int
  let file: Int
  let subject: Int

  init(_ width: Int, threads: Bool) {
    self.threads = threads
    let isNarrow = width < 56
    dateFormat = isNarrow ? "%y-%m-%d" : "%Y-%m-%d"
    sender = date + (isNarrow ? 8 : 10) + (isNarrow ? 1 : 2)
    senderWidth = max(8, min(24, (width - sender) / 3))
    count = sender + senderWidth + 1
    file = count + (threads ? 4 : 0)
    subject = file + 2
  }
}
