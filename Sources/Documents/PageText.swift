import Bytes

/// The text of a document as it is read, page after page.
struct PageText {
  private var finished: [String] = []
  private var page: [UInt8] = []
  private var room = Limits.text
  private var isSeparated = false
  /// Text was left out.
  private(set) var isCut = false

  /// All pages; empty ones at the end are left out.
  var pages: [String] {
    var pages = finished + [Self.text(page)]
    while pages.last?.isEmpty == true { pages.removeLast() }
    return pages
  }

  var isPageEmpty: Bool { page.isEmpty }

  mutating func add(_ text: Span<UInt8>) {
    guard !text.isEmpty else { return }
    if isSeparated {
      isSeparated = false
      add(byte: Byte.tab)
    }
    var count = text.count
    if count > room {
      isCut = true
      count = room
      // Not within a character.
      while count > 0, text[count] & 0xC0 == 0x80 { count -= 1 }
      room = count
    }
    page.append(text, in: 0..<count)
    room -= count
  }

  mutating func add(_ text: String) { add(text.utf8.span) }

  /// A line of its own.
  mutating func add(line: String) {
    newLine()
    add(line)
    newLine()
  }

  mutating func newLine() {
    isSeparated = false
    if let last = page.last, last != Byte.lf { add(byte: Byte.lf) }
  }

  /// A tab before the text that follows on the same line, if there is text before it.
  mutating func separate() {
    if let last = page.last, last != Byte.lf, last != Byte.tab { isSeparated = true }
  }

  mutating func endPage() {
    isSeparated = false
    guard finished.count < Limits.pages - 1 else {
      isCut = true
      return newLine()
    }
    finished.append(Self.text(page))
    page = []
  }

  private mutating func add(byte: UInt8) {
    guard room > 0 else {
      isCut = true
      return
    }
    page.append(byte)
    room -= 1
  }

  private static func text(_ page: [UInt8]) -> String {
    String(decoding: page[page.span.trimmed(0..<page.count)], as: UTF8.self)
  }
}
