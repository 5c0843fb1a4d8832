import Archive
import Mail
import Presentation
import Testing
import Text

/// A conversation as it is drawn.
@Suite struct ThreadTreeTests {
  @Test(
    arguments: [
      ([], []), ([0], [""]), ([0, 1], ["", "└─ "]), ([0, 1, 1], ["", "├─ ", "└─ "]),
      ([0, 1, 2, 1], ["", "├─ ", "│  └─ ", "└─ "]),
      ([0, 1, 2, 2, 3], ["", "└─ ", "   ├─ ", "   └─ ", "      └─ "]),
      // Two beginnings, as where a message between them is missing.
      ([0, 1, 0, 1], ["", "└─ ", "", "└─ "]),
      // A level that is left out, as lists of strangers may have it.
      ([0, 2], ["", "   └─ "]),
    ] as [([Int], [String])])
  func branchesLeadToWhatIsAnswered(_ depths: [Int], _ branches: [String]) {
    #expect(ThreadTree.branches(depths) == branches)
  }

  private func tree(_ subjects: [(depth: Int, subject: String)], current: Int64 = 1) -> ThreadTree {
    ThreadTree(
      entries: subjects.enumerated().map { index, entry in
        ThreadEntry(
          message: MessageSummary(
            id: Int64(index + 1), digest: nil, size: 100, date: 1_700_000_000, messageID: nil,
            thread: 1, sender: "Ada <ada@example.net>", subject: entry.subject),
          parent: nil, depth: entry.depth)
      }, current: current, dates: .absolute, style: Style(isOn: false))
  }

  @Test func aSubjectThatSaysNothingNewIsLeftOut() {
    let tree = tree([
      (0, "Boat trip"), (1, "Re: Boat trip"), (2, "AW: Re: Boat trip"), (1, "Weather"),
      (2, "Fwd: Boat trip"), (0, "Boat trip"), (1, ""),
    ])
    #expect(
      (0..<7).map(tree.subject) == [
        "Boat trip", "", "", "Weather", "Fwd: Boat trip", "Boat trip", "(no subject)",
      ])
  }

  @Test(arguments: [30, 40, 80, 200]) func linesFitTheTerminal(_ width: Int) {
    let deep = tree((0..<40).map { ($0, "日本語の件名 \($0) \u{1B}[31m") }, current: 3)
    let layout = OutputLayout(width: width, isTerminal: true)
    let lines = deep.lines(in: layout)
    #expect(lines.count == 40)
    #expect(lines[2].hasPrefix("* 3"))
    // The subject keeps a few columns, however deep it stands.
    let deepest = 3 * ThreadTree.deepest + 50
    for line in lines {
      #expect(displayWidth(line) <= max(width, deepest), "\(line)")
      #expect(!line.contains("\u{1B}"))
    }
  }

  @Test func columnsStayInPlaceOnATerminalOnly() {
    let tree = ThreadTree(
      entries: [
        ThreadEntry(
          message: MessageSummary(
            id: 1, digest: nil, size: 1, date: 0, messageID: nil, thread: 1, sender: "שלום"),
          parent: nil, depth: 0)
      ], current: 1, dates: .absolute, style: Style(isOn: false))
    let mark = "\u{200E}"
    #expect(tree.lines(in: OutputLayout(width: 80, isTerminal: true))[0].contains(mark))
    #expect(!tree.lines(in: OutputLayout(width: 80, isTerminal: false))[0].contains(mark))
  }
}
