package import Archive
import Text

/// The matching text of a message, on one line.
package struct SnippetLine {
  private var characters: [(text: Character, isMarked: Bool)] = []
  private let isCutBefore: Bool
  private let isCutAfter: Bool

  package init(_ snippet: Snippet) {
    isCutBefore = snippet.isCutBefore
    isCutAfter = snippet.isCutAfter
    let bytes = Array(snippet.text.utf8)
    var at = 0
    for mark in snippet.marks where mark.lowerBound >= at {
      add(bytes, at..<mark.lowerBound, isMarked: false)
      add(bytes, mark, isMarked: true)
      at = mark.upperBound
    }
    add(bytes, at..<max(at, bytes.count), isMarked: false)
  }

  private mutating func add(_ bytes: [UInt8], _ range: Range<Int>, isMarked: Bool) {
    let text = String(decoding: bytes[range.clamped(to: bytes.indices)], as: UTF8.self)
    characters += terminalSafe(text).map { ($0, isMarked) }
  }

  /// - Parameter width: available columns; nil for the whole text.
  package func text(width: Int?, color: Bool) -> String {
    let window = width.map(window) ?? characters.indices
    var text = isCutBefore || window.lowerBound > 0 ? "…" : ""
    var run = ""
    for index in window {
      run.append(characters[index].text)
      let isLast = index + 1 == window.upperBound
      guard isLast || characters[index + 1].isMarked != characters[index].isMarked else { continue }
      text += characters[index].isMarked ? marked(run, color: color) : run
      run = ""
    }
    return text + (isCutAfter || window.upperBound < characters.count ? "…" : "")
  }

  /// The characters to show: those around the first match, with a third of the columns before it.
  private func window(_ width: Int) -> Range<Int> {
    // Leaves room for two ellipses and, without colour, the asterisks around matches.
    let room = max(8, width - 4)
    let found = characters.firstIndex { $0.isMarked } ?? 0
    var start = found
    var used = 0
    while start > 0, used < room / 3 {
      start -= 1
      used += widestDisplayWidth(characters[start].text)
    }
    var end = start
    used = 0
    while end < characters.count, used + widestDisplayWidth(characters[end].text) <= room {
      used += widestDisplayWidth(characters[end].text)
      end += 1
    }
    // Uses columns that are left at the end for text at the start.
    while end == characters.count, start > 0,
      used + widestDisplayWidth(characters[start - 1].text) <= room
    {
      start -= 1
      used += widestDisplayWidth(characters[start].text)
    }
    return start..<end
  }
}
