import Presentation
import Text

/// What stands on the screen: a grid of cells, written to by those who draw, compared with the last
/// one by `FrameWriter`. Everything outside of it is clipped.
struct Canvas: Equatable, Sendable {
  /// One column of the screen. A wide character has its text in the first of its two cells.
  struct Cell: Equatable, Sendable {
    enum Extent: Sendable { case narrow, wide, secondHalf }

    var text = " "
    var extent = Extent.narrow
    var style = CellStyle.plain

    static let blank = Cell()

    /// Whether all terminals agree on how many columns it takes. They do not on emoji, combining
    /// marks and characters newer than they are.
    var isOfCertainWidth: Bool {
      text.utf8.count == 1 || text.unicodeScalars.count == 1 && isLatinOrGraphic
    }

    /// Up to the Latin letters with marks; arrows, box drawing and the ellipsis of this program.
    private var isLatinOrGraphic: Bool {
      guard let code = text.unicodeScalars.first?.value else { return false }
      return code < 0x300 || code == 0x2026 || (0x2500...0x257F).contains(code)
    }
  }

  let size: Size
  private(set) var cells: [Cell]
  /// Row and column; nil hides it.
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

  /// The row as text, without blanks at its end.
  func text(row: Int) -> String {
    var text = self.row(row).map { $0.extent == .secondHalf ? "" : $0.text }.joined()
    while text.last == " " { text.removeLast() }
    return text
  }

  /// Writes text from any source: `terminalSafe` is applied to it.
  ///
  /// - Parameter width: columns at most; what is longer is cut and ends with "…".
  /// - Returns: the column behind the text.
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

  /// From this column on the terminal goes from left to right again.
  mutating func markLeftToRight(row: Int, column: Int) {
    guard row >= 0, row < size.rows else { return }
    join(leftToRightMark, row, column - 1)
  }

  /// Puts blanks of a style, such as the rest of a line that is shown reversed.
  mutating func blank(row: Int, columns: Range<Int>, _ style: CellStyle = .plain) {
    for column in columns.clamped(to: 0..<size.columns) where row >= 0 && row < size.rows {
      set(Cell(style: style), row, column)
    }
  }

  /// Changes how cells look that are written already.
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

  /// One character can hold thousands of combining marks; a terminal need not.
  private static func bounded(_ character: Character) -> String {
    let scalars = character.unicodeScalars
    guard scalars.count > scalarsInCell else { return String(character) }
    return String(String.UnicodeScalarView(scalars.prefix(scalarsInCell)))
  }

  private static let scalarsInCell = 10

  /// A mark that stands alone belongs to the cell before it.
  private mutating func join(_ mark: String, _ row: Int, _ column: Int) {
    guard column >= 0, column < size.columns else { return }
    let index = row * size.columns + column
    let lead = cells[index].extent == .secondHalf ? index - 1 : index
    guard cells[lead].text.unicodeScalars.count < Self.scalarsInCell else { return }
    cells[lead].text += mark
  }

  /// Writing over one half of a wide character leaves a blank for the other.
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
