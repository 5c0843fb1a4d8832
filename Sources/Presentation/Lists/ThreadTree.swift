package import Archive
import Text

/// A thread, one line per message: number, date, sender, and the subject in a tree.
package struct ThreadTree {
  package let entries: [ThreadEntry]
  /// The message for which the thread was requested.
  package let current: Int64
  package let dates: DateStyle
  package let style: Style

  package init(entries: [ThreadEntry], current: Int64, dates: DateStyle, style: Style) {
    self.entries = entries
    self.current = current
    self.dates = dates
    self.style = style
  }

  /// Deeper levels are drawn at this level.
  package static let deepest = 12

  package func lines(in layout: OutputLayout) -> [String] {
    let branches = Self.branches(entries.map { min($0.depth, Self.deepest) })
    let width = String(entries.map(\.message.id).max() ?? 0).count
    let isNarrow = (layout.width ?? .max) < Self.narrow
    let sender = min(20, max(8, (layout.width ?? 80) / (isNarrow ? 5 : 4)))
    return entries.indices.map { index in
      let message = entries[index].message
      let mark = message.id == current ? "*" : " "
      let head =
        mark + padded(String(message.id), to: width, alignedRight: true) + "  "
        + date(message, isNarrow: isNarrow) + "  "
        + layout.isolatingDirection(padded(terminalSafe(message.shortSender), to: sender)) + "  "
        + branches[index]
      let subject = terminalSafe(subject(at: index))
      let room = layout.width.map { max(8, $0 - widestDisplayWidth(head)) }
      let line = head + (room.map { truncated(subject, to: $0) } ?? subject)
      return message.id == current ? style.bold(line) : line
    }
  }

  /// Below this width dates are short.
  private static let narrow = 60

  private func date(_ message: MessageSummary, isNarrow: Bool) -> String {
    isNarrow && dates == .absolute
      ? localDate(message.date, format: "%y-%m-%d") : dates.text(message.date)
  }

  /// The subject; empty if it repeats that of the message above.
  package func subject(at index: Int) -> String {
    let message = entries[index].message
    guard index > 0, entries[index].depth > 0 else { return message.shownSubject }
    let above = entries[index - 1].message
    return Self.base(message.subject) == Self.base(above.subject) ? "" : message.shownSubject
  }

  private static func base(_ subject: String) -> Substring {
    var rest = Substring(subject)
    while let colon = rest.firstIndex(of: ":"),
      ["re", "aw", "fwd", "fw", "wg", "sv", "antw"].contains(rest[..<colon].lowercased())
    {
      rest = rest[rest.index(after: colon)...].drop { $0 == " " }
    }
    return rest
  }

  /// The tree lines "├─ ", "│  └─ " of each entry, from the depths in tree order.
  package static func branches(_ depths: [Int]) -> [String] {
    // Whether a level continues below the current entry; entries are visited from the last to the first.
    var goesOn: [Int: Bool] = [:]
    var branches: [String] = []
    for depth in depths.reversed() {
      var text = ""
      if depth > 0 {
        for level in 1..<depth { text += goesOn[level] == true ? "│  " : "   " }
        text += goesOn[depth] == true ? "├─ " : "└─ "
      }
      branches.append(text)
      goesOn[depth] = true
      for level in goesOn.keys where level > depth { goesOn[level] = false }
    }
    return branches.reversed()
  }
}
