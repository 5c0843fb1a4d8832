import Mail
import Presentation
import Text

/// A page on top of the list; the last one is visible.
enum BrowsePage: Equatable, Sendable {
  case message(Reader)
  case thread(ThreadPage)
  case files(FilesPage)
  case help(HelpPage)
}

/// A message being read, on the full screen or as preview, or the text of one of its files.
struct Reader: Equatable, Sendable {
  let id: Int64
  /// Number of the file, from 1; nil for the message itself.
  let file: Int?
  private(set) var message: BrowseMessage?
  private(set) var failure: String?
  private(set) var layout = MessageLayout()
  private(set) var top = 0
  private(set) var showsWholeHeader = false
  private(set) var header: [DecodedField]?
  /// The search text in the message, case-folded.
  private(set) var pattern = ""
  private var width = 0

  init(_ id: Int64, file: Int? = nil) {
    self.id = id
    self.file = file
  }

  var isLoading: Bool { message == nil && failure == nil }

  mutating func take(_ result: Result<BrowseMessage, BrowseFailure>) {
    switch result {
    case .success(let message): self.message = message
    case .failure(let failure): self.failure = failure.text
    }
    layOut()
  }

  mutating func take(header: [DecodedField]) {
    self.header = header
    layOut()
  }

  mutating func fit(_ area: Area) {
    guard area.columns.count != width else { return }
    // Keep the same part of the text visible.
    let share = Double(top) / Double(max(1, layout.lines.count))
    width = area.columns.count
    layOut()
    top = Int(share * Double(layout.lines.count))
  }

  private mutating func layOut() {
    guard let message, width > 0 else { return }
    let fields = showsWholeHeader ? header ?? message.fields : message.fields
    layout = MessageLayout(
      message, fields: fields, width: width, foldsRecipients: !showsWholeHeader)
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

  /// Goes to the next line that contains the pattern, wrapping around the end. Returns false if
  /// there is none.
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

  /// The line that the last search led to.
  private(set) var lastFound: Int?

  /// "3 of 14 found": lines with the pattern.
  var foundInWords: String {
    let found = layout.lines.indices.filter { layout.lines[$0].text.lowercased().contains(pattern) }
    let place = found.firstIndex { $0 == lastFound } ?? 0
    return "\(grouped(place + 1)) of \(grouped(found.count)) found"
  }

  /// The matches of the pattern in a line, in characters.
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
  /// The message for which it was opened.
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
  var files: [AttachmentInfo]?
  var scroll = Scroll()
}

/// The keys of the page below.
struct HelpPage: Equatable, Sendable {
  let context: BrowseContext
  var top = 0

  private var entries: [(keys: String, help: String)] {
    Keymap.bindings(context).map { ($0.keysInWords, $0.help) } + (hasRows ? Self.marks : [])
  }

  /// The column in which the explanations begin.
  ///
  /// - Parameter columns: width of the screen.
  static func helpColumn(_ columns: Int) -> Int { min(22, columns / 2) }

  /// Lines of a screen; an explanation too long for one goes on in the next.
  func lines(columns: Int) -> [(keys: String, help: String)] {
    let width = max(1, columns - Self.helpColumn(columns) - 1)
    return entries.flatMap { entry in
      wrapped(entry.help, to: width).enumerated().map { ($0 == 0 ? entry.keys : "", $1) }
    }
  }

  private var hasRows: Bool { context == .list || context == .thread }

  /// What stands in the rows of lists.
  private static let marks = [
    ("", ""), ("+", "the message has an attachment"), ("*", "it is marked"),
    ("[work]", "its tags"), ("3", "messages of the conversation that were found"),
  ]

  static func == (one: HelpPage, other: HelpPage) -> Bool {
    one.context == other.context && one.top == other.top
  }
}

/// A prompt for a line of text.
struct BrowsePrompt: Equatable, Sendable {
  enum Purpose: Equatable, Sendable {
    /// Search while typing; the request is the one to return to.
    case search(BrowseRequest)
    case find
    case tags(BrowseMessages)
    case export(BrowseMessages)
    case save(Int64, file: Int?)
  }

  let purpose: Purpose
  let label: String
  var editor: LineEditor
  /// The error in the query as typed so far.
  var failure: BrowseFailure?

  init(_ purpose: Purpose, _ label: String, _ text: String = "") {
    self.purpose = purpose
    self.label = label
    editor = LineEditor(text)
  }
}
