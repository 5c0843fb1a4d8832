/// What lies over the list; the last is in sight.
enum BrowsePage: Equatable, Sendable {
  case message(Reader)
  case thread(ThreadPage)
  case files(FilesPage)
  case help(HelpPage)
}

/// A message being read, in full or as preview.
struct Reader: Equatable, Sendable {
  let id: Int64
  private(set) var message: BrowseMessage?
  private(set) var failure: String?
  private(set) var layout = MessageLayout()
  private(set) var top = 0
  private(set) var showsWholeHeader = false
  private(set) var header: [BrowseMessage.Field]?
  /// What is looked for in it, folded.
  private(set) var pattern = ""
  private var width = 0

  init(_ id: Int64) { self.id = id }

  var isLoading: Bool { message == nil && failure == nil }

  mutating func take(_ result: Result<BrowseMessage, BrowseFailure>) {
    switch result {
    case .success(let message): self.message = message
    case .failure(let failure): self.failure = failure.text
    }
    layOut()
  }

  mutating func take(header: [BrowseMessage.Field]) {
    self.header = header
    layOut()
  }

  mutating func fit(_ area: Area) {
    guard area.columns.count != width else { return }
    // The same part of the text stays in sight.
    let share = Double(top) / Double(max(1, layout.lines.count))
    width = area.columns.count
    layOut()
    top = Int(share * Double(layout.lines.count))
  }

  private mutating func layOut() {
    guard let message, width > 0 else { return }
    let fields = showsWholeHeader ? header ?? message.fields : message.fields
    layout = MessageLayout(message, fields: fields, width: width)
  }

  // MARK: Moving

  mutating func scroll(to line: Int, height: Int) {
    top = max(0, min(line, layout.lines.count - height))
  }

  mutating func toggleHeader() {
    showsWholeHeader.toggle()
    layOut()
    top = 0
  }

  // MARK: Finding

  mutating func look(for text: String) {
    pattern = text.lowercased()
    lastFound = nil
  }

  /// Goes to the next line that has the pattern, around the end. False: there is none.
  mutating func find(forward: Bool, fromTop: Bool = false, height: Int) -> Bool {
    guard !pattern.isEmpty, !layout.lines.isEmpty else { return false }
    let count = layout.lines.count
    let start = fromTop ? top - 1 : lastFound ?? top - 1
    for step in 1...count {
      let line = ((forward ? start + step : start - step) % count + count) % count
      guard layout.lines[line].text.lowercased().contains(pattern) else { continue }
      lastFound = line
      if !(top..<top + height).contains(line) { scroll(to: line - height / 3, height: height) }
      return true
    }
    return false
  }

  /// The line that the last search has led to.
  private(set) var lastFound: Int?

  /// Where the pattern is in a line, in characters.
  func matches(in line: String) -> [Range<Int>] {
    guard !pattern.isEmpty else { return [] }
    let wanted = Array(pattern)
    let folded = line.map { Character($0.lowercased().first.map(String.init) ?? " ") }
    var matches: [Range<Int>] = []
    var start = 0
    while start + wanted.count <= folded.count {
      if folded[start] == wanted[0], Array(folded[start..<start + wanted.count]) == wanted {
        matches.append(start..<start + wanted.count)
        start += wanted.count
      } else {
        start += 1
      }
    }
    return matches
  }
}

/// A conversation as a tree.
struct ThreadPage: Equatable, Sendable {
  /// The message that it was asked for by.
  let id: Int64
  var lines: [ThreadLine] = []
  var isLoaded = false
  var scroll = Scroll()

  var current: BrowseRow? {
    lines.indices.contains(scroll.selected) ? lines[scroll.selected].row : nil
  }
}

/// The files of a message.
struct FilesPage: Equatable, Sendable {
  let id: Int64
  var files: [BrowseMessage.File]?
  var scroll = Scroll()
}

/// The keys of what lies below.
struct HelpPage: Equatable, Sendable {
  let context: BrowseContext
  var top = 0

  var lines: [(keys: String, help: String)] {
    Keymap.bindings(context).map { ($0.keysInWords, $0.help) }
  }

  static func == (one: HelpPage, other: HelpPage) -> Bool {
    one.context == other.context && one.top == other.top
  }
}

/// A line of text that is being asked for.
struct BrowsePrompt: Equatable, Sendable {
  enum Purpose: Equatable, Sendable {
    /// Search as it is typed; the request is what to go back to.
    case search(BrowseRequest)
    case find
    case tags([Int64])
    case export(BrowseMessages)
    case save(Int64, file: Int?)
  }

  let purpose: Purpose
  let label: String
  var editor: LineEditor
  /// What is wrong with the query as it stands.
  var failure: BrowseFailure?

  init(_ purpose: Purpose, _ label: String, _ text: String = "") {
    self.purpose = purpose
    self.label = label
    editor = LineEditor(text)
  }
}
