/// Converts canvases into terminal output: only the cells that changed, in one piece, so that
/// nothing flickers and a slow line carries little.
///
/// A frame is enclosed in the marks of a synchronized update (DEC private mode 2026): terminals
/// that know it show the frame at once, others ignore the marks. After a character on whose width
/// terminals disagree, the cursor is positioned again, so that one wrong guess never shifts a line.
struct FrameWriter {
  private let isColored: Bool
  /// The canvas on the terminal; nil if it is unknown.
  private var shown: Canvas?

  init(isColored: Bool) { self.isColored = isColored }

  /// Draws the next frame completely.
  mutating func forget() { shown = nil }

  /// Output for the next frame; empty if the terminal shows it already.
  mutating func frame(_ next: Canvas) -> [UInt8] {
    guard next != shown else { return [] }
    var text = "\u{1B}[?2026h\u{1B}[?25l"
    var before = Canvas(next.size)
    if let shown, shown.size == next.size {
      before = shown
    } else {
      text += "\u{1B}[0m\u{1B}[H\u{1B}[2J"
    }
    for row in 0..<next.size.rows {
      write(Array(before.row(row)), Array(next.row(row)), row, to: &text)
    }
    text += "\u{1B}[0m"
    if let cursor = next.cursor { text += Self.move(cursor.row, cursor.column) + "\u{1B}[?25h" }
    text += "\u{1B}[?2026l"
    shown = next
    return Array(text.utf8)
  }

  private func write(
    _ before: [Canvas.Cell], _ next: [Canvas.Cell], _ row: Int, to text: inout String
  ) {
    guard before != next else { return }
    let isCertain = before.allSatisfy(\.isOfCertainWidth) && next.allSatisfy(\.isOfCertainWidth)
    // If the terminal's columns may differ from the canvas's, a part of a line cannot be replaced.
    let changed =
      isCertain
      ? Self.runs(before.indices.filter { before[$0] != next[$0] }) : [0..<next.count]
    for run in changed {
      var isPlaced = false
      var style: CellStyle?
      for column in run where next[column].extent != .secondHalf {
        let cell = next[column]
        if !isPlaced { text += Self.move(row, column) }
        if cell.style != style { text += cell.style.sequence(colored: isColored) }
        style = cell.style
        text += cell.text
        isPlaced = cell.isOfCertainWidth
      }
    }
  }

  /// Columns as ranges; writing a short gap again costs less than jumping over it.
  private static func runs(_ columns: [Int]) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    for column in columns {
      if let last = runs.last, column - last.upperBound <= 4 {
        runs[runs.count - 1] = last.lowerBound..<column + 1
      } else {
        runs.append(column..<column + 1)
      }
    }
    return runs
  }

  /// CUP counts from 1.
  private static func move(_ row: Int, _ column: Int) -> String {
    "\u{1B}[\(row + 1);\(column + 1)H"
  }
}
