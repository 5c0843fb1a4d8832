import Presentation

/// The action of a key.
enum BrowseAction: Sendable {
  case down, up, pageDown, pageUp, halfDown, halfUp, first, last
  case open, back, quit, escape, interrupt
  case search, threads, order, preview, previewDown, previewUp
  case mark, tag, export, save, saveAll, files, headers, html, thread
  case find, findNext, findPrevious, nextMessage, previousMessage, otherForm
  case refresh, redraw, suspend, help
}

/// What is displayed, which decides the meaning of keys.
enum BrowseContext: Sendable, CaseIterable {
  case list, message, thread, files, fileText, help
}

/// Keys and their action: used for looking up keys and for the help.
struct Binding: Sendable {
  /// Each element is a sequence of keys.
  let keys: [[Key]]
  let action: BrowseAction
  let help: String
  /// Text for the line at the bottom; nil to leave it out there.
  var hint: String?

  init(_ keys: [Key], _ action: BrowseAction, _ help: String, hint: String? = nil) {
    self.keys = keys.map { [$0] }
    self.action = action
    self.help = help
    self.hint = hint
  }

  init(sequences: [[Key]], _ action: BrowseAction, _ help: String) {
    keys = sequences
    self.action = action
    self.help = help
  }

  var keysInWords: String {
    keys.map { $0.map(\.description).joined() }.joined(separator: " ")
  }
}

enum Keymap {
  enum Match {
    case action(BrowseAction)
    /// Keys that begin a longer sequence.
    case prefix
    case nothing
  }

  static func match(_ keys: [Key], in context: BrowseContext) -> Match {
    var isPrefix = false
    for binding in bindings(context) {
      if binding.keys.contains(keys) { return .action(binding.action) }
      isPrefix = isPrefix || binding.keys.contains { $0.starts(with: keys) }
    }
    return isPrefix ? .prefix : .nothing
  }

  static func bindings(_ context: BrowseContext) -> [Binding] {
    switch context {
    case .list: list
    case .message: message
    case .thread: thread
    case .files: files
    case .fileText: fileText
    case .help: help
    }
  }

  private static let list =
    [
      Binding(["j", .down, .control("n")], .down, "next message"),
      Binding(["k", .up, .control("p")], .up, "previous message"),
      Binding([.pageDown, .control("f"), "z"], .pageDown, "a page down"),
      Binding([.pageUp, .control("b"), "Z"], .pageUp, "a page up"),
    ] + jumps + [
      Binding([.enter, .right], .open, "read the message", hint: "read"),
      Binding(["J", .alt("j")], .previewDown, "scroll the preview down"),
      Binding(["K", .alt("k")], .previewUp, "scroll the preview up"),
      Binding(
        ["/", "l"], .search, "search as you type; Enter keeps, Esc goes back", hint: "search"),
      Binding([.escape], .escape, "drop the marks, then the search"),
      Binding(["T"], .threads, "a line for each thread, or for each message", hint: "threads"),
      Binding(["c"], .thread, "the conversation as a tree"),
      Binding(["O"], .order, "newest first, oldest first, best match first"),
      Binding(["x", " "], .mark, "mark, for tags and export", hint: "mark"),
      Binding(["t"], .tag, "change tags: +work -inbox", hint: "tag"),
      Binding(["E"], .export, "export the marked, or all that was found", hint: "export"),
      Binding(["v"], .files, "files of the message"),
      Binding(["s"], .saveAll, "save the files of the message"),
      Binding(["o"], .html, "open it in the browser, made safe"),
      Binding(["p"], .preview, "preview below, beside, off"),
      Binding(["q"], .quit, "leave", hint: "quit"),
    ] + everywhere

  private static let message =
    [
      Binding(["j", .down, .enter], .down, "a line down"),
      Binding(["k", .up], .up, "a line up"),
      Binding([" ", .pageDown, .control("f")], .pageDown, "a page down", hint: "page"),
      Binding(["b", "-", .pageUp, .control("b")], .pageUp, "a page up"),
    ] + jumps + [
      Binding(["J"], .nextMessage, "next message"),
      Binding(["K"], .previousMessage, "previous message"),
      Binding(["/"], .find, "find in the message", hint: "find"),
      Binding(["n"], .findNext, "next place"),
      Binding(["N"], .findPrevious, "previous place"),
      Binding(["h"], .headers, "all header fields, or those that matter", hint: "headers"),
      Binding(["H"], .otherForm, "the other form of the text: HTML or plain"),
      Binding(["v"], .files, "files of the message", hint: "files"),
      Binding(["s"], .saveAll, "save all its files", hint: "save"),
      Binding(["o"], .html, "open it in the browser, made safe", hint: "open"),
      Binding(["c", "T"], .thread, "the conversation as a tree", hint: "thread"),
      Binding(["t"], .tag, "change its tags: +work -inbox", hint: "tag"),
      Binding(["E"], .export, "export it"),
      Binding(["q", "i", .left, .escape], .back, "back to the list", hint: "back"),
    ] + everywhere

  private static let thread =
    [
      Binding(["j", .down], .down, "next message"),
      Binding(["k", .up], .up, "previous message"),
      Binding([.pageDown, " ", .control("f")], .pageDown, "a page down"),
      Binding([.pageUp, .control("b")], .pageUp, "a page up"),
    ] + jumps + [
      Binding([.enter, .right], .open, "read the message", hint: "read"),
      Binding(["t"], .tag, "change the message's tags", hint: "tag"),
      Binding(["E"], .export, "export the conversation", hint: "export"),
      Binding(["q", .left, .escape, "c", "T"], .back, "back", hint: "back"),
    ] + everywhere

  private static let files =
    [
      Binding(["j", .down], .down, "next file"),
      Binding(["k", .up], .up, "previous file"),
    ] + jumps + [
      Binding(["v"], .open, "read the text in the file", hint: "text"),
      Binding(["s", .enter], .save, "save the file", hint: "save"),
      Binding(["S"], .saveAll, "save all files", hint: "save all"),
      Binding(["q", .left, .escape], .back, "back", hint: "back"),
    ] + everywhere

  private static let fileText =
    [
      Binding(["j", .down, .enter], .down, "a line down"),
      Binding(["k", .up], .up, "a line up"),
      Binding([" ", .pageDown, .control("f")], .pageDown, "a page down", hint: "page"),
      Binding(["b", "-", .pageUp, .control("b")], .pageUp, "a page up"),
    ] + jumps + [
      Binding(["/"], .find, "find in the text", hint: "find"),
      Binding(["n"], .findNext, "next place"),
      Binding(["N"], .findPrevious, "previous place"),
      Binding(["q", "v", .left, .escape], .back, "back to the files", hint: "back"),
    ] + everywhere

  private static let help =
    [
      Binding(["j", .down, .enter], .down, "a line down"),
      Binding(["k", .up], .up, "a line up"),
      Binding([" ", .pageDown], .pageDown, "a page down"),
      Binding(["b", .pageUp], .pageUp, "a page up"),
    ] + jumps + [
      Binding(["q", .left, .escape, "?", .function(1)], .back, "back", hint: "back")
    ] + always

  private static let jumps = [
    Binding([.control("d"), "]"], .halfDown, "half a page down"),
    Binding([.control("u"), "["], .halfUp, "half a page up"),
    Binding(sequences: [["g", "g"], [.home], ["="]], .first, "to the first"),
    Binding(sequences: [["G"], [.end], ["*"]], .last, "to the last"),
  ]

  private static let always = [
    Binding([.control("r")], .refresh, "check for new mail"),
    Binding([.control("l")], .redraw, "redraw the screen"),
    Binding([.control("z")], .suspend, "suspend; fg continues"),
    Binding([.control("c")], .interrupt, "stop an export; twice: leave"),
  ]
  private static let everywhere =
    always + [Binding(["?", .function(1)], .help, "these keys", hint: "help")]
}

extension Key: ExpressibleByUnicodeScalarLiteral {
  init(unicodeScalarLiteral scalar: Unicode.Scalar) { self = .character(Character(scalar)) }
}
