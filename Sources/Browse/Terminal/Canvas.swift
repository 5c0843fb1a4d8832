import Presentation
import Text

/// The contents of the screen: a grid of cells. Views write to it, and `FrameWriter` compares it
/// with the previous one. Everything outside of it is clipped.
struct Canvas: Equatable, Sendable {
  /// One column of the screen. A wide character is stored in the first of its two cells.
  struct Cell: Equatable, Sendable {
    enum Extent: Sendable { case narrow, wide, secondHalf }

    var text = " "
    var extent = Extent.narrow
    var style = CellStyle.plain

    static let blank = Cell()

    /// Whether all terminals agree on the character's width. They disagree on emoji, combining
    /// marks and characters newer than the terminal.
    var isOfCertainWidth: Bool {
      text.utf8.count == 1 || text.unicodeScalars.count == 1 && isLatinOrGraphic
    }

    /// Up to the Latin letters with marks; also arrows, box drawing and the ellipsis, which this
    /// program uses.
    private var isLatinOrGraphic: Bool {
      guard let code = text.unicodeScalars.first?.value else { return false }
      return code < 0x300 || code == 0x2026 || (0x2500...0x257F).contains(code)
    }
  }

  let size: Size
  private(set) var cells: [Cell]
  /// Row and column; nil hides the cursor.
  var cursor: (row: Int, column: Int)?

  init(_ size: Size) {
    self.size = Size(columns: max(0, size.columns), rows: max(0, size.rows))
    cells = Array(repeating: .blank, count: self.size.columns * self.size.rows)
  }

  static func == (one: Canvas, other: Canvas) -> Bool {
    one.size == other.size && one.cells == other.cells
      && one.cursor?.row == other.cursor?.row && one.cursor?.column == other.cursor?.column
  }

  func row(_ row: Int) -> ArraySlice<Cell> {
    cells[row * size.columns..<(row + 1) * size.columns]
  }

  /// The row as text, without trailing blanks.
  func text(row: Int) -> String {
    var text = self.row(row).map { $0.extent == .secondHalf ? "" : $0.text }.joined()
    while text.last == " " { text.removeLast() }
    return text
  }

  /// Writes text from any source: it passes through `terminalSafe`.
  ///
  /// - Parameter width: maximum number of columns; a longer text is cut and ends with "…".
  /// - Returns: the column after the text.
  @discardableResult
  mutating func put(
    _ text: String, row: Int, column: Int, width: Int? = nil, _ style: CellStyle = .plain
  ) -> Int {
    let room = min(width ?? Int.max, size.columns - column)
    guard room > 0, row >= 0, row < size.rows else { return column }
    let shown = terminalSafe(text)
    let fits = shown.utf8.count <= room || displayWidth(shown) <= room
    let end = fill(shown, row, column, limit: column + (fits ? room : room - 1), style)
    return fits ? end : fill("…", row, end, limit: column + room, style)
  }

  /// Makes the terminal continue from left to right at this column.
  mutating func markLeftToRight(row: Int, column: Int) {
    guard row >= 0, row < size.rows else { return }
    join(leftToRightMark, row, column - 1)
  }

  /// Fills columns with blanks in a style, such as the rest of a line that is shown reversed.
  mutating func blank(row: Int, columns: Range<Int>, _ style: CellStyle = .plain) {
    for column in columns.clamped(to: 0..<size.columns) where row >= 0 && row < size.rows {
      set(Cell(style: style), row, column)
    }
  }

  /// Changes the style of cells that were written before.
  mutating func restyle(row: Int, columns: Range<Int>, _ change: (inout CellStyle) -> Void) {
    guard row >= 0, row < size.rows else { return }
    for column in columns.clamped(to: 0..<size.columns) {
      change(&cells[row * size.columns + column].style)
    }
  }

  private mutating func fill(
    _ text: String, _ row: Int, _ start: Int, limit: Int, _ style: CellStyle
  ) -> Int {
    var column = start
    for character in text {
      let text = Self.bounded(character)
      let width = displayWidth(text)
      if width == 0 {
        join(text, row, column - 1)
        continue
      }
      guard column + width <= limit else { break }
      set(Cell(text: text, extent: width == 2 ? .wide : .narrow, style: style), row, column)
      if width == 2 { set(Cell(text: "", extent: .secondHalf, style: style), row, column + 1) }
      column += width
    }
    return column
  }

  /// One character can hold thousands of combining marks; a terminal need not receive them all.
  private static func bounded(_ character: Character) -> String {
    let scalars = character.unicodeScalars
    guard scalars.count > scalarsInCell else { return String(character) }
    return String(String.UnicodeScalarView(scalars.prefix(scalarsInCell)))
  }

  private static let scalarsInCell = 10

  /// Adds a mark without a base character to the cell before it.
  private mutating func join(_ mark: String, _ row: Int, _ column: Int) {
    guard column >= 0, column < size.columns else { return }
    let index = row * size.columns + column
    let lead = cells[index].extent == .secondHalf ? index - 1 : index
    guard cells[lead].text.unicodeScalars.count < Self.scalarsInCell else { return }
    cells[lead].text += mark
  }

  /// Overwriting one half of a wide character replaces the other half by a blank.
  private mutating func set(_ cell: Cell, _ row: Int, _ column: Int) {
    guard column >= 0, column < size.columns else { return }
    let index = row * size.columns + column
    if cells[index].extent == .secondHalf, cell.extent != .secondHalf, column > 0 {
      cells[index - 1] = Cell(style: cells[index - 1].style)
    }
    if cells[index].extent == .wide, column + 1 < size.columns {
      cells[index + 1] = Cell(style: cells[index + 1].style)
    }
    cells[index] = cell
  }
}
